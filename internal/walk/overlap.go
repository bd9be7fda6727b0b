package walk

const (
	share        = 3  // items that a page has in common with those before, if nothing shifts
	certainOrder = 10 // items in their old order, which chance does not bring about
)

// sharing is by how much pages overlap.
type sharing struct {
	overlap      int    // items that pages share at least
	extraOverlap int    // and that they share beyond that, after shifts
	shifts       [2]int // of the last two pages
	keysShifted  bool   // items of one key have shifted by more than pages overlapped
}

// shift remembers a shift, and widens the overlap after one towards the beginning.
func (w *Walker[T, ID]) shift(by int) {
	w.shifts = [2]int{w.shifts[1], by}
	w.extraOverlap = max(w.extraOverlap/2, min(-2*by, w.list.MaxPage/4))
}

// drift returns how far the next page is likely to have shifted, below 0, after two
// that shifted by much: the caller may be removing what it is given.
func (w *Walker[T, ID]) drift() int {
	if by := max(w.shifts[0], w.shifts[1]); by <= -w.list.Limit/2 {
		return by
	}
	return 0
}

// common returns by how many items the next page is to overlap: by all that have
// the key of the front and one more, unless they are too many.
func (w *Walker[T, ID]) common() int {
	overlap := max(w.overlap, min(w.overlap+w.extraOverlap, w.list.MaxPage/2))
	switch {
	case w.list.Key == nil:
		return overlap
	case w.crowding():
		return max(overlap, w.equalKeyOverlap())
	}
	return max(overlap, w.front.size+1)
}

// margin returns by how many items pages overlap that are fetched ahead.
func (w *Walker[T, ID]) margin() int {
	if w.crowding() {
		return w.equalKeyOverlap()
	}
	return w.overlap
}

// crowding reports whether there are too many items of the front's key to go back beyond
// all of them.
func (w *Walker[T, ID]) crowding() bool { return w.list.Key != nil && w.front.size >= w.list.MaxPage/2 }

// equalKeyOverlap returns by how many items pages overlap then.
func (w *Walker[T, ID]) equalKeyOverlap() int {
	if w.keysShifted {
		return w.list.MaxPage / 2
	}
	return min(certainOrder+2*share, w.list.MaxPage/2)
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
