package imports

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"strconv"
	"strings"

	"github.com/cuedesk/cuedesk-go/contactfile"
)

// table is a CSV file of rows, with their line and a reason. It gets its name when it is complete: what a killed
// process leaves behind is called otherwise, and is replaced by the next one. A nil table takes everything.
type table struct {
	path    string
	file    *os.File
	buffer  *bufio.Writer
	csv     *csv.Writer
	columns []string
	extra   func() []contactfile.Column // the columns of a file that finds further ones on its way
	err     error
}

// createTable creates a table, unless the path is empty. It replaces a file only if it is empty or may be replaced.
func createTable(path string, columns []string, replace bool) (*table, error) {
	if path == "" {
		return nil, nil
	}
	switch info, err := os.Stat(path); {
	case err == nil && info.IsDir():
		return nil, fmt.Errorf("%s is a directory", path)
	case err == nil && info.Size() > 0 && !replace:
		return nil, fmt.Errorf("%s exists already; name another file", path)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return nil, err
	}
	file, err := os.OpenFile(path+".part", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600) //nolint:gosec // the user's own path
	if err != nil {
		return nil, err
	}
	t := &table{path: path, file: file, buffer: bufio.NewWriter(file), columns: columns}
	t.csv = csv.NewWriter(t.buffer)
	return t, nil
}

// begin writes the header, with a column for what a row has beyond those that are known.
func (t *table) begin(extra func() []contactfile.Column) {
	if t == nil {
		return
	}
	header := append([]string{}, t.columns...)
	if t.extra = extra; extra != nil {
		header = append(header, "further columns")
	}
	t.write(append(header, "row", "reason"))
}

// add adds a row.
func (t *table) add(line int, reason string, cells []string) {
	if t == nil {
		return
	}
	out := make([]string, len(t.columns), len(t.columns)+3)
	n := copy(out, cells)
	if t.extra != nil {
		out = append(out, nameCells(t.extra(), cells, n))
	}
	t.write(append(out, strconv.Itoa(line), reason))
}

// nameCells is the cells from the n-th on, with the names of their columns.
func nameCells(columns []contactfile.Column, cells []string, n int) string {
	var named []string
	for i := n; i < len(cells) && i < len(columns); i++ {
		if cells[i] != "" {
			named = append(named, columns[i].Name+"="+cells[i])
		}
	}
	return strings.Join(named, "; ")
}

func (t *table) write(cells []string) {
	for i, cell := range cells {
		cells[i] = safe(cell)
	}
	if err := t.csv.Write(cells); t.err == nil {
		t.err = err
	}
}

// finish completes the file and gives it its name.
func (t *table) finish() error {
	if t == nil {
		return nil
	}
	t.csv.Flush()
	err := errors.Join(t.err, t.csv.Error(), t.buffer.Flush(), t.file.Sync(), t.file.Close())
	if err != nil {
		return fmt.Errorf("%s is not complete: %w", t.path, err)
	}
	t.file = nil
	return os.Rename(t.path+".part", t.path)
}

// drop removes a file that was not finished.
func (t *table) drop() {
	if t != nil && t.file != nil {
		_ = t.file.Close()
		_ = os.Remove(t.path + ".part")
	}
}

// What a spreadsheet calculates, and what of it can only be a number, of a phone too.
var (
	formula = regexp.MustCompile(`^(\s*[=+@＝＋＠－-]|[\t\r\n])`)
	number  = regexp.MustCompile(`^[+-][0-9 ().-]+$`)
)

// safe returns a cell that no spreadsheet takes for a formula.
func safe(cell string) string {
	if formula.MatchString(cell) && !number.MatchString(cell) {
		return "'" + cell
	}
	return cell
}
