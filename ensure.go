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

// Ensure creates a contact unless there is one with the same value of the field
// by, and returns that one then, as it is: it is not updated. The field is required in
// the input.
//
// It searches, and compares what is found with what was asked for. An identical value is
// taken first, and else one that is the same in its normal form: for an e-mail address
// but for the case of ASCII letters, and for a phone number that consists of digits, a
// leading + and separators but for all that is no digit; an external ID must be
// identical. Of several, the oldest is taken. A contact that does not match is never
// returned. Whether a search finds an address in another case the API does not say: give
// addresses in lower case, always, or one person may become two. If a search finds
// 1,000 of those and no match, it has not applied the filter, and the error matches
// [ErrBadResponse]: nothing is created.
//
// A contact that is archived is returned only if no other matches: see
// [Contact].Archived. A second one beside it could not be deleted again. That searches
// show archived contacts is assumed: where they do not, one is created.
//
// If the create fails with [ErrOutcomeUnknown], Ensure looks again, after
// [WithSettleTime] if the request may still be under way, and returns what it finds
// as created, since it was not there before. It looks again, too, if the API refuses the
// create (400, 409, 422), because another caller may have been faster: what is there then
// was not created by this call. If it finds nothing, the error is that of the create. If it
// cannot look, the error is that of the create, with what went wrong as a further cause
// that never makes it match [ErrInvalid], [ErrNotFound] or [ErrConflict].
//
// A contact that the API creates with another value than was asked for, but for its normal
// form, is an error that matches [ErrBadResponse]: the next call would create one more.
//
// Ensure cannot guarantee that there is only one contact. It is a search followed
// by a create: two processes that do it at the same time may both create, so may a
// call soon after another if the search does not yet show what was created, and so
// may a call after an error that matches [ErrMayApplyLater], when the first
// create arrives late. [ContactsService.Upsert] leaves the looking to the API.
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
