package cuedesk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"
)

// Partition is a part of what a query finds, by time of creation: see
// [ContactsService.Partitions].
type Partition struct {
	Query Query // finds this part, for ContactsService.Scan
	Count int   // about how many contacts were in it when it was made

	// From and Before are when its contacts were created, for programs that keep what a
	// part is: see Query.CreatedBetween. Zero: it has no such bound. They are in Query
	// already.
	From, Before time.Time
}

// Partitions splits what a query finds into at most n parts of about equal size, by
// time of creation, so that several goroutines or machines can each
// [ContactsService.Scan] one at the same time (API: "Search Contacts"). Each contact
// is in exactly one part; those created later are in the last. There are fewer parts
// if contacts are few, or if many were created within a second.
//
// If the API leaves contacts out where two parts meet, or shows them in both, the
// error matches [ErrListChanged]. A search that shows nothing from the first request
// on gives one part: see [ContactsService.Scan] for what it cannot know. An n below 1
// is refused: the error matches [ErrInvalid].
//
// It takes about 4n searches, up to 16 at the same time. Where the API limits offsets
// or does not count to the end, it takes about 16 more for each part, one after the
// other.
func (s *ContactsService) Partitions(ctx context.Context, q Query, n int) ([]Partition, error) {
	if n < 1 {
		err := fmt.Errorf("%w: partitions: n must be 1 or more, not %d", ErrInvalid, n)
		return nil, s.core.Fail(q.page(PageOptions{}), err)
	}
	count, err := s.Count(ctx, q)
	if err != nil {
		return nil, err
	}
	if count == 0 || n == 1 {
		q.counted = count
		return []Partition{{Query: q, Count: count}}, nil
	}
	periods := s.periodsByOffset(ctx, q, count, n)
	if periods == nil {
		if periods, err = s.periodsByCount(ctx, q, count, n); err != nil {
			return nil, err
		}
	}
	parts := partitions(q, periods, n)
	all := period{from: periods[0].from, to: periods[len(periods)-1].to}
	if err := s.proveParts(ctx, q, all, count, parts); err != nil {
		return nil, err
	}
	return parts, nil
}

// maxAtOnce is how many searches for partitions are under way at once.
const maxAtOnce = 16

// periodsByOffset looks at the contacts at n offsets, all at once. It returns nil where
// that does not work, or does not fit together: the last one must be the newest.
func (s *ContactsService) periodsByOffset(ctx context.Context, q Query, count, n int) []period {
	at := make([]time.Time, n+2) // and the newest
	runParallel(n+2, func(i int) {
		if i > n {
			at[i] = s.createdAtOffset(ctx, q.OrderBy(CreatedAt.Desc()), 0)
			return
		}
		at[i] = s.createdAtOffset(ctx, q.OrderBy(CreatedAt.Asc()), min(i*count/n, count-1))
	})
	if newest := at[n+1]; at[n].Before(newest) || newest.IsZero() {
		return nil
	}
	at[n] = at[n].Add(time.Second)
	return periodsBetween(at[:n+1], count)
}

// runParallel runs do n times, up to maxAtOnce at the same time.
func runParallel(n int, do func(int)) {
	var wait sync.WaitGroup
	turn := make(chan struct{}, maxAtOnce)
	for i := range n {
		turn <- struct{}{}
		wait.Go(func() {
			defer func() { <-turn }()
			do(i)
		})
	}
	wait.Wait()
}

// periodsBetween returns the periods between times that are at equal distances in a
// list; nil where one is missing, or they are out of order.
func periodsBetween(at []time.Time, count int) (periods []period) {
	n := len(at) - 1
	for i := range n {
		if at[i].IsZero() || at[i+1].Before(at[i]) {
			return nil
		}
		if at[i].Before(at[i+1]) {
			periods = append(periods, period{at[i], at[i+1], (i+1)*count/n - i*count/n})
		}
	}
	return periods
}

// createdAtOffset returns when a contact was created, cut to seconds; zero where that
// is not to be had.
func (s *ContactsService) createdAtOffset(ctx context.Context, q Query, offset int) time.Time {
	page, err := s.Search(ctx, q, PageOptions{Limit: 1, Offset: offset})
	if err != nil || len(page.Items) == 0 || page.Offset != offset {
		return time.Time{}
	}
	return page.Items[0].CreatedAt.Truncate(time.Second)
}

