package cuedesk

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/cuedesk/cuedesk-go/internal/rest"
	"github.com/cuedesk/cuedesk-go/internal/walk"
)

const (
	maxPage         = 100 // the largest page that the API gives, and the one that All asks for
	defaultPrefetch = 4   // what All fetches ahead; docs/reading.md has the measurement
)

// Order is a direction of sorting. The API's default differs by operation.
type Order string

// The directions of sorting.
const (
	Ascending  Order = "asc"
	Descending Order = "desc"
)

// opposite returns the other direction.
func (o Order) opposite() Order {
	if o == Descending {
		return Ascending
	}
	return Descending
}

// PageOptions choose a page (API: "Pagination").
type PageOptions struct {
	// Limit is how many items a page has, 1 to 100. 0: the API's default, which is 50, or
	// 10 for a search. In iterators it is how many new items a page has. 0: 100.
	Limit int
	// Offset is how many items are skipped, 0 or more.
	Offset int
}

// pageQuery returns a query with limit and offset, each unless it is zero.
func pageQuery(p PageOptions) *rest.Query {
	q := rest.NewQuery()
	if p.Limit != 0 {
		if p.Limit < 1 || p.Limit > maxPage {
			q.Checks.Fail("limit", "range", "must be 1 to %d, not %d", maxPage, p.Limit)
		}
		q.Set("limit", strconv.Itoa(p.Limit))
	}
	if p.Offset < 0 {
		q.Checks.Fail("offset", "range", "must be 0 or more, not %d", p.Offset)
	}
	if p.Offset != 0 {
		q.Set("offset", strconv.Itoa(p.Offset))
	}
	return q
}

// resource is what the API gives in pages.
type resource interface {
	Contact | List | CustomField | Note
	paged
}

type paged interface {
	response
	collection() string // the member of a response that holds the items
	key() uuid.UUID
}

// IterOption changes how an iterator fetches its pages, and where it starts.
type IterOption func(*iterOptions)

type iterOptions struct {
	prefetch int
	position *Position
	from     Checkpoint
	lag      time.Duration
}

// WithPrefetch fetches up to n pages ahead, concurrently, while you handle the
// current one; items still come in order. At most n pages are kept in memory. 0 or
// less: none is fetched ahead. Not set: 4, and 0 in [ContactsService.Changes]. When
// the list changes and when the loop ends, pages ahead are given up, and the loop
// does not wait for them.
func WithPrefetch(n int) IterOption {
	return func(o *iterOptions) { o.prefetch = n }
}

// source is a list that an iterator goes through.
type source[T resource] struct {
	core                *rest.Core
	page                func(walk.Place) rest.Operation
	options             any // what a checkpoint is bound to, beside the operation
	start               PageOptions
	sort                sortKey[T]
	bounds              bool // pages may begin at a bound
	prefetch            int
	newest              func(context.Context) (*T, error)       // the last item of the list; may be nil
	begin               func(context.Context, *source[T]) error // completes the source before the first page; may be nil
	completeness        func(context.Context) (bool, error)     // whether a list that lost much is complete; may be nil
	resumedCompleteness func(context.Context) (bool, error)     // the same where nothing is left after a checkpoint
	check               func(*T) error                          // what holds for each item; may be nil
	minItems            int                                     // items that the list is known to have; 0: not known
	first               *walk.Page[T]                           // the first page, where begin has fetched it
	restore             func(*source[T])                        // completes a resumed source; may be nil
	changes             changeRange                             // where the list is of changes
	shown               int                                     // contacts that the search showed when changes began
	lastShownChange     int64                                   // when the last of these was changed; 0: not known
	lag                 time.Duration                           // how late a search may be, for changes
	later               *laterChanges                           // of these, the contacts that show a change after them
	onPage              func(walk.Place, []T)                   // receives the checked items of a page; may be nil
	skip                func(*T) bool                           // whether an item is passed over; may be nil
	skipped             int                                     // items that were

	// finish completes a walk that has come to its end; may be nil.
	finish func(context.Context, *source[T], walk.State[uuid.UUID]) error
	// emptied is asked where items show no more that were known to come whether the list has
	// nothing left; may be nil.
	isEmptied func(context.Context, *source[T], walk.State[uuid.UUID]) bool

	workspace digest // of the items
	bound     digest // of the checkpoint that the walk goes on from
}

// byOffset is a list whose pages begin at offsets alone.
type byOffset[T resource] struct {
	options any // what chooses the items, to which a checkpoint is bound
	start   PageOptions
	sort    sortKey[T] // zero: the order is not documented
	page    func(PageOptions) rest.Operation
}

