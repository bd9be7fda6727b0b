package walk

import "context"

const (
	share = 3    // items that a page has in common with those before, if nothing shifts
	sure  = 10   // items in their old order, which chance does not bring about
	deep  = 5000 // the offset in a bound from which a further one is set
	trail = 64   // pages whose last keys are remembered
	pause = 10   // pages without a new bound, after one that was crowded
)

// fetch returns the page at the place that was chosen, or a page that was fetched
// ahead and meets the front as well.
func (w *Walker[T, ID]) fetch(ctx context.Context) (*Page[T], error) {
	overlap := w.overlap
	if w.crowding() {
		overlap = w.crowd()
	}
	if !w.exact && w.front.started {
		w.place = w.ahead.near(w.place, w.front.pos, overlap)
	}
	if w.front.started && w.list.Ahead > 0 {
		w.ahead.start(ctx, w.place, w.longest(overlap), overlap, w.list.Ahead, w.reach())
	}
	w.lastAhead() //nolint:contextcheck // the context of what is fetched ahead
	page, err := w.ahead.get(ctx, w.place)
	if err == nil && page.Limit < 0 {
		err = w.measure(ctx, page)
	}
	return page, err
}

// lastAhead fetches the last item of the list beside the last pages, if pages are
// fetched ahead.
func (w *Walker[T, ID]) lastAhead() {
	ctx := w.ahead.ctx
	if w.list.Last == nil || w.last != nil || ctx == nil || w.total <= roundTo || w.place.Offset+w.place.Limit < w.total {
		return
	}
	w.last = make(chan *T, 1)
	go func(last chan<- *T) {
		item, err := w.list.Last(ctx)
		if err != nil {
			item = nil // it is asked for again
		}
		last <- item
	}(w.last)
}

// lastItem returns the last item of the list, fetched before or now.
func (w *Walker[T, ID]) lastItem(ctx context.Context) (*T, error) {
	last := w.last
	if w.last = nil; last != nil {
		if item := <-last; item != nil {
			return item, nil
		}
	}
	return w.list.Last(ctx)
}

// reach returns how far pages may be fetched ahead; below 0: without an end.
func (w *Walker[T, ID]) reach() int {
	if w.list.Bounds && (w.total < 0 || w.total > w.deep) {
		return w.deep
	}
	return w.total
}

// retreat chooses a bound in place of an offset that the server refuses, and reports
// whether it could.
func (w *Walker[T, ID]) retreat(ctx context.Context) bool {
	if !w.list.Bounds || !w.front.started || w.rebased() || ctx.Err() != nil {
		return false
	}
	w.deep = max(w.list.MaxPage, min(w.deep, w.place.Offset-w.list.MaxPage))
	w.ahead.distrust()
	w.place = w.bound()
	return true
}

// measure finds out whether a page is short because the list ends there, where the
// server does not say how long its pages may be.
func (w *Walker[T, ID]) measure(ctx context.Context, page *Page[T]) error {
	n := len(page.Items)
	page.Limit = w.place.Limit
	if n == 0 || n >= page.Limit {
		return nil
	}
	beyond := w.place
	beyond.Offset += n
	next, err := w.list.Fetch(ctx, beyond)
	switch {
	case err != nil:
		return err
	case len(next.Items) > 0:
		page.Limit = n
	case page.Total < 0:
		page.Total = beyond.Offset
	}
	return nil
}

// at returns the place of a page that begins at an offset and may bring as many new
// items as the user wants on a page.
func (w *Walker[T, ID]) at(offset int) Place {
	start := w.list.Offset
	if w.place.Bounded {
		start = 0
	}
	at := w.place
	at.Offset = max(start, offset)
	at.Limit = w.longest(max(w.overlap, w.front.pos-at.Offset))
	return at
}

// longest returns the limit of a page that overlaps by so many items. In trouble
// it is the longest page, whatever the user wants.
func (w *Walker[T, ID]) longest(overlap int) int {
	if w.lost+w.barren+w.rounds > 0 {
		return w.list.MaxPage
	}
	return min(w.list.MaxPage, w.list.Limit+overlap)
}

// filled adapts to a server whose pages are shorter than asked for.
func (w *Walker[T, ID]) filled(limit int) {
	if limit > 0 && limit < w.list.MaxPage && limit < w.place.Limit {
		w.list.MaxPage = limit
		w.overlap = min(share, limit-1)
		w.list.Limit = max(1, min(w.list.Limit, limit-w.overlap))
	}
}

