package walk

import (
	"context"
	"slices"
)

// leave moves on from a page whose new items have been taken, or ends the walk.
func (w *Walker[T, ID]) leave(ctx context.Context) error {
	page, r := w.page, &w.reading
	if err := w.finish(page, r); err != nil {
		return err
	}
	w.page = nil
	w.remember()
	switch more := w.more(page); {
	case !r.reached:
		w.approach(page, r)
		return nil
	case w.shortEnds > maxShortEnds:
		return changed("the list ends at %d of %d", w.place.Offset+len(page.Items), page.Total)
	case more:
		w.forward()
		return nil
	}
	if cut, err := w.isCut(ctx, page); err != nil {
		return err
	} else if cut {
		w.forward()
		return nil
	}
	return w.end(ctx, page)
}

// approach chooses the page after one that is before the front. In a bound, the page on which
// many items of the front's key begin says how far away it is, unless some have gone.
func (w *Walker[T, ID]) approach(page *Page[T], r *reading) {
	if w.rebased() {
		w.pause = boundPause // another bound would show the same page again
	}
	from := w.place.Offset
	w.place.Offset += max(1, len(page.Items)-w.common())
	w.place.Limit = w.list.MaxPage
	if w.place.Bounded && w.crowding() && r.keys[len(r.keys)-1] == w.front.key {
		if before, _ := slices.BinarySearch(r.keys, w.front.key); before > 0 || from == 0 {
			w.front.pos = min(from+before+w.front.size, max(page.Total, from))
			w.place.Offset = max(w.place.Offset, w.front.pos-w.equalKeyOverlap())
		}
	}
}

// more reports whether the list may go on after a page. Only a short page ends it:
// a total can keep it going, but not for long.
func (w *Walker[T, ID]) more(page *Page[T]) bool {
	switch {
	case w.isFull(w.place, page):
		return true
	case w.place.Offset+len(page.Items) >= page.Total: // or not known
		return false
	}
	w.shortEnds++
	w.shorten(len(page.Items))
	return true
}

// isFull reports whether a page is as long as it may be.
func (w *Walker[T, ID]) isFull(at Place, page *Page[T]) bool {
	limit := at.Limit
	if page.Limit > 0 {
		limit = min(limit, page.Limit)
	}
	return page.more || len(page.Items) >= limit
}

// end ends the walk, unless something shows that the list goes on.
func (w *Walker[T, ID]) end(ctx context.Context, page *Page[T]) error {
	if again, err := w.regains(ctx); err != nil || again {
		return err
	}
	if fewer, err := w.fewer(page.Total); err != nil {
		return err
	} else if fewer || w.unexplained && w.front.taken > w.before {
		return w.walkAgain(page.Total)
	}
	if w.list.Bounds && w.place.Offset > 0 && !w.cleared && w.ended != w.front.seq {
		w.place, w.ended, w.lead = w.bound(), w.front.seq, 0 // the end may be that of a window
		return nil
	}
	goesOn, err := w.goesOn(ctx)
	switch {
	case err != nil:
		return err
	case goesOn && w.falseEnds > maxShortEnds:
		return changed("the pages end at %d, and the list does not", w.front.pos)
	case goesOn:
		w.falseEnds++
		w.forward()
		return nil
	}
	return w.conclude(ctx)
}

// fewer reports whether fewer items came than the totals say, so that the walk must go
// through the list once more; where it cannot, that is an error.
func (w *Walker[T, ID]) fewer(total int) (bool, error) {
	unsure := w.amongEqualKeys && w.reordered && !w.believable(total)
	switch {
	case w.list.Key == nil:
		return unsure || total-w.list.Offset > w.front.taken, nil
	case !w.front.fixed:
		return unsure || w.lacks(), nil
	case unsure || w.amongEqualKeys && w.lacks() && (w.list.Bounds || !w.begun): // short asks otherwise
		return false, changed("%d items came, and there are more", w.front.taken)
	}
	return false, nil
}

// conclude ends the walk, unless too few came.
func (w *Walker[T, ID]) conclude(ctx context.Context) error {
	short, err := w.short(ctx)
	switch {
	case err != nil:
		return err
	case short && w.counted == w.front.seq:
		return changed("%d items came, and there are more", w.front.taken)
	case short: // some may have come since
		w.counted = w.front.seq
		w.forward()
		return nil
	}
	w.done = true
	return nil
}

// goesOn reports whether the list has a last item after the front. It asks only where the
// pages may have come to a cap: in longer lists, and where a bound takes several pages.
func (w *Walker[T, ID]) goesOn(ctx context.Context) (bool, error) {
	capped := w.front.pos > capMultiple
	if w.list.Bounds {
		capped = w.place.Offset > 0
	}
	if w.list.Last == nil || !capped {
		return false, nil
	}
	last, err := w.lastItem(ctx)
	if err != nil || last == nil {
		return false, err
	}
	if _, taken := w.front.find(w.list.ID(last)); !taken {
		key := w.list.Key(last)
		return !w.list.Sorted || key == NoKey || key >= w.front.key, nil
	}
	return w.hasMoreOfKey(ctx)
}

// hasMoreOfKey reports whether the list has more items of the front's key than came: of those, any
// may show as the last.
func (w *Walker[T, ID]) hasMoreOfKey(ctx context.Context) (bool, error) {
	if !w.list.Bounds {
		return false, nil
	}
	page, err := w.list.Fetch(ctx, Place{Bounded: true, Bound: w.front.key, Limit: 1})
	if err != nil || len(page.Items) == 0 || w.list.Key(&page.Items[0]) != w.front.key {
		return false, err
	}
	return page.Total > w.front.size, nil
}
