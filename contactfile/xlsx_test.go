package contactfile_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/cuedesk/cuedesk-go/contactfile"
)

// workbook makes an xlsx file of sheets: the first is named Sheet1, others as given.
func workbook(t testing.TB, sheets map[string][][]any, change ...func(*excelize.File)) string {
	t.Helper()
	book := excelize.NewFile()
	defer book.Close()
	for name, table := range sheets {
		if _, err := book.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for i, cells := range table {
			if err := book.SetSheetRow(name, fmt.Sprintf("A%d", i+1), &cells); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, apply := range change {
		apply(book)
	}
	var out bytes.Buffer
	if err := book.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func people(table ...[]any) map[string][][]any { return map[string][][]any{"Sheet1": table} }

func TestFile_Rows_xlsx(t *testing.T) {
	t.Parallel()
	content := workbook(t, people(
		[]any{"Contacts of 2024"},
		nil,
		[]any{"First Name", "Email", "Phone", "Seats", "Since", "Met", "VIP", "Score"},
		[]any{"Mara", "m@x", int64(15550100101), 12, time.Date(2024, 1, 15, 0, 0, 0, 0, time.UTC), "2024-02-03", true, 1.5},
		nil,
		[]any{"Toma", "t@x"},
		[]any{"Ina", "#N/A", 1.23457e30, 1.5, time.Date(2024, 1, 15, 10, 30, 0, 0, time.UTC), "soon", "no", "1,5"},
	))
	opts := contactfile.Options{Region: "US", Map: map[string]contactfile.Field{
		"Seats": contactfile.Custom("seats", contactfile.Long), "Since": contactfile.Custom("since", contactfile.Date),
		"Met": contactfile.Custom("met", contactfile.Date), "VIP": contactfile.Custom("vip", contactfile.Boolean),
		"Score": contactfile.Custom("score", contactfile.Double),
	}}
	file := open(t, content, opts)
	all := rows(t, file)
	if got, want := summary(all), "4 email:m@x Mara  +15550100101\n6 email:t@x Toma\n7  Ina"; got != want {
		t.Errorf("rows:\n%s\nwant:\n%s", got, want)
	}
	want := map[string]any{"seats": int64(12), "since": "2024-01-15", "met": "2024-02-03", "vip": true, "score": 1.5}
	if got := fmt.Sprint(all[0].Contact.CustomFields); got != fmt.Sprint(want) {
		t.Errorf("%s, want %s", got, fmt.Sprint(want))
	}
	ina := fmt.Sprint(all[2].Contact.CustomFields)
	if ina != fmt.Sprint(map[string]any{"since": "2024-01-15T10:30:00Z", "vip": false}) || strings.Count(changes(all[2]),
		"left out") != 5 {
		t.Errorf("%s (%s)", ina, changes(all[2]))
	}
	if file.Format() != contactfile.XLSX || noticesOf(file) !=
		"lines 1 to 2 come before the header in line 3 and are not read" {
		t.Errorf("%s, %v", file.Format(), file.Notices())
	}
	if len(rows(t, open(t, packed(t, content), opts))) != 3 {
		t.Error("a packed workbook is not read")
	}
}

func TestFile_Rows_xlsx1904(t *testing.T) {
	t.Parallel()
	content := workbook(t, people([]any{"Email", "Since"}, []any{"m@x", 44210}), func(book *excelize.File) {
		yes := true
		if err := book.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes}); err != nil {
			t.Error(err)
		}
	})
	opts := contactfile.Options{Map: map[string]contactfile.Field{"Since": contactfile.Custom("since", contactfile.Date)}}
	if got := rows(t, open(t, content, opts))[0].Contact.CustomFields["since"]; got != "2025-01-15" {
		t.Errorf("%v", got)
	}
}

// In a sheet, 1.234 is a number, or a text that groups thousands.
func TestOptions_Decimal_xlsx(t *testing.T) {
	t.Parallel()
	content := workbook(t, people([]any{"Email", "Score"}, []any{"m@x", "1.234"}, []any{"t@x", 1.5}))
	opts := contactfile.Options{Decimal: ',', Map: map[string]contactfile.Field{"Score": contactfile.Custom("score",
		contactfile.Double)}}
	all := rows(t, open(t, content, opts))
	if all[0].Contact.CustomFields != nil || all[1].Contact.CustomFields["score"] != 1.5 {
		t.Errorf("%v, %v", all[0].Contact.CustomFields, all[1].Contact.CustomFields)
	}
}

func TestOptions_Sheet(t *testing.T) {
	t.Parallel()
	content := workbook(t, map[string][][]any{
		"Sheet1": {{"Email"}, {"m@x"}}, "Other\x1b": {{"Email"}, {"t@x"}},
	})
	first := open(t, content, contactfile.Options{})
	if got := noticesOf(first); !strings.HasPrefix(got, `sheet "Sheet1" is read, and not "Other`) {
		t.Errorf("notices: %s", got)
	}
	wantError(t, failure(t, content, contactfile.Options{Sheet: "None"}), contactfile.ErrFormat,
		`sheet "None" cannot be read`, `"Sheet1"`)
	second := workbook(t, map[string][][]any{"Sheet1": {{"Email"}, {"m@x"}}, "Other": {{"Email"}, {"t@x"}}})
	if got := emails(rows(t, open(t, second, contactfile.Options{Sheet: "Other"}))); got != "t@x" {
		t.Errorf("%s", got)
	}
}

func TestFile_Rows_xlsxBadRows(t *testing.T) {
	t.Parallel()
	content := workbook(t, people([]any{"Email", "Notes"}, []any{"m@x", strings.Repeat("x", 2000)}, []any{
		"t@x", "a",
		"b",
	}, []any{"i@x"}))
	all, failures := rowsAndErrors(open(t, content, contactfile.Options{MaxRow: 1024, SkipBadRows: true}))
	if emails(all) != "i@x" || len(failures) != 2 {
		t.Fatalf("%s, %v", emails(all), failures)
	}
	wantError(t, failures[0], contactfile.ErrRow, "line 2", "larger than 1024 bytes")
	wantError(t, failures[1], contactfile.ErrRow, "line 3", "the row has 3 cells, and the header has 2")
}

// zipped makes a zip file of one part of a workbook and its contents.
func zipped(t *testing.T, parts map[string]string) string {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for name, content := range parts {
		part, err := w.Create(name)
		if err == nil {
			_, err = part.Write([]byte(content))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestNewReader_xlsx(t *testing.T) {
	t.Parallel()
	content := workbook(t, people([]any{"Email"}, []any{"m@x"}))
	parts := func(name, content string) string {
		return zipped(t, map[string]string{"[Content_Types].xml": "<a/>", name: content})
	}
	for name, test := range map[string]struct {
		content string
		limit   int64
		message string
	}{
		"too large":  {content, 100, "larger than 100 bytes"},
		"large part": {parts("xl/workbook.xml", strings.Repeat(" ", 2<<20)), 1 << 20, "beside its cells is larger than 1048576"},
		"large cell": {parts("xl/sharedStrings.xml", strings.Repeat("x", 2<<20)), 0, "a cell is larger than 1048576 bytes"},
		"many cells": {
			parts("xl/worksheets/sheet1.xml", strings.Repeat("<v>x</v>", 2<<17)), 1 << 17, "more than 8 times the limit",
		},
		"many texts": {
			parts("xl/sharedStrings.xml", strings.Repeat("<si><t>x</t></si>", 40000)), 1 << 20, "more texts than its limit",
		},
		"other zip":  {zipped(t, map[string]string{"content.xml": "<a/>"}), 0, "a zip archive, and no xlsx workbook"},
		"cut off":    {content[:len(content)/2], 0, "not an xlsx workbook that can be read"},
		"not a zip":  {"email\na@x\n", 0, "not an xlsx workbook that can be read"},
		"cut packed": {packed(t, content)[:200], 0, "the packed data is damaged, or cut off"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := failure(t, test.content, contactfile.Options{Format: contactfile.XLSX, MaxWorkbook: test.limit})
			wantError(t, err, contactfile.ErrFormat, test.message)
		})
	}
}
