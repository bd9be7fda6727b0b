package contactfile

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

// openWorkbook opens a sheet of a workbook, which is read into memory: a zip
// file cannot be read from its beginning.
func (f *File) openWorkbook(in *bufio.Reader) error {
	data, err := io.ReadAll(io.LimitReader(in, f.opts.MaxWorkbook+1))
	if err != nil {
		return inputError(0, err)
	}
	if int64(len(data)) > f.opts.MaxWorkbook {
		return &Error{
			Problem: fmt.Sprintf("the workbook is larger than %d bytes", f.opts.MaxWorkbook),
			Fix:     "save it as CSV", Err: ErrFormat,
		}
	}
	if err := f.inspectWorkbook(data); err != nil {
		return err
	}
	book, err := f.parseWorkbook(data)
	if err != nil {
		return &Error{
			Problem: "not an xlsx workbook that can be read: " + printable(err.Error()),
			Fix:     "save it as xlsx without a password, or as CSV", Err: formatError(err),
		}
	}
	f.closers = append(f.closers, book)
	return f.openSheet(book)
}

// largestInMemory is how large a sheet or the shared strings may be, unpacked, before they go into a temporary
// file: parsed, small strings take ten times their size.
const largestInMemory = 4 << 20

func (f *File) parseWorkbook(data []byte) (book *excelize.File, err error) {
	defer recoverPanic(&err)
	limit := f.opts.MaxWorkbook * unpackedRatio
	return excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		UnzipSizeLimit: limit, UnzipXMLSizeLimit: min(limit, largestInMemory), RawCellValue: true,
	})
}

// recoverPanic makes an error of a panic of the library that reads workbooks.
func recoverPanic(err *error) {
	if cause := recover(); cause != nil {
		*err = fmt.Errorf("the workbook is damaged (%v)", cause)
	}
}

// openSheet makes ready the reading of the rows of a sheet.
func (f *File) openSheet(book *excelize.File) error {
	sheets := book.GetSheetList()
	if len(sheets) == 0 {
		return &Error{Problem: "the workbook has no sheet", Err: ErrFormat}
	}
	name := f.opts.Sheet
	if name == "" {
		name = firstVisible(book, sheets)
		f.noteSheets(name, sheets)
	}
	rows, err := sheetRows(book, name)
	if err != nil {
		return &Error{
			Problem: fmt.Sprintf("sheet %q cannot be read: %s", printable(name), printable(err.Error())),
			Fix:     "the sheets are " + quoteNames(sheets), Err: formatError(err),
		}
	}
	f.closers = append(f.closers, rows)
	if err := f.openTable(&sheetReader{rows: rows, limit: f.opts.MaxRow, doubles: f.doubles}); err != nil {
		return f.nameOtherSheets(err, name, sheets)
	}
	f.table.date1904 = usesDate1904(book)
	return nil
}

// firstVisible returns the first sheet that people see who open the workbook.
func firstVisible(book *excelize.File, sheets []string) string {
	for _, name := range sheets {
		if visible, err := book.GetSheetVisible(name); err == nil && visible {
			return name
		}
	}
	return sheets[0]
}

func (f *File) noteSheets(name string, sheets []string) {
	others := slices.DeleteFunc(slices.Clone(sheets), func(other string) bool { return other == name })
	if len(others) > 0 {
		f.notices = append(f.notices, Notice{
			Text:   fmt.Sprintf("sheet %q is read, and not %s", printable(name), quoteNames(others)),
			Option: "Sheet",
		})
	}
}

// nameOtherSheets adds to the error of a sheet without a known column that there are others.
func (f *File) nameOtherSheets(err error, name string, sheets []string) error {
	known, ok := errors.AsType[*Error](err)
	i := slices.IndexFunc(sheets, func(other string) bool { return other != name })
	if ok && i >= 0 && f.opts.Sheet == "" {
		known.Problem = fmt.Sprintf("sheet %q is read: %s", printable(name), known.Problem)
		known.Fix, known.Option, known.Example = "name another sheet", "Sheet", printable(sheets[i])
	}
	return err
}

func sheetRows(book *excelize.File, name string) (rows *excelize.Rows, err error) {
	defer recoverPanic(&err)
	return book.Rows(name)
}

func usesDate1904(book *excelize.File) bool {
	props, err := book.GetWorkbookProps()
	return err == nil && props.Date1904 != nil && *props.Date1904
}

// sheetReader reads the rows of a sheet.
type sheetReader struct {
	rows   *excelize.Rows
	number int
	limit  int // of a row, in bytes

	doubles bool // numbers are written as in Java
}

func (s *sheetReader) next() (record, error) {
	more, cells, err := s.read()
	s.number++
	if err != nil {
		return record{}, &Error{
			Line: s.number, Problem: "the sheet cannot be read on: " + printable(err.Error()), Err: formatError(err),
		}
	}
	if !more {
		return record{}, io.EOF
	}
	size := 0
	for i, cell := range cells {
		if cells[i] = strings.ReplaceAll(cell, "\r\n", "\n"); s.doubles {
			cells[i] = integerText(cells[i])
		}
		size += len(cell)
	}
	if size > s.limit || len(cells) > maxColumns {
		return record{line: s.number}, rowError(s.number,
			"the row is larger than %d bytes, or has more than %d cells", s.limit, maxColumns)
	}
	return record{line: s.number, cells: cells, typed: true}, nil
}

func (s *sheetReader) read() (more bool, cells []string, err error) {
	defer recoverPanic(&err)
	if !s.rows.Next() {
		return false, nil, s.rows.Error()
	}
	cells, err = s.rows.Columns()
	return true, cells, err
}

// parseSerialDate reads a date as a sheet has it: days since 1900 or 1904. A
// sheet has no time zones; a time is taken for UTC.
func (b *rowBuilder) parseSerialDate(text string) (string, bool) {
	const last = 2958466 // the day after 9999-12-31
	days, err := strconv.ParseFloat(text, 64)
	if b.table.format != XLSX || err != nil || !(days >= 1 && days < last) {
		return "", false
	}
	t, err := excelize.ExcelDateToTime(days, b.table.date1904)
	if err != nil {
		return "", false
	}
	return dateOf(t.Round(time.Second)), true
}
