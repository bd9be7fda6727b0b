package move

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/screen"
	"github.com/cuedesk/cuedesk-go/nexadesk"
)

func TestFromNexadesk(t *testing.T) {
	t.Parallel()
	got := fromNexadesk(&nexadesk.Contact{
		ID: "1", FirstName: " Ada\t Maria ", LastName: "-", Email: "Ask <the@office>, me", Phone: "reception, 2nd floor",
		CompanyName: " Tarn  Foundry", Tags: []string{"region/emea", " ", "region/emea ", "VIP", "vip"},
		ProfileNotes: "Long.\n", InterestSummary: "Chairs",
	})
	equal(t, "the contact", got, mapped{
		contact: cuedesk.ContactCreate{FirstName: "Ada Maria", CustomFields: map[string]any{"company": "Tarn Foundry"}},
		lists:   []string{"region/emea", "VIP", "vip"},
		note:    "Long.\n\nE-mail: Ask <the@office>, me\nPhone: reception, 2nd floor\nInterested in: Chairs",
	})
	equal(t, "an empty contact", fromNexadesk(&nexadesk.Contact{ID: "1", ProfileNotes: "-", CompanyName: "n/a"}), mapped{})
}

func TestFromOrgCRM(t *testing.T) {
	t.Parallel()
	for document, want := range map[string]mapped{
		`{"id":"1","name":"Ada  Maria Ames","email":" ADA+x@Example.com ","phone":"+1-555-0123","company":"Tarn",` +
			`"source":"fair","notes":"n","tags":["vip"],"dnc":true}`: {
			contact: cuedesk.ContactCreate{
				FirstName: "Ada", LastName: "Maria Ames", Email: "ada+x@example.com", PhoneNumber: "+1-555-0123",
				CustomFields: map[string]any{"company": "Tarn", "do_not_contact": true},
			},
			lists: []string{"vip"}, note: "n\n\nSource: fair",
		},
		`{"id":"1","name":"unknown","tags":"a, b","dnc":null}`: {note: "Tags: a, b"},
		`{"id":"1","name":"N/A","tags":null,"dnc":false}`:      {},
		`{"id":"1","name":"- -","email":["a@x.com","b@x.com"],"phone":{"home":"12345"}}`: {
			note: "orgcrm email: [\"a@x.com\",\"b@x.com\"]\norgcrm phone: {\"home\":\"12345\"}",
		},
		`{"id":"1","dnc":1}`:            {contact: refusing(), note: "Do not contact: 1"},
		`{"id":"1","dnc":0}`:            {contact: refusing(), note: "Do not contact: 0"},
		`{"id":"1","dnc":"yes"}`:        {contact: refusing(), note: `Do not contact: "yes"`},
		`{"id":"1","dnc":{"sms":true}}`: {contact: refusing(), note: `Do not contact: {"sms":true}`},
	} {
		equal(t, document, fromOrgCRM(orgContact(t, document)), want)
	}
}

func refusing() cuedesk.ContactCreate {
	return cuedesk.ContactCreate{CustomFields: map[string]any{doNotContact: true}}
}

func TestNames(t *testing.T) {
	t.Parallel()
	for _, test := range [][4]string{
		{"Christopher", "Null", "Christopher", "Null"},
		{"Null", "Ames", "Null", "Ames"},
		{"null", "", "", ""},
		{"-", "Null", "", "Null"},
		{"€€€", "", "€€€", ""},
		{"Unknown", "NONE", "", ""},
		{"n/a", "-", "", ""},
		{"--", "", "", ""},
		{"Ada", "-", "Ada", ""},
		{"🌻", "", "🌻", ""},
		{"", "7", "", "7"},
		{" R2 ", "D2\tX", "R2", "D2 X"},
	} {
		first, last := names(test[0], test[1])
		equal(t, test[0]+"|"+test[1], [2]string{first, last}, [2]string{test[2], test[3]})
	}
}

func TestEmail(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][2]string{
		" Ada@Example.COM\t":    {"ada@example.com", ""},
		"ada+news@example.com":  {"ada+news@example.com", ""},
		"İpek@example.com":      {"İpek@example.com", ""},
		"Jane Doe <Jane@x.com>": {"jane@x.com", "E-mail: Jane Doe <Jane@x.com>"},
		"a@x.com, b@x.com":      {"", "E-mail: a@x.com, b@x.com"},
		"a@x.com b@x.com":       {"", "E-mail: a@x.com b@x.com"},
		`"a b"@x.com`:           {"", `E-mail: "a b"@x.com`},
		"ask the office":        {"", "E-mail: ask the office"},
		"ada@x.com\u200b":       {"ada@x.com", ""},
		"\u00a0ada@x.com\u3000": {"ada@x.com", ""},
		"\u202aada@x.com\u202c": {"ada@x.com", ""},
		"\ufeff ada@x.com":      {"ada@x.com", ""},
		"b\u00a0o@x.com":        {"", "E-mail: b o@x.com"},
		"mailto:uma@x.com":      {"", "E-mail: mailto:uma@x.com"},
		"n/a":                   {"", ""},
		"":                      {"", ""},
	} {
		var more leftover
		equal(t, text, [2]string{more.email(text), strings.Join(more, "|")}, want)
	}
}

