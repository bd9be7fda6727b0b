package contactfile_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go/contactfile"
)

func TestCustom(t *testing.T) {
	t.Parallel()
	const (
		whole, number, truth = "left out, not a whole number", "left out, not a number", "left out, not true or false"
		date, iso            = "left out, not a date in the declared form", "written in the standard form, ISO 8601"
	)
	comma, point := contactfile.Options{Decimal: ','}, contactfile.Options{Decimal: '.'}
	german, american := contactfile.Options{Dates: "DD.MM.YYYY"}, contactfile.Options{Dates: "M/D/YYYY"}
	for _, test := range []struct {
		t    contactfile.Type
		opts contactfile.Options
		cell string
		want any
		note string
	}{
		{contactfile.Long, comma, "7", int64(7), ""},
		{contactfile.Long, comma, "1.234", int64(1234), ""},
		{contactfile.Long, point, "1,234,567", int64(1234567), ""},
		{contactfile.Long, point, "1.234", nil, whole},
		{contactfile.Long, contactfile.Options{}, "1,5", nil, whole},
		{contactfile.Long, contactfile.Options{}, "1,234", nil, whole},
		{contactfile.Long, contactfile.Options{}, "-9223372036854775808", int64(-9223372036854775808), ""},
		{contactfile.Long, contactfile.Options{}, "9223372036854775808", nil, whole},
		{contactfile.Long, contactfile.Options{}, "0x10", nil, whole},
		{contactfile.Long, contactfile.Options{}, "1_000", nil, whole},
		{contactfile.Long, contactfile.Options{}, "n/a", nil, "left out, says that there is none"},
		{contactfile.Long, contactfile.Options{}, "#DIV/0!", nil, "left out, an error of a formula"},
		{contactfile.Double, comma, "1.234,5", 1234.5, ""},
		{contactfile.Double, comma, "1234,5", 1234.5, ""},
		{contactfile.Double, comma, "1,234.5", nil, number},
		{contactfile.Double, point, "1,234.5", 1234.5, ""},
		{contactfile.Double, contactfile.Options{}, "1.5e3", 1500.0, ""},
		{contactfile.Double, contactfile.Options{}, "1e999", nil, number},
		{contactfile.Double, contactfile.Options{}, "Inf", nil, number},
		{contactfile.Double, contactfile.Options{}, "12 %", nil, number},
		{contactfile.Boolean, contactfile.Options{}, "Yes", true, ""},
		{contactfile.Boolean, contactfile.Options{}, "0", false, ""},
		{contactfile.Boolean, contactfile.Options{}, "maybe", nil, truth},
		{contactfile.Date, contactfile.Options{}, "2024-02-29", "2024-02-29", ""},
		{contactfile.Date, contactfile.Options{}, "2024-01-15T10:00:00+01:00", "2024-01-15T10:00:00+01:00", ""},
		{contactfile.Date, contactfile.Options{}, "2023-02-29", nil, date},
		{contactfile.Date, contactfile.Options{}, "01/02/2024", nil, date},
		{contactfile.Date, contactfile.Options{}, "45292", nil, date},
		{contactfile.Date, german, "15.01.2024", "2024-01-15", iso},
		{contactfile.Date, german, "2024-01-15", "2024-01-15", ""},
		{contactfile.Date, german, "01/15/2024", nil, date},
		{contactfile.Date, american, "1/15/2024", "2024-01-15", iso},
		{
			contactfile.Text,
			contactfile.Options{},
			" a\u200db\u200b ", "a\u200db",
			"invisible characters removed; v: space around it removed",
		},
		{contactfile.Text, contactfile.Options{}, "#N/A", nil, "left out, an error of a formula"},
		{contactfile.Text, contactfile.Options{}, "n/a", "n/a", ""},
	} {
		opts := test.opts
		opts.Map = map[string]contactfile.Field{"v": contactfile.Custom("key", test.t)}
		row := rows(t, open(t, "email;v\na@x;\""+test.cell+"\"\n", opts))[0]
		got, note := row.Contact.CustomFields["key"], strings.TrimPrefix(changes(row), "v: ")
		if got != test.want || !strings.HasPrefix(note, test.note) || test.note == "" && note != "" {
			t.Errorf("%s %q: %v (%s), want %v (%s)", test.t, test.cell, got, note, test.want, test.note)
		}
	}
}

// TestFile_Rows_list: lists are of texts, and an empty one is no value.
func TestFile_Rows_list(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]string{
		`["a","b c"]`: `["a" "b c"]`, `["a",null,""]`: `["a"]`, "a ::: b": `["a" "b"]`, "a ::: ": `["a"]`, "[a": `["[a"]`,
		"[1,2]": "left out", `["a",{}]`: "left out", "[]": "", ":::": "",
	} {
		text := "email,tags\nm@x,\"" + strings.ReplaceAll(cell, `"`, `""`) + "\"\n"
		opts := contactfile.Options{Map: map[string]contactfile.Field{"tags": contactfile.Custom("tags", contactfile.List)}}
		row := rows(t, open(t, text, opts))[0]
		got := ""
		if list, ok := row.Contact.CustomFields["tags"]; ok {
			got = fmt.Sprintf("%q", list)
		} else if strings.Contains(changes(row), "tags: left out, not a list of texts") {
			got = "left out"
		}
		if got != want {
			t.Errorf("%s: %s (%s), want %s", cell, got, changes(row), want)
		}
	}
}

// TestOptions_TypeOf: a column is for a custom field by its very name, Map goes first, and an error ends the reading.
func TestOptions_TypeOf(t *testing.T) {
	t.Parallel()
	errTypes := errors.New("no answer")
	opts := contactfile.Options{
		Map: map[string]contactfile.Field{"custom_fields.c": contactfile.Ignore},
		TypeOf: func(key string) (contactfile.Type, error) {
			switch key {
			case "a_b", "c":
				return contactfile.Long, nil
			case "broken":
				return "", errTypes
			}
			return "", nil
		},
	}
	file := open(t, "email,custom_fields.a_b,Custom Fields A B,custom_fields.c,custom_fields.d\nm@x,1,2,3,4\n", opts)
	if got := fmt.Sprint(rows(t, file)[0].Contact.CustomFields); got != "map[a_b:1]" {
		t.Error(got)
	}
	if got := names(file.Unmapped()); got != "Custom Fields A B, custom_fields.d" {
		t.Error(got)
	}
	late := strings.Repeat(`{"email":"m@x"}`+"\n", 50) + `{"email":"t@x","custom_fields":{"broken":1}}`
	for _, content := range []string{"email,custom_fields.broken\nm@x,1\n", late} {
		wantError(t, failure(t, content, opts), errTypes)
	}
}
