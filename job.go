package cuedesk

import (
	"context"
	"fmt"
	"iter"
	"log/slog"
	"time"

	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// Job is a bulk import that was accepted.
type Job struct {
	ID ImportID // keep it to resume with [BulkService.Job]

	core     *rest.Core
	accepted time.Time // zero if this process does not know
}

// Import is the status of a bulk import (API: "Get Contact Import Status").
type Import struct {
	ID      ImportID         `json:"contact_import_uuid"` // always set
	Status  ImportStatus     `json:"status"`              // where it stands
	Summary ImportSummary    `json:"summary"`             // its counts so far
	Extra   map[string]Value `json:",embed"`              // members that this version does not know
}

// LogValue logs how the import stands.
func (i Import) LogValue() slog.Value {
	return slog.GroupValue(slog.String("id", i.ID.String()), slog.String("status", string(i.Status)),
		slog.Any("summary", i.Summary))
}

func (i Import) complete() bool { return !i.ID.IsZero() && i.Status != "" }

// ImportSummary counts the contacts of an import.
type ImportSummary struct {
	Total   int `json:"total"`   // rows in the import
	Created int `json:"created"` // rows created or updated
	Failed  int `json:"failed"`  // rows that failed; the API does not say which

	Extra map[string]Value `json:",embed"` // members that this version does not know
}

// LogValue logs the counts.
func (s ImportSummary) LogValue() slog.Value {
	return slog.GroupValue(slog.Int("total", s.Total), slog.Int("created", s.Created), slog.Int("failed", s.Failed))
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

// importAnswer is a status as it was answered: an import that is said to be
// completed must say with which counts.
type importAnswer struct {
	plainImport

	Summary *summaryAnswer `json:"summary"`
}

// summaryAnswer tells a count of zero from one that is not there.
type summaryAnswer struct {
	Total   *int             `json:"total"`
	Created *int             `json:"created"`
	Failed  *int             `json:"failed"`
	Extra   map[string]Value `json:",embed"`
}

// proves reports whether the answer is about the import, and says how it ended
// if it says that it is completed.
func (a importAnswer) proves(id ImportID) bool {
	counted := a.Summary != nil && a.Summary.Total != nil && a.Summary.Created != nil && a.Summary.Failed != nil
	return Import(a.plainImport).complete() && a.ID == id && (counted || a.Status != ImportCompleted)
}

// status returns the status with the counts that it has.
func (a importAnswer) status() *Import {
	status := Import(a.plainImport)
	if s := a.Summary; s != nil {
		status.Summary = ImportSummary{
			Total: valueOf(s.Total), Created: valueOf(s.Created), Failed: valueOf(s.Failed), Extra: s.Extra,
		}
	}
	return &status
}

func valueOf(n *int) int {
	if n == nil {
		return 0
	}
	return *n
}

// Status returns where the import stands (API: "Get Contact Import Status"). An
// answer about another import, or that an import is completed without its counts,
// matches [ErrBadResponse]. Shortly after the import was accepted the error may
// match [ErrNotFound]: [Job.Wait] waits for that to pass.
func (j *Job) Status(ctx context.Context) (*Import, error) {
	status, _, err := j.poll(ctx)
	return status, err
}

// poll returns the status and how long the API asks to wait for the next.
func (j *Job) poll(ctx context.Context) (*Import, time.Duration, error) {
	answer := new(importAnswer)
	op := rest.Read(statusPattern, j.ID).Expect(func() bool { return answer.proves(j.ID) })
	header, err := j.core.Send(ctx, op, answer)
	if err != nil {
		return nil, 0, err
	}
	return answer.status(), rest.ParseRetryAfter(header, time.Now()), nil
}

// Updates polls the import and yields each status, until it is done. What ends
// it, it yields as an error: the context, [ErrImportStalled], or a poll that fails
// for good. These failures of a poll do not end it:
//
//   - a transient one, of the API or of what is in front of it, until nothing was
//     learned for as long as [WithStallTimeout] says;
//   - an import that is not found (404), for as long as [WithNotFoundGrace] says.
//
// That the import failed is a status like any other here; [Job.Wait] makes it an
// error.
func (j *Job) Updates(ctx context.Context, opts ...WaitOption) iter.Seq2[*Import, error] {
	return func(yield func(*Import, error) bool) {
		p := newPoller(j.accepted, opts)
		for {
			status, after, err := j.poll(ctx)
			if err != nil {
				if err = p.retryPoll(ctx, err); err != nil {
					yield(nil, err)
					return
				}
				continue
			}
			p.note(status)
			if !yield(status, nil) || status.Done() {
				return
			}
			if err := p.pause(ctx, after); err != nil {
				yield(nil, &Error{Operation: statusPattern, err: err})
				return
			}
		}
	}
}

// Wait polls the import until it is done and returns its final status. An import
// that completed with failures is not an error: see
// [Import.CompletedWithFailures]. One that failed entirely is [ErrImportFailed],
// one that makes no progress [ErrImportStalled]; other failures it outlasts as
// [Job.Updates] does. The last known status, if any, is beside every error, and
// after any error but ErrImportFailed the import may still be running: wait again.
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
