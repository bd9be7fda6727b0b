package contactfile

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"unicode/utf8"
)

// line is a line of text without its end.
type line struct {
	number int
	text   string
}

// lineReader reads lines that end in LF, CRLF or CR. Lines can be given back.
type lineReader struct {
	in      *bufio.Reader
	number  int // of the line read last
	limit   int
	decoded string // the name of the encoding that was decoded; empty for UTF-8
	folds   bool   // a vCard has begun
	pending []line // lines that were given back, the next one last
	failed  error  // comes after the lines that were given back
}

// next returns the next line, or io.EOF.
func (l *lineReader) next() (line, error) {
	if n := len(l.pending); n > 0 {
		next := l.pending[n-1]
		l.pending = l.pending[:n-1]
		return next, nil
	}
	if err := l.failed; err != nil {
		l.failed = nil
		return line{}, err
	}
	text, err := l.read()
	first := l.number
	if rest, marked := bytes.CutPrefix(text, []byte(markUTF8)); marked && beginsFile(rest) {
		text = rest
	}
	l.folds = l.folds || beginsCard(text)
	if err == nil && l.folds {
		text, err = l.unfold(text)
	}
	if err != nil {
		return line{number: first}, err
	}
	return line{first, string(text)}, l.checkText(text)
}

// beginsFile reports whether a line begins a file that was put behind another
// one, and not a value that has a mark in it.
func beginsFile(text []byte) bool {
	return len(text) > 0 && (text[0] == '"' || text[0] == '{') || beginsCard(text)
}

func beginsCard(text []byte) bool { return bytes.EqualFold(bytes.TrimSpace(text), []byte(beginCard)) }

// unfold reads the lines that go on with one that is cut.
func (l *lineReader) unfold(text []byte) ([]byte, error) {
	tooLong := false
	for l.isCut(text) {
		more, err := l.read()
		if err != nil {
			return nil, err
		}
		if tooLong = tooLong || len(text)+len(more) > l.limit; tooLong {
			text = text[:0]
		}
		text = append(text, more[1:]...)
	}
	return text, l.lengthError(tooLong)
}

// isCut reports whether a line of a vCard was folded within a character, which
// programs do that count bytes.
func (l *lineReader) isCut(text []byte) bool {
	last, _ := utf8.DecodeLastRune(text)
	if last != utf8.RuneError {
		return false
	}
	next, _ := l.in.Peek(2)
	return len(next) == 2 && (next[0] == ' ' || next[0] == '\t') && !utf8.RuneStart(next[1])
}

// unreadLine makes what next has returned the next again.
func (l *lineReader) unreadLine(next line, err error) {
	if err != nil {
		l.unread(nil, err)
		return
	}
	l.unread([]line{next}, nil)
}

// unread makes the lines the next ones, and then the error, unless it is the
// end.
func (l *lineReader) unread(lines []line, err error) {
	if err != nil && err != io.EOF { //nolint:errorlint // bufio returns it as it is
		l.failed = err
	}
	for _, back := range slices.Backward(lines) {
		l.pending = append(l.pending, back)
	}
}

// read returns the bytes of a line. One that is too long is passed over.
func (l *lineReader) read() ([]byte, error) {
	var text []byte
	tooLong := false
	for {
		if _, err := l.in.Peek(1); err != nil {
			return l.atEnd(text, tooLong, err)
		}
		chunk, _ := l.in.Peek(l.in.Buffered())
		end := bytes.IndexAny(chunk, "\r\n")
		piece := chunk
		if end >= 0 {
			piece = chunk[:end]
		}
		if tooLong = tooLong || len(text)+len(piece) > l.limit; !tooLong {
			text = append(text, piece...)
		}
		if end < 0 {
			l.discard(len(chunk))
			continue
		}
		l.endLine(chunk[end], end)
		return text, l.lengthError(tooLong)
	}
}

// endLine passes over the end of a line.
func (l *lineReader) endLine(char byte, end int) {
	l.number++
	l.discard(end + 1)
	if char != '\r' {
		return
	}
	if following, _ := l.in.Peek(1); len(following) == 1 && following[0] == '\n' {
		l.discard(1)
	}
}

func (l *lineReader) discard(n int) { _, _ = l.in.Discard(n) } // of what is in the buffer

// atEnd ends the last line, which may have no end of its own.
func (l *lineReader) atEnd(text []byte, tooLong bool, err error) ([]byte, error) {
	if err != io.EOF { //nolint:errorlint // bufio returns it as it is
		return nil, inputError(l.number+1, err)
	}
	if len(text) == 0 && !tooLong {
		return nil, io.EOF
	}
	l.number++
	return text, l.lengthError(tooLong)
}

func (l *lineReader) lengthError(tooLong bool) error {
	if !tooLong {
		return nil
	}
	return &Error{
		Line: l.number, Problem: fmt.Sprintf("the line is longer than %d bytes", l.limit),
		Fix: "raise the limit if that is right", Option: "MaxRow", Err: errTooLong,
	}
}

// escapes are those that begin text of more than one byte a character.
var escapes = regexp.MustCompile(`\x1B\$[@AB()]`)

// checkText refuses text that is not in the encoding, of the file as a whole:
// to skip such lines would lose the people whose names are not ASCII.
func (l *lineReader) checkText(text []byte) error {
	switch zero := bytes.IndexByte(text, 0); {
	case zero >= 0:
		if 3*bytes.Count(text, []byte{0}) < len(text) {
			return &Error{
				Line: l.number, Problem: fmt.Sprintf("byte %d of the line is zero, which no text has", zero+1),
				Fix: "take it out, or get the file once more", Err: ErrEncoding,
			}
		}
		order := "le"
		if zero%2 == 0 {
			order = "be"
		}
		return &Error{
			Line: l.number, Problem: "the line has zero bytes, as UTF-16 without a byte order mark has",
			Fix: "name the encoding", Option: "Encoding", Example: "utf-16" + order, Err: ErrEncoding,
		}
	case bytes.IndexByte(text, 0x1b) >= 0 && escapes.Match(text): // most lines have none
		return &Error{
			Line: l.number, Problem: "the line has escape sequences of ISO-2022, by which text of East Asia becomes ASCII",
			Fix: "name the encoding", Option: "Encoding", Example: "iso-2022-jp", Err: ErrEncoding,
		}
	case l.decoded == "" && !utf8.Valid(text):
		return &Error{
			Line: l.number, Problem: "the line is not UTF-8",
			Fix: "name the encoding of the file", Option: "Encoding", Example: "windows-1252", Err: ErrEncoding,
		}
	case l.decoded != "" && bytes.ContainsRune(text, utf8.RuneError):
		return &Error{
			Line: l.number, Problem: "the line is not " + l.decoded,
			Fix: "name another encoding", Option: "Encoding", Err: ErrEncoding,
		}
	}
	return nil
}

// inputError is the error of an input that ends too early or cannot be read.
func inputError(number int, err error) error {
	if known, ok := errors.AsType[*Error](err); ok {
		known.Line = number
		return known
	}
	return &Error{Line: number, Problem: "the input cannot be read on: " + printable(err.Error()), Err: err}
}
