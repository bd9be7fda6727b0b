package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

func TestBrokenFiles(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ text, want string }{
		"empty":                 {"", "the file is empty"},
		"header only":           {"email\n", "no rows"},
		"quote in a value":      {"email,company\na@example.com,5\" pipes\n", "line 2, column"},
		"quote that never ends": {"email,company\na@example.com,\"Smith\nb@example.com,x\n", `extraneous or missing "`},
		"too few values":        {"email,company\na@example.com\n", "line 2: wrong number of fields"},
		"nothing to know by":    {"name,company\nx,y\n", "no column email or phone"},
		"a column twice":        {"email,E-Mail\na@example.com,b@example.com\n", "two columns for email"},
		"not UTF-8":             {"email,company\na@example.com,Caf\xe9\n", "line 2 is not UTF-8"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := cuedesktest.NewServer()
			_, err := loadInto(t, srv, csvFile(t, test.text), false)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v does not say %q", err, test.want)
			}
			if n := len(srv.Requests()); n > 0 {
				t.Errorf("%d requests were sent", n)
			}
		})
	}
}

func TestMissingFile(t *testing.T) {
	t.Parallel()
	_, err := readSheet(filepath.Join(t.TempDir(), "none.csv"))
	if err == nil || !strings.Contains(err.Error(), "there is no file") {
		t.Errorf("error is %v", err)
	}
	if _, err := readSheet(t.TempDir()); err == nil {
		t.Error("a folder is no error")
	}
}

func TestHeaderDecidesWhatIsWhere(t *testing.T) {
	t.Parallel()
	s, err := readSheet(csvFile(t, "\uFEFFSeats,favourite colour,E-Mail,Last Name\n\"2,500\",red, A@Example.com ,O\u00a0 Hara\n"))
	if err != nil {
		t.Fatal(err)
	}
	got := s.rows[0].contact
	if got.Email != "a@example.com" || got.LastName != "O Hara" || fmt.Sprint(got.CustomFields) != "map[seats:2500]" {
		t.Errorf("contact is %v %v %v", got.Email, got.LastName, got.CustomFields)
	}
	if len(s.unknown) != 1 || s.unknown[0] != "favourite colour" {
		t.Errorf("unknown columns are %q", s.unknown)
	}
}

func TestDuplicates(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		out, err := loadInto(t, cuedesktest.NewServer(), csvFile(t, `phone,email,last_name,seats
+1 202 555 0101,,Only Phone,
(202) 555-0102,a@example.com,First,5
202.555.0102,A@EXAMPLE.COM,First,
+1 (202) 555-0101,b@example.com,Has Both,
,,Nobody,
,,Nobody,
`), false)
		if err != nil {
			t.Fatal(err)
		}
		checkSum(t, out)
		for _, want := range []string{
			"same phone as line 5, whose values are used; others in last_name: line 2\n",
			"same email as line 3, whose values are used; others in phone: line 4\n",
			"same as line 6: line 7\n",
			"no email and no phone: line 6\n",
		} {
			if !strings.Contains(out, want) {
				t.Errorf("%q is not in:\n%s", want, out)
			}
		}
	})
}

func TestFieldOfAnotherType(t *testing.T) {
	t.Parallel()
	srv := cuedesktest.NewServer()
	ws := &workspace{client: srv.Client(), out: newPrinter(t.Output())}
	field := *columnNamed("seats").field
	field.FieldType = "text"
	if err := ws.ensureField(t.Context(), field); err != nil {
		t.Fatal(err)
	}
	_, err := loadInto(t, srv, locate(defaultFile), false)
	if err == nil || !strings.Contains(err.Error(), "custom field seats (number:integer) is needed") {
		t.Errorf("error is %v", err)
	}
}

func TestValues(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		column, text, want string // want is empty where the text is no value
	}{
		{"email", " A.B+c@Example.COM\t", "a.b+c@example.com"},
		{"email", "A B <a@example.com>", ""},
		{"email", "two@at@example.com", ""},
		{"phone", "+44 (0)20 7946 0285", "+442079460285"},
		{"phone", "0049 30 23125526", "+493023125526"},
		{"phone", "tel:+1-404-555-0132", "+14045550132"},
		{"phone", "(212)\u00a0555-0174 x149", "2125550174x149"},
		{"phone", "212.555.0174 ext 4", "2125550174x4"},
		{"phone", "5.55E+09", ""},
		{"phone", "(202) 555-0110 / (202) 555-0111", ""},
		{"phone", "12", ""},
		{"seats", "1,200", "1200"},
		{"seats", "２５", "25"},
		{"seats", "0", "0"},
		{"seats", "1.500", ""},
		{"seats", "12,00", ""},
		{"seats", "-5", ""},
		{"seats", "99999999999999999999", ""},
		{"signup_date", "31/12/2024", "2024-12-31"},
		{"signup_date", "12/31/2024", "2024-12-31"},
		{"signup_date", "4/4/2024", "2024-04-04"},
		{"signup_date", "03/04/2023", ""},
		{"signup_date", "1.7.2021", "2021-07-01"},
		{"signup_date", "2024-02-30", ""},
		{"subscription", "ENTERPRISE ", "Enterprise"},
		{"subscription", "Legacy", ""},
	} {
		col := columnNamed(test.column)
		value, ok := col.read(col.trim(test.text))
		if got := fmt.Sprint(value); ok != (test.want != "") || ok && got != test.want {
			t.Errorf("%s %q is read as %q, %t, not %q", test.column, test.text, got, ok, test.want)
		}
	}
}
