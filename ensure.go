package cuedesk

import (
	"context"
	"errors"
	"log/slog"
	"time"
)

// Ensured is a contact that exists, and whether it did before.
type Ensured struct {
	Contact *Contact // the contact, never nil
	Created bool     // whether this call created it; see Ensure and Upsert for how that is known
}

// LogValue logs nothing personal.
func (e Ensured) LogValue() slog.Value {
	return slog.GroupValue(slog.Any("contact", e.Contact), slog.Bool("created", e.Created))
}

// defaultSettle is how long Ensure waits before it looks for what may yet come.
const defaultSettle = 5 * time.Second

// EnsureOption changes [ContactsService.Ensure].
type EnsureOption func(*ensurer)

// WithSettleTime sets how long [ContactsService.Ensure] waits before it looks
// again after a create that may be applied later ([ErrMayApplyLater]); 0, or less:
// it looks at once. Not set: 5 seconds. No time is long enough to be certain.
func WithSettleTime(d time.Duration) EnsureOption {
	return func(e *ensurer) { e.settle = d }
}

type ensurer struct{ settle time.Duration }

// Ensure creates a contact unless there is one with the same value of the field
// by, and returns that one then, the oldest if there are several, as it is: it is
// not updated. The field is required in the input.
//
// It searches, and compares what is found with what was asked for. An identical
// value is taken first, and else one that is the same but for the case of ASCII
// letters (e-mail) or for everything but digits (phone number); an external ID must
// be identical. A contact that does not match is never returned. Whether a search
// finds an address in another case the API does not say: give addresses in lower
// case, always, or one person may become two. If a search finds
// 1,000 of those and no match, it has not applied the filter, and the error matches
// [ErrBadResponse]: nothing is created.
//
// If the create fails with [ErrOutcomeUnknown], Ensure looks again, after
// [WithSettleTime] if the request may still be under way, and returns what it finds
// as created, since it was not there before. If it finds nothing, the error is that
// of the create.
//
// Ensure cannot guarantee that there is only one contact. It is a search followed
// by a create: two processes that do it at the same time may both create, so may a
// call soon after another if the search does not yet show what was created, and so
// may a call after an error that matches [ErrMayApplyLater], when the first
// create arrives late. [ContactsService.Upsert] leaves the looking to the API.
func (s *ContactsService) Ensure(
	ctx context.Context, in ContactCreate, by MatchField, opts ...EnsureOption,
) (*Ensured, error) {
	if err := by.requireIn(in, createPattern); err != nil {
		return nil, err
	}
	found, err := s.findMatches(ctx, in, by)
	if err != nil {
		return nil, err
	}
	if len(found) > 0 {
		return &Ensured{Contact: found[0]}, nil
	}
	contact, err := s.Create(ctx, in)
	if err != nil {
		contact, err = newEnsurer(opts).lookAgain(ctx, s, in, by, err)
	}
	if err != nil {
		return nil, err
	}
	return &Ensured{Contact: contact, Created: true}, nil
}

func newEnsurer(opts []EnsureOption) *ensurer {
	e := &ensurer{settle: defaultSettle}
	for _, opt := range opts {
		if opt != nil {
			opt(e)
		}
	}
	return e
}

// lookAgain looks for what a create that failed may have created all the same.
func (e *ensurer) lookAgain(
	ctx context.Context, s *ContactsService, in ContactCreate, by MatchField, failed error,
) (*Contact, error) {
	cause, ok := errors.AsType[*Error](failed)
	if !ok || !errors.Is(failed, ErrOutcomeUnknown) || ctx.Err() != nil {
		return nil, failed
	}
	if errors.Is(failed, ErrMayApplyLater) {
		if !fits(ctx, e.settle) {
			return nil, failed
		}
		if err := waitFor(ctx, e.settle); err != nil {
			return nil, cause.with(err)
		}
	}
	found, err := s.findMatches(ctx, in, by)
	if err != nil {
		return nil, cause.with(err)
	}
	if len(found) == 0 {
		return nil, failed
	}
	return found[0], nil
}

// fits reports whether a wait ends before the context's deadline.
func fits(ctx context.Context, wait time.Duration) bool {
	deadline, ok := ctx.Deadline()
	return !ok || time.Until(deadline) > wait
}
