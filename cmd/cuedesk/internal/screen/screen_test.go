package screen

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mattn/go-runewidth"
)

// onTerminal is a printer to a terminal of a width.
func onTerminal(out *bytes.Buffer, width int) *Printer {
	p := New(out)
	p.width = func() int { return width }
	return p
}

// TestPrinter_controlCharacters: what a source, a file or an API says does not steer the terminal.
func TestPrinter_controlCharacters(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	p := onTerminal(&out, 80)
	p.Line("a\x1b[2Jb\rc\td\ne\u202e")
	p.Progress("%s", "f\x07\u009b\ng")
	p.Wrap(8, "items:", []string{"h\x1b"})
	want := "a\ufffd[2Jb c d\ne\ufffd\n" + rewind + "f\ufffd\ufffd g" + rewind + "items: h\ufffd\n"
	if out.String() != want {
		t.Errorf("%q, not %q", out.String(), want)
	}
}

// TestPrinter_Progress: a terminal's line is replaced, and never longer than the terminal is wide; elsewhere there is a
// line now and then.
func TestPrinter_Progress(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var terminal, file bytes.Buffer
		printers := []*Printer{onTerminal(&terminal, 20), New(&file)}
		for i := range 25 {
			for _, p := range printers {
				p.Progress("名前 %d of many contacts read", i)
			}
			<-time.After(time.Second)
		}
		for _, p := range printers {
			p.Finish("done")
		}
		if lines := strings.Count(file.String(), "\n"); lines != 3 || strings.Contains(file.String(), "\x1b") {
			t.Errorf("file has %q", file.String())
		}
		shown := strings.Split(terminal.String(), rewind)
		if len(shown) != 27 || !strings.HasSuffix(terminal.String(), rewind+"done\n") {
			t.Errorf("terminal has %q", terminal.String())
		}
		for _, line := range shown {
			if runewidth.StringWidth(line) >= 20 {
				t.Errorf("long line %q", line)
			}
		}
	})
}

// TestBar: it has rate and time left, and fits any width.
func TestBar(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for _, width := range []int{1, 10, 40, 80, 200} {
			for _, total := range []int{0, 1000} {
				var out bytes.Buffer
				bar := onTerminal(&out, width).NewBar(total)
				for done := 0; done <= 1000; done += 100 {
					bar.Show(done, "5 in flight")
					<-time.After(time.Second)
				}
				for line := range strings.SplitSeq(out.String(), rewind) {
					if got := runewidth.StringWidth(line); got >= max(width, 2) {
						t.Errorf("%d cells of %d: %q", got, width, line)
					}
				}
				if left := strings.Contains(out.String(), "left"); width == 200 && left != (total > 0) ||
					width == 200 && !strings.Contains(out.String(), "100/s") {
					t.Errorf("total %d: %q", total, out.String())
				}
			}
		}
	})
}

func TestPrinter_Wrap(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	onTerminal(&out, 20).Wrap(4, "label:", []string{"one,", "two,", "three,", "a-word-that-is-too-long-for-it", "four"})
	if want := "label: one, two,\n    three,\n    a-word-that-is-too-long-for-it\n    four\n"; out.String() != want {
		t.Errorf("%q", out.String())
	}
}

// full is a disk without space.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestPrinter_Err(t *testing.T) {
	t.Parallel()
	p := New(full{})
	p.Line("a")
	p.Line("b")
	if p.Err() == nil {
		t.Error("no error")
	}
}

// TestPrinter_Line: a terminal's lines are broken between words, below their last column; elsewhere they stay whole.
func TestPrinter_Line(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"short":                              "short",
		"one two three four five six":        "one two three four\nfive six",
		"  +  39 duplicates of others of it": "  +  39 duplicates\n     of others of it",
		"  --name NAME    what to call it":   "  --name NAME what\n    to call it",
		"a\n  名前名前 名前名前 名前":                  "a\n  名前名前 名前名前\n  名前",
		"12345678901234567890123 a":          "12345678901234567890123\n  a",
		"      ":                             "      ",
	} {
		var terminal, file bytes.Buffer
		onTerminal(&terminal, 20).Line("%s", text)
		New(&file).Line("%s", text)
		if terminal.String() != want+"\n" || file.String() != text+"\n" {
			t.Errorf("%q: %q and %q", text, terminal.String(), file.String())
		}
	}
}

// TestBar_Keep: while nothing happens, one sees that the work goes on.
func TestBar_Keep(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		printer func(*bytes.Buffer) *Printer
		times   int
	}{
		"terminal": {func(out *bytes.Buffer) *Printer { return onTerminal(out, 90) }, 32},
		"file":     {func(out *bytes.Buffer) *Printer { return New(out) }, 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var out bytes.Buffer
				bar := test.printer(&out).NewBar(3)
				end := bar.Keep()
				bar.Show(2, "1 in flight")
				<-time.After(31500 * time.Millisecond)
				end()
				<-time.After(time.Minute)
				shown := out.String()
				if n := strings.Count(shown, "1 in flight"); n != test.times {
					t.Errorf("%d times, not %d: %q", n, test.times, shown)
				}
				if !strings.Contains(shown, "waiting for the API for 30s") {
					t.Errorf("it does not say that it waits: %q", shown)
				}
			})
		})
	}
}
