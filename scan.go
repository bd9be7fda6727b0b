package cuedesk

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"net/http"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/cuedesk/cuedesk-go/internal/rest"
	"github.com/cuedesk/cuedesk-go/internal/walk"
)

const (
	createdAt = "created_at"
	updatedAt = "updated_at"
)

// Scan iterates over all contacts that the query finds, by searches in order of
// creation that begin at the time of the last contact instead of at an offset (API:
// "Search Contacts"). So it goes on where the API limits offsets, needs no more memory
// for a million contacts than for a hundred, and the loop may change or delete what
// it is given. The query may sort by CreatedAt; another order is not heeded.
//
// A contact that the query finds during the whole walk comes exactly once; one that
// begins or ceases to match may come or not, but never twice. Contacts that the search
// does not show yet are not found. A search that ignores the bound, compares it
// coarsely, or has more contacts of one moment than a page holds and orders them
// anew each time ends in an error that matches [ErrListChanged].
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
	src.newest = firstOf[Contact](s.core, backwards.page)
	src.sort.fixed = true // an update moves a contact out of the range of Changes
	return src
}

// from returns the query with the bound of a page.
func (q Query) from(by TimeField, order Order, at walk.Place) Query {
	switch {
	case !at.Bounded:
		return q
	case order == Descending:
		return q.And(by.NotAfter(time.UnixMicro(-at.Bound)))
	}
	return q.And(by.NotBefore(time.UnixMicro(at.Bound)))
}

// within checks that the filters on times, which ranges and partitions rely on, were
// applied.
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
		below := (f.operator == "gte" || f.operator == "gt") && t.Before(bound.Add(-time.Second))
		above := (f.operator == "lte" || f.operator == "lt") && t.After(bound.Add(time.Second))
		if err == nil && !t.IsZero() && (below || above) {
			return fmt.Errorf("%w: %w: a filter on %s is not applied", ErrListChanged, ErrBadResponse, f.field)
		}
	}
	return nil
}

// defaultLag is how long a change may take to show in searches, unless said otherwise.
const defaultLag = 30 * time.Second

// WithIndexLag says how long a change may take to show in searches: what
// [ContactsService.Changes] leaves to the next time. Not set: 30 seconds.
func WithIndexLag(lag time.Duration) IterOption {
	return func(o *iterOptions) { o.lag = lag }
}

// ChangesSince is the checkpoint for [ContactsService.Changes] from a time on.
func ChangesSince(t time.Time) Checkpoint {
	src := new(ContactsService).changes(iterOptions{})
	src.stretch.next = t.Truncate(time.Second).UnixMicro() // 0, the epoch, is the beginning
	return src.mark(walk.State[uuid.UUID]{})
}

// Changes iterates over the contacts that were changed or created since a checkpoint,
// the least recently changed first, each once and as it was read last (API: "Search
// Contacts"). The empty checkpoint stands for the beginning, [ChangesSince] makes one
// of a time. It ends at what was changed less than [WithIndexLag] before it began, by
// the clock of the API, or by yours if that is behind; so the loop may update what it
// reads, and searches that show changes late lose none. If the API sends no Date, it
// ends with the contact that was changed last when it began, and what was changed
// less than [WithIndexLag] before that one comes again the next time.
// Position.Checkpoint is the one for the next time, and, within the loop or after an
// error, the one to go on from.
//
// What it promises says [ContactsService.Scan]: a contact that changes again while it
// runs may come this time, and comes next time. Contacts that were deleted do not
// show.
func (s *ContactsService) Changes(ctx context.Context, since Checkpoint,
	opts ...IterOption,
) iter.Seq2[*Contact, error] {
	o := (&source[Contact]{}).iterOptions(opts)
	return s.changes(o).all(ctx, append(slices.Clip(opts), ResumeFrom(cmp.Or(since, o.from))))
}

// changes is the list of contacts by their last change.
func (s *ContactsService) changes(o iterOptions) source[Contact] {
	src := s.scan(Where(), UpdatedAt)
	src.options, src.prefetch = "changes", 0
	src.begin = func(ctx context.Context, src *source[Contact]) error {
		since := src.stretch.next
		if o.lag < 0 {
			err := fmt.Errorf("%w: WithIndexLag: must not be negative", ErrInvalid)
			return s.core.Fail(src.page(walk.Place{}), err)
		}
		until, next, err := s.horizon(ctx, o.lag)
		if err != nil {
			return err
		}
		src.stretch = stretch{since, max(since, until), max(since, next)}
		s.narrow(src)
		return nil
	}
	src.restore = s.narrow
	return src
}

// stretch is the changes of one iteration: from since to before until, in microseconds;
// those of the next one begin at next.
type stretch struct{ since, until, next int64 }

// narrow lets changes begin and end at times.
func (s *ContactsService) narrow(src *source[Contact]) {
	q := Where(UpdatedAt.Before(time.UnixMicro(src.stretch.until)))
	if since := src.stretch.since; since != 0 {
		q = q.And(UpdatedAt.NotBefore(time.UnixMicro(since)))
	}
	narrowed := s.scan(q, UpdatedAt)
	src.page, src.check, src.newest = narrowed.page, narrowed.check, narrowed.newest
}

// horizon returns where changes end now, and where those of the next time begin: both by
// the clock of the API, or by ours if that is behind. If the API does not say, changes
// end after the last one, and the next time repeats those that came just before it.
func (s *ContactsService) horizon(ctx context.Context, lag time.Duration) (until, next int64, err error) {
	var last Page[Contact]
	op := Where().OrderBy(UpdatedAt.Desc()).page(PageOptions{Limit: 1})
	header, err := s.core.Send(ctx, op, &last)
	if err != nil {
		return 0, 0, err
	}
	if until, ok := horizonByDate(header, lag); ok {
		return until, until, nil
	}
	if len(last.Items) == 0 {
		return 0, 0, nil
	}
	changed := last.Items[0].UpdatedAt
	if changed.IsZero() {
		return 0, 0, s.core.Fail(op, errNoHorizon)
	}
	end := changed.Truncate(time.Second).Add(time.Second)
	next = min(end.UnixMicro(), time.Now().Truncate(time.Second).UnixMicro()) // one change may lie in the future
	return end.UnixMicro(), time.UnixMicro(next).Add(-lag).UnixMicro(), nil
}

var errNoHorizon = fmt.Errorf("%w: neither a Date nor the time of the last change", ErrBadResponse)

// horizonByDate is the horizon by the Date of a response, if it has one.
func horizonByDate(h http.Header, lag time.Duration) (until int64, ok bool) {
	date, err := http.ParseTime(h.Get("Date"))
	if now := time.Now(); now.Before(date) {
		date = now
	}
	return date.Add(-lag).Truncate(time.Second).UnixMicro(), err == nil
}
