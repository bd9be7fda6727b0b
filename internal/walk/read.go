package walk

import (
	"math"
	"slices"
)

// verdict says whether a page may be used.
type verdict int

const (
	fits   verdict = iota
	narrow         // it may fit, but must overlap more to show it
	lost           // it does not meet the front
)

// sight is what one item of a page is to the walk.
type sight int

const (
	unseen   sight = iota
	behind         // it stands before the front
	known          // it was taken, and stands where it stood
	moved          // it was taken, and has another key or place by now
	unplaced       // it was taken, and where it stood is not known
)

// reading is what a page says.
type reading struct {
	verdict    verdict
	keys       []int64
	sights     []sight
	seqs       []uint32 // when known items were taken
	newItems   []int    // indexes of unseen items
	known      int      // items that are behind or known
	afterKnown int      // the index after the last known item
	frontAt    int      // the index after the front, -1 where that is not on the page
	reached    bool     // the page reaches the front, or the end of the list
	passed     int      // items, from the first on, that the walk has gone past

	displaced int // items that do not stand in the order in which they were taken
}

// read decides whether a page fits and what of it is new. A page that contradicts
// itself or its place is an error.
func (w *Walker[T, ID]) read(at Place, page *Page[T]) (reading, error) {
	r := reading{frontAt: -1, keys: w.keys(page)}
	if err := w.consistent(&r, at, page); err != nil {
		return r, err
	}
	w.look(&r, page)
	r.verdict = w.judge(&r, at)
	for i, s := range r.sights {
		switch s {
		case unseen:
			r.newItems = append(r.newItems, i)
		case behind, known:
			r.known++
			r.afterKnown = i + 1
		case moved, unplaced:
		}
		if s == known && r.seqs[i] == w.front.seq {
			r.frontAt = i + 1
		}
	}
	n := len(r.newItems)
	r.reached = !w.front.started || r.frontAt >= 0 || !w.isFull(at, page) ||
		n > 0 && r.newItems[n-1] >= r.afterKnown || w.beyond(&r)
	return r, nil
}

// NoKey is the key of an item that does not show by what it is sorted. It is taken to
// have the key of an item next to it; at the beginning of a list, it comes before all others.
const NoKey = math.MinInt64

// keys returns the keys of the items on a page.
func (w *Walker[T, ID]) keys(page *Page[T]) []int64 {
	keys := make([]int64, len(page.Items))
	if w.list.Key == nil {
		return keys
	}
	last := w.front.key
	for i := range keys {
		keys[i] = w.list.Key(&page.Items[i])
	}
	if w.unkeyed() {
		last = NoKey
	} else if i := slices.IndexFunc(keys, func(key int64) bool { return key != NoKey }); i >= 0 {
		last = keys[i]
	}
	for i, key := range keys {
		if key == NoKey {
			keys[i] = last
		} else {
			w.unit = divisor(w.unit, key)
		}
		last = keys[i]
	}
	return keys
}

// unkeyed reports whether no item with a key has come yet.
func (w *Walker[T, ID]) unkeyed() bool { return !w.front.started || w.front.key == NoKey }

// divisor returns the greatest common divisor, which times that are shown in steps
// have in common.
func divisor(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return max(a, -a)
}

// consistent checks what can be checked of one page alone.
func (w *Walker[T, ID]) consistent(r *reading, at Place, page *Page[T]) error {
	if page.Offset >= 0 && page.Offset != at.Offset {
		return badPage("page at offset %d where %d was asked for", page.Offset, at.Offset)
	}
	ids := make(map[ID]struct{}, len(page.Items))
	for i := range page.Items {
		ids[w.list.ID(&page.Items[i])] = struct{}{}
		key := r.keys[i]
		switch {
		case len(ids) <= i:
			return badPage("the same item twice on the page at offset %d", at.Offset)
		case at.Bounded && at.Bound != NoKey && key < at.Bound-w.list.Coarse:
			return badPage("an item outside the range that was asked for: the filter is not applied, or coarsely")
		case w.list.Sorted && i > 0 && key < r.keys[i-1]:
			return badPage("the page at offset %d is not in the order that was asked for", at.Offset)
		}
	}
	return nil
}

// look tells what each item is, and when it was taken.
func (w *Walker[T, ID]) look(r *reading, page *Page[T]) {
	r.sights, r.seqs = make([]sight, len(page.Items)), make([]uint32, len(page.Items))
	for i := range page.Items {
		key := r.keys[i]
		record, taken := w.front.find(w.list.ID(&page.Items[i]))
		switch {
		case taken && record.key != Fold(key):
			r.sights[i] = moved
		case taken && record.seq == 0:
			r.sights[i] = unplaced
		case taken:
			r.sights[i], r.seqs[i] = known, record.seq
		case w.list.Sorted && w.front.started && key < w.front.key:
			r.sights[i] = behind
		}
	}
	if !w.list.Sorted {
		r.displaced = displace(r.sights, r.seqs, w.regrouped(r))
	}
}

