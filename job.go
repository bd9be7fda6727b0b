package cuedesk

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"time"

	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// Job is a bulk import that was accepted.
type Job struct {
	ID   ImportID // keep it to resume with [BulkService.Job]
	core *rest.Core
}

// Import is the status of a bulk import (API: "Get Contact Import Status").
type Import struct {
	ID      ImportID         `json:"contact_import_uuid"` // always set
	Status  ImportStatus     `json:"status"`              // where it stands
	Summary ImportSummary    `json:"summary"`             // its counts so far
	Extra   map[string]Value `json:",embed"`              // members that this version does not know
}

func (i Import) complete() bool { return !i.ID.IsZero() && i.Status != "" }

// ImportSummary counts the contacts of an import.
type ImportSummary struct {
	Total   int `json:"total"`   // rows in the import
	Created int `json:"created"` // rows created or updated
	Failed  int `json:"failed"`  // rows that failed; the API does not say which

	Extra map[string]Value `json:",embed"` // members that this version does not know
}

// counts are what progress is measured by.
func (s ImportSummary) counts() [3]int { return [3]int{s.Total, s.Created, s.Failed} }

// ImportStatus is the status of an import. There may be others than the
// constants; an import in such a status counts as not finished.
type ImportStatus string

// The statuses of an import (API: "Status Values").
const (
	ImportPending    ImportStatus = "pending"    // not yet started
	ImportProcessing ImportStatus = "processing" // under way
	ImportCompleted  ImportStatus = "completed"  // finished, perhaps with failures
	ImportFailed     ImportStatus = "failed"     // failed entirely
)

// Done reports whether the import has finished, well or not.
func (i Import) Done() bool { return i.Status == ImportCompleted || i.Status == ImportFailed }

// CompletedWithFailures reports whether the import has finished, but not for all
// rows.
func (i Import) CompletedWithFailures() bool {
	return i.Status == ImportCompleted && i.Summary.Failed > 0
}

// Unaccounted returns the number of rows that are neither created nor failed:
// after completion those that the merge strategy skipped.
func (i Import) Unaccounted() int { return i.Summary.Total - i.Summary.Created - i.Summary.Failed }

// statusPattern is the operation that a job polls.
const statusPattern = "GET /v1/contacts/bulk/{contact_import_uuid}"

// Status returns where the import stands (API: "Get Contact Import Status").
func (j *Job) Status(ctx context.Context) (*Import, error) {
	status, _, err := j.poll(ctx)
	return status, err
}

// poll returns the status and how long the API asks to wait for the next.
func (j *Job) poll(ctx context.Context) (*Import, time.Duration, error) {
	status := new(Import)
	op := rest.Read(statusPattern, j.ID).Expect(func() bool { return status.complete() })
	header, err := j.core.Send(ctx, op, status)
	if err != nil {
		return nil, 0, err
	}
	return status, rest.ParseRetryAfter(header, time.Now()), nil
}

// WaitOption changes how a [Job] is polled.
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
// counts have changed for so long; 0: never. Not set: 15 minutes.
func WithStallTimeout(d time.Duration) WaitOption {
	return func(p *poller) { p.stall = d }
}

// WithProgress calls progress with each status on the way, in the goroutine that
// waits; nil: nothing. The counts are those of one import: in [BulkService.Import]
// they begin again with each batch.
func WithProgress(progress func(*Import)) WaitOption {
	return func(p *poller) { p.progress = progress }
}

// poller is the pace of polling one job.
type poller struct {
	delay, most time.Duration
	stall       time.Duration
	progress    func(*Import)
	last        *Import
	changed     time.Time // when the status or a count last did
}

func newPoller(opts []WaitOption) *poller {
	p := &poller{
		delay: 200 * time.Millisecond, most: 10 * time.Second, stall: 15 * time.Minute, changed: time.Now(),
	}
	for _, opt := range opts {
		if opt != nil {
			opt(p)
		}
	}
	p.most = max(p.most, p.delay)
	return p
}

// Updates polls the import and yields each status, until it is done. A poll that
// fails in passing, in spite of its own repetitions, is made up for by the next,
// as long as the stall timeout lets it. An error ends it: another one of a poll,
// [ErrImportStalled], or the context's. That the import
// failed is a status like any other here; [Job.Wait] makes it an error.
func (j *Job) Updates(ctx context.Context, opts ...WaitOption) iter.Seq2[*Import, error] {
	return func(yield func(*Import, error) bool) {
		p := newPoller(opts)
		for {
			status, after, err := j.poll(ctx)
			if err != nil {
				if !p.tolerate(ctx, err) {
					yield(nil, err)
					return
				}
				continue
			}
			if p.progress != nil {
				p.progress(status)
			}
			if !yield(status, nil) || status.Done() {
				return
			}
			if err := p.pause(ctx, status, after); err != nil {
				yield(nil, &Error{Operation: statusPattern, err: err})
				return
			}
		}
	}
}

// tolerate waits after a poll that failed in passing, and reports whether another
// may follow: an import goes on while the API is out for a while.
func (p *poller) tolerate(ctx context.Context, err error) bool {
	e, ok := errors.AsType[*Error](err)
	stalled := p.stall > 0 && time.Since(p.changed) >= p.stall
	return ok && e.Transient && !stalled && ctx.Err() == nil && p.sleep(ctx, e.RetryAfter) == nil
}

// maxPollHint is the longest wait between polls that the API may ask for.
const maxPollHint = time.Minute

// pause waits before the next poll, unless the import has stalled.
func (p *poller) pause(ctx context.Context, status *Import, after time.Duration) error {
	if p.last == nil || p.last.Status != status.Status || p.last.Summary.counts() != status.Summary.counts() {
		p.last, p.changed = status, time.Now()
	}
	if p.stall > 0 && time.Since(p.changed) >= p.stall {
		return ErrImportStalled
	}
	return p.sleep(ctx, after)
}

// sleep waits until the next poll is due.
func (p *poller) sleep(ctx context.Context, after time.Duration) error {
	wait := max(p.delay/2+rand.N(p.delay), min(after, maxPollHint)) //nolint:gosec // jitter is not a secret
	p.delay = min(p.delay*3/2, p.most)
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return rest.ContextError(ctx)
	}
}

// Wait polls the import until it is done and returns its final status. An import
// that completed with failures is not an error: see
// [Import.CompletedWithFailures]. One that failed entirely is [ErrImportFailed],
// one that makes no progress [ErrImportStalled]; the last known status, if any,
// is beside every error.
func (j *Job) Wait(ctx context.Context, opts ...WaitOption) (*Import, error) {
	var last *Import
	for status, err := range j.Updates(ctx, opts...) {
		if err != nil {
			return last, err
		}
		last = status
	}
	if last.Status == ImportFailed {
		return last, &Error{
			Operation: statusPattern,
			err:       fmt.Errorf("%w: %d of %d contacts", ErrImportFailed, last.Summary.Failed, last.Summary.Total),
		}
	}
	return last, nil
}
