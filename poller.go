package cuedesk

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// The defaults of waiting for an import.
const (
	defaultPoll         = 200 * time.Millisecond
	defaultSlowestPoll  = 10 * time.Second
	defaultStallTimeout = 15 * time.Minute
	defaultGrace        = time.Minute
)

// maxPollHint is the longest wait between polls that a status may ask for.
const maxPollHint = time.Minute

// WaitOption changes how an import is waited for, in [Job.Wait], [Job.Updates],
// [BulkService.Import] and [ContactsService.Upsert].
type WaitOption func(*poller)

// WithPollInterval polls after first, then ever more slowly, but at least every
// most; both vary by up to a half. Not set, or not above 0: 200 ms and 10 s.
func WithPollInterval(first, most time.Duration) WaitOption {
	return func(p *poller) {
		if first > 0 {
			p.delay = first
		}
		if most > 0 {
			p.most = most
		}
	}
}

// WithStallTimeout ends the wait with [ErrImportStalled] when neither status nor
// counts have changed for so long, and with the last error when the API could not
// be asked for so long; 0: never. Not set: 15 minutes.
func WithStallTimeout(d time.Duration) WaitOption {
	return func(p *poller) { p.stall = d }
}

// WithNotFoundGrace bounds how long a wait takes "not found" (404) for "not yet to
// be seen": so long after the import was accepted or last seen, or,
// for a job of [BulkService.Job], after the wait began. 0: not at all. Not set: 1 minute. The
// documentation does not say when an import can be seen.
func WithNotFoundGrace(d time.Duration) WaitOption {
	return func(p *poller) { p.grace = d }
}

// WithProgress calls progress with each status on the way, in the goroutine that
// waits; nil: nothing. The counts are those of one import: in [BulkService.Import]
// they begin again with each batch.
func WithProgress(progress func(*Import)) WaitOption {
	return func(p *poller) { p.progress = progress }
}

// WithAccepted calls accepted with each batch that [BulkService.Import] or
// [ContactsService.Upsert] has started, before it is waited for, in the goroutine
// that waits; nil: nothing. Keep the ID of its Job, and a crash during the wait
// loses no import. [Job.Wait] and [Job.Updates] do not call it.
func WithAccepted(accepted func(*Batch)) WaitOption {
	return func(p *poller) { p.accepted = accepted }
}

// poller is the pace and the patience of waiting for one import.
type poller struct {
	delay, most  time.Duration
	stall, grace time.Duration
	progress     func(*Import)
	accepted     func(*Batch)
	last         *Import
	changed      time.Time // when the status or a count last did
	seen         time.Time // when the import was last known to be there
}

// newPoller returns a poller for an import that was accepted at a time; zero: it
// is not known when.
func newPoller(accepted time.Time, opts []WaitOption) *poller {
	p := &poller{
		delay: defaultPoll, most: defaultSlowestPoll, stall: defaultStallTimeout, grace: defaultGrace,
		changed: time.Now(), seen: accepted,
	}
	for _, opt := range opts {
		if opt != nil {
			opt(p)
		}
	}
	if accepted.IsZero() {
		p.seen = p.changed
	}
	p.most = max(p.most, p.delay)
	return p
}

// note takes in a status, and shows it to the caller.
func (p *poller) note(status *Import) {
	p.seen = time.Now()
	if p.last == nil || p.last.Status != status.Status || p.last.Summary.counts() != status.Summary.counts() {
		p.last, p.changed = status, p.seen
	}
	if p.progress != nil {
		p.progress(status)
	}
}

// retryPoll waits after a poll that failed, or returns the error that ends the
// wait. "Not found" may mean that the import is not to be seen yet.
func (p *poller) retryPoll(ctx context.Context, err error) error {
	if errors.Is(err, ErrNotFound) && time.Since(p.seen) < p.grace {
		return p.sleepAfter(ctx, err)
	}
	return p.retryLater(ctx, err)
}

// retryLater waits after a transient failure, or returns the error to end with:
// it is another one, or the stall timeout leaves no room for the wait.
func (p *poller) retryLater(ctx context.Context, err error) error {
	e, ok := errors.AsType[*Error](err)
	if !ok || !e.Transient || !p.patient(e.RetryAfter) {
		return err
	}
	return p.sleepAfter(ctx, err)
}

// sleepAfter waits as long as the failed call asks for, at least until the next
// poll is due.
func (p *poller) sleepAfter(ctx context.Context, err error) error {
	e, ok := errors.AsType[*Error](err)
	if !ok || ctx.Err() != nil {
		return err
	}
	if ended := p.sleep(ctx, e.RetryAfter); ended != nil {
		return e.with(ended)
	}
	return nil
}

// patient reports whether the stall timeout leaves room for a wait.
func (p *poller) patient(wait time.Duration) bool {
	return p.stall <= 0 || time.Since(p.changed)+wait < p.stall
}

// pause waits before the next poll, unless the import has stalled.
func (p *poller) pause(ctx context.Context, after time.Duration) error {
	if !p.patient(0) {
		return ErrImportStalled
	}
	return p.sleep(ctx, min(after, maxPollHint))
}

// sleep waits until the next poll is due.
func (p *poller) sleep(ctx context.Context, after time.Duration) error {
	wait := max(p.delay/2+rand.N(p.delay), after) //nolint:gosec // jitter is not a secret
	p.delay = min(p.delay*3/2, p.most)
	return waitFor(ctx, wait)
}

// waitFor waits, unless the context ends first.
func waitFor(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return rest.ContextError(ctx)
	}
}
