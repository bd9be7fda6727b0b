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

// WaitOption changes how an import is waited for, in [Job.Wait], [Job.Updates] and
// [ContactsService.Upsert].
type WaitOption func(*poller)

// WithPollInterval sets the first interval between polls, and the longest, up to
// which they grow; each varies by up to a half. A status with Retry-After is heeded,
// up to a minute. Not set, or not above 0: 200 ms and 10 s.
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

// WithStallTimeout ends the wait if nothing was learned for so long: no status that
// was not seen before, and no count above the highest so far. The error matches
// [ErrImportStalled]; the last answer is a cause of it if that was not about the
// import. While the API cannot be reached or asks to wait, the error is that of the
// last poll alone. 0: never. Not set: 15 minutes.
func WithStallTimeout(d time.Duration) WaitOption {
	return func(p *poller) { p.stall = d }
}

// WithNotFoundGrace sets how long "not found" (404) means that the import cannot be
// seen yet: counted from the time at which it was accepted or last seen, or, for a
// job of [BulkService.Job], from the beginning of the wait. [ContactsService.Upsert]
// looks for the contact as long, from the end of the import on. 0: not at all. Not
// set: 1 minute. The documentation does not say when an import can be seen.
func WithNotFoundGrace(d time.Duration) WaitOption {
	return func(p *poller) { p.grace = d }
}

// WithProgress calls progress with each status, in the goroutine that waits. nil: it
// calls nothing.
func WithProgress(progress func(*Import)) WaitOption {
	return func(p *poller) { p.progress = progress }
}

// WithAccepted calls accepted with the job that [ContactsService.Upsert] has started,
// in the goroutine that waits, before it waits. Keep the ID of the job, so that a
// crash during the wait loses no import. nil: it calls nothing. [Job.Wait] and
// [Job.Updates] do not call it.
func WithAccepted(accepted func(*Job)) WaitOption {
	return func(p *poller) { p.accepted = accepted }
}

// WithRepeatImports lets [ContactsService.Upsert] send its import again, as often as
// [RetryPolicy] says for a read, after a failure that leaves open whether it was
// accepted. Two imports of the contact may then run: see [BulkCreate].RepeatImports
// for when to set it. It has no effect on [Job.Wait] and [Job.Updates].
func WithRepeatImports() WaitOption {
	return func(p *poller) { p.repeats = true }
}

// poller is the pace and the patience of waiting for one import.
type poller struct {
	delay, most  time.Duration
	stall, grace time.Duration
	progress     func(*Import)
	accepted     func(*Job)
	repeats      bool                  // imports are sent again
	known        map[ImportStatus]bool // those that came
	highest      [3]int                // each count at its highest
	changed      time.Time             // when something came that had not come before
	seen         time.Time             // when the import was last known to be there
}

// newPoller returns a poller for an import that was accepted at a time; zero: it
// is not known when.
func newPoller(accepted time.Time, opts []WaitOption) *poller {
	p := &poller{
		delay: defaultPoll, most: defaultSlowestPoll, stall: defaultStallTimeout, grace: defaultGrace,
		known: map[ImportStatus]bool{}, changed: time.Now(), seen: accepted,
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
	if p.isProgress(status) {
		p.changed = p.seen
	}
	if p.progress != nil {
		p.progress(status)
	}
}

const (
	// maxKnown is how many words for a status count as progress: four are documented.
	maxKnown = 100
	// maxStatus is the longest such word, in bytes.
	maxStatus = 100
)

// isProgress reports whether a status says what none before it said. One that goes back
// and forth would else keep a wait alive for ever.
func (p *poller) isProgress(status *Import) bool {
	progress := !p.known[status.Status] && len(p.known) < maxKnown && len(status.Status) <= maxStatus
	if progress {
		p.known[status.Status] = true
	}
	for i, n := range status.Summary.counts() {
		if n > p.highest[i] {
			p.highest[i], progress = n, true
		}
	}
	return progress
}

// retryPoll waits after a poll that failed, or returns the error that ends the
// wait. "Not found" may mean that the import is not to be seen yet.
func (p *poller) retryPoll(ctx context.Context, err error) error {
	if left := p.grace - time.Since(p.seen); errors.Is(err, ErrNotFound) && left > 0 {
		return p.sleepAfter(ctx, err, left)
	}
	return p.waitOrFail(ctx, err)
}

// waitOrFail waits after an answer that says nothing about what is waited for, or returns
// the error to end with: the API has refused to answer, or patience is at its end.
func (p *poller) waitOrFail(ctx context.Context, err error) error {
	e, ok := errors.AsType[*Error](err)
	switch {
	case !ok || ctx.Err() != nil || isFinal(e):
		return err
	case p.canWait(e.RetryAfter):
		return p.sleepAfter(ctx, err, e.RetryAfter)
	case e.Transient:
		return err
	}
	return e.withCause(ErrImportStalled)
}

// isFinal reports whether a read that failed will fail again: it could not be sent, or
// the API itself, in its own format, says why it refuses it.
func isFinal(e *Error) bool {
	switch {
	case e.Transient || errors.Is(e, rest.ErrTokenSource) || errors.Is(e, rest.ErrGate):
		return false
	case e.StatusCode == 0:
		return true
	}
	refused := errors.Is(e, ErrUnauthorized) || errors.Is(e, ErrForbidden) || errors.Is(e, ErrNotFound) ||
		errors.Is(e, ErrInvalid)
	return refused && !e.intermediary
}

// sleepAfter waits as long as the failed call asks for, but not longer than most, and
// at least until the next poll is due.
func (p *poller) sleepAfter(ctx context.Context, err error, most time.Duration) error {
	e, ok := errors.AsType[*Error](err)
	if !ok || ctx.Err() != nil {
		return err
	}
	if ended := p.sleep(ctx, min(e.RetryAfter, most)); ended != nil {
		return e.withCause(ended)
	}
	return nil
}

// canWait reports whether the stall timeout leaves room for a wait.
func (p *poller) canWait(wait time.Duration) bool {
	return p.stall <= 0 || wait < p.stall-time.Since(p.changed) // a sum might overflow
}

// pause waits before the next poll, unless the import has stalled.
func (p *poller) pause(ctx context.Context, after time.Duration) error {
	if !p.canWait(0) {
		return ErrImportStalled
	}
	return p.sleep(ctx, min(after, maxPollHint))
}

// sleep waits until the next poll is due.
func (p *poller) sleep(ctx context.Context, after time.Duration) error {
	wait := max(p.delay/2+rand.N(p.delay), after) //nolint:gosec // jitter is not a secret
	p.delay = min(p.delay*3/2, p.most)
	return rest.Sleep(ctx, wait)
}
