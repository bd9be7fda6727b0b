package cuedesk

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/cuedesk/cuedesk-go/internal/rest"
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

// EnsureOption changes [ContactsService.Ensure], [ListsService.Ensure] and
// [CustomFieldsService.Ensure].
type EnsureOption func(*ensurer)

// WithSettleTime sets how long Ensure waits before it looks again after a create that
// may be applied later ([ErrMayApplyLater]); 0, or less: it looks at once. Not set: 5
// seconds. No time is long enough to be certain.
func WithSettleTime(d time.Duration) EnsureOption {
	return func(e *ensurer) { e.settle = d }
}

type ensurer struct{ settle time.Duration }

// Ensure creates a contact unless there is one with the same value in the field by
// (API: "Search Contacts", "Create a Contact"). If there is one, it returns that as
// it is, without an update. The field is required in the input.
//
// Ensure cannot guarantee that there is only one contact, because it is a search
// followed by a create. Two contacts may be made by two processes that call it at the
// same time, by a call soon after another if the search does not show yet what was
// created, and by a call after an error that matches [ErrMayApplyLater], if the first
// create arrives late. [ContactsService.Upsert] leaves the looking to the API.
//
// Ensure compares what the search finds with the input, and never returns a contact
// that does not match. It takes one with the identical value first, otherwise one
// with the same normal form, and the oldest of several:
//
//   - The normal form of an e-mail address has ASCII letters in lower case. The API
//     does not say whether a search finds an address in another case: give addresses
//     in lower case, always, or one person may become two.
//   - The normal form of a phone number that consists of digits, a leading + and
//     separators has its digits only.
//   - An external ID has no normal form.
//
// An archived contact is returned only if no other matches: see [Contact].Archived.
// It is returned because a second contact beside it could not be deleted again. That
// searches show archived contacts is assumed: if they do not, a contact is created.
//
// If the create fails with [ErrOutcomeUnknown], Ensure looks again, after
// [WithSettleTime] if the request may still be under way. What it finds then counts
// as created by this call. If the API refuses the create (400, 409, 422), Ensure
// looks again as well, because another caller may have been faster. What it finds
// then counts as not created. If it finds nothing, the error is that of the create.
// If it cannot look, the error is that of the create, too, and what went wrong is a
// further cause, which never makes it match [ErrInvalid], [ErrNotFound] or
// [ErrConflict].
//
// These errors match [ErrBadResponse], too. If 1,000 contacts are found and none matches,
// the search has not applied its filter, and nothing is created. If the API creates a
// contact whose value has another normal form than the input, the next call would
// create one more.
func (s *ContactsService) Ensure(
	ctx context.Context, in ContactCreate, by MatchField, opts ...EnsureOption,
) (*Ensured, error) {
	if err := s.core.Validate(rest.Create(createPattern).Body((*createBody)(&in), by.problemsIn(in))); err != nil {
		return nil, err
	}
	contact, created, err := ensuring[Contact]{
		find:   func(ctx context.Context) ([]*Contact, error) { return s.findMatches(ctx, matching{in, by}) },
		create: func(ctx context.Context) (*Contact, bool, error) { return withTrue(s.createMatch(ctx, in, by)) },
	}.ensure(ctx, opts)
	if err != nil {
		return nil, err
	}
	return &Ensured{Contact: contact, Created: created}, nil
}

// createMatch creates a contact that a later search for the value can find.
func (s *ContactsService) createMatch(ctx context.Context, in ContactCreate, by MatchField) (*Contact, error) {
	contact, err := s.Create(ctx, in)
	if err == nil && by.valueOf(contact) != "" && (matching{in, by}).compareContact(contact) == different {
		return nil, createdOtherError(s.core, createPattern, string(by))
	}
	return contact, err
}

// withTrue adds that something was created.
func withTrue[T any](item *T, err error) (*T, bool, error) { return item, true, err }

// ensuring is how something is found, and created where it is not.
type ensuring[T any] struct {
	find   func(context.Context) ([]*T, error)     // all that match, the one to take first
	create func(context.Context) (*T, bool, error) // false: another was quicker, and this is it
}

// ensure returns what is there, or creates it, and says which.
func (s ensuring[T]) ensure(ctx context.Context, opts []EnsureOption) (item *T, created bool, err error) {
	found, err := s.find(ctx)
	switch {
	case err != nil:
		return nil, false, err
	case len(found) > 0:
		return found[0], false, nil
	}
	if item, created, err = s.create(ctx); err == nil {
		return item, created, nil
	}
	e := &ensurer{settle: defaultSettle}
	for _, opt := range opts {
		if opt != nil {
			opt(e)
		}
	}
	return s.findAgain(ctx, e.settle, err)
}

// findAgain looks for what a create that failed may have created all the same, or what
// it failed for.
func (s ensuring[T]) findAgain(ctx context.Context, settle time.Duration, failed error) (*T, bool, error) {
	cause, ok := errors.AsType[*Error](failed)
	unknown := errors.Is(failed, ErrOutcomeUnknown)
	taken := ok && cause.StatusCode != 0 && (errors.Is(failed, ErrInvalid) || errors.Is(failed, ErrConflict))
	if !unknown && !taken {
		return nil, false, failed
	}
	if errors.Is(failed, ErrMayApplyLater) {
		if !endsInTime(ctx, settle) {
			return nil, false, failed
		}
		if err := rest.Sleep(ctx, settle); err != nil {
			return nil, false, cause.withCause(err)
		}
	}
	found, err := s.find(ctx)
	switch {
	case err != nil:
		return nil, false, cause.withCause(&findError{err})
	case len(found) == 0:
		return nil, false, failed
	}
	return found[0], unknown, nil
}

// endsInTime reports whether a wait ends before the context's deadline.
func endsInTime(ctx context.Context, wait time.Duration) bool {
	deadline, ok := ctx.Deadline()
	return !ok || time.Until(deadline) > wait
}

// findError is what went wrong with looking for what another call did, as a cause of
// that call's error, which says nothing about the input of that call.
type findError struct{ err error }

func (l *findError) Error() string { return "looking for what it did: " + l.err.Error() }

// Is matches what is not about the input or the resource of one call.
func (l *findError) Is(target error) bool {
	return target != ErrInvalid && target != ErrNotFound && target != ErrConflict && errors.Is(l.err, target)
}

// As finds the causes.
func (l *findError) As(target any) bool { return errors.As(l.err, target) }
