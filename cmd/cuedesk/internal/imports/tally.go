package imports

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/program"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/screen"
)

// key is what rows have in common that are shown together.
type key struct{ what, why string }

// group is rows of one key.
type group struct {
	What  string `json:"what"`
	Why   string `json:"why,omitzero"`
	Rows  int    `json:"rows"`
	Lines []int  `json:"lines,omitzero"` // the first of them
}

// How much a tally keeps, and shows.
const (
	maxGroups = 200
	maxShown  = 12
	maxLines  = 5
)

// tally counts rows by key. Keys beyond the maximum are counted together.
type tally struct {
	groups []*group
	byKey  map[key]*group
}

func (t *tally) add(k key, line int) { t.addGroup(group{k.what, k.why, 1, []int{line}}) }

// move counts rows by another key. The line is that of a single row, or 0.
func (t *tally) move(line, rows int, from, to key) {
	g := t.byKey[from]
	if g == nil || from == to || rows == 0 {
		return
	}
	g.Rows -= rows
	moved := group{What: to.what, Why: to.why, Rows: rows}
	if line > 0 {
		g.Lines = slices.DeleteFunc(g.Lines, func(other int) bool { return other == line })
		moved.Lines = []int{line}
	}
	t.addGroup(moved)
}

// count returns how many rows there are by what became of them.
func (t *tally) count() map[string]int {
	counts := map[string]int{}
	for _, g := range t.groups {
		if g.Rows > 0 {
			counts[g.What] += g.Rows
		}
	}
	return counts
}

// addGroup adds rows that were counted elsewhere.
func (t *tally) addGroup(more group) {
	k := key{more.What, more.Why}
	if len(t.groups) >= maxGroups && t.byKey[k] == nil {
		k.why = "other reasons"
	}
	g := t.byKey[k]
	if g == nil {
		if t.byKey == nil {
			t.byKey = map[key]*group{}
		}
		g = &group{What: k.what, Why: k.why}
		t.byKey[k], t.groups = g, append(t.groups, g)
	}
	g.Rows += more.Rows
	if room := maxLines - len(g.Lines); room > 0 {
		g.Lines = append(g.Lines, more.Lines[:min(room, len(more.Lines))]...)
	}
}

// show prints the groups as a table, those of the most rows first.
func (t *tally) show(out *screen.Printer, what string) {
	if len(t.groups) == 0 {
		return
	}
	width := len(what)
	for _, g := range t.groups {
		width = max(width, len([]rune(screen.Printable(g.What))))
	}
	width = min(width, 24)
	out.Line("%8s  %-*s  why, and the first lines", "rows", width, what)
	for i, g := range t.groups {
		if i == maxShown {
			out.Line("          and %s", program.Count(len(t.groups)-maxShown, "more kind"))
			break
		}
		label := fmt.Sprintf("%8d  %-*.*s ", g.Rows, width, width, screen.Printable(g.What))
		out.Wrap(width+12, label, g.words())
	}
}

// sort puts what is most first, and drops groups whose rows were moved.
func (t *tally) sort() {
	t.groups = slices.DeleteFunc(t.groups, func(g *group) bool { return g.Rows == 0 })
	slices.SortStableFunc(t.groups, func(a, b *group) int { return b.Rows - a.Rows })
}

// words are the reason and the lines of a group, as words that may be wrapped.
func (g *group) words() []string {
	var words []string
	if g.Why != "" {
		words = strings.Fields(g.Why + ";")
	}
	word := "lines"
	if g.Rows == 1 {
		word = "line"
	}
	for i, line := range g.Lines {
		text := strconv.Itoa(line)
		if i == 0 {
			text = word + " " + text
		}
		if i < len(g.Lines)-1 || g.Rows > len(g.Lines) {
			text += ","
		}
		words = append(words, text)
	}
	if g.Rows > len(g.Lines) && len(g.Lines) > 0 {
		words = append(words, "…")
	}
	return words
}
