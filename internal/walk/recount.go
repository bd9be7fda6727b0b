package walk

import (
	"context"
	"slices"
)

// recount asks, at the end of a list with fixed keys or bounds, how many items it has, if fewer came
// than the totals said. It asks for no more than that: most walks end without.
type recount struct {
	first   int64  // the key of the item taken first
	begun   bool   // that is known: the walk goes on from no state
	counted uint32 // the front when too few had come before
}

// begin notes the item that is taken first.
func (r *recount) begin(key int64) { r.first, r.begun = key, true }

// short reports whether fewer items came than the totals said, and others do not explain it:
// what was removed is not counted any more, and what came in front of the first is not meant.
func (w *Walker[T, ID]) short(ctx context.Context) (bool, error) {
	fewer := w.lacks()
	if w.list.Bounds { // what lies before a bound shows in no other total
		fewer = w.most-w.list.Offset > w.front.taken
	}
	if !fewer || !w.begun || !w.front.fixed && !w.list.Bounds {
		return false, nil
	}
	n, err := w.countFromFirst(ctx)
	return n > w.front.taken, err
}

// countFromFirst returns how many items the list has now, from the one taken first on. A bound
// counts none that has no key, and is the way only where a page of others came in front.
func (w *Walker[T, ID]) countFromFirst(ctx context.Context) (int, error) {
	at := Place{Offset: w.list.Offset, Limit: w.list.MaxPage}
	start := at.Offset
	for {
		page, err := w.list.Fetch(ctx, at)
		if err != nil {
			return 0, err
		}
		front := slices.IndexFunc(w.keys(page), func(key int64) bool { return key >= w.first })
		if front >= 0 || len(page.Items) == 0 {
			return page.Total - at.Offset - max(front, 0), nil
		}
		if at.Offset += len(page.Items); w.list.Bounds && !at.Bounded {
			at, start = w.boundAt(w.first), 0
			at.Limit = w.list.MaxPage
		}
		if at.Offset > start+maxBeyondTotal {
			return 0, changed("more than %d items came in front", maxBeyondTotal)
		}
	}
}
