package cuedesk

import (
	"context"
	"errors"
	"iter"
	"log/slog"

	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// MaxBulk is how many contacts one bulk create takes (API: "Bulk Create
// Contacts").
const MaxBulk = 1000

// BulkService imports contacts in bulk (API: "Bulk Create Contacts").
type BulkService struct{ core *rest.Core }

// BulkCreate is a bulk import (API: "Bulk Create Contacts").
type BulkCreate struct {
	Contacts  []ContactCreate `json:"contacts"`                   // required, 1 to MaxBulk; identifiers are checked by the import
	ListID    ListID          `json:"contact_list_uuid,omitzero"` // optional: adds all contacts to this list
	MatchOn   MatchField      `json:"match_on_field,omitzero"`    // optional: finds existing contacts by this field
	MergeType MergeType       `json:"merge_type,omitzero"`        // optional; empty: MergeCreateOrUpdate
}

// LogValue logs nothing personal.
func (in BulkCreate) LogValue() slog.Value {
	return slog.GroupValue(slog.Int("contacts", len(in.Contacts)))
}

func (in BulkCreate) check() []rest.FieldError {
	c := rest.Checks{In: "body"}
	c.Size("contacts", len(in.Contacts), 1, MaxBulk, "contacts")
	return c.Problems
}

// MatchField is the field by which an import finds existing contacts.
type MatchField string

// The fields by which an import may find existing contacts.
const (
	MatchEmail             MatchField = "email"
	MatchPhoneNumber       MatchField = "phone_number"
	MatchExternalContactID MatchField = "external_contact_id"
)

// of returns the contact's value of the field.
func (m MatchField) of(in ContactCreate) string {
	switch m {
	case MatchEmail:
		return in.Email
	case MatchPhoneNumber:
		return in.PhoneNumber
	case MatchExternalContactID:
		return in.ExternalContactID
	}
	return ""
}

// field returns the field as a search has it.
func (m MatchField) field() TextField { return TextField{field{name: string(m)}} }

// check refuses a field that is unknown or that the contact does not have.
func (m MatchField) check(in ContactCreate) []rest.FieldError {
	c := rest.Checks{In: "body"}
	if m != MatchEmail && m != MatchPhoneNumber && m != MatchExternalContactID {
		c.Fail("match_on_field", "value", "must be email, phone_number or external_contact_id")
	} else {
		c.Required(string(m), m.of(in))
	}
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

// repeatable reports whether the import may be sent twice without doubling a
// contact: each must be found again by the field that is matched on.
func (in BulkCreate) repeatable() bool {
	for i := range in.Contacts {
		if in.MatchOn.of(in.Contacts[i]) == "" {
			return false
		}
	}
	return true
}

// operation chooses the retry class by what the import would do if repeated.
func (in BulkCreate) operation() rest.Operation {
	const pattern = "POST /v1/contacts/bulk"
	if in.repeatable() {
		return rest.Upsert(pattern).Body((*bulkBody)(&in), in.check())
	}
	return rest.Create(pattern).Body((*bulkBody)(&in), in.check())
}

// accepted is the answer to a bulk create.
type accepted struct {
	ID ImportID `json:"contact_import_uuid"`
}

func (a accepted) complete() bool { return !a.ID.IsZero() }

// Create starts an import of up to 1000 contacts and returns its job, which has
// not finished (API: "Bulk Create Contacts"). With MatchOn set and its field
// filled in each contact, the request is repeated when it fails in passing: a
// further import then finds what the first one created, provided that the API runs
// them one after the other, and the job's counts are those of the last one. Otherwise it might double contacts, and is not repeated.
// Either way an error after which an import may have been accepted matches
// [ErrOutcomeUnknown].
func (s *BulkService) Create(ctx context.Context, in BulkCreate) (*Job, error) {
	a, err := fetch[accepted](ctx, s.core, in.operation())
	if err != nil {
		return nil, err
	}
	return s.Job(a.ID), nil
}

// Job returns the job of an import that was started before, by its ID: store
// [Job].ID to be able to resume waiting. It sends nothing.
func (s *BulkService) Job(id ImportID) *Job { return &Job{ID: id, core: s.core} }

// Batch is a part of an [BulkService.Import].
type Batch struct {
	First    int             // index of its first contact in the stream
	Contacts []ContactCreate // the contacts of the stream that it holds
	Job      *Job            // the import; nil if it was not accepted
	Import   *Import         // the last known status; nil if none is known
}

// open reports whether the import was accepted and may still be running.
func (b Batch) open() bool { return b.Job != nil && (b.Import == nil || !b.Import.Done()) }

// LogValue logs nothing personal.
func (b Batch) LogValue() slog.Value {
	return slog.GroupValue(slog.Int("first", b.First), slog.Int("contacts", len(b.Contacts)))
}

// Import imports a stream of any length, [MaxBulk] contacts a request, and waits
// for each import before it sends the next. in has everything but the contacts:
// in.Contacts must be empty. Each batch is yielded once, beside the error it ended
// with, if any. After an error the next batch is sent unless you break, or the
// context has ended, the API does not let you in (401, 403), or the batch was
// accepted and may still be running: wait for its Job before you import the rest.
// A batch whose error matches [ErrOutcomeUnknown] may have been imported. The
// sequence can be ranged over again if contacts can.
func (s *BulkService) Import(ctx context.Context, contacts iter.Seq[ContactCreate], in BulkCreate, opts ...WaitOption) iter.Seq2[*Batch, error] {
	return func(yield func(*Batch, error) bool) {
		if len(in.Contacts) > 0 {
			yield(&Batch{}, in.twice())
			return
		}
		in, first := in, 0 // a copy: the sequence may be ranged over again
		for chunk := range chunks(contacts, MaxBulk) {
			in.Contacts = chunk
			batch := &Batch{First: first, Contacts: chunk}
			first += len(chunk)
			err := s.run(ctx, in, batch, opts)
			if !yield(batch, err) || ctx.Err() != nil || batch.open() || errors.Is(err, ErrUnauthorized) || errors.Is(err, ErrForbidden) {
				return
			}
		}
	}
}

// twice is the error for contacts beside a stream of contacts.
func (in BulkCreate) twice() error {
	field := FieldError{Type: "extra", In: "body", Field: "contacts", Msg: "must be empty: they come from the stream"}
	return &Error{Operation: in.operation().Pattern, Fields: []FieldError{field}, err: ErrInvalid}
}

// run imports one batch.
func (s *BulkService) run(ctx context.Context, in BulkCreate, batch *Batch, opts []WaitOption) (err error) {
	if batch.Job, err = s.Create(ctx, in); err != nil {
		return err
	}
	batch.Import, err = batch.Job.Wait(ctx, opts...)
	return err
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
