package cuedesk

import (
	"context"
	"errors"
	"time"
)

// boundaryMargins are how far around a boundary contacts are counted: nearer where there are more
// than the API counts.
var boundaryMargins = []time.Duration{24 * time.Hour, time.Hour, time.Minute, time.Second}

// maxRecounts is how often counts are taken that do not add up.
const maxRecounts = 5

// proveParts shows that bounds find all contacts that were counted, and that each is on one side of
// each boundary between parts.
func (s *ContactsService) proveParts(ctx context.Context, q Query, all period, count int, parts []Partition) error {
	if len(parts) < 2 {
		return nil
	}
	within := 0
	bounded := func(ctx context.Context) (_ bool, err error) {
		within, err = s.countWithin(ctx, q.CreatedBetween(all.from, all.to), Ascending)
		return within > 0, err
	}
	none := func(ctx context.Context) (bool, error) { // all may have been deleted since
		n, err := s.Count(ctx, q)
		return n == 0, err
	}
	if err := findOrConfirm(ctx, s.core, maxRecounts, bounded, none); errors.Is(err, errUnconfirmed) {
		return s.core.Fail(q.page(PageOptions{}), notAppliedError(createdAt))
	} else if err != nil {
		return err
	}
	if within < count {
		if err := s.proveDated(ctx, q, CreatedAt, all.from); err != nil {
			return err
		}
	}
	errs := make([]error, len(parts)-1)
	runParallel(len(errs), func(i int) { errs[i] = s.proveBoundary(ctx, q, parts[i+1].From) })
	for _, err := range errs {
		if err != nil {
			return err // one is enough: they are alike
		}
	}
	return nil
}

// proveBoundary counts the contacts around a boundary, and before and after it. More
// on its sides than in all may only mean that the API does not count to the end.
func (s *ContactsService) proveBoundary(ctx context.Context, q Query, at time.Time) error {
	for _, margin := range boundaryMargins {
		around := period{from: at.Add(-margin), to: at.Add(margin)}
		switch proven, err := s.countsAddUp(ctx, q, around, at); {
		case err != nil:
			return err
		case proven:
			return nil
		}
	}
	return nil
}

// countsAddUp reports whether there are as many contacts before and after a boundary as in the
// whole period; fewer are an error, unless contacts are deleted.
func (s *ContactsService) countsAddUp(ctx context.Context, q Query, whole period, at time.Time) (bool, error) {
	all, err := s.countWithin(ctx, q.CreatedBetween(whole.from, whole.to), Ascending)
	lost := 0
	for range maxRecounts {
		before, errBefore := s.countWithin(ctx, q.CreatedBetween(whole.from, at), Descending)
		after, errAfter := s.countWithin(ctx, q.CreatedBetween(at, whole.to), Ascending)
		if err = errors.Join(err, errBefore, errAfter); err != nil || before+after >= all {
			return before+after == all, err
		}
		lost = all - before - after
		if all, err = s.countWithin(ctx, q.CreatedBetween(whole.from, whole.to), Ascending); all <= before+after {
			return true, err // they were deleted
		}
	}
	return false, s.core.Fail(q.page(PageOptions{}), leftOutError(CreatedAt, lost))
}

// countWithin counts what a query finds, and checks that the contact at one end of it
// is within its bounds.
func (s *ContactsService) countWithin(ctx context.Context, q Query, order Order) (int, error) {
	q = q.OrderBy(Sort{field: createdAt, order: order})
	page, err := s.Search(ctx, q, PageOptions{Limit: 1})
	if err != nil {
		return 0, err
	}
	for i := range page.Items {
		if err := q.within(&page.Items[i]); err != nil {
			return 0, s.core.Fail(q.page(PageOptions{}), err)
		}
	}
	return page.Total, nil
}
