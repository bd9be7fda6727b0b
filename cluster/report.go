package cluster

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/cuedesk/cuedesk-go/importer"
)

// Report is how far a job is. Of Strays it has at most 100 for each lane, and none of batches whose worker was stopped
// before they were done.
type Report struct {
	Name      string           // of the job
	Kind      Kind             // what it does
	Published time.Time        // by the clock of the servers
	Finished  time.Time        // by the clock of the servers; zero: it is not
	Rows      int              // rows of the source, or contacts as far as they could be counted before an export
	Counts    importer.Counts  // of an import: rows by state, where Unfinished are all that wait or are under way
	Exported  int              // of an export: contacts in parts that are complete
	Batches   int              // of the job; of an export, these are its partitions
	Done      int              // of these
	Expired   bool             // contacts were removed before they were imported: see Options.MaxAge
	Aside     bool             // what is left of it fails whichever worker takes it: see Err and [Cluster.Resume]
	Strays    []importer.Stray // contacts that asking why rows have failed has made, or may have
	Lanes     []Lane           // those that have batches
	Workers   []Worker         // that were seen lately, whatever they work on
	Rate      float64          // rows a second since the first batch was taken; 0: not known
	Remaining time.Duration    // an estimate from the rate; 0: not known
}

// Lane is how far a lane of a job is.
type Lane struct {
	Number  int    // from 0 on
	Batches int    // that it has
	Done    int    // of these
	Worker  string // who works on it, or has exported it; empty: no one does
	File    string // of an export: what it is written to, by that worker; empty: it is stored
	Stopped string // why it was set aside; empty: it was not
}

// Report says how far a job is; see [ErrNotFound]. It may be asked for at any time, by any process.
func (c *Cluster) Report(ctx context.Context, name string) (*Report, error) {
	m, _, at, err := c.job(ctx, name)
	if err != nil {
		return nil, err
	}
	r := &Report{Name: m.Name, Kind: m.Kind, Published: at, Finished: m.Finished, Rows: m.Rows}
	r.Counts[importer.Invalid] = m.Invalid
	var began, last time.Time
	for i, sum := range m.Lanes {
		var state laneState
		_, at, err := c.state.read(ctx, laneKey(m.ID, i), &state)
		if err != nil {
			return nil, err
		}
		r.add(i, sum, state)
		if !state.Began.IsZero() && (began.IsZero() || state.Began.Before(began)) {
			began = state.Began
		}
		if at.After(last) {
			last = at
		}
	}
	now, _, _, err := c.job(ctx, name) // what was read is nothing if it was removed
	if err != nil || now.ID != m.ID {
		return nil, cmp.Or(err, fmt.Errorf("cluster: %w: %q was removed", ErrNotFound, name))
	}
	r.estimate(last.Sub(began))
	r.Aside = m.Finished.IsZero() && r.isAside()
	r.Workers, err = c.Workers(ctx)
	return r, err
}

// add takes in a lane.
func (r *Report) add(n int, sum laneSum, state laneState) {
	if sum.Batches == 0 {
		return
	}
	r.Batches, r.Done, r.Expired = r.Batches+sum.Batches, r.Done+state.Next, r.Expired || state.Expired
	r.Exported, r.Strays = r.Exported+state.Export.Rows, append(r.Strays, state.Strays...)
	for s, n := range state.Counts {
		r.Counts[s] += n
	}
	worker := cmp.Or(state.Holder, state.Export.Worker)
	r.Lanes = append(r.Lanes, Lane{n, sum.Batches, state.Next, worker, state.Export.File, state.Stopped})
}

// isAside reports whether each lane is done or was set aside, and some were.
func (r *Report) isAside() bool {
	stopped := false
	for _, lane := range r.Lanes {
		if lane.Stopped == "" && lane.Done < lane.Batches {
			return false
		}
		stopped = stopped || lane.Stopped != ""
	}
	return stopped
}

// Err returns why the job was set aside, an error that matches [ErrAside]; nil: it was not.
func (r *Report) Err() error {
	if !r.Aside {
		return nil
	}
	var reasons []string
	for _, lane := range r.Lanes {
		if lane.Stopped != "" && !slices.Contains(reasons, lane.Stopped) {
			reasons = append(reasons, lane.Stopped)
		}
	}
	return fmt.Errorf("cluster: %w: %s", ErrAside, strings.Join(reasons, "; "))
}

// estimate completes the report by what follows from the counts.
func (r *Report) estimate(elapsed time.Duration) {
	done := r.Counts.Total()
	if r.Kind == Export {
		done = r.Exported
	}
	left := max(0, r.Rows-done)
	if r.Kind == Import {
		r.Counts[importer.Unfinished] += left
	}
	if elapsed <= 0 || done == 0 {
		return
	}
	r.Rate = float64(done-r.Counts[importer.Invalid]) / elapsed.Seconds()
	if left > 0 && r.Rate > 0 {
		r.Remaining = time.Duration(float64(left) / r.Rate * float64(time.Second))
	}
}

// String returns the report as text of some lines, without values of rows.
func (r Report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %d of %d batches done", r.Name, r.Done, r.Batches)
	if r.Rate > 0 {
		fmt.Fprintf(&b, ", %.0f rows a second", r.Rate)
	}
	if r.Remaining > 0 {
		fmt.Fprintf(&b, ", about %s left", r.Remaining.Round(time.Second))
	}
	b.WriteByte('\n')
	if r.Kind == Export {
		fmt.Fprintf(&b, "%8d contacts in complete parts\n", r.Exported)
	}
	for state, n := range r.Counts {
		if n > 0 {
			fmt.Fprintf(&b, "%8d %s\n", n, importer.State(state))
		}
	}
	if n := len(r.Strays); n > 0 {
		fmt.Fprintf(&b, "%8d contacts made, or perhaps made, by asking why rows have failed: %s\n", n, r.Strays[0])
	}
	for _, lane := range r.Lanes {
		if lane.Stopped != "" {
			fmt.Fprintf(&b, "lane %d was set aside: %s\n", lane.Number, lane.Stopped)
		}
	}
	return b.String()
}

// IsFinished reports whether nothing of the job is left to do.
func (r *Report) IsFinished() bool { return !r.Finished.IsZero() }