// step returns how many items a long page brings.
func (w *Walker[T, ID]) step() int { return max(1, w.list.MaxPage-w.overlap) }

// bound returns the place that begins right below the front, without an offset.
func (w *Walker[T, ID]) bound() Place { return w.boundAt(w.front.key) }

// boundAt returns the place that begins a step below a key.
func (w *Walker[T, ID]) boundAt(key int64) Place {
	step := w.unit
	if step == 0 {
		step = divisor(key, w.list.Coarse)
	}
	step = min(max(step, w.list.Fine), w.list.Coarse)
	return Place{Bounded: true, Bound: key - step, Limit: w.longest(w.overlap + w.front.size)}
}

// remember keeps the key of the front after a page, to go back to.
func (w *Walker[T, ID]) remember() {
	if w.list.Bounds {
		w.trail = append(w.trail[max(0, len(w.trail)-trail):], w.front.key)
	}
}

// lower chooses a bound further back, after one that showed nothing that was taken, and
// at last the beginning of the list.
func (w *Walker[T, ID]) lower() {
	w.ahead.distrust()
	w.place = Place{Offset: w.list.Offset, Limit: w.list.MaxPage}
	if n := w.lowered; n < len(lowering) {
		key := w.front.key - lowering[n].steps*w.list.Coarse
		if back := len(w.trail) - lowering[n].pages; back >= 0 {
			key = min(key, w.trail[back])
		}
		w.allowed += lowering[n].pages
		w.place = w.boundAt(key)
	}
	w.lowered++
}

// lowering is how far back bounds go that are to show what was taken: by so many pages,
// as far as they are remembered, and coarse steps.
var lowering = []struct {
	pages int
	steps int64
}{{2, 1}, {9, 60}, {trail, 24 * 60}}

// rebased reports whether the page in use is the first of a bound.
func (w *Walker[T, ID]) rebased() bool { return w.place.Bounded && w.place.Offset == 0 }

// forward chooses the page after one that reached the front.
func (w *Walker[T, ID]) forward() {
	switch {
	case w.list.Bounds && w.cleared:
		w.place = Place{Offset: w.list.Offset, Limit: w.longest(w.overlap)}
	case w.bounds():
		w.place = w.bound()
	default:
		w.place = w.at(w.front.pos - w.common() + w.drift())
	}
}

// common returns by how many items the next page is to overlap: by all that have
// the key of the front and one more, unless they are too many.
func (w *Walker[T, ID]) common() int {
	overlap := max(w.overlap, min(w.overlap+w.widen, w.list.MaxPage/2))
	switch {
	case w.list.Key == nil:
		return overlap
	case w.crowding():
		return max(overlap, w.crowd())
	}
	return max(overlap, w.front.size+1)
}

// crowding reports whether there are too many items of the front's key to go back beyond
// all of them.
func (w *Walker[T, ID]) crowding() bool { return w.list.Key != nil && w.front.size >= w.list.MaxPage/2 }

// crowd returns by how many items pages overlap then.
func (w *Walker[T, ID]) crowd() int { return min(sure+2*share, w.list.MaxPage/2) }

// bounds reports whether a bound is the better way to the page after the front.
func (w *Walker[T, ID]) bounds() bool {
	if !w.list.Bounds || !w.front.started || w.front.size > w.list.MaxPage/3 {
		return false
	}
	if w.rebased() && w.reading.known > w.list.MaxPage/2 {
		w.pause = pause
	}
	w.pause--
	return w.place.Offset >= w.deep || w.pause < 0 && w.list.Ahead == 0
}

// drift returns how far the next page is likely to have shifted, below 0, after two
// that shifted by much: the caller may be removing what it is given.
func (w *Walker[T, ID]) drift() int {
	if by := max(w.shifts[0], w.shifts[1]); by <= -w.list.Limit/2 {
		return by
	}
	return 0
}

// back chooses an earlier page after one that did not meet the front. A fallen total
// says how far; otherwise the steps grow.
func (w *Walker[T, ID]) back(rise int) {
	w.lost++
	if w.list.Bounds && w.front.started && (!w.place.Bounded || w.place.Bound < w.bound().Bound) {
		w.place = w.bound()
		return
	}
	step := w.list.MaxPage / 2 << min(w.lost, 16)
	if rise < 0 {
		step = max(step, w.overlap-rise)
	}
	w.place = w.at(w.place.Offset - step)
	w.widen = w.list.MaxPage / 4
	w.allowed += step/w.step() + 1
}
