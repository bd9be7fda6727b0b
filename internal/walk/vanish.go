package walk

// vanishing is what is known of items that must still come, so that an empty answer is
// not taken for the end of a list that has more.
type vanishing struct {
	rest  int // items after the page used last, by its total; below 0: not known
	empty int // empty answers in a row that cannot be true
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
// bounds, those before it, and at last gives up.
func (w *Walker[T, ID]) askAgain() error {
	w.empty++
	w.ahead.distrust()
	w.exact = true
	switch {
	case w.empty > patient:
		return changed("the list shows nothing after %d items, and is known to have more", w.front.taken)
	case w.empty <= patient/2 || !w.list.Bounds || !w.front.started:
	case w.place.Bounded:
		w.lower()
	case !w.isStart(w.place):
		w.place = w.bound()
	}
	return nil
}

// expect notes how many items come after a page, by what it says itself.
func (w *Walker[T, ID]) expect(page *Page[T]) {
	w.rest = max(-1, page.Total-w.place.Offset-len(page.Items))
}

// complete reports whether no item is known to come after the one that was taken last.
func (w *Walker[T, ID]) complete() bool {
	return w.rest == 0 && (w.page == nil || w.reading.passed == len(w.page.Items))
}
