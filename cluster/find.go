package cluster

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// observation is when a worker has first seen a lane at a revision, by its own clock.
type observation struct {
	revision uint64
	at       time.Time
}

// queued is a job that is not finished, and was not set aside.
type queued struct {
	manifest

	order uint64 // the revision of its key in the queue
}

// find takes a lane: of imports one that no earlier import still needs, of exports any. It looks at exports first every
// other time, so that neither kind waits for the other. If there is none to take, it returns nil, and whether jobs are
// left.
func (w *worker) find(ctx context.Context) (l *lease, left bool, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	jobs, err := w.jobs(ctx)
	if err != nil {
		return nil, true, err
	}
	w.turns++
	var earlier unfinished
	for _, job := range queueOrder(jobs, w.turns%2 == 0) {
		if !w.accepts(job.manifest) {
			continue
		}
		left = true
		l, err := w.findIn(ctx, job, &earlier)
		if l != nil {
			err = w.confirm(l, job)
		}
		if l != nil || err != nil {
			return l, true, err
		}
	}
	return nil, left, nil
}

// confirm gives a lane back if its job has left its place in the queue since that was read: another job may
// have the values of the lane.
func (w *worker) confirm(l *lease, job queued) error {
	_, order, _, err := w.c.state.get(l.ctx, queueKey(job.Kind, job.Name))
	if err != nil || order != job.order {
		l.release(l.ctx)
	}
	return err
}

// accepts reports whether the worker can do a job.
func (w *worker) accepts(job manifest) bool {
	return job.Kind == Import || job.Kind == Export && (job.Export.Stored || w.opts.Dir != "")
}

// queueOrder sorts jobs: those of a kind in the order in which they were put into the queue.
func queueOrder(jobs []queued, exportsFirst bool) []queued {
	slices.SortFunc(jobs, func(a, b queued) int {
		if a.Kind != b.Kind && (a.Kind == Export) == exportsFirst {
			return -1
		} else if a.Kind != b.Kind {
			return 1
		}
		return cmp.Compare(a.order, b.order)
	})
	return jobs
}

// jobs returns the jobs in the queue.
func (w *worker) jobs(ctx context.Context) ([]queued, error) {
	keys, err := w.c.state.keys(ctx, queueKey("*", "*"))
	if err != nil {
		return nil, err
	}
	known := map[string]manifest{}
	var jobs []queued
	for _, key := range keys {
		job, err := w.queued(ctx, key)
		if err != nil {
			return nil, err
		}
		if job.ID != "" {
			known[job.ID], jobs = job.manifest, append(jobs, job)
		}
	}
	w.known = known
	w.unbind(known)
	maps.DeleteFunc(w.seen, func(key string, _ observation) bool { return known[strings.Split(key, ".")[1]].ID == "" })
	return jobs, nil
}

// queued returns the job of a key in the queue; without an ID if it is being removed.
func (w *worker) queued(ctx context.Context, key string) (job queued, err error) {
	id, order, _, err := w.c.state.get(ctx, key)
	if err != nil || order == 0 {
		return job, err
	}
	m, ok := w.known[string(id)]
	if !ok {
		name := key[strings.LastIndexByte(key, '.')+1:]
		if m, _, _, err = w.c.job(ctx, name); errors.Is(err, ErrNotFound) || err == nil && m.ID != string(id) {
			return queued{}, nil
		}
	}
	if err == nil && m.Version != manifestVersion {
		err = fmt.Errorf("cluster: job %q was published by another release of this module", m.Name)
	}
	return queued{m, order}, err
}

// unfinished are the lanes that imports before one still need. A value is in the same lane of two imports if both match
// on the same one field and have as many lanes: then a lane waits for that lane alone, else for all of them.
type unfinished struct {
	route string
	lanes map[int]bool
}

// blocks reports whether a lane of a job must wait.
func (u *unfinished) blocks(job manifest, lane int) bool {
	return len(u.lanes) > 0 && (u.route != job.route() || u.lanes[lane])
}

