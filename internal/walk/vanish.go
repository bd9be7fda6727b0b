package walk

import "context"

// unknown is a number of items that is not known.
const unknown = -1

// vanishing is what is known of items that must still come, so that an empty answer is
// not taken for the end of a list that has more.
type vanishing struct {
	restAfterPage int // items after the page used last, by its total; setRest sets it
	empty         int // empty answers in a row that cannot be true
	resumedAt     int // items that were taken before the state that the walk goes on from
}

// setRest notes how many items come after the page used last.
func (v *vanishing) setRest(n int) { v.restAfterPage = max(unknown, n) }

// noneAfter reports whether none is known to come.
func (v *vanishing) noneAfter() bool { return v.restAfterPage == 0 }

// vanished reports whether a page says that the list is empty, although items are
// known that did not come: as a replica that is behind says, or an index being rebuilt.
func (w *Walker[T, ID]) vanished(page *Page[T]) bool {
	start := w.list.Offset
	if w.place.Bounded {
		start = 0
	}
	ended := page.Total < 0 && !w.isStart(w.place) // without a total, it may only be beyond the end
	if len(page.Items) > 0 || page.Total > start || w.noneAfter() || ended {
		w.empty = 0
		return false
	}
	return true
}

// askAgain chooses the place once more that had an empty answer, then, in a list with
// bounds, those before it, and at last ends the walk.
func (w *Walker[T, ID]) askAgain(ctx context.Context) error {
	w.empty++
	w.ahead.suspend()
	w.exact = true
	switch {
	case w.empty > maxUselessPages:
		return w.endEmpty(ctx)
	case w.empty <= maxUselessPages/2 || !w.list.Bounds || !w.front.started:
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
	view := w.list.Whole
	if view == nil && w.resumedAt > 0 && w.resumedAt == w.front.taken {
		view = w.list.Finished
	}
	empty, err := w.askRepeatedly(ctx, view, func(ctx context.Context) (bool, error) { return w.confirm(ctx, view, 0) })
	if err == nil && !empty {
		err = itemsGone("the list shows nothing after %d items, and is known to have more; if all was removed, "+
			"begin anew, without a checkpoint", w.front.taken)
	}
	w.done = err == nil
	return err
}

// expect notes how many items come after a page, by what it says itself.
func (w *Walker[T, ID]) expect(page *Page[T]) {
	if w.noneAfter() && len(w.reading.newItems) == 0 {
		return // all had come before
	}
	w.setRest(page.Total - w.place.Offset - len(page.Items))
}

// complete reports whether no item is known to come after the one that was taken last.
func (w *Walker[T, ID]) complete() bool {
	return w.noneAfter() && (w.page == nil || w.reading.passed == len(w.page.Items))
}
