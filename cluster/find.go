package cluster

import (
	"cmp"
	"context"
	"math/rand/v2"
	"slices"
	"time"
)

// sighting is when a worker has first seen a lane at a revision, by its own clock.
type sighting struct {
	revision uint64
	at       time.Time
}

// find takes a lane of the oldest job that is not finished. If there is none to take, it returns nil,
// and whether jobs are left.
func (w *worker) find(ctx context.Context) (l *lease, left bool, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, kind := range w.kinds() {
		job, ok, err := w.c.oldest(ctx, kind)
		if err != nil {
			return nil, true, err
		}
		if !ok {
			continue
		}
		left = true
		if l, err := w.findIn(ctx, job); l != nil || err != nil {
			return l, true, err
		}
	}
	return nil, left, nil
}

// kinds are those of the jobs that the worker takes.
func (w *worker) kinds() []Kind {
	if w.opts.Dir != "" {
		return []Kind{Import, Export}
	}
	return []Kind{Import}
}

// oldest returns the job of a kind that was published first and is not finished.
func (c *Cluster) oldest(ctx context.Context, kind Kind) (job manifest, ok bool, err error) {
	keys, err := c.state.keys(ctx, queueKey(kind, "*"))
	if err != nil {
		return job, false, err
	}
	var order uint64
	for _, key := range keys {
		m, revision, _, err := c.job(ctx, key[len(queueKey(kind, "")):])
		if err != nil {
			return job, false, err
		}
		if order == 0 || revision < order {
			job, order = m, revision
		}
	}
	return job, order > 0, nil
}

// findIn takes a lane of a job that is free, or whose worker is silent. A job whose lanes are
// all done is finished by the first worker that sees it.
func (w *worker) findIn(ctx context.Context, job manifest) (*lease, error) {
	lanes := rand.Perm(len(job.Lanes)) //nolint:gosec // so that workers do not all want the same
	done := 0
	for _, lane := range lanes {
		var state laneState
		revision, _, err := w.c.state.read(ctx, laneKey(job.ID, lane), &state)
		if err != nil {
			return nil, err
		}
		if state.Next >= job.Lanes[lane].Batches {
			done++
			continue
		}
		if !w.mayTake(laneKey(job.ID, lane), state, revision) {
			continue
		}
		if l, err := w.c.claim(ctx, w.opts.Name, job, lane, state, revision); l != nil || err != nil {
			return l, err
		}
	}
	if done == len(lanes) {
		return nil, w.c.finish(ctx, job)
	}
	return nil, nil
}

// mayTake reports whether a lane is free, or has stayed at its revision for the time of a lease, or since
// before this process has the folder.
func (w *worker) mayTake(key string, state laneState, revision uint64) bool {
	if state.Holder == "" || revision <= w.c.ended {
		return true
	}
	seen, ok := w.seen[key]
	if !ok || seen.revision != revision {
		w.seen[key] = sighting{revision, time.Now()}
		return false
	}
	return time.Since(seen.at) > w.c.opts.LeaseTime
}

// finish removes what a job no longer needs. Whatever step the process stops at, another one finishes it.
func (c *Cluster) finish(ctx context.Context, job manifest) error {
	m, revision, _, err := c.job(ctx, job.Name)
	if err != nil || m.ID != job.ID {
		return err
	}
	if m.Finished.IsZero() {
		m.Finished = time.Now()
		if _, err := c.state.write(ctx, jobKey(m.Name), m, revision); err != nil {
			return err
		}
	}
	if err := c.purge(ctx, c.work, c.workSubject(m.ID+".>")); err != nil {
		return err
	}
	for _, key := range []string{"journal." + m.ID + ".>", queueKey(m.Kind, m.Name)} {
		if err := c.state.purge(ctx, key); err != nil {
			return err
		}
	}
	return nil
}

// byLength sorts keys that end in numbers.
func byLength(keys []string) {
	slices.SortFunc(keys, func(a, b string) int { return cmp.Or(len(a)-len(b), cmp.Compare(a, b)) })
}
