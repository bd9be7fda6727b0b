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

// Report is how far a job is. Strays has at most 100 contacts for each lane, and none of
// batches that another worker had to finish.
type Report struct {
	Name      string           // name of the job
	Kind      Kind             // whether it imports or exports
	Published time.Time        // when it was published, by the clock of the servers
	Finished  time.Time        // when it was finished, by the clock of the servers; zero: it is not
	Rows      int              // rows of the source; of an export, contacts as far as counted before
	Counts    importer.Counts  // of an import: rows by state; Unfinished are all that are not done yet
	Exported  int              // of an export: contacts in complete parts
	Batches   int              // batches of an import, or parts of an export
	Done      int              // of these: done
	Expired   bool             // contacts were removed before they were done: see Options.MaxAge
	Aside     bool             // the job was set aside: see Err and Cluster.Resume
	Strays    []importer.Stray // contacts that asking why rows have failed has made, or may have made
	Lanes     []Lane           // lanes with batches
	Workers   []Worker         // workers of all jobs: see Cluster.Workers
	Rate      float64          // rows per second since the first batch was begun; 0: not known
	Remaining time.Duration    // an estimate from Rows and Rate; 0: not known
}

// Lane is how far a lane of a job is.
type Lane struct {
	Number  int    // from 0
	Batches int    // batches of the lane
	Done    int    // of these: done
	Worker  string // the worker that holds it or has exported it; empty: none
	File    string // of an export: the file on the worker's machine; empty: it is stored on the servers
	Stopped string // why it was set aside; empty if it was not
}

// Report returns how far a job is. Any process can call it at any time. If there is no
// such job, the error matches [ErrNotFound].
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

// Err returns why the job was set aside, as an error that matches [ErrAside]; nil if it
// was not.
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

// String returns the report as text of several lines. It has no values of rows.
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

// IsFinished reports whether all of the job is done.
func (r *Report) IsFinished() bool { return !r.Finished.IsZero() }
