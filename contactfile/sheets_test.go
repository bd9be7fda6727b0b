package contactfile_test

import (
	"archive/zip"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go/contactfile"
)

// TestNewReader_doubles: in a workbook whose numbers are written as in Java, these are whole numbers.
func TestNewReader_doubles(t *testing.T) {
	t.Parallel()
	table := []any{"m@x", int64(4930901820), 12345678, 77, "5.0", int64(123456789012345678)}
	content := workbook(t, people([]any{"Email", "Phone", "External ID", "Seats", "Text", "Long"}, table))
	options := contactfile.Options{Region: "DE", Map: map[string]contactfile.Field{
		"Seats": contactfile.Custom("s", contactfile.Long), "Text": contactfile.Custom("t", contactfile.Text),
		"Long": contactfile.Custom("l", contactfile.Long),
	}}
	java := strings.NewReplacer(
		"<v>4930901820<", "<v>4.93090182E9<", "<v>12345678<", "<v>1.2345678E7<", "<v>77<", "<v>77.0<",
		"<v>123456789012345678<", "<v>1.23456789012345677E17<",
	)
	file := open(t, rewriteWorkbook(t, content, java), options)
	if notices := fmt.Sprint(file.Notices()); !strings.Contains(notices, "whole numbers") {
		t.Errorf("no notice: %s", notices)
	}
	c := rows(t, file)[0].Contact
	got := fmt.Sprint(c.PhoneNumber, " ", c.ExternalContactID, " ", c.CustomFields)
	if want := "+4930901820 12345678 map[s:77 t:5]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	excel := strings.NewReplacer("<v>4930901820<", "<v>4.93E+09<")
	row := rows(t, open(t, rewriteWorkbook(t, content, excel), options))[0]
	if row.Contact.PhoneNumber != "" || row.Contact.CustomFields["t"] != "5.0" {
		t.Errorf("got %s and %v", row.Contact.PhoneNumber, row.Contact.CustomFields)
	}
}

// rewriteWorkbook returns a workbook with other text in its parts.
func rewriteWorkbook(t *testing.T, content string, replace *strings.Replacer) string {
	t.Helper()
	archive, err := zip.NewReader(strings.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	for _, part := range archive.File {
		text, err := fs.ReadFile(archive, part.Name)
		if err != nil {
			t.Fatal(err)
		}
		parts[part.Name] = replace.Replace(string(text))
	}
	return zipped(t, parts)
}

// TestNewReader_damagedSheet: a sheet that cannot be parsed to its end is refused, and not read to where it breaks.
func TestNewReader_damagedSheet(t *testing.T) {
	t.Parallel()
	content := workbook(t, people([]any{"Email", "Seats"}, []any{"m@x", 1}, []any{"t@x", 77}, []any{"q@x", 3}))
	for name, replace := range map[string]*strings.Replacer{
		"ampersand":         strings.NewReplacer("<v>77<", "<v>7&7<"),
		"control character": strings.NewReplacer("<v>77<", "<v>7\x017<"),
		"tag of nothing":    strings.NewReplacer("<v>77<", "<v>7</t>7<"),
		"bomb":              strings.NewReplacer("<v>77<", "<v>"+strings.Repeat("<a>", 1000)+strings.Repeat("</a>", 1000)+"<"),
		"no end":            strings.NewReplacer("</sheetData>", ""),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := failure(t, rewriteWorkbook(t, content, replace), contactfile.Options{})
			wantError(t, err, contactfile.ErrFormat, `"xl/worksheets/sheet1.xml" is cut off, or not well-formed`)
		})
	}
	torn := strings.NewReplacer("<t>t@x</t>", "<t>t&@x</t>")
	wantError(t, failure(t, rewriteWorkbook(t, content, torn), contactfile.Options{}), contactfile.ErrFormat,
		`"xl/sharedStrings.xml" is cut off, or not well-formed`)
	if n := len(rows(t, open(t, rewriteWorkbook(t, content, strings.NewReplacer()), contactfile.Options{}))); n != 3 {
		t.Errorf("%d rows of the sheet as it was", n)
	}
}
