package move

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cuedesk/cuedesk-go"
)

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
