package walk

import "context"

// fetch returns the page at the place that was chosen, or a page that was fetched
// ahead and meets the front as well.
func (w *Walker[T, ID]) fetch(ctx context.Context) (*Page[T], error) {
	if !w.exact && w.front.started {
		w.place = w.ahead.near(w.place, w.front.pos, w.margin())
	}
	if w.front.started {
		w.fetchAhead(ctx)
	}
	w.lastAhead() //nolint:contextcheck // the context of what is fetched ahead
	page, err := w.ahead.get(ctx, w.place)
	if err == nil && page.Limit < 0 {
		err = w.measure(ctx, page)
	}
	return page, err
}

// fetchAhead fetches the pages after the place at hand, which need not be there yet.
func (w *Walker[T, ID]) fetchAhead(ctx context.Context) {
	if w.list.Ahead > 0 {
		w.ahead.start(ctx, w.place, w.longest(w.margin()), w.margin(), w.list.Ahead, w.reach())
	}
}

// lastAhead fetches the last item of the list if pages are fetched ahead, once the last of
// them is under way.
func (w *Walker[T, ID]) lastAhead() {
	ctx := w.ahead.ctx
	if w.list.Last == nil || w.list.Bounds || w.last != nil || ctx == nil {
		return
	}
	if w.total <= capMultiple || max(w.place.Offset+w.place.Limit, w.ahead.end()) < w.total {
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
		select {
		case item := <-last:
			if item != nil {
				return item, nil
			}
		case <-ctx.Done(): // what is fetched ahead may not watch its own
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
	if w.unfitPages+w.emptyPages+w.rounds > 0 {
		return w.list.MaxPage
	}
	return min(w.list.MaxPage, w.list.Limit+overlap)
}

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

// back chooses an earlier page after one that did not meet the front. A fallen total
// says how far; otherwise the steps grow.
func (w *Walker[T, ID]) back(rise int) {
	w.unfitPages++
	w.lead = 0
	if w.list.Bounds && w.front.started && (!w.place.Bounded || w.place.Bound < w.bound().Bound) {
		w.place = w.bound()
		return
	}
	step := w.list.MaxPage / 2 << min(w.unfitPages, 16)
	if rise < 0 {
		step = max(step, w.overlap-rise)
	}
	from := w.place.Offset
	w.place = w.at(from - step)
	w.extraOverlap = w.list.MaxPage / 4
	w.allowed += max(0, from-w.place.Offset)/w.step() + 1
}
