package cuedesk

import (
	"context"
	"log/slog"

	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// Ensured is a contact that exists, and whether it did before.
type Ensured struct {
	Contact *Contact // the contact, never nil
	Created bool     // whether this call created it
}

// LogValue logs nothing personal.
func (e Ensured) LogValue() slog.Value {
	return slog.GroupValue(slog.Any("contact", e.Contact), slog.Bool("created", e.Created))
}

// Ensure creates a contact unless there is one with the same value of the field
// by, and returns that one then, the oldest if there are several, as it is: it is
// not updated. The field is required in the input.
//
// After an error that matches [ErrOutcomeUnknown] it may be called again: it finds
// what it created before. It cannot guarantee that there is only one. The API has
// no such operation, so this is a search followed by a create: two processes that
// do it at the same time may both create, and so may a second call if the search
// does not show yet what was created.
func (s *ContactsService) Ensure(ctx context.Context, in ContactCreate, by MatchField) (*Ensured, error) {
	oldest := Where(by.field().Is(by.of(in))).OrderBy(CreatedAt.Asc())
	search := oldest.page(PageOptions{Limit: 1}).Body(oldest, by.check(in))
	found, err := rest.Fetch[Page[Contact]](ctx, s.core, search)
	if err != nil {
		return nil, err
	}
	if len(found.Items) > 0 {
		return &Ensured{Contact: &found.Items[0]}, nil
	}
	contact, err := s.Create(ctx, in)
	if err != nil {
		return nil, err
	}
	return &Ensured{Contact: contact, Created: true}, nil
}
