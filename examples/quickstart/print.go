package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// printer writes for people. It keeps the first error of writing.
type printer struct {
	w        io.Writer
	err      error
	terminal bool      // w is one, so that lines can be rewritten
	reported time.Time // when progress was last said, on what is no terminal
}

func newPrinter(w io.Writer) *printer {
	p := &printer{w: w}
	if file, ok := w.(*os.File); ok {
		info, err := file.Stat()
		p.terminal = err == nil && info.Mode()&os.ModeCharDevice != 0
	}
	return p
}

func (p *printer) write(text string) {
	if p.err == nil {
		_, p.err = io.WriteString(p.w, text)
	}
}

// line writes a line.
func (p *printer) line(format string, args ...any) {
	p.write(printable(fmt.Sprintf(format, args...)) + "\n")
}

// quietly is how long an import may go on without a word where lines cannot be
// rewritten.
const quietly = 10 * time.Second

// rewind goes back to the beginning of a terminal's line and empties it.
const rewind = "\r\x1b[K"

// progress rewrites the current line of a terminal; elsewhere it writes a line
// now and then.
func (p *printer) progress(format string, args ...any) {
	switch {
	case p.terminal:
		p.write(rewind + printable(fmt.Sprintf(format, args...)))
	case p.reported.IsZero():
		p.reported = time.Now()
	case time.Since(p.reported) >= quietly:
		p.reported = time.Now()
		p.line(format, args...)
	}
}

// finish writes a line in the place of the last progress.
func (p *printer) finish(format string, args ...any) {
	p.reported = time.Time{}
	if p.terminal {
		p.write(rewind)
	}
	p.line(format, args...)
}

const (
	width     = 100       // of lines, in characters
	continued = "       " // the beginning of a line that goes on with the one before
)

// wrap writes items after a label, in as many lines as they take.
func (p *printer) wrap(label string, items []string) {
	line := label
	for i, item := range items {
		if i < len(items)-1 {
			item += ","
		}
		if utf8.RuneCountInString(line+" "+item) > width {
			p.line("%s", line)
			line = continued
		}
		line += " " + item
	}
	p.line("%s", line)
}

// printable removes what a terminal would act on: control characters, but for line
// breaks and tabs, and those that turn the direction of text.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case unicode.IsControl(r) && unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r):
			return -1
		}
		return r
	}, text)
}
