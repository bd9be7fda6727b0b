package walk

import "context"

// ahead fetches pages before they are asked for.
type ahead[T any] struct {
	fetch      func(context.Context, Place) (*Page[T], error)
	ctx        context.Context //nolint:containedctx // of what is pending; ends with the walk
	cancel     context.CancelFunc
	pending    map[Place]chan fetched[T]
	pagesToFit int // pages that must fit before any is fetched ahead
}

type fetched[T any] struct {
	page *Page[T]
	err  error
}

// get returns the page at a place, fetched before or now.
func (a *ahead[T]) get(ctx context.Context, at Place) (*Page[T], error) {
	pending, ok := a.pending[at]
	if !ok {
		return a.fetch(ctx, at)
	}
	select {
	case got := <-pending:
		pending <- got // it may be asked for again
		return got.page, got.err
	case <-ctx.Done():
		return a.fetch(ctx, at) // which says that the context has ended
	}
}

// near returns a pending place whose page goes on from pos, or else the place at
// hand. Pages that end before pos are dropped.
func (a *ahead[T]) near(at Place, pos, overlap int) Place {
	best, found := at, false
	for p := range a.pending {
		switch {
		case p.Bounded != at.Bounded || p.Bound != at.Bound || p.Offset+p.Limit <= pos:
			delete(a.pending, p)
		case p.Offset <= pos-overlap && (!found || p.Offset > best.Offset):
			best, found = p, true
		}
	}
	return best
}

// start fetches the pages after a place until n are pending, as far as the list is
// known to go. Each overlaps with the one before.
func (a *ahead[T]) start(ctx context.Context, from Place, limit, overlap, n, total int) {
	if a.pagesToFit > 0 {
		return
	}
	if a.pending == nil {
		a.pending = map[Place]chan fetched[T]{}
		a.ctx, a.cancel = context.WithCancel(ctx) //nolint:gosec // drop calls it
	}
	end := max(from.Offset+from.Limit, a.end())
	if _, ok := a.pending[from]; ok {
		n++
	}
	for len(a.pending) < n && (total < 0 || end < total) {
		from.Offset, from.Limit = max(from.Offset, end-overlap), limit
		end = from.Offset + limit
		a.request(from) //nolint:contextcheck // a.ctx is made of it
	}
}

// end returns where the last page that is pending ends; 0: none is.
func (a *ahead[T]) end() int {
	end := 0
	for p := range a.pending {
		end = max(end, p.Offset+p.Limit)
	}
	return end
}

// request fetches a page.
func (a *ahead[T]) request(at Place) {
	ctx, pending := a.ctx, make(chan fetched[T], 1)
	a.pending[at] = pending
	go func() {
		page, err := a.fetch(ctx, at)
		pending <- fetched[T]{page, err}
	}()
}

// used forgets a page that has served.
func (a *ahead[T]) used(at Place) { delete(a.pending, at) }

// drop gives up what is pending. It does not wait for it.
func (a *ahead[T]) drop() {
	if a.cancel != nil {
		a.cancel()
	}
	a.pending, a.cancel = nil, nil
}

// suspend gives up what is pending, because the list has changed, and stops
// fetching ahead.
func (a *ahead[T]) suspend() {
	a.drop()
	a.pagesToFit = 2
}

// trust notes that a page fits.
func (a *ahead[T]) trust() { a.pagesToFit = max(0, a.pagesToFit-1) }