// regrouped returns when known items were taken as if those of one key, which may
// come in any order, had come in the order in which they stand now.
func (w *Walker[T, ID]) regrouped(r *reading) []uint32 {
	seqs := slices.Clone(r.seqs)
	if w.list.Key == nil {
		return seqs
	}
	for i, s := range r.sights {
		for j := i; s == known && j > 0 && w.front.together(r.keys[j-1], r.keys[i]); j-- {
			if r.sights[j-1] == known && seqs[j-1] > seqs[i] {
				seqs[i], seqs[j-1] = seqs[j-1], seqs[i]
			}
		}
	}
	return seqs
}

// judge decides whether a page begins at or before the front.
func (w *Walker[T, ID]) judge(r *reading, at Place) verdict {
	switch {
	case r.displaced > 2+len(r.keys)/10:
		return lost
	case w.isStart(at) || w.below(r):
		return fits
	case w.list.Key != nil && !w.crowding():
		return w.wider(at)
	case w.continues(r, at):
		return w.weigh(r, at, false)
	case w.resumes(r):
		return w.weigh(r, at, true)
	case w.list.Key != nil && at.Offset > w.front.pos-w.equalKeyOverlap():
		return narrow
	}
	return lost
}

// weigh decides on a page that goes on among items of one key: few of them may stand in
// their old order by chance, where they come in another order each time.
func (w *Walker[T, ID]) weigh(r *reading, at Place, changed bool) verdict {
	inOrder := 0
	for _, s := range r.sights {
		if s == known {
			inOrder++
		}
	}
	switch {
	case w.list.Key == nil || inOrder >= certainOrder:
		return fits
	case at.Offset > w.front.pos-w.equalKeyOverlap():
		return narrow
	case changed && !w.keysShifted: // some may have gone: a wider overlap will tell
		w.keysShifted = true
		return narrow
	}
	w.amongEqualKeys, w.reordered = true, w.reordered || changed
	return fits
}

// isStart reports whether a place is where the list begins, or what a bound leaves of
// it.
func (w *Walker[T, ID]) isStart(at Place) bool {
	if at.Bounded {
		return at.Offset == 0
	}
	return at.Offset == w.list.Offset
}

// below reports whether an item of the page certainly stands before all items that
// have the key of the front.
func (w *Walker[T, ID]) below(r *reading) bool {
	for i, s := range r.sights {
		key := r.keys[i]
		if w.list.Sorted && key < w.front.key || !w.list.Sorted && s == known && !w.front.together(key, w.front.key) {
			return true
		}
	}
	return false
}

// beyond reports whether a page of a sorted list ends after the front.
func (w *Walker[T, ID]) beyond(r *reading) bool {
	n := len(r.keys)
	return w.list.Sorted && n > 0 && r.keys[n-1] > w.front.key
}

// wider asks for a page that reaches back beyond the key of the front, unless this
// one should have.
func (w *Walker[T, ID]) wider(at Place) verdict {
	if at.Offset > w.front.pos-w.front.size-1 {
		return narrow
	}
	return lost
}

// continues reports whether a page begins with exactly the items that were taken
// last, as if nothing had changed, and has no other that was taken.
func (w *Walker[T, ID]) continues(r *reading, at Place) bool {
	n := w.front.pos - at.Offset
	if n < w.overlap || n <= 0 || n > len(r.sights) {
		return false
	}
	for i, s := range r.sights {
		if i < n && r.seqs[i] != w.front.seq-uint32(n-1-i) || i >= n && s != unseen { //nolint:gosec // n is small
			return false
		}
	}
	return true
}

// resumes reports whether a page has some of the items that were taken last, in
// their old order, although some have gone and others have come between them; or
// nothing new at all.
func (w *Walker[T, ID]) resumes(r *reading) bool {
	last, taken, between, unseenYet := uint32(0), uint32(0), uint32(0), uint32(0)
	for i, s := range r.sights {
		switch s {
		case known:
			if r.seqs[i] <= last {
				return false
			}
			last, taken, between = r.seqs[i], taken+1, unseenYet
		case unseen:
			unseenYet++
		case behind, moved, unplaced:
		}
	}
	enough := uint32(min(share, (w.list.MaxPage-1)/2)) //nolint:gosec // a page is small
	switch {
	case unseenYet == 0: // it only leads to the front
		return taken > 0
	case unseenYet > between && w.front.seq-last > taken/2:
		return false
	}
	return taken > enough && between <= taken/2
}
