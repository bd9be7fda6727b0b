package cuedesk

import (
	"context"
	"fmt"

	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// Count returns how many contacts the query finds, as far as the API counts (API:
// "Search Contacts"). It is one search: an index that is being rebuilt, or that does
// not show a contact yet, also says 0. If the count contradicts the contact that
// comes with it, or if the query does not ask for that contact (see
// [ContactsService.First]), the error matches [ErrBadResponse].
func (s *ContactsService) Count(ctx context.Context, q Query) (int, error) {
	page, err := s.Search(ctx, q, PageOptions{Limit: 1})
	switch {
	case err != nil:
		return 0, err
	case len(page.Items) == 0 && page.Total > 0 || len(page.Items) > page.Total:
		err := fmt.Errorf("%w: %d contacts of %d", ErrBadResponse, len(page.Items), page.Total)
		return 0, s.core.Fail(q.page(PageOptions{}), err)
	case len(page.Items) > 0 && !q.accepts(&page.Items[0]):
		return 0, s.core.Fail(q.page(PageOptions{}), errFilterIgnored)
	}
	return page.Total, nil
}

// First returns the first contact that the query finds, in the query's order, or an
// error that matches [ErrNotFound] (API: "Search Contacts"). If its address, number
// or external ID is not the one that the query asks for, the error matches
// [ErrBadResponse]; other filters are not compared.
//
// It is one search: an index that is being rebuilt finds nothing, and one that is
// behind does not find what is new. Do not create or delete anything because of
// [ErrNotFound] alone: see [ContactsService.Upsert].
//
// An empty text for a field by which contacts are told apart, as of a variable that
// was not set, is [ErrInvalid]; Missing finds contacts without a value.
func (s *ContactsService) First(ctx context.Context, q Query) (*Contact, error) {
	return s.find(ctx, q, 1)
}

// One returns the only contact that the query finds, or an error that matches
// [ErrNotFound] if there is none and [ErrNotUnique] if there are several (API: "Search
// Contacts"). It is one search, as [ContactsService.First] is, with the same limits.
func (s *ContactsService) One(ctx context.Context, q Query) (*Contact, error) {
	return s.find(ctx, q, 2)
}

// find returns the first contact, unless there are as many as enough to refuse.
func (s *ContactsService) find(ctx context.Context, q Query, limit int) (*Contact, error) {
	op := q.page(PageOptions{Limit: limit}).Body(q, q.emptyIdentifiers())
	page, err := rest.Fetch[Page[Contact]](ctx, s.core, op)
	switch {
	case err != nil:
		return nil, err
	case len(page.Items) == 0 && page.Total > 0:
		return nil, s.core.Fail(op, fmt.Errorf("%w: no contact of %d", ErrBadResponse, page.Total))
	case len(page.Items) == 0:
		return nil, s.core.Fail(op, fmt.Errorf("%w: the search found no contact", ErrNotFound))
	case limit > 1 && (len(page.Items) > 1 || page.Total > 1):
		return nil, s.core.Fail(op, fmt.Errorf("%w: the search found several contacts", ErrNotUnique))
	case !q.accepts(&page.Items[0]):
		return nil, s.core.Fail(op, errFilterIgnored)
	}
	return &page.Items[0], nil
}

// emptyIdentifiers finds filters for an empty text where a contact is to be told from others.
func (q Query) emptyIdentifiers() []rest.FieldError {
	c := rest.Checks{In: "body"}
	for _, f := range q.filters {
		if f.value == "" && f.operator == OperatorEquals && MatchField(f.field).isKnown() {
			c.Fail("advanced_search.value", "value", "must not be empty for %s; Missing finds contacts without it", f.field)
		}
	}
	return c.Problems
}

// accepts reports whether a contact has what the query wants to be equal, as far as
// that is a field by which contacts are told apart.
func (q Query) accepts(c *Contact) bool {
	for _, f := range q.filters {
		by := MatchField(f.field)
		wanted, ok := f.value.(string)
		if ok && f.operator == OperatorEquals && by.isKnown() && by.compare(wanted, by.valueOf(c)) == different {
			return false
		}
	}
	return true
}