func TestPhone(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"+44 (0)20 7946 0285": "+44 (0)20 7946 0285", "202.555.0142  x12": "202.555.0142 x12", "030/2311234": "030/2311234",
		"02102/123456": "02102/123456", "123456789012345": "123456789012345", "(+44) 12345": "(+44) 12345", "12345": "12345",
		"1234": "", "1234567890123456": "", "n/a": "", "": "", "+1-555-0123 / +1-555-0199": "", "+1555012 +1555013": "",
		"555-0101 / 555-0102": "", "٠١٢٣٤٥٦٧": "", "2024/01/02 12:30": "", "555.0142 x1234567": "", "555.0142 extra": "",
		"12345 x12 x13": "",
		"call 555.0142": "",
	} {
		var more leftover
		got := more.phone(text)
		equal(t, text, got, want)
		if lost := want == "" && meaning(text) != "" && !slices.Contains(more, "Phone: "+text); lost {
			t.Errorf("%q is not in the note", text)
		}
		if want != "" && more != nil {
			t.Errorf("%q is in the note, too: %q", text, more)
		}
	}
}

func TestLists(t *testing.T) {
	t.Parallel()
	got := lists([]string{" import  2019", "v\x1b[2Jip\x00\u0085", "vip", "VIP", "vip ", "old"},
		[]string{"import  2019 ", "old"})
	equal(t, "lists", got, []string{"v[2Jip", "vip", "VIP"})
}

func TestAbsorb(t *testing.T) {
	t.Parallel()
	contact := func(first, last, phone string, values ...any) mapped {
		m := mapped{contact: cuedesk.ContactCreate{FirstName: first, LastName: last, PhoneNumber: phone}}
		for i := 0; i < len(values); i += 2 {
			m.contact.CustomFields = with(m.contact.CustomFields, values[i].(string), values[i+1])
		}
		return m
	}
	for name, test := range map[string]struct {
		first, other, want mapped
		differs            []string
	}{
		"fills what is empty": {
			contact("", "", ""), contact("Ada", "Ames", "12345", "company", "Tarn"),
			contact("Ada", "Ames", "12345", "company", "Tarn"), nil,
		},
		"the same": {
			contact("Ada", "Ames", "1", "company", "T"), contact("Ada", "Ames", "1", "company", "T"),
			contact("Ada", "Ames", "1", "company", "T"), nil,
		},
		"makes no chimera": {
			contact("Ada", "", ""), contact("Bob", "Burke", ""), contact("Ada", "", ""), []string{"Name: Bob Burke"},
		},
		"keeps what differs": {
			contact("Ada", "", "12345", "company", "Tarn"),
			contact("Ada", "", "67890", "company", "Kiln"), contact("Ada", "", "12345", "company", "Tarn"),
			[]string{"Phone: 67890", "company: Kiln"},
		},
		"nothing that differs": {
			contact("Ada", "", "12345", "company", "Tarn"), contact("", "", ""),
			contact("Ada", "", "12345", "company", "Tarn"), nil,
		},
		"not to be contacted": {
			contact("A", "", "", doNotContact, false), contact("A", "", "", doNotContact, true),
			contact("A", "", "", doNotContact, true), nil,
		},
		"not to be contacted yet": {
			contact("A", "", "", doNotContact, true), contact("A", "", "", doNotContact, false),
			contact("A", "", "", doNotContact, true), nil,
		},
		"nothing said so far": {
			contact("A", "", ""), contact("A", "", "", doNotContact, true), contact("A", "", "", doNotContact, true), nil,
		},
		"values that are lists": {
			contact("A", "", "", "x", []string{"a"}), contact("A", "", "", "x", []string{"b"}),
			contact("A", "", "", "x", []string{"a"}),
			[]string{"x: [b]"},
		},
	} {
		differs := test.first.absorb(test.other)
		equal(t, name, test.first, test.want)
		equal(t, name+": what differs", differs, test.differs)
	}
	first := mapped{contact: cuedesk.ContactCreate{WhatsAppID: "w"}, lists: []string{"a"}}
	differs := first.absorb(mapped{
		contact: cuedesk.ContactCreate{WhatsAppID: "v", FBMessengerID: "f"}, lists: []string{"a", "b"},
	})
	equal(t, "more", first, mapped{
		contact: cuedesk.ContactCreate{WhatsAppID: "w", FBMessengerID: "f"}, lists: []string{"a", "b"},
	})
	equal(t, "what differs", differs, []string{"WhatsApp: v"})
}

// One that is not of the first's map must not change under its feet.
func TestAbsorb_copies(t *testing.T) {
	t.Parallel()
	other := mapped{contact: cuedesk.ContactCreate{CustomFields: map[string]any{"company": "Tarn"}}}
	var first mapped
	first.absorb(other)
	first.absorb(mapped{contact: refusing()})
	equal(t, "the other", len(other.contact.CustomFields), 1)
}

