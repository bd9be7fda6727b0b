package contactfile_test

import (
	"errors"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/cuedesk/cuedesk-go/contactfile"
)

// checkAnyInput reads any input as one format, and checks what holds for all: no
// panic, no control characters in messages, every row counted, rows and errors
// that say where they are, and values that can be sent.
func checkAnyInput(t *testing.T, content string, opts contactfile.Options) {
	t.Helper()
	opts.SkipBadRows = true
	opts.MaxRow = 4096
	file, err := contactfile.NewReader(strings.NewReader(content), "fuzz", opts)
	if err != nil {
		checkMessage(t, err)
		return
	}
	defer file.Close()
	all, failures := rowsAndErrors(file)
	bad := 0
	for _, err := range failures {
		checkMessage(t, err)
		if errors.Is(err, contactfile.ErrRow) {
			bad++
		}
	}
	if counts := file.Counts(); counts.Rows != len(all) || counts.Bad != bad || len(failures) > bad+1 {
		t.Errorf("%+v for %d rows and %v", counts, len(all), failures)
	}
	last := 0
	for _, row := range all {
		if row.Line <= last {
			t.Errorf("row %d comes after %d", row.Line, last)
		}
		last = row.Line
		checkRow(t, row)
	}
}

func checkMessage(t *testing.T, err error) {
	t.Helper()
	if strings.ContainsFunc(err.Error(), unicode.IsControl) || !utf8.ValidString(err.Error()) {
		t.Errorf("the error has control characters: %q", err)
	}
}

func checkRow(t *testing.T, row *contactfile.Row) {
	t.Helper()
	c := row.Contact
	for _, value := range []string{c.FirstName, c.LastName, c.Email, c.PhoneNumber, c.ExternalContactID, c.WhatsAppID} {
		if !utf8.ValidString(value) || strings.TrimSpace(value) != value ||
			strings.ContainsFunc(value, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }) {
			t.Errorf("row %d has the value %q", row.Line, value)
		}
	}
	if (row.Key == "") != (c.Email+c.PhoneNumber+c.ExternalContactID+c.WhatsAppID+c.FBMessengerID == "") {
		t.Errorf("row %d has the key %q", row.Line, row.Key)
	}
	joined := strings.Join(row.Original, "\n")
	if c.Email != "" && !strings.Contains(joined, c.Email) && len(row.Changes) == 0 {
		t.Errorf("row %d: %q was changed silently", row.Line, c.Email)
	}
}

func FuzzCSV(f *testing.F) {
	for _, seed := range []string{
		"email,first_name\na@x,\"A\nB\"\n", "sep=;\nemail;phone\nm@x;+15550100101\n", "email\ta\r\"\"\"\t\"\r\r\n",
		"a,b\n\"", "",
		"\xff\xfee\x00m\x00a\x00i\x00l\x00\n\x00", "\x1f\x8b\x08\x00", "email,n\na@x,=\"1\"\n\"a\"b,\n,\n", "[{",
		"\ufeff\"email\"|",
		"email\n\"a, b\" <m@x>; n@x ::: \u202eo@x\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, content string) {
		checkAnyInput(t, content, contactfile.Options{Region: "US"})
		checkAnyInput(t, content, contactfile.Options{
			Format: contactfile.CSV, Encoding: "windows-1252",
			Header: []string{"email", "name"},
		})
	})
}

func FuzzNDJSON(f *testing.F) {
	for _, seed := range []string{
		`{"email": "a@x", "custom_fields": {"a": [1, null, "x"]}}`, "{\"phone\": 15550100101}\n{}\n{",
		`{"email": {"a": {}}}`, "[", "null",
		`{"email": "a@x"}` + "\n" + `{"email": "\ud800", "x": 1e400}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, content string) {
		checkAnyInput(t, content, contactfile.Options{
			Format: contactfile.NDJSON, Region: "DE",
			Map: map[string]contactfile.Field{
				"x": contactfile.Custom("x", contactfile.Double),
			},
		})
	})
}

func FuzzVCard(f *testing.F) {
	for _, seed := range []string{
		card("VERSION:3.0", "N:a;b;;;", "EMAIL;type=pref:a@x", "PHOTO:AA", " AA"), "BEGIN:VCARD\nBEGIN:VCARD\nEND:VCARD\n",
		card("VERSION:2.1", "N;ENCODING=QUOTED-PRINTABLE:=4D=", "=4D;;", "TEL;CELL:1"), card(`A;B="c:d";E=f,g:h\;`, ":",
			";:", ".:x"),
		card("EMAIL;PREF=x:a@x", "N;CHARSET=gbk;ENCODING=QUOTED-PRINTABLE:=C4"), "END:VCARD", card(`a;b="`, "c;=:", ";;;:"),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, content string) {
		checkAnyInput(t, content, contactfile.Options{Format: contactfile.VCard, Region: "US"})
	})
}

func FuzzXLSX(f *testing.F) {
	f.Add(workbook(f, people([]any{"Email", "Phone"}, []any{"m@x", int64(15550100101)}, []any{true, 1.5})))
	f.Add("PK\x03\x04")
	f.Fuzz(func(t *testing.T, content string) {
		checkAnyInput(t, content, contactfile.Options{Format: contactfile.XLSX, MaxWorkbook: 1 << 16})
	})
}

// FuzzCells reads any text as a cell of every kind of column.
func FuzzCells(f *testing.F) {
	for _, seed := range []string{
		"+1 555 010 0101 x12", "tel:+4930901820", "1.2E+11", "a <b@c>", "mailto:", "<>", "1.234,5", "15.01.2024",
		"\u0661\u0662", "＋49", "=\"1\"",
		"a@x / b@x", "555-0101/555-0102;ext=1", "(((", "++", "#", "´",
	} {
		f.Add(seed)
	}
	opts := contactfile.Options{
		Format: contactfile.CSV, Region: "GB", Dates: "DD.MM.YYYY", Decimal: ',',
		Header: []string{"email", "phone", "external_id", "name", "long", "double", "bool", "date", "text"},
		Map: map[string]contactfile.Field{
			"long": contactfile.Custom("l", contactfile.Long), "double": contactfile.Custom("d", contactfile.Double),
			"bool": contactfile.Custom("b", contactfile.Boolean), "date": contactfile.Custom("t", contactfile.Date),
			"text": contactfile.Custom("s", contactfile.Text),
		},
	}
	f.Fuzz(func(t *testing.T, cell string) {
		quoted := "\"" + strings.ReplaceAll(cell, `"`, `""`) + "\""
		checkAnyInput(t, strings.Repeat(quoted+",", 8)+quoted+"\n", opts)
		free := opts
		free.Region, free.Decimal = "", 0
		checkAnyInput(t, strings.Repeat(quoted+",", 8)+quoted+"\n", free)
	})
}
