package contactfile

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
)

// What an error of this package is about; see errors.Is.
var (
	ErrOptions  = errors.New("contactfile: options")  // the options cannot be used
	ErrFormat   = errors.New("contactfile: format")   // the file is of no format that is read, or damaged
	ErrEncoding = errors.New("contactfile: encoding") // the text is not in the encoding
	ErrColumns  = errors.New("contactfile: columns")  // no header, or a column that must be mapped
	ErrRow      = errors.New("contactfile: row")      // one row cannot be read; others can
	errTooLong  = fmt.Errorf("%w: too large", ErrRow) // of a line
	errTooWide  = fmt.Errorf("%w: too many columns", ErrRow)
)

// Error says where in a file something is wrong, what, and what helps. Its text
// has names of columns, and no values of contacts; if no header is found, the
// first line is taken for one, unless it has addresses or long numbers.
type Error struct {
	File    string // name of the file; may be empty
	Line    int    // as in Row; 0 if it is about no line
	Column  string // name of the column; may be empty
	Problem string // what is wrong
	Fix     string // what helps; may be empty
	Option  string // the field of Options that the fix or the problem is about, such as "Encoding"; may be empty
	Example string // a value of the option that helps; may be empty
	Err     error  // the cause, and what the error is about

	// Original is the text of a row that cannot be read, where it is known; of a row
	// in several lines whose end was not found, the first one. It is personal, and no
	// part of the error's text.
	Original string
}

// Error returns place, problem and what helps, in one line.
func (e Error) Error() string {
	return "contactfile: " + e.Say(func(option, example string) string {
		if example != "" {
			example = ", such as " + example
		}
		return "Options." + option + example
	})
}

// Say returns the text of the error for users who set options in another way: as
// flags of a program, for example. The function returns how one sets an option,
// such as "--encoding windows-1252", or nothing if they cannot. The example may
// be empty.
func (e Error) Say(option func(option, example string) string) string {
	text, fix := e.Problem, e.Fix
	if e.Option != "" {
		switch set := option(e.Option, e.Example); {
		case set == "":
			fix = ""
		case fix == "":
			text = set + ": " + text
		default:
			fix += ": " + set
		}
	}
	if fix != "" {
		text += "; " + fix
	}
	return e.place() + text
}

// place says where the error is, as the beginning of its text.
func (e Error) place() string {
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
	if len(place) == 0 {
		return ""
	}
	return strings.Join(place, ", ") + ": "
}

// Unwrap returns the cause.
func (e Error) Unwrap() error { return e.Err }

// rowError is an error of one row, after which others can be read.
func rowError(line int, format string, args ...any) *Error {
	return &Error{Line: line, Problem: fmt.Sprintf(format, args...), Err: ErrRow}
}

// withOriginal adds the text of a row to its error.
func withOriginal(err error, text string) error {
	if known, ok := errors.AsType[*Error](err); ok {
		known.Original = text
	}
	return err
}

// withFile names the file in an error of this package, and wraps any other.
func withFile(err error, name string) error {
	if known, ok := errors.AsType[*Error](err); ok {
		known.File = name
		return err
	}
	problem := err
	if known, ok := errors.AsType[*fs.PathError](err); ok { // the path is that of the file
		problem = known.Err
	}
	return &Error{File: name, Problem: "cannot be read: " + printable(problem.Error()), Err: err}
}
