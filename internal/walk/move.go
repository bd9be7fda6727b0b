package walk

import "context"

const (
	patient = 10     // pages in a row that may be lost, and that may bring nothing
	insist  = 2      // pages in a row that may end although the total says that there is more
	endless = 20_000 // items that may come beyond what the total makes likely
	roundTo = 1000   // a total or an end that is a multiple of it may be a cap
)

// patience is what has gone wrong since the last new item.
type patience struct {
	lost    int // pages that did not fit
	barren  int // pages that brought nothing and did not move the front
	allowed int // further barren pages, after going back or after items came in front
	insists int // pages that end below the total
	probes  int // ends of the list that were none
}

// use takes in a page that was fetched, and chooses another place if it cannot be
// used.
func (w *Walker[T, ID]) use(page *Page[T]) error {
	r, err := w.read(w.place, page)
	if err != nil {
		return err
	}
	if w.strayed(&r) {
		w.restart()
		if r, err = w.read(w.place, page); err != nil {
			return err
		}
	}
	rise := w.count(page.Total)
	w.reading, w.exact = r, false
	if w.rebased() {
		w.outside = w.front.taken - r.known
		w.hazy = len(r.fresh) == 0
	}
	if w.all = page.Total; w.place.Bounded {
		w.all += w.outside
	}
	switch {
	case w.rebased() && r.known == 0:
		w.lower()
	case w.list.Bounds && w.lowered > 0 && w.isStart(w.place) && !w.place.Bounded && r.known > 0:
		return changed("a search by time leaves out items that it should show")
	case r.verdict == fits:
		w.cleared = w.list.Bounds && w.front.started && !w.place.Bounded && w.isStart(w.place) && r.known == 0
		w.page, w.lowered = page, 0
		w.ahead.used(w.place)
		w.filled(page.Limit)
		w.settle(rise)
		return w.limits()
	case r.verdict == narrow:
		w.lost++
		w.place, w.exact = w.at(w.front.pos-w.common()), true
	default:
		if w.list.Lost != nil {
			if err := w.list.Lost(page); err != nil {
				return err
			}
		}
		w.ahead.distrust()
		w.back(rise)
	}
	if w.lost > patient {
		return changed("the pages do not fit together")
	}
	return nil
}

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

// settle notes that a page fits, and how far the front has shifted since the page
// before.
func (w *Walker[T, ID]) settle(rise int) {
	r := &w.reading
	w.doubt = w.doubt || r.displaced > 0
	if len(r.fresh) > 0 {
		w.ahead.trust()
		w.patience = patience{}
	}
	w.allowed += max(0, rise) / w.step()
	now := r.frontAt
	if now < 0 && len(r.fresh) > 0 {
		now = r.fresh[0]
	}
	if now >= 0 && w.front.started && !w.rebased() {
		w.shift(w.place.Offset + now - w.front.pos)
	}
}

// shift remembers a shift, and widens the overlap after one towards the beginning.
func (w *Walker[T, ID]) shift(by int) {
	w.shifts = [2]int{w.shifts[1], by}
	w.widen = max(w.widen/2, min(-2*by, w.list.MaxPage/4))
}

// limits ends a walk that seems to go on for ever, or beyond what can be remembered.
func (w *Walker[T, ID]) limits() error {
	factor := 10
	if w.most%roundTo == 0 {
		factor = roundTo
	}
	switch taken := w.front.taken; {
	case w.most >= 0 && taken > endless+factor*w.most:
		return changed("%d items came of a list that says it has %d", taken, w.most)
	case !w.front.fixed && taken >= MaxItems:
		return changed("more than %d items cannot be walked in this order", MaxItems)
	}
	return nil
}

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
		w.place.Offset += max(1, len(page.Items)-w.common())
		w.place.Limit = w.list.MaxPage
		return nil
	case w.insists > insist:
		return changed("the list ends at %d of %d", w.place.Offset+len(page.Items), page.Total)
	case more:
		w.forward()
		return nil
	}
	return w.end(ctx, page)
}

