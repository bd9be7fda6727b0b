package cuedesk

import (
	"context"
	"fmt"
	"iter"

	"github.com/google/uuid"

	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// maxPage is the largest page that the API gives, and the one that All asks for.
const maxPage = 100

// Order is a direction of sorting. The API's default differs by operation.
type Order string

// The directions of sorting.
const (
	Ascending  Order = "asc"
	Descending Order = "desc"
)

// PageOptions choose a page (API: "Pagination").
type PageOptions struct {
	Limit  int // items a page, 1 to 100, in All too; 0: the API's default, 50 (10 for a search), or 100 in All
	Offset int // items to skip, 0 or more
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

// IterOption changes how All fetches its pages.
type IterOption func(*iterOptions)

type iterOptions struct{ prefetch int }

// WithPrefetch fetches up to n pages ahead while you handle the current one,
// concurrently and in order. It keeps at most n pages in memory; 0 or less
// fetches none ahead, as without the option.
func WithPrefetch(n int) IterOption {
	return func(o *iterOptions) { o.prefetch = n }
}

// pageFunc fetches one page.
type pageFunc[T any] func(context.Context, PageOptions) (*Page[T], error)

// all iterates over the items from start on, over all pages, each fetched by
// the operation that op gives for it. See [walk] for how it stays right while
// the data changes.
func all[T resource](ctx context.Context, core *rest.Core, start PageOptions, op func(PageOptions) rest.Operation, opts []IterOption) iter.Seq2[*T, error] {
	if start.Limit == 0 {
		start.Limit = maxPage
	}
	var o iterOptions
	for _, opt := range opts {
		if opt != nil {
			opt(&o)
		}
	}
	return func(yield func(*T, error) bool) {
		if ctx == nil {
			_, err := rest.Fetch[Page[T]](ctx, core, op(start))
			yield(nil, err)
			return
		}
		ctx, cancel := context.WithCancel(ctx)
		fetch, wait := ahead(ctx, o.prefetch, func(ctx context.Context, at PageOptions) (*Page[T], error) {
			return rest.Fetch[Page[T]](ctx, core, op(at))
		})
		defer wait()
		defer cancel()
		w := walk[T]{next: start, first: start.Offset, operation: op(start).Pattern}
		for !w.done {
			page, err := fetch(ctx, w.next)
			if err == nil {
				err = w.advance(page)
			}
			if err != nil {
				yield(nil, err)
				return
			}
			for _, item := range w.items {
				if !yield(item, nil) {
					return
				}
			}
		}
	}
}

// walk is where an iteration stands. Items that are added or deleted meanwhile
// shift the pages: an item seen on one of the two pages before is not given
// again, and where the total shrank, the walk steps back by as much, because
// items may have slipped onto a page it had read. It steps back no further than
// it remembers, so that it neither repeats items nor runs forever.
type walk[T resource] struct {
	operation string
	next      PageOptions
	first     int // offset to step back to at most
	total     int // of the page before
	back      int // steps back since the last new item
	items     []*T
	seen      [2]map[uuid.UUID]bool // keys of the two pages before
	done      bool
}

// advance takes in the page that was asked for and chooses the next one. A page
// that contradicts the request is an error, and a total below what has come
// already no reason to stop: a list that ends early must not pass for a complete
// one.
func (w *walk[T]) advance(page *Page[T]) error {
	switch {
	case page.Offset != w.next.Offset:
		return badPage(w.operation, "page at offset %d where %d was asked for", page.Offset, w.next.Offset)
	case len(page.Items) == 0 && page.Offset < page.Total:
		return badPage(w.operation, "empty page at offset %d of %d", page.Offset, page.Total)
	}
	step := w.stepBack(page.Total)
	w.total = page.Total
	if step > 0 {
		w.back, w.items = w.back+step, nil
		w.next.Offset -= step
		return nil
	}
	w.take(page.Items)
	if len(w.items) > 0 {
		w.back = 0
	}
	w.next.Offset += len(page.Items)
	w.done = w.next.Offset == page.Total || len(page.Items) == 0
	if w.next.Offset > page.Total && len(page.Items) > 0 && len(w.items) == 0 {
		return badPage(w.operation, "nothing new at offset %d of %d", page.Offset, page.Total)
	}
	return nil
}

// stepBack returns how far to go back for a total.
func (w *walk[T]) stepBack(total int) int {
	remembered := len(w.seen[0]) + len(w.seen[1]) - w.back
	return max(0, min(w.total-total, remembered, w.next.Offset-w.first))
}

// take keeps the items that are new.
func (w *walk[T]) take(items []T) {
	keys := make(map[uuid.UUID]bool, len(items))
	w.items = w.items[:0]
	for i := range items {
		key := items[i].key()
		if !keys[key] && !w.seen[0][key] && !w.seen[1][key] {
			w.items = append(w.items, &items[i])
		}
		keys[key] = true
	}
	w.seen[0], w.seen[1] = keys, w.seen[0]
}

// badPage is the error for a page that cannot be part of a complete list.
func badPage(op, format string, args ...any) error {
	return &Error{Operation: op, err: fmt.Errorf("%w: "+format, append([]any{ErrBadResponse}, args...)...)}
}
