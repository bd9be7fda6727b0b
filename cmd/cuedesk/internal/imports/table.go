package imports

import (
	"strconv"
	"strings"

	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/sheet"
	"github.com/cuedesk/cuedesk-go/contactfile"
)

// table is a CSV file of rows, with their line and a reason.
type table struct {
	*sheet.File

	columns int
	extra   func() []contactfile.Column // the columns of a file that finds further ones on its way
}

// newTable begins a file with its header: the columns, one for what a row has beyond those that are known, row and
// reason.
func newTable(file *sheet.File, columns []string, extra func() []contactfile.Column) *table {
	header := append([]string{}, columns...)
	if extra != nil {
		header = append(header, "further columns")
	}
	file.Write(append(header, "row", "reason"))
	return &table{file, len(columns), extra}
}

// add adds a row.
func (t *table) add(line int, reason string, cells []string) {
	out := make([]string, t.columns, t.columns+3)
	n := copy(out, cells)
	if t.extra != nil {
		out = append(out, nameCells(t.extra(), cells, n))
	}
	t.Write(append(out, strconv.Itoa(line), reason))
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
