package walk

// totals are what the server says of how many items there are.
type totals struct {
	total            int  // of the page before; below 0: unknown
	most             int  // the largest total
	least            int  // the smallest total; in a bound, since that
	all              int  // the last total, and what came before its bound
	outside          int  // items that came before the bound, as far as its first page shows
	outsideUncertain bool // fewer may have: that page had nothing new
	endSeenAt        int  // items that had come when the list was found to have an end
}

var noTotals = totals{total: -1, most: -1, least: -1}

// count takes in a total, and returns by how much it rose.
func (w *Walker[T, ID]) count(total int) (rise int) {
	if w.total >= 0 && total >= 0 && !w.place.Bounded {
		rise = total - w.total
	}
	if w.total = total; w.least < 0 || w.rebased() {
		w.least = total
	}
	w.most, w.least = max(w.most, total), min(w.least, total)
	return rise
}

// addUp takes in what came before the bound of a page.
func (w *Walker[T, ID]) addUp(page *Page[T], r *reading) {
	if w.rebased() {
		w.outside = w.front.taken - w.earlier(r) - w.front.size // a page may not show all of the front's key
		w.outsideUncertain = len(r.newItems) == 0
	}
	if w.all = page.Total; w.place.Bounded {
		w.all += w.outside
	}
}

// earlier returns how many items of a page at a bound stand before the front's key.
func (w *Walker[T, ID]) earlier(r *reading) (n int) {
	for i, s := range r.sights {
		if (s == known || s == behind) && r.keys[i] < w.front.key {
			n++
		}
	}
	return n
}

// lacks reports whether fewer items came than there were all the time.
func (w *Walker[T, ID]) lacks() bool {
	if w.place.Bounded {
		return !w.outsideUncertain && w.outside+w.least > w.front.taken
	}
	return w.least-w.list.Offset > w.front.taken
}

// believable reports whether a total is not below what came.
func (w *Walker[T, ID]) believable(total int) bool {
	if w.place.Bounded {
		return w.outsideUncertain || w.outside+total >= w.front.taken
	}
	return w.most-w.list.Offset >= w.front.taken
}
