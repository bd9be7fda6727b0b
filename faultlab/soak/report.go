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

// event is a kind of event that is counted.
type event int

const (
	operationsDone event = iota
	faultsMet
	attempts        // requests
	retries         // of these, those that repeat another
	tokens          // tokens that the clients asked for
	unknownOutcomes // calls that ended with ErrOutcomeUnknown
	failedCalls     // calls that ended with another error
	slow            // of either, those that met no fault, but took more time than an attempt has
	lookedUp        // resources of unknown outcome that were looked for, and made where they were not there
	lost            // what was reported is not so
	doubled         // what was to be there once is there more often
	unreported      // what was reported as not there is there
	causeless       // a call failed although every fault it met was survivable
	needless        // an outcome was reported as unknown although no attempt can have been carried out
	may             // what was reported need not be so, because a request was carried out late, and is not
	numEvents
)

// tally counts events, by name.
type tally struct {
	mu     sync.Mutex
	counts [numEvents]map[string]int
}

func newTally() *tally {
	t := &tally{}
	for n := range t.counts {
		t.counts[n] = map[string]int{}
	}
	return t
}

func (t *tally) add(what event, name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.counts[what][name]++
}

func (t *tally) total(what event) int {
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

	mu       sync.Mutex
	mistakes []mistake
}

// maxWrongs is how many mistakes are described; all are counted.
const maxWrongs = 20

// addMistake notes a mistake, unless all is over anyway.
func (r *report) addMistake(ctx context.Context, what event, m mistake) {
	if ctx.Err() != nil {
		return
	}
	r.tally.add(what, "")
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.mistakes) < maxWrongs {
		r.mistakes = append(r.mistakes, m)
	}
}

// observe counts an attempt of the client.
func (r *report) observe(a cuedesk.Attempt) {
	r.tally.add(attempts, "")
	if a.Number > 1 {
		r.tally.add(retries, "")
	}
}

// failed counts a call that ended with an error.
func (r *report) failed(err error) {
	if errors.Is(err, cuedesk.ErrOutcomeUnknown) {
		r.tally.add(unknownOutcomes, "")
		return
	}
	name := "connection failed"
	if e, ok := errors.AsType[*cuedesk.Error](err); !ok {
		name = "no error of the client's"
	} else if e.StatusCode != 0 {
		name = "status " + strconv.Itoa(e.StatusCode)
	}
	for _, kind := range []error{
		cuedesk.ErrRetryBudget, cuedesk.ErrRateLimited, cuedesk.ErrServer, cuedesk.ErrBadResponse, cuedesk.ErrNotFound,
		cuedesk.ErrInvalid,
	} {
		if errors.Is(err, kind) {
			name = kind.Error()
			break
		}
	}
	r.tally.add(failedCalls, name)
}

// isHopeless reports whether so many calls fail without a cause that there is no point in going on.
func (r *report) isHopeless() bool { return r.tally.total(causeless) >= 100 }

// succeeded reports whether all was done, nothing was lost or doubled, no call failed without a cause, and nothing is
// left behind.
func (r *report) succeeded() bool {
	for _, what := range []event{lost, doubled, unreported, causeless, needless} {
		if r.tally.total(what) > 0 {
			return false
		}
	}
	return r.tally.total(operationsDone) == r.config.operations && r.noErrors() &&
		r.goroutinesLeft == 0 && r.descriptorsLeft <= 0 && r.memory.growth() <= heapTolerance
}

// result is the report in one word.
func (r *report) result() string {
	switch {
	case !r.succeeded():
		return "BAD"
	case r.tally.total(may) > 0:
		return "may"
	}
	return "good"
}

// noErrors reports whether a run without faults had no errors either; true for other runs.
func (r *report) noErrors() bool {
	return r.config.faults > 0 || r.tally.total(unknownOutcomes)+r.tally.total(failedCalls) == 0
}

// print writes the report as a table.
func (r *report) print(out io.Writer) {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight|tabwriter.Debug)
	defer table.Flush()
	section := func(title string, what event) {
		fmt.Fprintf(table, "%s\t%d\t\n", title, r.tally.total(what))
		for _, name := range slices.Sorted(maps.Keys(r.tally.counts[what])) {
			fmt.Fprintf(table, "%s\t%d\t\n", name, r.tally.counts[what][name])
		}
	}
	section("OPERATIONS", operationsDone)
	section("FAULTS", faultsMet)
	section("ERRORS OF KNOWN OUTCOME", failedCalls)
	for _, line := range r.lines() {
		fmt.Fprintf(table, "%s\t%s\t\n", line[0], line[1])
	}
	for _, wrong := range r.mistakes {
		fmt.Fprintf(table, "WRONG: %s\n", wrong.text)
		for _, line := range wrong.history {
			fmt.Fprintf(table, "  %s\n", line)
		}
	}
	if r.goroutines != "" {
		fmt.Fprintln(table, r.goroutines)
	}
}

// lines are the lines of the table that stand for themselves.
func (r *report) lines() [][2]string {
	number := func(what event) string { return strconv.Itoa(r.tally.total(what)) }
	mib := func(size uint64) string { return fmt.Sprintf("%.1f MiB", float64(size)/(1<<20)) }
	descriptors := strconv.Itoa(r.descriptorsLeft)
	if r.descriptorsLeft == notCounted {
		descriptors = "not counted here"
	}
	points := r.memory.checkpoints
	rate := float64(r.tally.total(operationsDone)) / r.took.Seconds()
	return [][2]string{
		{"RESULT", r.result()},
		{"seed", strconv.FormatUint(r.config.seed, 10)},
		{"attempts", number(attempts)},
		{"retries", number(retries)},
		{"tokens asked for", number(tokens)},
		{"outcome unknown", number(unknownOutcomes)},
		{"looked for, made if missing", number(lookedUp)},
		{"lost", number(lost)},
		{"doubled", number(doubled)},
		{"there unreported", number(unreported)},
		{"not as reported, may be so", number(may)},
		{"failed without a cause", number(causeless)},
		{"unknown without need", number(needless)},
		{"late without a fault", number(slow)},
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
