package cuedesk

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/google/uuid"

	"github.com/cuedesk/cuedesk-go/internal/rest"
	"github.com/cuedesk/cuedesk-go/internal/walk"
)

const (
	createdAt = "created_at"
	updatedAt = "updated_at"
)

// Scan iterates over all contacts that the query finds, in order of creation (API:
// "Search Contacts"). Its searches begin at the time of the last contact instead of
// at an offset. So it goes on where the API limits offsets, and needs no more memory
// for a million contacts than for a hundred. The loop may change or delete what it is
// given. The query may sort by CreatedAt; any other order is ignored.
//
// A contact that the query finds during the whole walk comes exactly once. One that
// begins or ceases to match may come or not, but never twice. A contact that the
// search does not show yet does not come. After its context ends, contacts of pages
// that are there still come.
//
// The error matches [ErrListChanged] if the search shows nothing while the listing
// shows contacts, if it ignores the time at which it is to begin or compares it
// coarsely, or if more contacts have one time of creation than a page holds and each
// search orders them anew.
//
// If the first page is empty, Scan asks for it again. If that is empty, too, Scan
// ends without an error if the search shows any contact, or the listing shows none. A
// search that hides some contacts, and does not count them, cannot be told from one
// that finds fewer.
func (s *ContactsService) Scan(ctx context.Context, q Query, opts ...IterOption) iter.Seq2[*Contact, error] {
	return s.scan(q, CreatedAt).all(ctx, opts)
}

// scan is what the query finds, in the order of a time.
func (s *ContactsService) scan(q Query, by TimeField) source[Contact] {
	order := Ascending
	if q.sort.field == by.name {
		order = cmp.Or(q.sort.order, Ascending)
	}
	q.sort = Sort{field: by.name, order: order}
	src := source[Contact]{
		core: s.core, options: q, bounds: true, prefetch: defaultPrefetch,
		sort: contactKey(by.name, order),
		page: func(at walk.Place) rest.Operation {
			return q.from(by, order, at).page(PageOptions{Limit: at.Limit, Offset: at.Offset})
		},
		check: q.within,
	}
	backwards := q
	backwards.sort.order = order.opposite()
	src.newest = firstFetcher[Contact](s.core, backwards.page)
	src.setSearchCompleteness(q)
	src.sort.fixed = true // an update moves a contact out of the range of Changes
	src.begin = func(ctx context.Context, src *source[Contact]) error { return s.firstFound(ctx, src, q) }
	src.restore = func(src *source[Contact]) {
		src.finish = func(ctx context.Context, _ *source[Contact], at walk.State[uuid.UUID]) error {
			return s.proveResumed(ctx, q, by, at.Taken)
		}
	}
	return src
}

// firstFound fetches the first page of a query. An empty page is believed if the search
// shows any contact, or if the listing shows none either.
func (s *ContactsService) firstFound(ctx context.Context, src *source[Contact], q Query) error {
	if q.counted > 0 {
		return src.firstOrNone(ctx, hasContacts(s.core, Where().page),
			fmt.Errorf("%w: the search shows nothing, and %d contacts were counted", ErrListChanged, q.counted))
	}
	return src.firstOrNone(ctx, s.searchConfirmsEmpty(), errNothingFound)
}

var errNothingFound = fmt.Errorf("%w: the search shows nothing, and the listing shows contacts", ErrListChanged)

// from returns the query with the bound of a page.
func (q Query) from(by TimeField, order Order, at walk.Place) Query {
	switch {
	case !at.Bounded || at.Bound == walk.NoKey:
		return q
	case order == Descending:
		return q.And(by.NotAfter(time.UnixMicro(-at.Bound)))
	}
	return q.And(by.NotBefore(time.UnixMicro(at.Bound)))
}

// within checks that the filters on times, which ranges and partitions rely on, were
// applied. Times are cut where they are shown in steps: they may be earlier than they
// are, but never later.
func (q Query) within(c *Contact) error {
	for _, f := range q.filters {
		t := c.CreatedAt
		if f.field == updatedAt {
			t = c.UpdatedAt
		} else if f.field != createdAt {
			continue
		}
		text, _ := f.value.(string)
		bound, err := time.Parse(time.RFC3339Nano, text)
		if err == nil && !t.IsZero() && !f.allows(t, bound) {
			return notAppliedError(f.field)
		}
	}
	return nil
}

func notAppliedError(field string) error {
	return fmt.Errorf("%w: %w: a filter on %s is not applied", ErrListChanged, ErrBadResponse, field)
}

// allows reports whether a filter may find what has a time. Times may be compared in
// seconds.
func (f Filter) allows(shown, bound time.Time) bool {
	switch f.operator {
	case OperatorAtLeast, OperatorGreater:
		return shown.Add(timePrecision(shown)).After(bound.Truncate(time.Second))
	case OperatorLess:
		return shown.Before(bound)
	case OperatorAtMost:
		return !shown.Truncate(time.Second).After(bound)
	}
	return true
}

// timePrecision is the longest step in which a time may have been cut, up to a minute.
func timePrecision(t time.Time) time.Duration {
	for _, step := range []time.Duration{time.Minute, time.Second, time.Millisecond} {
		if t.Truncate(step).Equal(t) {
			return step
		}
	}
	return time.Microsecond
}
