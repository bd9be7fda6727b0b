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

// WorkerOptions say how a worker works. All fields are optional.
type WorkerOptions struct {
	// Name is the name of the worker in reports, 1 to 64 letters, digits, - and _. Two
	// workers that run at the same time must not have the same name. Empty: made of the
	// host, the process and a random part.
	Name string
	// Lanes is how many lanes it works on at the same time, 1 to 64; 0: 4.
	Lanes int
	// Once makes Cluster.Work return when no job is left. Otherwise it waits for more.
	Once bool
	// Dir is the folder for the files of exports. Empty: it takes no exports, other than
	// those with ExportOptions.Stored.
	Dir string
	// Wait changes how the worker waits for imports.
	Wait []cuedesk.WaitOption
	// Poll is the pause before it looks for lanes again when there were none. 0: one
	// second; it must not be negative.
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

// Work imports and exports until the context ends, and returns the context's cause;
// with WorkerOptions.Once, it returns nil when no job is left. Any worker can continue
// what this one was working on. Invalid options match [cuedesk.ErrInvalid].
//
// While the servers cannot be reached or do not answer, Work waits for them. It returns
// an error if they refuse its requests for longer than Options.Patience: for example,
// because their storage is full, or a stream was deleted.
//
// It also returns an error that is about this worker: its token is refused, or belongs
// to another workspace ([ErrOtherWorkspace]); it cannot reach the API for too long; its
// disk is full. Other workers continue with its lanes. An error that every worker would
// meet, such as a list that does not exist, sets the lane aside, and the job once its
// other lanes are done. Report.Aside says so, other jobs continue, and [Cluster.Resume]
// tries the job again.
func (c *Cluster) Work(ctx context.Context, client *cuedesk.Client, opts WorkerOptions) error {
	o, err := opts.complete()
	if err != nil {
		return err
	}
	w := &worker{
		c: c, opts: o, rate: limiter{c: c, began: time.Now()}, began: time.Now(),
		seen: map[string]observation{}, bound: map[string]bool{},
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
	seen  map[string]observation
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
