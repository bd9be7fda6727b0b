package screen

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/cheggaaa/pb/v3"
)

// Bar is a progress bar, and plain lines where there is no terminal.
type Bar struct {
	printer *Printer
	mu      sync.Mutex // guards what follows
	bar     *pb.ProgressBar
	done    int
	note    string
	changed time.Time // when done or note was another one last
}

// The parts of a bar.
const (
	counters = `{{counters . "%s of %s rows" "%[1]s rows"}}`
	drawn    = ` {{bar .}} {{percent . "%.0f%%"}}`
	rate     = `{{speed . ", %s/s" "` + unknown + `"}}`
	left     = `{{rtime . ", %s left" "" ""}}`
	note     = `{{string . "note"}}`
)

// unknown is shown, and removed, in place of a rate that is not known: an empty text would be replaced.
const unknown = "(?)"

// NewBar returns a bar for so many rows; 0: the total is not known.
func (p *Printer) NewBar(total int) *Bar {
	template := counters
	if total > 0 && p.width != nil {
		template += drawn
	}
	template += rate
	if total > 0 {
		template += left
	}
	return &Bar{printer: p, bar: pb.New(total).SetTemplateString(template + note)}
}

// Show shows how many rows are done, and a note.
func (b *Bar) Show(done int, note string) {
	b.mu.Lock()
	if done != b.done || note != b.note {
		b.done, b.note, b.changed = done, note, time.Now()
	}
	b.mu.Unlock()
	b.draw()
}

func (b *Bar) draw() {
	b.printer.progress(func(width int) string {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.bar.SetCurrent(int64(b.done)).Set("note", b.text())
		return strings.Replace(b.bar.SetWidth(width).String(), unknown, "", 1)
	})
}

// patience is after how long one sees that nothing changes.
const patience = 5 * time.Second

// text is the note, and how long nothing has changed.
func (b *Bar) text() string {
	var text string
	if b.note != "" {
		text = ", " + b.note
	}
	if idle := time.Since(b.changed); !b.changed.IsZero() && idle >= patience {
		text += fmt.Sprintf(", waiting for the API for %ds", int(idle.Seconds()))
	}
	return text
}

// Keep draws the bar again and again, so that one sees that the work goes on while it waits, until the function that it
// returns is called.
func (b *Bar) Keep() (end func()) {
	done := make(chan struct{})
	var wait sync.WaitGroup
	wait.Go(func() {
		ticker := time.NewTicker(time.Second)
		defer ticker.Stop()
		for {
			select {
			case <-done:
				return
			case <-ticker.C:
				b.draw()
			}
		}
	})
	return func() {
		close(done)
		wait.Wait()
	}
}
