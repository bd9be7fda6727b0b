package move

import (
	"slices"
	"strings"
	"testing"

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

func TestMapped_names(t *testing.T) {
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

func TestLists(t *testing.T) {
	t.Parallel()
	got := lists([]string{" import  2019", "v\x1b[2Jip\x00\u0085", "vip", "VIP", "vip ", "old"},
		[]string{"import  2019 ", "old"})
	equal(t, "lists", got, []string{"v[2Jip", "vip", "VIP"})
}

func TestMapped_merge(t *testing.T) {
	t.Parallel()
	contact := func(first, last, phone string, values ...any) mapped {
		m := mapped{contact: cuedesk.ContactCreate{FirstName: first, LastName: last, PhoneNumber: phone}}
		for i := 0; i < len(values); i += 2 {
			m.contact.CustomFields = withValue(m.contact.CustomFields, values[i].(string), values[i+1])
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
		differs := test.first.merge(test.other)
		equal(t, name, test.first, test.want)
		equal(t, name+": what differs", differs, test.differs)
	}
	first := mapped{contact: cuedesk.ContactCreate{WhatsAppID: "w"}, lists: []string{"a"}}
	differs := first.merge(mapped{
		contact: cuedesk.ContactCreate{WhatsAppID: "v", FBMessengerID: "f"}, lists: []string{"a", "b"},
	})
	equal(t, "more", first, mapped{
		contact: cuedesk.ContactCreate{WhatsAppID: "w", FBMessengerID: "f"}, lists: []string{"a", "b"},
	})
	equal(t, "what differs", differs, []string{"WhatsApp: v"})
}

// One that is not of the first's map must not change under its feet.
func TestMapped_merge_copies(t *testing.T) {
	t.Parallel()
	other := mapped{contact: cuedesk.ContactCreate{CustomFields: map[string]any{"company": "Tarn"}}}
	var first mapped
	first.merge(other)
	first.merge(mapped{contact: refusing()})
	equal(t, "the other", len(other.contact.CustomFields), 1)
}

// Each contact of the source must have an ID of its own, the same in each run.
func TestNewPerson_id(t *testing.T) {
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
		everybody, _, err := sourceOfOrgContacts(t, documents...).read(t.Context(), screen.New(t.Output()))
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
