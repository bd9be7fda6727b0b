package walk

// doubts are why the walk may have to go through the list once more.
type doubts struct {
	displacedItems int  // items that were found elsewhere than where they were taken
	unexplained    bool // some of them without a reason that can be seen
	reordered      bool // items of one key came in another way than exactly as before
	amongEqualKeys bool // pages were taken to fit among items of one key
	rounds         int  // walks through the list that were not enough
	before         int  // items that were taken in these
	restarted      int  // items that were taken when the walk last began anew
}

// walkAgain walks through a list once more, because fewer items came than it has.
func (w *Walker[T, ID]) walkAgain(total int) error {
	if w.rounds++; w.rounds > 2*maxShortEnds {
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
	w.allowed += w.front.taken/w.step() + 1
	return nil
}

// restart forgets where items stood, but not that they came: what is read from the
// beginning of the list on is a walk of its own.
func (w *Walker[T, ID]) restart() {
	w.front.forgetPlaces()
	w.unexplained, w.restarted = false, w.front.taken
}

// strayed reports whether the walk must begin anew with a page: it is the first of the
// list, and too much of what was taken has moved since.
func (w *Walker[T, ID]) strayed(r *reading) bool {
	if !w.isStart(w.place) || w.front.fixed || w.restarted == w.front.taken {
		return false
	}
	return r.verdict == lost || r.known+len(r.newItems) == 0 || w.unfitPages > maxShortEnds
}
