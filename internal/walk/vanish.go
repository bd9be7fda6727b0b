package walk

import "context"

const (
	few    = 10 // items may go at once, because others remove them
	manyOf = 20 // one of so many items is not likely to
)

// vanishing is what is known of items that must still come, so that an empty answer is
// not taken for the end of a list that has more.
type vanishing struct {
	rest  int // items after the page used last, by its total; below 0: not known
	empty int // empty answers in a row that cannot be true
	left  int // items after the front, by the total; below 0: not known
	gone  int // of those, how many do not show any more, and did not come

	fallen int // of more than a few that were to come and went at once, how many have not shown again
}

// vanished reports whether a page says that the list is empty, although items are
// known that did not come: as a replica that is behind says, or an index being rebuilt.
func (w *Walker[T, ID]) vanished(page *Page[T]) bool {
	start := w.list.Offset
	if w.place.Bounded {
		start = 0
	}
	ended := page.Total < 0 && !w.isStart(w.place) // without a total, it may only be beyond the end
	if len(page.Items) > 0 || page.Total > start || w.rest == 0 || ended {
		w.empty = 0
		return false
	}
	return true
}

// askAgain chooses the place once more that had an empty answer, then, in a list with
// bounds, those before it, and at last ends the walk.
func (w *Walker[T, ID]) askAgain(ctx context.Context) error {
	w.empty++
	w.ahead.distrust()
	w.exact = true
	switch {
	case w.empty > patient:
		return w.endEmpty(ctx)
	case w.empty <= patient/2 || !w.list.Bounds || !w.front.started:
	case w.place.Bounded:
		w.lower()
	case !w.isStart(w.place):
		w.place = w.bound()
	}
	w.wait(ctx, w.empty)
	return nil
}

// endEmpty ends the walk if the list is empty, and says otherwise that it does not know.
func (w *Walker[T, ID]) endEmpty(ctx context.Context) error {
	empty, err := w.confirm(ctx, 0)
	if err == nil && !empty {
		err = changed("the list shows nothing after %d items, and is known to have more; if all was removed, "+
			"begin anew, without a checkpoint", w.front.taken)
	}
	w.done = err == nil
	return err
}

// miss notes how many items come after the front that a page has reached, and how many of
// those that were known to come have gone.
func (w *Walker[T, ID]) miss(page *Page[T], r *reading) {
	after := page.Total - w.front.pos
	passed := 0
	for _, s := range r.sights {
		if s != behind && s != known {
			passed++
		}
	}
	if gone := w.left - passed - after; w.left < 0 || after < 0 {
		w.gone = 0
	} else if len(r.fresh) > 0 {
		w.gone = gone
		w.doubtFall(gone)
	} else {
		w.gone = max(w.gone, gone)
	}
	w.left = max(-1, after)
}

// doubtFall notes a fall by more items than others are likely to remove between two requests, until
// as many show again.
func (w *Walker[T, ID]) doubtFall(gone int) {
	if gone < 0 || gone > few && manyOf*gone > w.front.taken+w.left {
		w.fallen = max(0, w.fallen+gone)
	}
}

// regains reports, at the end, whether to look for items once more that have gone: a
// replica may not show them. A list that has lost most of its items is not believed.
func (w *Walker[T, ID]) regains(ctx context.Context) (bool, error) {
	if w.gone <= 0 && w.fallen == 0 {
		return false, nil
	}
	if w.asks < w.questions() {
		if w.asks++; w.asks > 1 {
			w.wait(ctx, w.asks-1)
		}
		w.allowed++
		w.ahead.distrust()
		w.forward()
		return true, nil
	}
	if w.gone <= few && w.fallen == 0 {
		return false, nil
	}
	return false, w.explainLoss(ctx)
}

// questions returns how often to look for items that have gone.
func (w *Walker[T, ID]) questions() int {
	switch {
	case w.fallen > 0 || w.gone > few && w.lostMost(w.all):
		return patient
	case w.gone > few:
		return patient / 2
	}
	return 1
}

// lostMost reports whether a total is below half of what the list was known to have.
func (w *Walker[T, ID]) lostMost(total int) bool {
	return total-w.list.Offset < (w.front.taken+w.gone)/2
}

// explainLoss returns an error if another view does not confirm that items have gone. If there is
// none, that is an error if most of the list has.
func (w *Walker[T, ID]) explainLoss(ctx context.Context) error {
	page, err := w.fetchFirst(ctx)
	if err != nil || !(w.gone > few && w.lostMost(page.Total)) && (w.fallen == 0 || w.list.Whole == nil) {
		return err
	}
	confirmed, err := w.confirm(ctx, max(0, page.Total-w.list.Offset))
	if err == nil && !confirmed {
		err = changed("%d items came, and of the rest %d show no more", w.front.taken, max(w.gone, w.fallen))
	}
	return err
}

// expect notes how many items come after a page, by what it says itself.
func (w *Walker[T, ID]) expect(page *Page[T]) {
	if w.rest == 0 && len(w.reading.fresh) == 0 {
		return // all had come before
	}
	w.rest = max(-1, page.Total-w.place.Offset-len(page.Items))
}

// complete reports whether no item is known to come after the one that was taken last.
func (w *Walker[T, ID]) complete() bool {
	return w.rest == 0 && (w.page == nil || w.reading.passed == len(w.page.Items))
}
