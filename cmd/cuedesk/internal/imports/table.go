package imports

import (
	"strconv"
	"strings"

	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/sheet"
	"github.com/cuedesk/cuedesk-go/contactfile"
)

// position is where a row is in the file: its number among the rows, and its line.
type position struct{ row, line int }

// table is a CSV file of rows, with where they are, and a reason.
type table struct {
	*sheet.File

	columns int
	unread  bool                        // there is a column for rows that cannot be read
	extra   func() []contactfile.Column // the columns of a file that finds further ones on its way
}

// newTable begins a file with its header: the columns, one for what a row has beyond those that are known, one for
// rows that cannot be read, row, line and reason.
func newTable(file *sheet.File, columns []string, unread bool, extra func() []contactfile.Column) *table {
	header := append([]string{}, columns...)
	if extra != nil {
		header = append(header, "further columns")
	}
	if unread {
		header = append(header, "as it is in the file")
	}
	file.WriteHeader(append(header, "row", "line", "reason"))
	return &table{file, len(columns), unread, extra}
}

// add adds a row.
func (t *table) add(at position, reason string, cells []string) { t.write(at, reason, cells, "") }

// addUnread adds a row that cannot be read, as text.
func (t *table) addUnread(at position, reason, text string) {
	if text == "" {
		text = "(see the file)"
	}
	t.write(at, reason, nil, text)
}

func (t *table) write(at position, reason string, cells []string, unread string) {
	out := make([]string, t.columns, t.columns+5)
	n := copy(out, cells)
	if t.extra != nil {
		out = append(out, nameCells(t.extra(), cells, n))
	}
	if t.unread {
		out = append(out, unread)
	}
	t.Write(append(out, strconv.Itoa(at.row), strconv.Itoa(at.line), reason))
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
