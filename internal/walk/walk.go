package walk

import (
	"context"
	"fmt"
)

// Place is where a page begins and how long it may be.
type Place struct {
	Bounded bool  // only items whose key is Bound or above count
	Bound   int64 // a key; NoKey: all items count
	Offset  int
	Limit   int
}

// Page is what a fetch of a place gives. Limit, Offset and Total are what the server
// says of it, and below zero where it says nothing.
type Page[T any] struct {
	Items  []T
	Limit  int
	Offset int
	Total  int
	more   bool // the list goes on after these items
}

// List is a list to walk through.
type List[T any, ID comparable] struct {
	Fetch func(context.Context, Place) (*Page[T], error)
	ID    func(*T) ID
	// Key returns what the list is sorted by, or NoKey; nil where that is hidden.
	Key func(*T) int64
	// Sorted lists ascend by their keys. Other keys can only be compared for equality:
	// items with an equal upper half stand together.
	Sorted bool
	// Fixed keys never change. Then only the items near the front are remembered.
	Fixed bool
	// Bounds lets the walk begin pages at a bound instead of an offset.
	Bounds bool
	// Fine and Coarse are the finest and the coarsest step in which keys may be shown.
	// A bound lies a step below a key.
	Fine, Coarse int64
	// Lost is asked whether to go on after a page that does not fit; nil: always.
	Lost func(*Page[T]) error
	// Last fetches the last item of the list in another way; nil: there is none.
	Last func(context.Context) (*T, error)
	// Whole is asked whether the list may be believed where all or most of it has gone: whether
	// another view shows nothing that is not there. nil: there is none, and it is not believed.
	Whole func(context.Context) (bool, error)
	// Finished is asked in place of a missing Whole where a walk that goes on from a state finds
	// nothing from its first page on.
	Finished func(context.Context) (bool, error)
	// Pause waits before a question is asked for the nth time; nil: it is asked at once.
	Pause func(ctx context.Context, n int)

	// Least is how many items from Offset on the list is known to have when the walk
	// begins; 0: not known. Where it is above 0, an empty list is not believed.
	Least int

	Offset  int // where the list begins
	Limit   int // new items a page
	MaxPage int // the longest page that may be asked for
	Ahead   int // pages to fetch ahead
}

// ChangedError says why a list cannot be walked to its end.
type ChangedError struct {
	Reason string
	Page   bool // one page alone contradicts itself or the request
	Gone   bool // items that were known to come show no more
}

func (e *ChangedError) Error() string { return e.Reason }

func changed(format string, args ...any) error {
	return &ChangedError{Reason: fmt.Sprintf(format, args...)}
}

func itemsGone(format string, args ...any) error {
	return &ChangedError{Reason: fmt.Sprintf(format, args...), Gone: true}
}

func badPage(format string, args ...any) error {
	return &ChangedError{Reason: fmt.Sprintf(format, args...), Page: true}
}

// Walker goes through a list once.
type Walker[T any, ID comparable] struct {
	list  List[T, ID]
	front front[ID]
	ahead ahead[T]
	current[T]
	totals
	sharing
	bounding
	patience
	doubts
	vanishing
	loss
	recount
	cutting
	last chan *T // the last item of the list, being fetched
	done bool
}

// current is the page in use, or the place of the one to fetch.
type current[T any] struct {
	place   Place
	exact   bool     // no other place will do
	page    *Page[T] // in use
	reading reading  // of that page
}

// New returns a walk through the list, from its beginning or from a state.
func New[T any, ID comparable](list List[T, ID], from *State[ID]) *Walker[T, ID] {
	w := &Walker[T, ID]{
		list: list, totals: noTotals, sharing: sharing{overlap: share}, bounding: bounding{deep: farOffset},
		loss: loss{left: unknown},
	}
	w.setRest(list.Least)
	w.ahead.fetch = list.Fetch
	w.front = newFront[ID](list.Fixed, list.Sorted, list.Offset)
	w.place = Place{Offset: list.Offset, Limit: list.Limit}
	if from != nil {
		w.resume(from)
	}
	return w
}

// Next returns the new items of the next page that has any, and nil at the end. Each
// must be given to Take, in order, when it is used; what is not taken comes again.
func (w *Walker[T, ID]) Next(ctx context.Context) ([]*T, error) {
	for {
		if w.page != nil {
			if err := w.leave(ctx); err != nil || w.done {
				return nil, err
			}
		}
		page, err := w.fetch(ctx)
		if err != nil && w.retreat(ctx) {
			continue
		}
		if err == nil {
			err = w.use(ctx, page)
		}
		if err != nil || w.done {
			return nil, err
		}
		if w.page != nil && len(w.reading.newItems) > 0 {
			w.fetchAhead(ctx)
			return w.items(), nil
		}
	}
}

// Take takes the nth new item of the page.
func (w *Walker[T, ID]) Take(n int) {
	i := w.reading.newItems[n]
	w.pass(i)
	w.reading.passed = i + 1
	id, key := w.list.ID(&w.page.Items[i]), w.reading.keys[i]
	if w.front.taken == 0 {
		w.begin(key)
	}
	if w.list.Sorted || i >= w.reading.afterKnown {
		w.front.take(id, key, w.place.Offset+i+1)
	} else {
		w.front.insert(id, key)
	}
}

// pass goes past the items up to an index that were taken before, elsewhere: the
// front moves over those that stand after it.
func (w *Walker[T, ID]) pass(end int) {
	r := &w.reading
	for ; r.passed < end; r.passed++ {
		i := r.passed
		if r.sights[i] != moved && r.sights[i] != unplaced {
			continue
		}
		id, key := w.list.ID(&w.page.Items[i]), r.keys[i]
		if r.reached && i >= r.afterKnown && (!w.list.Sorted || key >= w.front.key) {
			w.front.pass(id, key, w.place.Offset+i+1)
		} else {
			w.front.displace(id, key)
		}
		w.displacedItems++
	}
}

// Taken returns how many items were taken, in walks before this one too.
func (w *Walker[T, ID]) Taken() int { return w.front.taken }

// Total returns how many items the list seems to have in all, at least as many as
// were taken.
func (w *Walker[T, ID]) Total() int { return max(w.all, w.front.taken) }

// Stop gives up what is being fetched ahead.
func (w *Walker[T, ID]) Stop() { w.ahead.drop() }

func (w *Walker[T, ID]) items() []*T {
	items := make([]*T, len(w.reading.newItems))
	for n, i := range w.reading.newItems {
		items[n] = &w.page.Items[i]
	}
	return items
}
