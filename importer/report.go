package importer

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cuedesk/cuedesk-go"
)

// Report is what became of the rows. Read is always equal to Counts.Total().
type Report struct {
	Read     int           // rows taken from the source
	Counts   Counts        // rows by state
	Batches  int           // batches that the rows were in
	Resumed  int           // of these: finished by an earlier call, and not sent again
	Elapsed  time.Duration // how long this call took
	Groups   []Group       // rows that are not in the workspace, the most urgent first
	InFlight []InFlight    // imports that were under way when Run ended early
	Strays   []Stray       // contacts that asking why rows have failed has made, or may have made
}

// Stray is a contact that was made, or perhaps made, by asking why a row has failed:
// see the package comment. It has the names and custom values of the row, and no
// identifier. The API documents that it refuses to make one: each of the two requests
// makes at most one in a call of [Run]. A create whose answer did not come from the
// API is a Stray as well.
type Stray struct {
	ContactID cuedesk.ContactID // zero: the API's answer did not arrive, so that there may be none
	Line      int               // the row that was asked about
}

// String returns the ID of the contact, if it is known, and the line.
func (s Stray) String() string {
	id := "one of unknown ID"
	if !s.ContactID.IsZero() {
		id = s.ContactID.String()
	}
	return id + ", with names and custom values of line " + strconv.Itoa(s.Line)
}

// Group is a number of rows with one state, reason and field.
type Group struct {
	State  State
	Reason Reason
	Field  string // the first field that is wrong, if one is named; empty: none, or any of several
	Rows   int    // the number of rows
	Lines  []int  // lines of some of them, at most 5
}

// InFlight is an import that was sent, but had not ended when Run did.
type InFlight struct {
	ImportID cuedesk.ImportID // pass it to cuedesk.BulkService.Job; zero: its request had no answer
	Rows     int              // rows in it
	First    int              // line of the first
	Last     int              // line of the last
}

// String returns the ID of the import, if it is known, and its lines.
func (i InFlight) String() string {
	lines := fmt.Sprintf("lines %d to %d", i.First, i.Last)
	if i.ImportID.IsZero() {
		return "one without an answer, " + lines
	}
	return i.ImportID.String() + ", " + lines
}

// How much a report keeps of rows that are not in, and shows of it.
const (
	maxGroups     = 64
	maxLines      = 5
	maxShown      = 10
	maxFieldChars = 64
)

// add counts a row.
func (r *Report) add(result *Result) {
	r.Counts[result.State]++
	if result.State.IsIn() {
		return
	}
	g := Group{State: result.State, Reason: result.Reason}
	if len(result.Fields) > 0 && result.State != Duplicate {
		g.Field = result.Fields[0].Field
	}
	i := r.group(g)
	if i < 0 && len(r.Groups) >= maxGroups {
		g.Field = "" // one more group for each state and reason, whatever the field
		i = r.group(g)
	}
	if i < 0 {
		r.Groups = append(r.Groups, g)
		i = len(r.Groups) - 1
	}
	r.Groups[i].Rows++
	if lines := &r.Groups[i].Lines; len(*lines) < maxLines {
		*lines = append(*lines, result.Row.Line)
	}
}

// group returns the index of a group, or -1.
func (r *Report) group(g Group) int {
	return slices.IndexFunc(r.Groups, func(o Group) bool {
		return o.State == g.State && o.Reason == g.Reason && o.Field == g.Field
	})
}

// stateOrder sorts states by what one must act on.
var stateOrder = [states]int{Unknown: 1, Unfinished: 2, Failed: 3, Invalid: 4, Duplicate: 5, Skipped: 6}

// sort puts first what one must act on.
func (r *Report) sort() {
	r.Groups = slices.Clone(r.Groups)
	for i := range r.Groups {
		r.Groups[i].Lines = slices.Sorted(slices.Values(r.Groups[i].Lines))
	}
	slices.SortFunc(r.Groups, func(a, b Group) int {
		return cmp.Or(
			stateOrder[a.State]-stateOrder[b.State], b.Rows-a.Rows,
			strings.Compare(string(a.Reason), string(b.Reason)), strings.Compare(a.Field, b.Field),
		)
	})
	slices.SortFunc(r.InFlight, func(a, b InFlight) int { return a.First - b.First })
}

// String returns the report as text of at most one screen: the most urgent rows
// first, those that are in the workspace last. It has no values of rows.
func (r Report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s in %s\n", count(r.Read, "row"), r.Elapsed.Round(time.Millisecond))
	for i, g := range r.Groups {
		if i == maxShown {
			fmt.Fprintf(&b, "  and rows of %s\n", count(len(r.Groups)-maxShown, "other kind"))
			break
		}
		fmt.Fprintf(&b, "%8d %s: %s\n", g.Rows, g.State, g.text())
	}
	if n := len(r.InFlight); n > 0 {
		fmt.Fprintf(&b, "%8d %s in flight, such as %s\n", n, noun(n, "import"), r.InFlight[0])
	}
	if n := len(r.Strays); n > 0 {
		fmt.Fprintf(&b, "%8d %s made, or perhaps made, by asking why rows have failed: %s\n",
			n, noun(n, "contact"), r.Strays[0])
	}
	for _, state := range []State{Created, Updated, Imported} {
		if n := r.Counts[state]; n > 0 {
			fmt.Fprintf(&b, "%8d %s\n", n, state)
		}
	}
	return b.String()
}

// text says why, and names the first lines.
func (g Group) text() string {
	text := g.Reason.Text()
	if g.Field != "" {
		text += " (" + strconv.Quote(g.Field[:min(len(g.Field), maxFieldChars)]) + ")"
	}
	lines := make([]string, 0, maxLines+1)
	for _, line := range g.Lines {
		lines = append(lines, strconv.Itoa(line))
	}
	if g.Rows > len(g.Lines) {
		lines = append(lines, "…")
	}
	return text + "; " + noun(g.Rows, "line") + " " + strings.Join(lines, ", ")
}

// count returns a number with its noun.
func count(n int, thing string) string { return strconv.Itoa(n) + " " + noun(n, thing) }

// noun returns a noun for a number of things.
func noun(n int, thing string) string {
	if n == 1 {
		return thing
	}
	return thing + "s"
}

// NewReport returns the report of these rows, as [Run] would: for programs that
// collect the results of several calls.
func NewReport(results iter.Seq[Result]) *Report {
	r := &Report{}
	for result := range results {
		r.Read++
		r.add(&result)
	}
	r.sort()
	return r
}