// add takes in a lane that is not done.
func (u *unfinished) add(job manifest, lane int) {
	if job.Kind == Export {
		return
	}
	if len(u.lanes) == 0 {
		u.route, u.lanes = job.route(), map[int]bool{}
	}
	if u.route != job.route() {
		u.route = ""
	}
	u.lanes[lane] = true
}

// route says which jobs have a value in the same lane; empty: no other one has.
func (m *manifest) route() string {
	if len(m.Options.MatchOn) != 1 {
		return m.ID
	}
	return fmt.Sprint(m.Options.MatchOn, len(m.Lanes))
}

// findIn takes a lane of a job that is free, or whose worker is silent. A job whose lanes are all done
// leaves the queue by the first worker that sees it.
func (w *worker) findIn(ctx context.Context, job queued, earlier *unfinished) (*lease, error) {
	var open []int
	stopped := false
	for _, lane := range rand.Perm(len(job.Lanes)) { //nolint:gosec // so that workers do not all want the same
		if job.Kind == Import && earlier.blocks(job.manifest, lane) {
			open = append(open, lane)
			continue
		}
		var state laneState
		revision, _, err := w.c.state.read(ctx, laneKey(job.ID, lane), &state)
		if err != nil {
			return nil, err
		}
		if state.isDone(job.Lanes[lane].Batches) {
			stopped = stopped || state.Stopped != ""
			continue
		}
		open = append(open, lane)
		if !w.mayTake(laneKey(job.ID, lane), state, revision) {
			continue
		}
		l, err := w.c.claim(ctx, w.opts.Name, w.rate.now(), job.manifest, lane, state, revision)
		if l != nil && l.state.Lost > maxSilentWorkers {
			l, err = nil, l.setAside(errLost.Error()) //nolint:contextcheck // a lease has its context
		}
		if l != nil || err != nil {
			return l, err
		}
	}
	for _, lane := range open {
		earlier.add(job.manifest, lane)
	}
	switch {
	case len(open) > 0:
		return nil, nil
	case stopped:
		return nil, w.c.setAside(ctx, job)
	default:
		return nil, w.c.finish(ctx, job, w.rate.now())
	}
}

// mayTake reports whether a lane is free, or has stayed at its revision for the time of a lease, the holder's or the
// own, whichever is longer, or since before this process has the folder.
func (w *worker) mayTake(key string, state laneState, revision uint64) bool {
	if state.Holder == "" || revision <= w.c.ended {
		return true
	}
	seen, ok := w.seen[key]
	if !ok || seen.revision != revision {
		w.seen[key] = observation{revision, time.Now()}
		return false
	}
	return time.Since(seen.at) > max(w.c.opts.LeaseTime, time.Duration(state.Lease))
}

// setAside takes a job out of the queue, unless it was put there again since.
func (c *Cluster) setAside(ctx context.Context, job queued) error {
	return c.state.purgeUpTo(ctx, queueKey(job.Kind, job.Name), job.order)
}

// finish notes that a job is done, and removes what it no longer needs. Whatever step the process stops at, another one
// finishes it.
func (c *Cluster) finish(ctx context.Context, job queued, now time.Time) error {
	m, revision, _, err := c.job(ctx, job.Name)
	if err != nil || m.ID != job.ID {
		return err
	}
	if m.Finished.IsZero() {
		m.Finished = now
		if _, err := c.state.write(ctx, jobKey(m.Name), m, revision); err != nil {
			return err
		}
	}
	return c.tidy(ctx, job)
}

// tidy removes what a job no longer needs that is done. Another job may have its name since.
func (c *Cluster) tidy(ctx context.Context, job queued) error {
	if err := c.erase(ctx, job.ID); err != nil {
		return err
	}
	for _, kind := range []string{"journal", "lines"} {
		if err := c.state.purge(ctx, kind+"."+job.ID+".>"); err != nil {
			return err
		}
	}
	return c.setAside(ctx, job)
}

// byLength sorts keys that end in numbers.
func byLength(keys []string) {
	slices.SortFunc(keys, func(a, b string) int { return cmp.Or(len(a)-len(b), cmp.Compare(a, b)) })
}
