package screen

import (
	"strings"

	"github.com/cheggaaa/pb/v3"
)

// Bar is a progress bar, and plain lines where there is no terminal.
type Bar struct {
	printer *Printer
	bar     *pb.ProgressBar
}

// The parts of a bar.
const (
	counters = `{{counters . "%s of %s rows" "%[1]s rows"}}`
	drawn    = ` {{bar .}} {{percent .}}`
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
	return &Bar{p, pb.New(total).SetTemplateString(template + note)}
}

// Show shows how many rows are done, and a note.
func (b *Bar) Show(done int, note string) {
	if note != "" {
		note = ", " + note
	}
	b.bar.SetCurrent(int64(done)).Set("note", note)
	b.printer.progress(func(width int) string { return strings.Replace(b.bar.SetWidth(width).String(), unknown, "", 1) })
}
