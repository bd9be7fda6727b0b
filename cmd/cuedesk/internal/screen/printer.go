// Package screen writes for people: lines, tables and progress, and nothing that would control their terminal.
package screen

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/mattn/go-runewidth"
	"golang.org/x/term"

	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// Printer writes lines, and progress that the next line replaces. It keeps the first error of writing.
type Printer struct {
	mu       sync.Mutex // guards what follows
	w        io.Writer
	err      error
	width    func() int // of the terminal, in cells; nil: w is not a terminal
	reported time.Time  // when progress was last shown
	drawn    bool       // the terminal shows progress
}

// New returns a printer to w, which may be a terminal.
func New(w io.Writer) *Printer {
	p := &Printer{w: w}
	if file, ok := w.(*os.File); ok && term.IsTerminal(int(file.Fd())) {
		p.width = func() int {
			width, _, err := term.GetSize(int(file.Fd()))
			if err != nil || width <= 0 {
				width = 80
			}
			return width
		}
	}
	return p
}

// Err returns the first error of writing.
func (p *Printer) Err() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.err
}

func (p *Printer) write(text string) {
	if p.err == nil {
		_, p.err = io.WriteString(p.w, text)
	}
}

// Line writes a line, or several.
func (p *Printer) Line(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.line(fmt.Sprintf(format, args...))
}

func (p *Printer) line(text string) {
	p.clear()
	text = Printable(text)
	if p.width != nil {
		text = fold(text, p.width())
	}
	p.write(text + "\n")
}

// Finish writes a line that ends a step, whose progress it replaces.
func (p *Printer) Finish(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.reported = time.Time{}
	p.line(fmt.Sprintf(format, args...))
}

// How often progress is shown: on a terminal, and elsewhere, where it stays.
const (
	redraw        = 100 * time.Millisecond
	plainInterval = 10 * time.Second
)

// Progress shows how far a step is, in one line.
func (p *Printer) Progress(format string, args ...any) {
	p.progress(func(int) string { return fmt.Sprintf(format, args...) })
}

// progress shows a line that is made for a width, if it is time.
func (p *Printer) progress(text func(width int) string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	every := plainInterval
	if p.width != nil {
		every = redraw
	} else if p.reported.IsZero() {
		p.reported = time.Now()
		return
	}
	if time.Since(p.reported) < every {
		return
	}
	p.reported = time.Now()
	if p.width == nil {
		p.line(text(defaultWidth))
		return
	}
	width := p.width() - 1 // a line that fills the last cell may break
	p.write(rewind + runewidth.Truncate(rest.Printable(text(width)), width, "…"))
	p.drawn = true
}

// rewind goes back to the beginning of a terminal's line and empties it.
const rewind = "\r\x1b[K"

// clear removes progress from a terminal.
func (p *Printer) clear() {
	if p.drawn {
		p.write(rewind)
		p.drawn = false
	}
}

// defaultWidth is the width of lines that go to no terminal.
const defaultWidth = 100

// Width is how long a line may be, in cells.
func (p *Printer) Width() int {
	if p.width == nil {
		return defaultWidth
	}
	return min(p.width(), defaultWidth)
}

// Wrap writes items after a label, in as many lines as they take; further lines are indented.
func (p *Printer) Wrap(indent int, label string, items []string) {
	line := label
	for _, item := range items {
		if runewidth.StringWidth(line+" "+item) > p.Width() && strings.TrimSpace(line) != "" {
			p.Line("%s", line)
			line = strings.Repeat(" ", indent-1)
		}
		line += " " + item
	}
	p.Line("%s", line)
}

// Separate gives each item but the last a mark that parts it from the next one: names may have spaces.
func Separate(items []string, mark string) []string {
	out := slices.Clone(items)
	for i := range max(len(out)-1, 0) {
		out[i] += mark
	}
	return out
}

// Printable returns lines that a terminal shows as they are.
func Printable(text string) string { return rest.PrintableLines(text) }
