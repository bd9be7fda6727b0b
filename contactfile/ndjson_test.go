package contactfile_test

import (
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go/contactfile"
)

func TestFile_Rows_ndjson(t *testing.T) {
	t.Parallel()
	content := `{"email": "m@x", "first_name": "M\u0061ra", "seats": 12, "tags": ["a", "b"],` +
		` "custom_fields": {"city": "Kiel"}}

{"phone_number": ["+1 555 010 0101", "+1 555 010 0102"], "email": null, "deep": {"a": {"b": 1}}, "list": [[1], "x"]}
{"external_id": 9007199254740993, "vip": true}
`
	file := open(t, content, contactfile.Options{Region: "US", Map: map[string]contactfile.Field{
		"custom_fields.city": contactfile.Custom("city", contactfile.Text), "seats": contactfile.Custom("seats",
			contactfile.Long),
		"vip": contactfile.Custom("vip", contactfile.Boolean), "absent": contactfile.Ignore,
	}})
	all := rows(t, file)
	if len(all) != 3 || file.Format() != contactfile.NDJSON {
		t.Fatalf("%d rows of %s", len(all), file.Format())
	}
	mara, toma, ina := all[0].Contact, all[1].Contact, all[2].Contact
	if mara.Email != "m@x" || mara.FirstName != "Mara" || mara.CustomFields["city"] != "Kiel" ||
		mara.CustomFields["seats"] != int64(12) || all[0].Line != 1 {
		t.Errorf("%+v", mara)
	}
	if toma.PhoneNumber != "+15550100101" || all[1].Line != 3 || all[1].Number != 2 ||
		!strings.Contains(changes(all[1]), "several numbers") {
		t.Errorf("%+v (%s)", toma, changes(all[1]))
	}
	if ina.ExternalContactID != "9007199254740993" || ina.CustomFields["vip"] != true {
		t.Errorf("%+v", ina)
	}
	if got := names(file.Unmapped()); got != "tags, deep.a, list" {
		t.Errorf("unmapped: %s", got)
	}
	if got := all[1].Original; got[3] != "" || got[6] != `{"b": 1}` || got[7] != `[[1], "x"]` ||
		all[0].Original[3] != "a ::: b" {
		t.Errorf("%q", got)
	}
}

func TestFile_Rows_ndjsonBadRows(t *testing.T) {
	t.Parallel()
	for line, message := range map[string]string{
		`{"email": "b@x"`:                    "malformed at byte",
		`{"email": "b@x"} {}`:                "more than one value",
		`["b@x"]`:                            "it is another value",
		`nonsense`:                           "malformed at byte",
		`{"email": "b@x", "email": "c@x"}`:   "a member is there twice",
		`{"email": "` + "\x01" + `"}`:        "malformed",
		`{"email"}`:                          "malformed",
		`{"email": }`:                        "malformed",
		`{"a": {"b"}}`:                       "malformed",
		strings.Repeat(`[`, 2000) + `1`:      "malformed",
		`{"x": "` + strings.Repeat("y", 2e6): "longer than",
	} {
		file := open(t, "{\"email\": \"a@x\"}\n"+line+"\n{\"email\": \"d@x\"}\n", contactfile.Options{SkipBadRows: true})
		all, failures := rowsAndErrors(file)
		if emails(all) != "a@x d@x" || len(failures) != 1 {
			t.Errorf("%.40s: %s, %v", line, emails(all), failures)
			continue
		}
		wantError(t, failures[0], contactfile.ErrRow, "test, line 2", message)
	}
}

// A member that appears late is a column like any other.
func TestFile_Rows_ndjsonLateMembers(t *testing.T) {
	t.Parallel()
	start := strings.Repeat("{\"email\": \"a@x\"}\n", 100)
	file := open(t, start+`{"email": "b@x", "first_name": "Mara", "colour": "red"}`+"\n", contactfile.Options{})
	all := rows(t, file)
	if last := all[100]; last.Contact.FirstName != "Mara" || len(last.Original) != 3 ||
		names(file.Unmapped()) != "colour" {
		t.Errorf("%+v", last)
	}
	err := failure(t, start+`{"email": "b@x", "work_email_2": "c@x"}`+"\n", contactfile.Options{SkipBadRows: true})
	wantError(t, err, contactfile.ErrColumns, "line 101", "work_email_2")
}

func TestNewReader_ndjson(t *testing.T) {
	t.Parallel()
	for content, message := range map[string]string{
		`{"first_name": "Mara"}`:         "no column holds an identifier",
		`{"email": "a@x", "user_id": 1}`: "user_id",
		`{"phone": "1", "x": "m@x"}`:     `"x"`,
		`{"email": "` + "\xff" + `"}`:    "not UTF-8",
	} {
		err := failure(t, content, contactfile.Options{})
		if !strings.Contains(err.Error(), message) {
			t.Errorf("%s: %v", content, err)
		}
	}
	wantError(t, failure(t, "", contactfile.Options{Format: contactfile.NDJSON}), contactfile.ErrColumns, "empty")
}
