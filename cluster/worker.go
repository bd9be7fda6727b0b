package cluster

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// WorkerOptions say how a worker works.
type WorkerOptions struct {
	// Name is what reports call the worker; optional. Empty: made from host, process and a random part.
	// No two workers that run at the same time may have the same.
	Name string
	// Lanes is how many imports it has under way at the same time, 1 to 64; 0: 4.
	Lanes int
	// Once makes it return when no job is left, instead of waiting for further ones.
	Once bool
	// Dir is the folder of the files that it exports; optional: without one, it takes no exports.
	Dir string
	// Wait changes how imports are waited for; optional.
	Wait []cuedesk.WaitOption
	// Poll is how often it looks for lanes while there are none; optional. 0: a second.
	Poll time.Duration
}

const (
	defaultWorkerLanes = 4
	defaultPoll        = time.Second
	maxWorkerLanes     = 64
)

func (o WorkerOptions) complete() (WorkerOptions, error) {
	var errs []error
	if o.Name != "" && !namePattern.MatchString(o.Name) {
		errs = append(errs, errName)
	}
	if o.Lanes < 0 || o.Lanes > maxWorkerLanes {
		errs = append(errs, fmt.Errorf("option Lanes must be 0 to %d, not %d", maxWorkerLanes, o.Lanes))
	}
	if o.Poll < 0 {
		errs = append(errs, errors.New("option Poll must not be negative"))
	}
	if o.Name == "" {
		host, _ := os.Hostname()
		o.Name = fmt.Sprintf("%.40s-%d-%.8s", safeName(host), os.Getpid(), uuid.NewString())
	}
	setDefault(&o.Lanes, defaultWorkerLanes)
	setDefault(&o.Poll, defaultPoll)
	return o, invalid(errs)
}

// safeName returns a text as a part of a name.
func safeName(text string) string {
	name := []byte(cmp.Or(text, "worker"))
	for i := range name {
		if !namePattern.Match(name[i : i+1]) {
			name[i] = '-'
		}
	}
	return string(name)
}

// Work imports and exports until the context ends, and returns why it did, or, with
// WorkerOptions.Once, until no job is left. What is under way when the context ends goes on where any worker takes it.
// While the servers cannot be reached, or give no answer, it waits for them. What they refuse for longer than
// Options.Patience, because a limit of their storage is reached or a stream was deleted, ends it.
//
// An error that is about this worker ends it, and is returned: a token that is refused or of another
// workspace ([ErrOtherWorkspace]), an outage of the API that does not end, a disk that is full. Others go on
// with its lanes. An error that every worker would meet, such as a list that is not there, sets the lane aside,
// and the job when its other lanes are done: [Report.Aside] says so, other jobs go on, and [Cluster.Resume] tries
// again. Bad options match [cuedesk.ErrInvalid].
func (c *Cluster) Work(ctx context.Context, client *cuedesk.Client, opts WorkerOptions) error {
	o, err := opts.complete()
	if err != nil {
		return err
	}
	w := &worker{
		c: c, opts: o, rate: limiter{c: c, began: time.Now()}, began: time.Now(),
		seen: map[string]sighting{}, bound: map[string]bool{},
	}
	if w.client, err = client.With(cuedesk.WithHooks(cuedesk.Hooks{StartAttempt: w.startAttempt})); err != nil {
		return err
	}
	running, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	if err := w.beat(running); err != nil {
		return err
	}
	beating, end := context.WithCancel(running)
	var wait, beats sync.WaitGroup
	beats.Go(func() { w.keepBeating(beating) })
	for range o.Lanes {
		wait.Go(func() { w.run(running, stop) })
	}
	wait.Wait()
	end()
	beats.Wait()
	return context.Cause(running)
}

// worker is a call of Work.
type worker struct {
	c      *Cluster
	opts   WorkerOptions
	client *cuedesk.Client
	rate   limiter
	began  time.Time

	lanes, rows, requests atomic.Int64 // for reports

	mu    sync.Mutex // one goroutine looks for lanes at a time
	turns int        // how often one has looked
	seen  map[string]sighting
	known map[string]manifest // of the jobs in the queue, by ID

	binding   sync.Mutex          // guards what follows
	workspace cuedesk.WorkspaceID // of the token; zero: not known
	bound     map[string]bool     // jobs that are of this workspace
}

// run works on lanes, one after the other.
func (w *worker) run(ctx context.Context, stop context.CancelCauseFunc) {
	var failing time.Time // since when the servers have an error that is not their absence
	for ctx.Err() == nil {
		done, left, err := w.turn(ctx)
		if !isRefusal(err) {
			failing = time.Time{}
		} else if failing.IsZero() {
			failing = time.Now()
		}
		switch {
		case isRefusal(err) && time.Since(failing) > w.c.opts.Patience, err != nil && !isQueue(err):
			stop(err)
		case done:
			continue
		case err == nil && !left && w.opts.Once:
			return
		}
		_ = rest.Sleep(ctx, w.opts.Poll)
	}
}

// turn takes a lane, and works on it. It reports whether something of it was done, and whether jobs are left.
func (w *worker) turn(ctx context.Context) (done, left bool, err error) {
	l, left, err := w.find(ctx)
	if l != nil {
		done, err = w.drain(l) //nolint:contextcheck // a lease has its context
	}
	return done, left, err
}

// leaseKey is that of the lease in a context.
type leaseKey struct{}

// startAttempt waits for the rate limit, and refuses a request of a lane whose lease is over, by
// ending its context: the process may have stood still.
func (w *worker) startAttempt(
	ctx context.Context, _ cuedesk.Attempt, _ http.Header,
) (context.Context, func(cuedesk.Attempt)) {
	err := w.rate.wait(ctx)
	if l, ok := ctx.Value(leaseKey{}).(*lease); ok && (err != nil || !l.holds()) {
		l.end(cmp.Or(err, errLeaseLost))
		return ctx, nil
	}
	w.requests.Add(1)
	return ctx, nil
}