// periodsByCount halves the time, and the halves, until each has few contacts.
func (s *ContactsService) periodsByCount(ctx context.Context, q Query, count, n int) ([]period, error) {
	all, err := s.period(ctx, q, count)
	if err != nil {
		return nil, err
	}
	periods := []period{all}
	for len(periods) < 8*n {
		i := largestPeriod(periods, all.count/(4*n))
		if i < 0 {
			break
		}
		early, late, err := s.split(ctx, q, periods[i])
		if err != nil {
			return nil, err
		}
		periods = slices.Replace(periods, i, i+1, early, late)
	}
	return periods, nil
}

// period is the contacts created from a time to before another, in whole seconds.
type period struct {
	from, to time.Time
	count    int
}

// period returns the time over which the contacts that a query finds were created.
func (s *ContactsService) period(ctx context.Context, q Query, count int) (period, error) {
	oldest, errOldest := s.First(ctx, q.OrderBy(CreatedAt.Asc()))
	newest, err := s.First(ctx, q.OrderBy(CreatedAt.Desc()))
	err = cmp.Or(errOldest, err)
	if errors.Is(err, ErrNotFound) {
		err = fmt.Errorf("%w: %d contacts were counted, and the search found none", ErrListChanged, count)
		err = s.core.Fail(q.page(PageOptions{}), err)
	}
	if err != nil {
		return period{}, err
	}
	to := newest.CreatedAt.Truncate(time.Second).Add(time.Second)
	return period{oldest.CreatedAt.Truncate(time.Second), to, count}, nil
}

// largestPeriod returns the index of the period with most contacts that can be split, or -1
// if none has more than enough.
func largestPeriod(periods []period, enough int) int {
	best := -1
	for i, s := range periods {
		if s.count > enough && s.to.Sub(s.from) > time.Second && (best < 0 || s.count > periods[best].count) {
			best = i
		}
	}
	return best
}

// split halves the time of a period, and counts both halves: the whole may be more than
// the API counts to.
func (s *ContactsService) split(ctx context.Context, q Query, whole period) (early, late period, err error) {
	middle := whole.from.Add(whole.to.Sub(whole.from) / 2).Truncate(time.Second)
	if !middle.After(whole.from) {
		middle = whole.from.Add(time.Second)
	}
	early, late = period{from: whole.from, to: middle}, period{from: middle, to: whole.to}
	if early.count, err = s.Count(ctx, q.CreatedBetween(early.from, early.to)); err != nil {
		return early, late, err
	}
	late.count, err = s.Count(ctx, q.CreatedBetween(late.from, late.to))
	return early, late, err
}

// CreatedBetween returns the query for those of its contacts that were created at from
// or later, and earlier than before. A zero time is no bound. It makes the query of a
// [Partition] of which a program has kept From and Before.
func (q Query) CreatedBetween(from, before time.Time) Query {
	if !from.IsZero() {
		q = q.And(CreatedAt.NotBefore(from))
	}
	if !before.IsZero() {
		q = q.And(CreatedAt.Before(before))
	}
	return q
}

// partitions joins neighbouring periods into n parts at most, the first and last of
// which are open.
func partitions(q Query, periods []period, n int) []Partition {
	var parts []Partition
	var from time.Time
	total, count, sum := countAll(periods), 0, 0
	for i, s := range periods {
		count, sum = count+s.count, sum+s.count
		to := s.to
		switch {
		case i == len(periods)-1:
			to = time.Time{}
		case (sum+1)*n <= total*(len(parts)+1) || len(parts) == n-1: // a count may be rounded down by almost one
			continue
		}
		part := Partition{q.CreatedBetween(from, to), count, from, to}
		part.Query.counted = count
		parts = append(parts, part)
		from, count = s.to, 0
	}
	return parts
}

func countAll(periods []period) (total int) {
	for _, p := range periods {
		total += p.count
	}
	return total
}

// LogValue logs nothing personal.
func (p Partition) LogValue() slog.Value {
	return slog.GroupValue(slog.Any("query", p.Query), slog.Int("count", p.Count))
}
