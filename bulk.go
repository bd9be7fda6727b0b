package cuedesk

import (
	"context"
	"errors"
	"iter"
	"log/slog"
	"net/http"
	"time"

	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// MaxBulk is how many contacts one bulk create takes (API: "Bulk Create
// Contacts").
const MaxBulk = 1000

// BulkService imports contacts in bulk (API: "Bulk Create Contacts").
type BulkService struct{ core *rest.Core }

// BulkCreate is a bulk import (API: "Bulk Create Contacts").
type BulkCreate struct {
	// Contacts are required, 1 to [MaxBulk]. The import checks their identifiers.
	Contacts []ContactCreate `json:"contacts"`
	// ListID adds all contacts to this list. Optional.
	ListID ListID `json:"contact_list_uuid,omitzero"`
	// MatchOn finds existing contacts by this field. Optional.
	MatchOn MatchField `json:"match_on_field,omitzero"`
	// MergeType says what to do with existing and with new contacts. Optional;
	// empty: [MergeCreateOrUpdate].
	MergeType MergeType `json:"merge_type,omitzero"`
	// RepeatImports lets the client send the request again after a failure that
	// leaves open whether the import was accepted. Optional; it has an effect only
	// where MatchOn is set and each contact has that field. Two imports may then
	// run, and the counts are those of the second. Set it only if you know that the
	// API runs imports of the same contacts one after the other: the documentation
	// does not say so, and if they run side by side, contacts are doubled.
	RepeatImports bool `json:"-"`
}

// LogValue logs nothing personal.
func (in BulkCreate) LogValue() slog.Value {
	return slog.GroupValue(slog.Int("contacts", len(in.Contacts)))
}

func (in BulkCreate) problems() []rest.FieldError {
	c := rest.Checks{In: "body"}
	c.Size("contacts", len(in.Contacts), 1, MaxBulk, "contacts")
	return c.Problems
}

// MergeType says what an import does with contacts that exist and with those
// that do not (API: "Merge Strategies").
type MergeType string

// The merge strategies.
const (
	MergeCreateOrUpdate MergeType = "create_or_update" // creates new contacts, updates existing ones
	MergeCreate         MergeType = "create"           // creates new contacts, skips existing ones
	MergeUpdate         MergeType = "update"           // updates existing contacts, skips new ones
)

// repeatable reports whether the caller lets the import be sent twice, and each
// contact is found again by the field that is matched on.
func (in BulkCreate) repeatable() bool {
	for i := range in.Contacts {
		if in.MatchOn.valueIn(in.Contacts[i]) == "" {
			return false
		}
	}
	return in.RepeatImports
}

// bulkPattern is the operation that starts an import.
const bulkPattern = "POST /v1/contacts/bulk"

// operation chooses the retry class by what the import would do if repeated.
func (in BulkCreate) operation() rest.Operation {
	if in.repeatable() {
		return rest.Matched(bulkPattern).Body((*bulkBody)(&in), in.problems())
	}
	return rest.Create(bulkPattern).Body((*bulkBody)(&in), in.problems())
}

// accepted is the answer to a bulk create.
type accepted struct {
	ID ImportID `json:"contact_import_uuid"`
}

func (a accepted) complete() bool { return !a.ID.IsZero() }

// Create starts an import of up to 1000 contacts and returns its job, which has
// not finished (API: "Bulk Create Contacts"). It is repeated only where the import
// was certainly not accepted, unless [BulkCreate].RepeatImports is set. An error
// after which an import may have been accepted matches [ErrOutcomeUnknown]: its ID
// is then not known, and the API has no operation that lists imports.
func (s *BulkService) Create(ctx context.Context, in BulkCreate) (*Job, error) {
	a, err := fetch[accepted](ctx, s.core, in.operation())
	if err != nil {
		return nil, err
	}
	return &Job{ID: a.ID, Rows: len(in.Contacts), core: s.core, accepted: time.Now()}, nil
}

// Job returns the job of an import that was started before, by its ID: store
// [Job].ID to be able to resume waiting, and [Job].Rows to have its counts checked. It
// sends nothing.
func (s *BulkService) Job(id ImportID) *Job { return &Job{ID: id, core: s.core} }

// Batch is a part of an [BulkService.Import].
type Batch struct {
	First    int             // index of its first contact in the stream
	Contacts []ContactCreate // the contacts of the stream that it holds
	Job      *Job            // the import; nil if it was not accepted
	Import   *Import         // the last known status; nil if none is known
}

// open reports whether the import was accepted and may still be running.
func (b *Batch) open() bool { return b.Job != nil && (b.Import == nil || !b.Import.Done()) }

// LogValue logs nothing personal.
func (b Batch) LogValue() slog.Value {
	return slog.GroupValue(slog.Int("first", b.First), slog.Int("contacts", len(b.Contacts)))
}

// Import imports a stream of any length, [MaxBulk] contacts a request, and waits
// for each import before it sends the next. in has everything but the contacts:
// in.Contacts must be empty. Each batch is yielded once, when it has ended, beside
// its error, if any; [WithAccepted] shows it before the wait.
//
// Errors of three kinds are told apart:
//
//   - The batch was refused, or its import failed ([ErrInvalid], [ErrConflict],
//     [ErrImportFailed], status 413): the next batch is sent, unless you break.
//   - The API cannot be reached, or asks to wait (429), and certainly has not
//     accepted the batch: Import waits, as long as Retry-After says, and sends the
//     same batch again, until [WithStallTimeout] has passed.
//   - Anything else ends the sequence: the context, 401, 403, 404, an outage that
//     lasts, a batch that may still be running, and an error that matches
//     [ErrOutcomeUnknown].
//
// All batches that were sent have then been yielded. The contacts after the last
// one were not sent; nor was the last one, if its Job is nil and the error does not
// match ErrOutcomeUnknown. The sequence can be ranged over again if contacts can.
func (s *BulkService) Import(
	ctx context.Context, contacts iter.Seq[ContactCreate], in BulkCreate, opts ...WaitOption,
) iter.Seq2[*Batch, error] {
	return func(yield func(*Batch, error) bool) {
		if contacts == nil || len(in.Contacts) > 0 {
			yield(&Batch{}, in.errContactsTwice())
			return
		}
		in, first := in, 0 // a copy: the sequence may be ranged over again
		for chunk := range chunks(contacts, MaxBulk) {
			in.Contacts = chunk
			batch := &Batch{First: first, Contacts: chunk}
			first += len(chunk)
			err := s.run(ctx, in, batch, opts)
			if !yield(batch, err) || ctx.Err() != nil || batch.open() || err != nil && !aboutBatch(err) {
				return
			}
		}
	}
}

// aboutBatch reports whether an error says something about the contacts of one
// batch, so that the next may succeed.
func aboutBatch(err error) bool {
	e, ok := errors.AsType[*Error](err)
	tooLarge := ok && e.StatusCode == http.StatusRequestEntityTooLarge
	known := errors.Is(err, ErrInvalid) || errors.Is(err, ErrConflict) || errors.Is(err, ErrImportFailed)
	return (known || tooLarge) && !errors.Is(err, ErrOutcomeUnknown)
}

// errContactsTwice is the error for contacts beside a stream of contacts.
func (in BulkCreate) errContactsTwice() error {
	field := FieldError{Type: "extra", In: "body", Field: "contacts", Msg: "must be empty: they come from the stream, " +
		"which must not be nil"}
	return invalidInput(in.operation().Pattern, field)
}

// run imports one batch.
func (s *BulkService) run(ctx context.Context, in BulkCreate, batch *Batch, opts []WaitOption) error {
	var err error
	p := newPoller(time.Time{}, opts)
	if batch.Job, err = s.start(ctx, in, p); err != nil {
		return err
	}
	return batch.wait(ctx, p, opts)
}

// wait shows a batch that was accepted, and waits for its import.
func (b *Batch) wait(ctx context.Context, p *poller, opts []WaitOption) (err error) {
	if p.accepted != nil {
		p.accepted(b)
	}
	b.Import, err = b.Job.Wait(ctx, opts...)
	return err
}

// start sends an import until it is accepted or refused: what certainly was not
// accepted, for a reason that passes, is sent again.
func (s *BulkService) start(ctx context.Context, in BulkCreate, p *poller) (*Job, error) {
	for {
		job, err := s.Create(ctx, in)
		if err == nil || errors.Is(err, ErrOutcomeUnknown) && !in.repeatable() {
			return job, err
		}
		if err = p.retryLater(ctx, err); err != nil {
			return nil, err
		}
	}
}

// chunks cuts a stream into slices of n, each its own.
func chunks[T any](seq iter.Seq[T], n int) iter.Seq[[]T] {
	return func(yield func([]T) bool) {
		var chunk []T
		for item := range seq {
			if chunk = append(chunk, item); len(chunk) < n {
				continue
			}
			if !yield(chunk) {
				return
			}
			chunk = nil
		}
		if len(chunk) > 0 {
			yield(chunk)
		}
	}
}
