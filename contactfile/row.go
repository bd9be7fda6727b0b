package contactfile

import (
	"log/slog"
	"strconv"

	"github.com/cuedesk/cuedesk-go"
)

// Row is one person of a file.
type Row struct {
	// Number is the number of the row in the file, from 1. Rows that cannot be read
	// count; the header, lines before it and blank lines do not.
	Number int

	// Line is the line of the file on which the row begins, from 1; in a sheet, the
	// number of the row.
	Line int

	// Key is the row's first identifier after its field, such as
	// "email:mara@example.com", with A to Z in lower case. Rows with the same key
	// are about one contact. Empty: the row has no identifier, and the API refuses
	// such a contact.
	Key string

	// Contact has the values of the row, ready to be sent.
	Contact cuedesk.ContactCreate

	// Original has the cells as they are in the file, one for each of
	// File.Columns. Several values of a vCard or a JSON array are joined by
	// " ::: ".
	Original []string

	// Changes lists the values of Contact that differ from the file.
	Changes []Change

	// Warnings lists values that a person should look at.
	Warnings []Change
}

// String returns the line only: the rest is personal.
func (r Row) String() string { return "line " + strconv.Itoa(r.Line) }

// LogValue logs the line only.
func (r Row) LogValue() slog.Value { return slog.StringValue(r.String()) }

// Counts are the numbers of what was read so far.
type Counts struct {
	Rows         int          // rows that were yielded
	NoIdentifier int          // of these, rows without an identifier
	Bad          int          // rows that could not be read
	Blank        int          // rows without any value, which are not yielded
	Changes      map[Kind]int // changes by kind
	Warnings     int          // warnings
}

// record is what a format yields: the cells of one row, not yet looked at.
type record struct {
	line    int
	cells   []string
	text    string   // the row as it is in the file, for an error; empty: not known
	spans   []span   // cells that span lines
	changes []Change // what the format itself left out
	typed   bool     // cells have types of their own: there is no text that stands for a number
}

// span is a cell that spans lines.
type span struct{ cell, first, last int }

// source yields the records of a file, then io.EOF. An error that matches
// ErrRow is of one record.
type source interface{ next() (record, error) }
