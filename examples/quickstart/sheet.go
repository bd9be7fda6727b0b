package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/cuedesk/cuedesk-go"
)

// defaultFile is relative to the root of the repository.
const defaultFile = "testdata/contacts.csv"

// sheet is a CSV file of contacts.
type sheet struct {
	name     string
	columns  []*column // as in the file; nil for one that is not known
	unknown  []string  // headers that are not known
	rows     []*row
	tidied   map[string]int // values respelled without a change of meaning, by column
	findings []finding
}

// row is a row of the file, and what becomes of it: it is imported unless one of
// failed and duplicate says why not.
type row struct {
	line      int      // on which it starts
	record    []string // as it is in the file
	contact   cuedesk.ContactCreate
	note      string
	failed    string
	duplicate string
}

func (r *row) pending() bool { return r.failed == "" && r.duplicate == "" }

// finding is a value that could not be used as it is.
type finding struct {
	column string
	text   string // as it is in the file
	readAs string // empty: it was left out
	line   int
}

// locate finds the default file from the example's own folder too.
func locate(file string) string {
	if file != defaultFile {
		return file
	}
	if _, err := os.Stat(defaultFile); errors.Is(err, fs.ErrNotExist) {
		return filepath.Join("..", "..", defaultFile)
	}
	return defaultFile
}

// readSheet reads the whole file before anything is sent: a file that is broken
// near its end must not be half imported.
func readSheet(path string) (*sheet, error) {
	file, err := os.Open(path) //nolint:gosec // which file is for the user to say
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("there is no file %s; name one with -file", path)
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	s := &sheet{name: filepath.Base(path), tidied: map[string]int{}}
	if err := s.read(csv.NewReader(file)); err != nil {
		return nil, fmt.Errorf("%s cannot be loaded, so nothing was sent: %w", s.name, err)
	}
	return s, nil
}

func (s *sheet) read(r *csv.Reader) error {
	header, err := r.Read()
	if errors.Is(err, io.EOF) {
		return errors.New("the file is empty, without even a header")
	}
	if err == nil {
		err = s.readHeader(header)
	}
	for err == nil {
		err = s.readRow(r)
	}
	if !errors.Is(err, io.EOF) {
		return err
	}
	if len(s.rows) == 0 {
		return errors.New("the file has a header, but no rows")
	}
	return nil
}

// readHeader finds out which column is where.
func (s *sheet) readHeader(header []string) error {
	header[0] = strings.TrimPrefix(header[0], "\uFEFF") // spreadsheets put a byte order mark there
	for _, name := range header {
		col := columnNamed(name)
		if col == nil {
			s.unknown = append(s.unknown, name)
		} else if slices.Contains(s.columns, col) {
			return fmt.Errorf("two columns for %s", col.name)
		}
		s.columns = append(s.columns, col)
	}
	if !s.has("email") && !s.has("phone") {
		return fmt.Errorf("no column email or phone in the header %q", header)
	}
	return nil
}

func (s *sheet) has(name string) bool { return s.index(name) >= 0 }

func (s *sheet) index(name string) int {
	return slices.IndexFunc(s.columns, func(c *column) bool { return c != nil && c.name == name })
}

// readRow reads the next row.
func (s *sheet) readRow(r *csv.Reader) error {
	record, err := r.Read()
	if err != nil {
		return err
	}
	line, _ := r.FieldPos(0)
	if !slices.ContainsFunc(record, func(text string) bool { return !utf8.ValidString(text) }) {
		s.rows = append(s.rows, s.clean(line, record))
		return nil
	}
	return fmt.Errorf("line %d is not UTF-8 text; export the file as UTF-8", line)
}

// clean makes a contact of a record.
func (s *sheet) clean(line int, record []string) *row {
	r := &row{line: line, record: record}
	r.contact.CustomFields = map[string]any{}
	for i, col := range s.columns {
		if col != nil {
			s.cleanValue(r, col, record[i])
		}
	}
	return r
}

// cleanValue puts a value where it belongs, and notes if it was not fit for it.
func (s *sheet) cleanValue(r *row, col *column, raw string) {
	text := col.trim(raw)
	if text == "" {
		return
	}
	value, ok := col.read(text)
	if !ok {
		s.findings = append(s.findings, finding{col.name, raw, "", r.line})
		return
	}
	col.put(r, value)
	switch used := fmt.Sprint(value); {
	case used == raw:
	case used == text || col.spelling:
		s.tidied[col.name]++
	default:
		s.findings = append(s.findings, finding{col.name, raw, used, r.line})
	}
}
