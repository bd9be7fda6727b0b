package walk

import "context"

const (
	smallLoss = 10 // items may go at once, because others remove them
	manyOf    = 20 // one of so many items is not likely to
)

// loss is what is known of items after the front that have gone before they came.
type loss struct {
	left            int // items after the front, by the total; below 0: not known
	gone            int // of those, how many do not show any more, and did not come
	unexplainedFall int // of more than a few that went at once, how many have not shown again
}

// noteMissing notes how many items come after the front that a page has reached, and how many of
// those that were known to come have gone.
func (w *Walker[T, ID]) noteMissing(page *Page[T], r *reading) {
	after := page.Total - w.front.pos
	passed := 0
	for _, s := range r.sights {
		if s != behind && s != known {
			passed++
		}
	}
	if gone := w.left - passed - after; w.left < 0 || after < 0 {
		w.gone = 0
	} else if len(r.newItems) > 0 {
		w.gone = gone
		w.noteFall(gone)
	} else {
		w.gone = max(w.gone, gone)
	}
	w.left = max(unknown, after)
}

// noteFall notes a fall by more items than others are likely to remove between two requests, until
// as many show again.
func (w *Walker[T, ID]) noteFall(gone int) {
	if gone < 0 || w.many(gone) {
		w.unexplainedFall = max(0, w.unexplainedFall+gone)
	}
}

// many reports whether others are not likely to remove so many of the items that are left at once.
func (w *Walker[T, ID]) many(gone int) bool {
	return gone > smallLoss && manyOf*gone > w.front.taken+max(0, w.left)
}

// regains reports, at the end, whether to look for items once more that have gone: a
// replica may not show them. A list that has lost most of its items is not believed.
func (w *Walker[T, ID]) regains(ctx context.Context) (bool, error) {
	if w.gone <= 0 && w.unexplainedFall == 0 {
		return false, nil
	}
	if w.endChecks < w.maxAsks() {
		if w.endChecks++; w.endChecks > 1 {
			w.wait(ctx, w.endChecks-1)
		}
		w.unfitPages, w.emptyPages = 0, 0
		w.allowed++
		w.ahead.suspend()
		w.forward()
		return true, nil
	}
	if w.gone <= smallLoss && w.unexplainedFall == 0 {
		return false, nil
	}
	return false, w.explainLoss(ctx)
}

// maxAsks returns how often to look for items that have gone.
func (w *Walker[T, ID]) maxAsks() int {
	switch {
	case w.unexplainedFall > 0 || w.gone > smallLoss && w.lostMost(w.all):
		return maxUselessPages
	case w.gone > smallLoss:
		return maxUselessPages / 2
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
	explained, err := w.askRepeatedly(ctx, w.list.Whole, w.isExplained)
	if err == nil && !explained {
		err = itemsGone("%d items came, and of the rest %d show no more", w.front.taken, max(w.gone, w.unexplainedFall))
	}
	return err
}

// isExplained reports whether items that have gone are no loss.
func (w *Walker[T, ID]) isExplained(ctx context.Context) (bool, error) {
	page, err := w.fetchFirst(ctx)
	if err != nil {
		return false, err
	}
	many := w.unexplainedFall > 0 || w.many(w.gone)
	if most := w.gone > smallLoss && w.lostMost(page.Total); !most && (!many || w.list.Whole == nil) {
		return true, nil
	}
	return w.confirm(ctx, w.list.Whole, max(0, page.Total-w.list.Offset))
}
