package cuedesk

import (
	"context"
	"log/slog"
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
	// Contacts are required, 1 to MaxBulk. The import checks their identifiers.
	Contacts []ContactCreate `json:"contacts"`
	// ListID adds all contacts to this list. Optional.
	ListID ListID `json:"contact_list_uuid,omitzero"`
	// MatchOn finds existing contacts by this field. Optional.
	MatchOn MatchField `json:"match_on_field,omitzero"`
	// MergeType says what to do with existing and with new contacts. Optional;
	// empty: MergeCreateOrUpdate.
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

// Create starts an import of up to 1000 contacts and returns its job, which has not
// finished (API: "Bulk Create Contacts"). It is repeated only if the import was
// certainly not accepted, unless [BulkCreate].RepeatImports is set. If the import may
// have been accepted in spite of the error, the error matches [ErrOutcomeUnknown];
// its ID is not known then, and the API has no operation that lists imports.
func (s *BulkService) Create(ctx context.Context, in BulkCreate) (*Job, error) {
	a, err := rest.Fetch[accepted](ctx, s.core, in.operation())
	if err != nil {
		return nil, err
	}
	return &Job{ID: a.ID, Rows: len(in.Contacts), core: s.core, accepted: time.Now()}, nil
}

// Job returns the job of an import that was started before, by its ID, and sends
// nothing. Store [Job].ID to be able to wait again, and [Job].Rows to have the counts
// checked.
func (s *BulkService) Job(id ImportID) *Job { return &Job{ID: id, core: s.core} }
