package contactfile

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
)

// The errors of this package. Those of [Open], [NewReader] and [File.Rows] match one
// of them, or are of the file system.
var (
	ErrOptions  = errors.New("contactfile: options")  // an option is not valid
	ErrFormat   = errors.New("contactfile: format")   // the file is damaged, or in none of the formats
	ErrEncoding = errors.New("contactfile: encoding") // the text is not in UTF-8, or not in Options.Encoding
	ErrColumns  = errors.New("contactfile: columns")  // the header is missing, or a column needs a field
	ErrRow      = errors.New("contactfile: row")      // a row cannot be read; others can
	errTooLong  = fmt.Errorf("%w: too large", ErrRow) // of a line
	errTooWide  = fmt.Errorf("%w: too many columns", ErrRow)
)

// Error says what is wrong in a file, where, and what helps. Its text has names of
// columns, but no values of contacts. If the header is not found, it quotes the
// first line, unless that has addresses or long numbers.
type Error struct {
	File    string // name of the file; may be empty
	Line    int    // as in Row; 0: about no line
	Column  string // name of the column; may be empty
	Problem string // what is wrong
	Fix     string // what helps; may be empty
	Option  string // the field of Options that it is about, such as "Encoding"; may be empty
	Example string // a value of the option that helps; may be empty
	Err     error  // the cause; matches one of the errors of this package, or of the file system

	// Original is the text of the row that cannot be read, if it is known; of a row
	// whose end was not found, the first line. It is personal, and not part of the
	// error's text.
	Original string
}

// Error returns the place, the problem and what helps, in one line.
func (e Error) Error() string {
	return "contactfile: " + e.Say(func(option, example string) string {
		if example != "" {
			example = ", such as " + example
		}
		return "Options." + option + example
	})
}

// Say returns the text of the error for users who set options in another way, such as
// by the flags of a command. The function returns how they set an option, such as
// "--encoding windows-1252"; empty if they cannot. The example may be empty.
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
