package cuedesk

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"iter"
	"log/slog"
	"slices"

	"github.com/cuedesk/cuedesk-go/internal/rest"
)

const createListPattern = "POST /v1/contact-lists"

// EnsuredList is a list that exists, and whether it did before.
type EnsuredList struct {
	List    *List // the list, never nil
	Created bool  // whether this call created it
	// Twin is another list of the name, which this call created because others did so at
	// the same time; zero: it created none. It is empty, unless a call that did not see
	// List uses it.
	Twin ListID
}

// LogValue logs nothing personal.
func (e EnsuredList) LogValue() slog.Value {
	return slog.GroupValue(slog.Any("list", e.List), slog.Bool("created", e.Created),
		slog.String("twin", e.Twin.String()))
}

// EnsuredField is a definition of a custom field that exists, and whether it did before.
type EnsuredField struct {
	Field   *CustomField // the definition, never nil
	Created bool         // whether this call created it
}

// LogValue logs nothing personal.
func (e EnsuredField) LogValue() slog.Value {
	return slog.GroupValue(slog.Any("field", e.Field), slog.Bool("created", e.Created))
}

// Ensure creates a list unless there is an active one of exactly that name (API:
// "List Contact Lists", "Create a Contact List"). If there is one, it returns that as
// it is; of several, the oldest. An archived list counts as none: the API cannot make
// it active again. A create that fails is treated as by [ContactsService.Ensure].
//
// The API does not say that names are unique, so that two calls at the same time may
// both create a list. Each looks again then. If both see both lists, both return the
// older one, or, if they are of one age, the one with the lower ID. The other one
// stays, as [EnsuredList].Twin of the call that created it: a third call may hold it
// already, so that Ensure deletes nothing. If the first call does not see the list of
// the second, they may return two lists; a later call returns the older one.
//
// If the API creates a list under another name, the error matches [ErrBadResponse]:
// the next call would create one more.
func (s *ListsService) Ensure(ctx context.Context, in ListCreate, opts ...EnsureOption) (*EnsuredList, error) {
	if err := s.core.Validate(rest.Create(createListPattern).Body(in, in.problems())); err != nil {
		return nil, err
	}
	ensured := &EnsuredList{}
	list, created, err := ensuring[List]{
		find: func(ctx context.Context) ([]*List, error) { return s.named(ctx, in.Name) },
		create: func(ctx context.Context) (*List, bool, error) {
			own, oldest, err := s.createNamed(ctx, in)
			if err == nil && own.ID != oldest.ID {
				ensured.Twin = own.ID
			}
			return oldest, ensured.Twin.IsZero(), err
		},
	}.ensure(ctx, opts)
	if err != nil {
		return nil, err
	}
	ensured.List, ensured.Created = list, created
	return ensured, nil
}

// named returns the active lists of a name, the oldest first.
func (s *ListsService) named(ctx context.Context, name string) ([]*List, error) {
	all := s.All(ctx, ListListsOptions{Search: name})
	return selectAll(all, func(l *List) bool { return l.Name == name && l.Status != ListArchived }, olderList)
}

// olderList orders lists by age, and those of one age in some way that is always the same.
func olderList(a, b *List) int {
	return cmp.Or(a.CreatedAt.Compare(b.CreatedAt), bytes.Compare(a.ID.UUID[:], b.ID.UUID[:]))
}

// selectAll returns the items that fit, in order.
func selectAll[T any](all iter.Seq2[*T, error], fits func(*T) bool, order func(a, b *T) int) ([]*T, error) {
	var found []*T
	for item, err := range all {
		if err != nil {
			return nil, err
		}
		if fits(item) {
			found = append(found, item)
		}
	}
	slices.SortStableFunc(found, order)
	return found, nil
}

// createNamed creates a list, and returns it and the oldest of its name: another call may
// have been quicker.
func (s *ListsService) createNamed(ctx context.Context, in ListCreate) (own, oldest *List, err error) {
	own, err = s.Create(ctx, in)
	if err != nil {
		return nil, nil, err
	}
	if own.Name != in.Name {
		return nil, nil, createdOtherError(s.core, createListPattern, "name")
	}
	all, err := s.named(ctx, in.Name)
	if err != nil || len(all) == 0 || olderList(own, all[0]) <= 0 {
		return own, own, nil //nolint:nilerr // the list is there; whether there is another is not known
	}
	return own, all[0], nil
}

// Ensure creates a definition unless there is one with the same field key (API: "List
// Custom Fields", "Create a Custom Field"). If there is one, it returns that as it
// is, also if it is archived: keys are unique, so that two calls at the same time
// cannot make two. The field key is required. A create that fails is treated as by
// [ContactsService.Ensure].
//
// If there is a definition with that key and another type, the error matches
// [ErrConflict]. Names, options of a select field and the like are not compared. If
// the API creates the field under another key, the error matches [ErrBadResponse].
func (s *CustomFieldsService) Ensure(
	ctx context.Context, in CustomFieldCreate, opts ...EnsureOption,
) (*EnsuredField, error) {
	c := rest.Checks{In: "body", Problems: in.problems()}
	c.Required("field_key", in.FieldKey)
	if err := s.core.Validate(rest.Create(createFieldPattern).Body(in, c.Problems)); err != nil {
		return nil, err
	}
	field, created, err := ensuring[CustomField]{
		find:   func(ctx context.Context) ([]*CustomField, error) { return s.keyed(ctx, in.FieldKey) },
		create: func(ctx context.Context) (*CustomField, bool, error) { return withTrue(s.createKeyed(ctx, in)) },
	}.ensure(ctx, opts)
	switch {
	case err != nil:
		return nil, err
	case field.FieldType != in.FieldType:
		err := fmt.Errorf("%w: there is a field of another type with this key", ErrConflict)
		return nil, s.core.Fail(rest.Create(createFieldPattern), err)
	}
	return &EnsuredField{Field: field, Created: created}, nil
}

// keyed returns the definitions of a field key, the oldest first.
func (s *CustomFieldsService) keyed(ctx context.Context, key string) ([]*CustomField, error) {
	older := func(a, b *CustomField) int { return a.CreatedAt.Compare(b.CreatedAt) }
	return selectAll(s.All(ctx, PageOptions{}), func(f *CustomField) bool { return f.FieldKey == key }, older)
}

func (s *CustomFieldsService) createKeyed(ctx context.Context, in CustomFieldCreate) (*CustomField, error) {
	field, err := s.Create(ctx, in)
	if err == nil && field.FieldKey != in.FieldKey {
		return nil, createdOtherError(s.core, createFieldPattern, "field key")
	}
	return field, err
}

// createdOtherError is the error for something that was created, and that no search for what
// was asked for will find.
func createdOtherError(core *rest.Core, pattern, what string) error {
	err := fmt.Errorf("%w: created, with another %s than was asked for", ErrBadResponse, what)
	return core.Fail(rest.Create(pattern), err)
}
