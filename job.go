package cuedesk

import (
	"context"
	"fmt"
	"iter"
	"log/slog"
	"net/http"
	"time"

	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// Job is a bulk import that was accepted.
type Job struct {
	ID ImportID // keep it to resume with BulkService.Job
	// Rows is how many contacts were sent: counts of another number are not believed.
	// BulkService.Create sets it; set it yourself on a job of BulkService.Job if
	// you know. 0: not known.
	Rows int

	core     *rest.Core
	accepted time.Time // zero if this process does not know
}

// Import is the status of a bulk import (API: "Get Contact Import Status").
type Import struct {
	ID      ImportID         `json:"contact_import_uuid"` // always set
	Status  ImportStatus     `json:"status"`              // where it stands
	Summary ImportSummary    `json:"summary"`             // its counts so far
	Extra   map[string]Value `json:",embed"`              // other members of the response
}

// LogValue logs how the import stands.
func (i Import) LogValue() slog.Value {
	return slog.GroupValue(slog.String("id", i.ID.String()), slog.String("status", string(i.Status)),
		slog.Any("summary", i.Summary))
}

// ImportSummary counts the contacts of an import (API: "Summary Fields").
type ImportSummary struct {
	Total   int `json:"total"`   // rows in the import
	Created int `json:"created"` // rows created or updated
	Failed  int `json:"failed"`  // rows that failed; the API does not say which

	Extra map[string]Value `json:",embed"` // other members of the response
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

// CompletedWithFailures reports whether the import is completed and some of its rows
// have failed.
func (i Import) CompletedWithFailures() bool {
	return i.Status == ImportCompleted && i.Summary.Failed > 0
}

// Unaccounted returns the number of rows that are neither created nor failed. After
// completion, these are the rows that the merge strategy skipped, which is assumed:
// the documentation does not say how they are counted.
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

func (a importAnswer) complete() bool { return !a.ID.IsZero() && a.Status != "" }

// isAbout reports whether the answer is about the import of the job, and says how it
// ended if it says that it is completed.
func (a importAnswer) isAbout(j *Job) bool {
	return a.ID == j.ID && (a.Status != ImportCompleted || a.Summary.isPlausible(j.Rows))
}

// isPlausible reports whether the counts are all there, and may be those of an import of
// so many rows (0: not known). Rows that are skipped are not counted.
func (s *summaryAnswer) isPlausible(rows int) bool {
	if s == nil || s.Total == nil || s.Created == nil || s.Failed == nil {
		return false
	}
	total, created, failed := *s.Total, *s.Created, *s.Failed
	return created >= 0 && failed >= 0 && created <= total && failed <= total-created && (rows == 0 || total == rows)
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

// errNoClient is the error of a job that no client has made, such as one read from JSON.
var errNoClient = fmt.Errorf("cuedesk: %w: the job has no client: BulkService.Job makes one that has", ErrInvalid)

// Status returns where the import stands (API: "Get Contact Import Status"). Shortly
// after the import was accepted, the error may match [ErrNotFound]: [Job.Wait] waits
// until the import can be seen.
//
// These answers match [ErrBadResponse]: one about another import; and a completed
// import with counts that cannot be those of its rows, because they are not of
// [Job].Rows, one is negative, or more rows are created and failed than there are.
func (j *Job) Status(ctx context.Context) (*Import, error) {
	status, _, err := j.poll(ctx)
	return status, err
}

// poll returns the status and how long the API asks to wait for the next.
func (j *Job) poll(ctx context.Context) (*Import, time.Duration, error) {
	if j.core == nil {
		return nil, 0, errNoClient
	}
	var header http.Header
	op := rest.Read(statusPattern, j.ID).Capture(&header)
	answer, err := rest.Fetch(ctx, j.core, op, func(a *importAnswer) bool { return a.isAbout(j) })
	if err != nil {
		return nil, 0, err
	}
	return answer.status(), rest.ParseRetryAfter(header, time.Now()), nil
}

// Updates polls the import and yields each status, until it is done. A failed import
// is a status like any other here; [Job.Wait] makes it an error. These errors end it:
//
//   - that of the context;
//   - a poll that the API refuses in its own error format: [ErrUnauthorized] (401),
//     [ErrForbidden] (403), [ErrInvalid] (400, 422), and [ErrNotFound] (404) once the
//     import was not found for as long as [WithNotFoundGrace] says;
//   - a poll that cannot be sent: the ID is zero, a gate refuses it for good
//     ([Hooks].Gate), or the other side has no certificate to be trusted;
//   - an import that makes no progress for as long as [WithStallTimeout] says.
//
// Until then, it outlasts everything else: an outage, a limit, a failing
// [TokenSource], a gate that refuses the poll, a proxy or gateway that answers in
// place of the API (its 401 and 403 too), a response of another shape, one about
// another import, or counts that cannot be those of its rows.
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
				yield(nil, j.fail(err))
				return
			}
		}
	}
}

// Wait polls the import until it is done and returns its final status. An import that
// completed with failures is not an error: see [Import.CompletedWithFailures]. If the
// import failed entirely, the error matches [ErrImportFailed]; if it makes no
// progress, [ErrImportStalled]. Wait outlasts other failures as [Job.Updates] does.
//
// The last known status, if any, is beside every error. After any error but
// ErrImportFailed the import may still be running: wait again.
func (j *Job) Wait(ctx context.Context, opts ...WaitOption) (*Import, error) {
	var last *Import
	for status, err := range j.Updates(ctx, opts...) {
		if err != nil {
			return last, err
		}
		last = status
	}
	if last.Status == ImportFailed {
		failed, total := last.Summary.Failed, last.Summary.Total
		return last, j.fail(fmt.Errorf("%w: %d of %d contacts", ErrImportFailed, failed, total))
	}
	return last, nil
}

// fail returns the error of what the polls of the import show.
func (j *Job) fail(err error) error { return j.core.Fail(rest.Read(statusPattern), err) }