// Each contact of the source must have an ID of its own, the same in each run.
func TestIdentity(t *testing.T) {
	t.Parallel()
	documents := []string{
		`{"id":"1","name":"Ada"}`, `{"name":"Ada","phone":"12345"}`, `{"name":"Ada","phone":"12345"}`,
		`{"name":"Ada","phone":"12346"}`,
		`{"name":"Ada","phone":"12345","tags":["x"]}`, `{"name":"Ada","phone":"12345","created_at":"2025-01-01"}`,
		`{"id":"1","name":"Ada"}`, `{"name":"Ada","notes":"a"}`, `{"name":"Ada","source":"a"}`,
		`{"name":"Ada","company":"a"}`, `{"name":"Ada","dnc":true}`,
		`{"name":{"first":"Ada"}}`, `{"name":{"first":"Bob"}}`,
	}
	var runs [2][]string
	for i := range runs {
		everybody, _, err := orgCrowd(t, documents...).read(t.Context(), screen.New(t.Output()))
		if err != nil {
			t.Fatal(err)
		}
		prepare(everybody, "orgcrm")
		for n, p := range everybody {
			runs[i] = append(runs[i], p.id)
			want := "orgcrm:" + p.id
			if p.idIsGenerated {
				want = "" // it would be another one after the next change
			}
			equal(t, "the external ID", p.contact.ExternalContactID, want)
			equal(t, "a duplicate", p.sameAs != nil, false)
			equal(t, "a failure", p.failed != "", n != 0)
		}
	}
	equal(t, "the second run", runs[1], runs[0])
	equal(t, "the number of IDs", len(slices.Compact(slices.Sorted(slices.Values(runs[0])))), len(documents)-1)
	last := runs[0][len(runs[0])-1]
	equal(t, "the second of two that are the same", slices.Contains(runs[0], strings.TrimSuffix(last, "-2")) &&
		strings.HasSuffix(last, "-2"), true)
	equal(t, "an ID", runs[0][1][:6], "no-id-")
}

func TestMapped_isEmpty(t *testing.T) {
	t.Parallel()
	for _, c := range []cuedesk.ContactCreate{
		{FirstName: "x"},
		{LastName: "x"},
		{Email: "x"},
		{PhoneNumber: "x"},
		{WhatsAppID: "x"},
		{FBMessengerID: "x"},
		refusing(),
	} {
		equal(t, "empty", (&person{mapped: mapped{contact: c}}).isEmpty(), false)
	}
	equal(t, "empty", (&person{mapped: mapped{note: "x"}}).isEmpty(), false)
	equal(t, "empty", (&person{mapped: mapped{
		contact: cuedesk.ContactCreate{ExternalContactID: "x"},
		lists:   []string{"x"},
	}}).isEmpty(), true)
}

func TestCheckValues(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		kind  cuedesk.FieldType
		good  []any
		wrong []any
	}{
		"text":       {cuedesk.FieldText, []any{"x"}, []any{1, true, nil}},
		"select":     {cuedesk.FieldSelect, []any{"x"}, []any{[]string{"x"}}},
		"date":       {cuedesk.FieldDate, []any{"2025-01-01"}, []any{time.Now(), 1}},
		"time":       {cuedesk.FieldTime, []any{"12:00:00"}, []any{1}},
		"checkbox":   {cuedesk.FieldCheckbox, []any{true}, []any{"true", 1, nil}},
		"integer":    {cuedesk.FieldInteger, []any{1, int64(1), uint8(1)}, []any{1.5, "1", nil}},
		"decimal":    {cuedesk.FieldDecimal, []any{1, 1.5}, []any{"1", nil, true}},
		"percentage": {cuedesk.FieldPercentage, []any{1, 1.5}, []any{"1"}},
		"date time":  {cuedesk.FieldDateTime, []any{time.Now(), "2025-01-01T00:00:00Z"}, []any{1}},
		"multi":      {cuedesk.FieldMultiselect, []any{[]string{"x"}}, []any{"x"}},
		"user":       {cuedesk.FieldUser, []any{"x", 1}, nil},
	} {
		fields := []cuedesk.CustomFieldCreate{{FieldKey: "k", FieldType: test.kind}}
		with := func(value any) []*person {
			return []*person{{mapped: mapped{contact: cuedesk.ContactCreate{CustomFields: map[string]any{"k": value}}}}}
		}
		for _, value := range test.good {
			if err := checkValues(with(value), fields); err != nil {
				t.Errorf("%s: %v is refused: %v", name, value, err)
			}
		}
		for _, value := range test.wrong {
			if err := checkValues(with(value), fields); err == nil || !strings.Contains(err.Error(), `"k" to a `) ||
				!strings.Contains(err.Error(), string(test.kind)) {
				t.Errorf("%s: %v: error is %v", name, value, err)
			}
		}
	}
	err := checkValues([]*person{{mapped: mapped{contact: refusing()}}}, nil)
	if want := `mapping.go sets the custom field "do_not_contact", but customFields does not declare it`; err == nil ||
		err.Error() != want {
		t.Errorf("error is %v", err)
	}
}