// finish passes items that were taken elsewhere before, and counts pages without a
// new one.
func (w *Walker[T, ID]) finish(page *Page[T], r *reading) error {
	strays := w.strays
	w.pass(len(page.Items))
	if r.reached {
		w.front.pos = w.place.Offset + len(page.Items)
	}
	switch {
	case len(r.fresh) > 0:
	case w.strays > endless+3*w.front.taken:
		return changed("the same items come again and again")
	case w.strays > strays:
	default:
		if w.barren++; w.barren > patient+w.allowed {
			return changed("%d pages in a row brought nothing new", w.barren)
		}
	}
	return nil
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
	w.insists++
	return true
}

// isFull reports whether a page is as long as it may be.
func (w *Walker[T, ID]) isFull(at Place, page *Page[T]) bool {
	limit := at.Limit
	if page.Limit > 0 {
		limit = min(limit, page.Limit)
	}
	return len(page.Items) >= limit
}

// end ends the walk, unless something shows that the list goes on.
func (w *Walker[T, ID]) end(ctx context.Context, page *Page[T]) error {
	fewer := w.list.Key == nil && page.Total-w.list.Offset > w.front.taken
	if w.crowded && (w.lacks() || w.shaky && !w.believable(page.Total)) {
		if w.front.fixed {
			return changed("%d items came, and there are more", w.front.taken)
		}
		fewer = true
	}
	if fewer || w.doubt && w.front.taken > w.before {
		return w.again(page.Total)
	}
	if w.list.Bounds && w.place.Offset > 0 && !w.cleared && w.front.size <= w.list.MaxPage/3 && w.ended != w.front.seq {
		w.place, w.ended = w.bound(), w.front.seq // the end may be that of a window
		return nil
	}
	goesOn, err := w.goesOn(ctx)
	switch {
	case err != nil:
		return err
	case goesOn && w.probes > insist:
		return changed("the pages end at %d, and the list does not", w.front.pos)
	case goesOn:
		w.probes++
		w.forward()
		return nil
	}
	w.done = true
	return nil
}

// lacks reports whether fewer items came than there were all the time.
func (w *Walker[T, ID]) lacks() bool {
	if w.place.Bounded {
		return !w.hazy && w.outside+w.least > w.front.taken
	}
	return w.least-w.list.Offset > w.front.taken
}

// believable reports whether a total is not below what came.
func (w *Walker[T, ID]) believable(total int) bool {
	if w.place.Bounded {
		return w.hazy || w.outside+total >= w.front.taken
	}
	return w.most-w.list.Offset >= w.front.taken
}

// again walks through a list once more, because fewer items came than it has.
func (w *Walker[T, ID]) again(total int) error {
	if w.rounds++; w.rounds > 2*insist {
		if total-w.list.Offset > w.front.taken && (w.list.Key == nil || w.lacks()) {
			return changed("%d of %d items came", w.front.taken, total)
		}
		if w.front.taken > w.before {
			return changed("items keep changing their places")
		}
		w.done = true
		return nil
	}
	w.before = w.front.taken
	w.restart()
	w.place = w.at(w.list.Offset)
	w.allowed += total/w.step() + 1
	return nil
}

// restart forgets where items stood, but not that they came: what is read from the
// beginning of the list on is a walk of its own.
func (w *Walker[T, ID]) restart() {
	w.front.unplace()
	w.doubt, w.restarted = false, w.front.taken
}

// strayed reports whether the walk must begin anew with a page: it is the first of the
// list, and too much of what was taken has moved since.
func (w *Walker[T, ID]) strayed(r *reading) bool {
	if !w.isStart(w.place) || w.front.fixed || w.restarted == w.front.taken {
		return false
	}
	return r.verdict == lost || r.known+len(r.fresh) == 0 || w.lost > insist
}

// goesOn reports whether the list has a last item after the front. It asks only in
// longer lists, where the pages may have come to a cap.
func (w *Walker[T, ID]) goesOn(ctx context.Context) (bool, error) {
	pos := w.front.pos
	if w.list.Last == nil || w.place.Bounded || pos <= roundTo {
		return false, nil
	}
	last, err := w.lastItem(ctx)
	if err != nil || last == nil {
		return false, err
	}
	_, taken := w.front.find(w.list.ID(last))
	return !taken && (!w.list.Sorted || w.list.Key(last) >= w.front.key), nil
}