// source returns the list as what iterators go through.
func (l byOffset[T]) source(core *rest.Core) source[T] {
	return source[T]{
		core: core, options: l.options, start: l.start, sort: l.sort, prefetch: defaultPrefetch,
		page: func(at walk.Place) rest.Operation { return l.page(PageOptions{Limit: at.Limit, Offset: at.Offset}) },
	}
}

// firstFetcher returns a function that fetches the first item of a list, nil if it is empty.
func firstFetcher[T resource](
	core *rest.Core, page func(PageOptions) rest.Operation,
) func(context.Context) (*T, error) {
	return func(ctx context.Context) (*T, error) {
		first, err := rest.Fetch[Page[T]](ctx, core, page(PageOptions{Limit: 1}))
		if err != nil || len(first.Items) == 0 {
			return nil, err
		}
		return &first.Items[0], nil
	}
}

// all iterates over the items of a source.
func (s source[T]) all(ctx context.Context, opts []IterOption) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		for items, err := range s.walk(ctx, opts) {
			if err != nil {
				yield(nil, err)
				return
			}
			for item := range items {
				if !yield(item, nil) {
					return
				}
			}
		}
	}
}

// walk iterates over the pages of a source, each a sequence of its new items.
func (s source[T]) walk(ctx context.Context, opts []IterOption) iter.Seq2[iter.Seq[*T], error] {
	o := s.iterOptions(opts)
	return func(yield func(iter.Seq[*T], error) bool) {
		s := s // what an iteration learns is its own
		walker, err := s.walker(ctx, o)
		if err != nil {
			if o.position != nil {
				*o.position = Position{mark: func() Checkpoint { return o.from }}
			}
			yield(nil, s.fail(err, o.from))
			return
		}
		defer walker.Stop()
		s.follow(ctx, walker, s.track(walker, o), yield)
	}
}

// follow yields the pages of a walk.
func (s *source[T]) follow(ctx context.Context, walker *walk.Walker[T, uuid.UUID], position *Position,
	yield func(iter.Seq[*T], error) bool,
) {
	for {
		items, err := walker.Next(ctx)
		e, changed := errors.AsType[*walk.ChangedError](err)
		if changed && e.Gone && s.isEmptied != nil && s.isEmptied(ctx, s, walker.State()) {
			items, err = nil, nil
		}
		if len(items) > 0 && s.workspace == (digest{}) {
			s.workspace = workspaceOf(items[0])
		}
		switch {
		case err != nil:
			yield(nil, s.fail(err, position.Checkpoint()))
			return
		case items == nil:
			if err := s.end(ctx, walker, position); err != nil {
				yield(nil, s.fail(err, position.Checkpoint()))
			}
			return
		case !yield(s.takeCopies(walker, items), nil):
			return
		}
	}
}

// pages iterates over the pages of a source, with their new items only.
func (s source[T]) pages(ctx context.Context, opts []IterOption) iter.Seq2[*Page[T], error] {
	return func(yield func(*Page[T], error) bool) {
		at, o := &Position{}, s.iterOptions(opts)
		if o.position != nil {
			at = o.position
		}
		for items, err := range s.walk(ctx, append(slices.Clip(opts), WithPosition(at))) {
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(newPage(items, at), nil) {
				return
			}
		}
	}
}

// newPage returns a page of the new items at a position of a walk.
func newPage[T any](items iter.Seq[*T], at *Position) *Page[T] {
	page := &Page[T]{Total: at.Total(), Offset: at.Items()}
	for item := range items {
		page.Items = append(page.Items, *item)
	}
	page.Limit = len(page.Items)
	return page
}

// iterOptions returns what options say about the iteration over a source.
func (s *source[T]) iterOptions(opts []IterOption) iterOptions {
	o := iterOptions{prefetch: s.prefetch, lag: defaultLag}
	for _, opt := range opts {
		if opt != nil {
			opt(&o)
		}
	}
	return o
}

// takeCopies returns copies of the items of a page, each of which is taken before it is
// used: who keeps one does not keep the page.
func (s *source[T]) takeCopies(walker *walk.Walker[T, uuid.UUID], items []*T) iter.Seq[*T] {
	return func(yield func(*T) bool) {
		for n, item := range items {
			walker.Take(n)
			if s.skip != nil && s.skip(item) {
				s.skipped++
				continue
			}
			if one := *item; !yield(&one) {
				return
			}
		}
	}
}
