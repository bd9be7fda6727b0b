package contactfile

import (
	"errors"
	"fmt"
	"strings"
)

// What an error of this package is about; see errors.Is.
var (
	ErrOptions  = errors.New("contactfile: options")                   // the options cannot be used
	ErrFormat   = errors.New("contactfile: format")                    // the file is of no format that is read, or damaged
	ErrEncoding = errors.New("contactfile: encoding")                  // the text is not in the encoding
	ErrColumns  = errors.New("contactfile: columns")                   // no header, or a column that must be mapped
	ErrRow      = errors.New("contactfile: row")                       // one row cannot be read; others can
	errTooLong  = fmt.Errorf("%w: larger than Options.MaxRow", ErrRow) // of a line
)

// Error says where in a file something is wrong, what, and what helps. Its text
// has names of columns, and no values of contacts; if no header is found, the
// first line is taken for one, unless it has addresses or long numbers.
type Error struct {
	File    string // name of the file; may be empty
	Line    int    // from 1, in a sheet the number of the row; 0 if it is about no line
	Column  string // name of the column; may be empty
	Problem string // what is wrong
	Fix     string // what helps; may be empty
	Err     error  // the cause, and what the error is about
}

// Error returns place, problem and what helps, in one line.
func (e *Error) Error() string {
	var place []string
	if e.File != "" {
		place = append(place, printable(e.File))
	}
	if e.Line > 0 {
		place = append(place, fmt.Sprintf("line %d", e.Line))
	}
	if e.Column != "" {
		place = append(place, fmt.Sprintf("column %q", printable(e.Column)))
	}
	text := "contactfile: "
	if len(place) > 0 {
		text += strings.Join(place, ", ") + ": "
	}
	text += e.Problem
	if e.Fix != "" {
		text += "; " + e.Fix
	}
	return text
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// rowError is an error of one row, after which others can be read.
func rowError(line int, format string, args ...any) *Error {
	return &Error{Line: line, Problem: fmt.Sprintf(format, args...), Err: ErrRow}
}

// withFile names the file in an error of this package, and wraps any other.
func withFile(err error, name string) error {
	if known, ok := errors.AsType[*Error](err); ok {
		known.File = name
		return err
	}
	return &Error{File: name, Problem: "cannot be read: " + printable(err.Error()), Err: err}
}
