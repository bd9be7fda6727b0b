package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"text/tabwriter"
	"time"

	"github.com/cuedesk/cuedesk-go"
)

// told is a kind of event that is counted.
type told int

const (
	operationsTold told = iota
	faultsTold
	attempts    // requests
	retries     // of these, those that repeat another
	toldUnknown // calls that ended with ErrOutcomeUnknown
	toldFailed  // calls that ended with another error
	lookedUp    // things of unknown outcome that were looked for, and made where they were not there
	lost        // what was reported is not so
	doubled     // what was to be there once is there more often
	unreported  // what was reported as not there is there
	kindsOfTold
)

// tally counts events, by name.
type tally struct {
	mu     sync.Mutex
	counts [kindsOfTold]map[string]int
}

func newTally() *tally {
	t := &tally{}
	for n := range t.counts {
		t.counts[n] = map[string]int{}
	}
	return t
}

func (t *tally) add(what told, name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.counts[what][name]++
}

func (t *tally) total(what told) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	total := 0
	for _, n := range t.counts[what] {
		total += n
	}
	return total
}

// report is what came out.
type report struct {
	config          config
	tally           *tally
	memory          memory
	took            time.Duration
	goroutinesLeft  int
	goroutines      string // their stacks
	descriptorsLeft int

	mu     sync.Mutex
	wrongs []string
}

// maxWrongs is how many mistakes are described; all are counted.
const maxWrongs = 20

// wrong notes a mistake, unless all is over anyway.
func (r *report) wrong(ctx context.Context, what told, format string, args ...any) {
	if ctx.Err() != nil {
		return
	}
	r.tally.add(what, "")
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.wrongs) < maxWrongs {
		r.wrongs = append(r.wrongs, fmt.Sprintf(format, args...))
	}
}

// observe counts an attempt of the client.
func (r *report) observe(a cuedesk.Attempt) {
	r.tally.add(attempts, "")
	if a.Number > 1 {
		r.tally.add(retries, "")
	}
}

// failed counts a call that ended with an error, other than one that leaves the outcome unknown.
func (r *report) failed(err error) {
	name := "connection failed"
	for _, kind := range []error{
		cuedesk.ErrRetryBudget, cuedesk.ErrRateLimited, cuedesk.ErrServer, cuedesk.ErrBadResponse, cuedesk.ErrNotFound, cuedesk.ErrInvalid,
	} {
		if errors.Is(err, kind) {
			name = kind.Error()
			break
		}
	}
	r.tally.add(toldFailed, name)
}

// good reports whether nothing was lost or doubled and nothing is left behind.
func (r *report) good() bool {
	return r.tally.total(lost)+r.tally.total(doubled)+r.tally.total(unreported)+r.goroutinesLeft == 0 &&
		r.descriptorsLeft <= 0 && r.memory.growth() <= slack
}

// print writes the report as a table.
func (r *report) print(out io.Writer) {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight|tabwriter.Debug)
	defer table.Flush()
	section := func(title string, what told) {
		fmt.Fprintf(table, "%s\t%d\t\n", title, r.tally.total(what))
		for _, name := range slices.Sorted(maps.Keys(r.tally.counts[what])) {
			fmt.Fprintf(table, "%s\t%d\t\n", name, r.tally.counts[what][name])
		}
	}
	section("OPERATIONS", operationsTold)
	section("FAULTS", faultsTold)
	section("ERRORS OF KNOWN OUTCOME", toldFailed)
	for _, line := range r.lines() {
		fmt.Fprintf(table, "%s\t%s\t\n", line[0], line[1])
	}
	for _, wrong := range r.wrongs {
		fmt.Fprintf(table, "WRONG: %s\n", wrong)
	}
	if r.goroutines != "" {
		fmt.Fprintln(table, r.goroutines)
	}
}

// lines are the lines of the table that stand for themselves.
func (r *report) lines() [][2]string {
	number := func(what told) string { return strconv.Itoa(r.tally.total(what)) }
	mib := func(size uint64) string { return fmt.Sprintf("%.1f MiB", float64(size)/(1<<20)) }
	descriptors := strconv.Itoa(r.descriptorsLeft)
	if r.descriptorsLeft == uncounted {
		descriptors = "not counted here"
	}
	points := r.memory.checkpoints
	rate := float64(r.tally.total(operationsTold)) / r.took.Seconds()
	return [][2]string{
		{"RESULT", map[bool]string{true: "good", false: "BAD"}[r.good()]},
		{"seed", strconv.FormatUint(r.config.seed, 10)},
		{"attempts", number(attempts)},
		{"retries", number(retries)},
		{"outcome unknown", number(toldUnknown)},
		{"looked for, made if missing", number(lookedUp)},
		{"lost", number(lost)},
		{"doubled", number(doubled)},
		{"there unreported", number(unreported)},
		{"goroutines left", strconv.Itoa(r.goroutinesLeft)},
		{"file descriptors left", descriptors},
		{"heap, peak", mib(r.memory.peak)},
		{"after the first round", mib(points[0])},
		{"after the last round", mib(points[len(points)-1])},
		{"highest after a round", mib(slices.Max(points))},
		{"rounds", strconv.Itoa(len(points))},
		{"duration", r.took.Round(time.Millisecond).String()},
		{"operations a second", fmt.Sprintf("%.0f", rate)},
		{"machine", fmt.Sprintf("GOMAXPROCS %d, %s", runtime.GOMAXPROCS(0), runtime.Version())},
	}
}
