package imports

import (
	"fmt"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go/contactfile"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/importer"
)

// TestRun_namesFlags: what is wrong with a file is told with flags, not with options of a Go package.
func TestRun_namesFlags(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 2<<20)
	for _, test := range []struct{ name, text, args, want string }{
		{"encoding", "email,first_name\na@example.com,J\xf6rg\n", "", "name the encoding of the file: --encoding windows-1252"},
		{"UTF-16", "e\x00m\x00", "", "--encoding utf-16le"},
		{"other encoding", "email\n\x81\n", "--encoding windows-1252", "name another encoding: --encoding"},
		{"mark", "\ufeffemail\na@example.com\n", "--encoding windows-1252", "another encoding was asked for"},
		{"no encoding", "email\n", "--encoding none", "--encoding: there is no encoding none"},
		{"no header", "Kontakt\nx\n", "", "say what a column is for: --map COLUMN=email"},
		{"no identifier", "first_name\nMara\n", "", "say which one does: --map COLUMN=email"},
		{"unmapped", "email,Customer Phone No\na@example.com,1\n", "", "--map 'Customer Phone No=phone_number'"},
		{"no such column", "email\na@example.com\n", "--map x=email", "there is no such column to map; the columns are"},
		{"two types", "email,a,b\n", "--map a=custom_fields.x:long --map b=custom_fields.x", "--map: custom field"},
		{"row too long", "email,notes\na@example.com," + long + "\n", "", "--skip-bad-rows goes on after such rows"},
		{"ragged row", "email,notes\na@example.com\n", "", "--skip-bad-rows goes on after such rows"},
		{"stray quote", "email,notes\na@example.com,5\" pipe\n", "", "name another delimiter: --delimiter; --skip-bad-rows"},
		{"region", "email\n", "--region ZZ", `--region: there is no region "ZZ"`},
		{"dates", "email\n", "--dates YY", `--dates: "YY" is no form of a date`},
		{"decimal", "email\n", "--decimal x", "--decimal: a decimal separator is a point or a comma"},
		{"delimiter", "email\n", "--delimiter \"", "--delimiter: '\"' cannot be a delimiter"},
		{"kept as given", "email,phone\na@example.com,0301234\n", "", "no region is given (--region)"},
		{
			"fields of no column", "email,Company Name\na@example.com,Tarn\n", "--create-fields",
			"--create-fields creates the custom fields of --map, which names none; say which columns are for one, as in " +
				"--map 'Company Name=custom_fields.company_name:text'",
		},
	} {
		runInBubble(t, test.name, func(t *testing.T) {
			got := call(t.Context(), cuedesktest.NewServer(), test.text, append(strings.Fields(test.args), "-")...)
			said := oneLine(got.out + got.log + fmt.Sprint(got.err))
			if !strings.Contains(said, test.want) {
				t.Errorf("%q is not said in\n%s", test.want, said)
			}
			if strings.Contains(said, "Options.") {
				t.Errorf("names an option of Go:\n%s", said)
			}
		})
	}
}

// TestFlagOf: each option that has a flag is known by it, and no other.
func TestFlagOf(t *testing.T) {
	t.Parallel()
	flags := (&options{}).flags(&rawFlags{})
	without := map[string]bool{}
	for name := range strings.FieldsSeq("Format Header Preset TypeOf LowerCaseEmails MaxRow MaxWorkbook") {
		without[name] = true
	}
	for field := range reflect.TypeFor[contactfile.Options]().Fields() {
		flag := flagOf(field.Name, "")
		if without[field.Name] != (flag == "") || flag != "" && flags.Lookup(flag[len("--"):]) == nil {
			t.Errorf("%s has the flag %q", field.Name, flag)
		}
	}
	for option, flag := range importFlags {
		_, is := reflect.TypeFor[importer.Options]().FieldByName(option)
		if !is || flags.Lookup(flag[len("--"):]) == nil {
			t.Errorf("%s has the flag %q", option, flag)
		}
	}
}

// TestRun_unreadRows: what cannot be read is in --failed-out as it is in the file.
func TestRun_unreadRows(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ text, want string }{
		"csv": {
			"email,notes\na@example.com,x\nb@example.com,5\" pipe\nc@example.com\n,lost\n",
			"email|notes|as it is in the file|row|line|reason\n" +
				"||b@example.com,5\" pipe|2|3|cell 2 of the row in line 3 has a quote in a cell that does not begin with one\n" +
				"||c@example.com|3|4|the row has 1 cell, and the header has 2\n" +
				"|lost||4|5|invalid: has none of the fields that rows are matched on",
		},
		"ndjson": {
			"{\"email\":\"a@example.com\"}\n{\"email\":\n",
			"email|further columns|as it is in the file|row|line|reason\n" +
				"||{\"email\":|2|2|the line is not one JSON object: it is malformed at byte 10",
		},
		"vcard": {
			"BEGIN:VCARD\nVERSION:3.0\nEMAIL:a@example.com\nEND:VCARD\nBEGIN:VCARD\nVERSION:3.0\n",
			"GIVEN|FAMILY|FN|EMAIL|TEL|UID|ORG|TITLE|BDAY|NOTE|as it is in the file|row|line|reason\n" +
				"||||||||||(see the file)|2|5|the vCard does not end",
		},
	} {
		runInBubble(t, name, func(t *testing.T) {
			failed := filepath.Join(t.TempDir(), "failed.csv")
			got := call(t.Context(), cuedesktest.NewServer(), test.text, "-", "--skip-bad-rows", "--failed-out", failed)
			got.want(t, 1, failed+" is written")
			var lines []string
			for _, row := range readCSV(t, failed) {
				lines = append(lines, strings.Join(row, "|"))
			}
			if all := strings.Join(lines, "\n"); all != test.want {
				t.Errorf("is\n%s\nnot\n%s", all, test.want)
			}
		})
	}
}

// TestRun_nothingFailed: no file is left that would have a header only.
func TestRun_nothingFailed(t *testing.T) {
	t.Parallel()
	runInBubble(t, "", func(t *testing.T) {
		failed := filepath.Join(t.TempDir(), "failed.csv")
		got := call(t.Context(), cuedesktest.NewServer(), "email\na@example.com\n", "-", "--failed-out", failed)
		got.want(t, 0, failed+" is not written: it would have no rows")
		if exists(failed) || exists(failed+".part") {
			t.Error("there is a file")
		}
	})
}
