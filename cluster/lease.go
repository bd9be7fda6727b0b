package cluster

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/cuedesk/cuedesk-go/importer"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// laneState is the value of a lane's key: how far it is, and who works on it. One write says both,
// so that only the holder of the lease counts rows, and counts each batch once.
type laneState struct {
	Holder string          `json:"holder,omitzero"` // the worker; empty: it is free
	Next   int             `json:"next"`            // the first batch that is not done
	Counts importer.Counts `json:"counts"`          // rows of the batches that are done
	Began  time.Time       `json:"began,omitzero"`  // when a worker took it first, by the clock of the servers
	// Expired: contacts were removed before a worker had imported them, because of Options.MaxAge.
	Expired bool  `json:"expired,omitzero"`
	Lease   int64 `json:"lease,omitzero"` // of the holder: Options.LeaseTime, in nanoseconds
	Lost    int   `json:"lost,omitzero"`  // holders in a row that fell silent before a batch was done
	// Stopped is why the lane was set aside: it fails whichever worker takes it. Empty: it was not.
	Stopped string `json:"stopped,omitzero"`

	Strays []importer.Stray `json:"strays,omitzero"` // of the batches that are done, up to maxStrays
	Export laneExport       `json:"export,omitzero"` // of an export
}

// maxStrays is how many contacts are kept of a lane that asking why rows have failed has made: mostly, there are none.
const maxStrays = 100

// maxSilentWorkers is how many workers may fall silent one after the other with the same batch.
const maxSilentWorkers = 10

// isDone reports whether nothing of a lane with so many batches is left to do, or nothing can be done.
func (s *laneState) isDone(batches int) bool { return s.Next >= batches || s.Stopped != "" }

// errLeaseLost: another worker may have the lane.
var errLeaseLost = errors.New("the lease of the lane was lost")

// lease is a lane that this worker holds.
type lease struct {
	c   *Cluster
	job manifest
	n   int // the lane
	ctx context.Context
	end context.CancelCauseFunc

	until atomic.Pointer[time.Time] // when another worker may take it, by the monotonic clock

	mu       sync.Mutex
	state    laneState
	revision uint64
}

// claim writes that the worker holds a lane, if it is still at a revision. Otherwise it returns nil.
func (c *Cluster) claim(
	ctx context.Context, worker string, now time.Time, job manifest, lane int, was laneState, at uint64,
) (*lease, error) {
	l := &lease{c: c, job: job, n: lane, state: was, revision: at}
	l.ctx, l.end = context.WithCancelCause(ctx)
	l.extend(time.Now().Add(c.opts.LeaseTime))
	err := l.update(func(s *laneState) { //nolint:contextcheck // a lease has its context
		s.Holder, s.Lease = worker, int64(c.opts.LeaseTime)
		if was.Holder != "" {
			s.Lost++
		}
		if s.Began.IsZero() {
			s.Began = now
		}
	})
	if err != nil {
		l.end(nil)
		if errors.Is(err, errConflict) || errors.Is(err, errLeaseLost) {
			err = nil
		}
		return nil, err
	}
	go l.keep() //nolint:contextcheck // a lease has its context
	return l, nil
}

// next returns the first batch that is not done.
func (l *lease) next() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.state.Next
}

// update changes the state, together with other keys, which extends the lease. After an error it is lost.
func (l *lease) update(change func(*laneState), others ...write) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ctx.Err() != nil {
		return context.Cause(l.ctx)
	}
	began := time.Now()
	ctx, stop := l.writing()
	defer stop()
	next := l.state
	change(&next)
	revision, err := l.c.state.writeLane(ctx, laneKey(l.job.ID, l.n), next, l.revision, others)
	if err != nil {
		l.end(errLeaseLost)
		return err
	}
	l.state, l.revision = next, revision
	// Another one waits for LeaseTime after it has seen this revision, which is after it was
	// written. A tenth is for clocks that do not run equally fast, and for the last request to end.
	l.extend(began.Add(l.c.opts.LeaseTime * 9 / 10))
	return nil
}

// writing returns the context of a write, which ends when another worker may have the lane. A write whose end is not
// seen leaves the lane at a revision at which it cannot be released.
func (l *lease) writing() (context.Context, context.CancelFunc) {
	ctx, stop := l.c.withGrace(l.ctx)
	ctx, end := context.WithDeadlineCause(ctx, *l.until.Load(), errLeaseLost)
	return ctx, func() {
		end()
		stop()
	}
}

// writeLane writes the state of a lane at a revision, together with other keys or not at all.
func (s store) writeLane(
	ctx context.Context, key string, state laneState, at uint64, others []write,
) (revision uint64, err error) {
	if len(others) == 0 {
		return s.write(ctx, key, state, at)
	}
	data, err := json.Marshal(state)
	if err != nil {
		return 0, fmt.Errorf("cluster: %s cannot be written: %w", key, err)
	}
	return s.replaceAll(ctx, append(others, write{key, data, at}))
}

// keep extends the lease until it ends.
func (l *lease) keep() {
	for rest.Sleep(l.ctx, l.c.opts.LeaseTime/4) == nil {
		if l.update(func(*laneState) {}) != nil {
			return
		}
	}
}

// requests returns the context of requests to the API, which are refused when the lease is over.
func (l *lease) requests() context.Context { return context.WithValue(l.ctx, leaseKey{}, l) }

// holds reports whether no other worker can have the lane.
func (l *lease) holds() bool {
	now, until := time.Now(), *l.until.Load()
	// By the wall clock, too: where the machine was suspended, the monotonic clock may have stood still.
	return l.ctx.Err() == nil && now.Before(until) && now.Round(0).Before(until.Round(0))
}

func (l *lease) extend(until time.Time) { l.until.Store(&until) }

// release lets others take the lane at once.
func (l *lease) release(ctx context.Context) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.end(errLeaseLost)
	l.state.Holder = ""
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), l.c.opts.Timeout)
	defer stop()
	_, _ = l.c.state.write(ctx, laneKey(l.job.ID, l.n), l.state, l.revision) // or it ends by itself
}
