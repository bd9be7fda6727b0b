package walk

import "context"

const (
	maxUselessPages = 10     // pages in a row that may be lost, and that may bring nothing
	maxShortEnds    = 2      // pages in a row that may end although the total says that there is more
	maxBeyondTotal  = 20_000 // items that may come beyond what the total makes likely
	capMultiple     = 1000   // a total or an end that is a multiple of it may be a cap
)

// patience is what has gone wrong since the last new item.
type patience struct {
	unfitPages    int    // pages that did not fit
	emptyPages    int    // pages that brought nothing and did not move the front
	allowed       int    // further such pages, after going back or after items came in front
	lead          uint32 // how near to the front items of pages before it have come
	shortEnds     int    // pages that end below the total
	falseEnds     int    // false ends of the list
	idlePages     int    // pages
	totalRises    int    // totals that rose
	endChecks     int    // ends at which items had gone that were known to come
	loweredBounds int    // bounds that showed nothing that was taken
}

// use takes in a page that was fetched, and chooses another place if it cannot be
// used.
func (w *Walker[T, ID]) use(ctx context.Context, page *Page[T]) error {
	if w.vanished(page) {
		return w.askAgain(ctx)
	}
	r, err := w.readOrRestart(page)
	if err != nil {
		return err
	}
	w.idlePages++
	rise := w.count(page.Total)
	w.reading, w.exact = r, false
	w.addUp(page, &r)
	switch {
	case w.rebased() && r.known == 0:
		w.lower()
	case w.hides(&r):
		return changed("a search by time leaves out items that it should show")
	case r.verdict == fits:
		err = w.accept(ctx, page, rise)
	case r.verdict == narrow:
		w.unfitPages++
		w.place, w.exact = w.at(w.front.pos-w.common()), true
	default:
		err = w.reject(page, rise)
	}
	if w.page == nil && len(r.newItems) > 0 {
		w.setRest(unknown) // as long as pages do not fit
	}
	if err == nil {
		err = w.checkProgress()
	}
	return err
}

// checkProgress ends a walk that has come to nothing new for long, whatever the reason.
func (w *Walker[T, ID]) checkProgress() error {
	switch {
	case w.unfitPages > maxUselessPages || w.loweredBounds > 2*len(lowering):
		return changed("the pages do not fit together")
	case w.idlePages > maxUselessPages*maxUselessPages+12*w.front.taken/w.step()+w.allowed:
		return changed("%d pages brought nothing new", w.idlePages)
	}
	return nil
}

// readOrRestart reads a page; if it is the first of the list, and too much of what was
// taken has moved since, it is read as the first page of a walk that begins anew.
func (w *Walker[T, ID]) readOrRestart(page *Page[T]) (reading, error) {
	r, err := w.read(w.place, page)
	if err == nil && w.strayed(&r) {
		w.restart()
		r, err = w.read(w.place, page)
	}
	return r, err
}

// accept begins to use a page that fits.
func (w *Walker[T, ID]) accept(ctx context.Context, page *Page[T], rise int) error {
	w.cleared = w.list.Bounds && w.front.started && !w.place.Bounded && w.isStart(w.place) && w.reading.known == 0
	w.page, w.lowered = page, 0
	w.shortBeforeEnd = w.shortBeforeEnd || w.final && len(w.reading.newItems) > 0
	w.expect(page)
	w.final = w.noneAfter() || !w.isFull(w.place, page)
	w.ahead.used(w.place)
	w.filled(page.Limit)
	w.settle(rise)
	return w.limits(ctx)
}

// reject goes back from a page that does not fit.
func (w *Walker[T, ID]) reject(page *Page[T], rise int) error {
	if w.list.Lost != nil {
		if err := w.list.Lost(page); err != nil {
			return err
		}
	}
	w.ahead.suspend()
	w.back(rise)
	return nil
}

// settle notes that a page fits, and how far the front has shifted since the page
// before.
func (w *Walker[T, ID]) settle(rise int) {
	r := &w.reading
	w.unexplained = w.unexplained || r.displaced > 0
	if len(r.newItems) > 0 {
		w.ahead.trust()
		w.patience = patience{}
	}
	if rise > 0 && w.totalRises < maxUselessPages { // what came in front must be gone through
		w.totalRises++
		w.allowed += min(rise, maxBeyondTotal+3*w.front.taken) / w.step()
	}
	now := r.frontAt
	if now < 0 && len(r.newItems) > 0 {
		now = r.newItems[0]
	}
	if now >= 0 && w.front.started && !w.rebased() {
		w.shift(w.place.Offset + now - w.front.pos)
	}
}

// limits ends a walk that seems to go on for ever, or beyond what can be remembered.
func (w *Walker[T, ID]) limits(ctx context.Context) error {
	factor := 10
	if w.most%capMultiple == 0 {
		factor = capMultiple
	}
	switch taken := w.front.taken; {
	case !w.front.fixed && taken >= MaxItems:
		return changed("more than %d items cannot be walked in this order", MaxItems)
	case w.most >= 0 && taken > max(maxBeyondTotal+factor*w.most, 2*w.endSeenAt):
		return w.findEnd(ctx)
	}
	return nil
}

// findEnd makes sure that a list has an end that has many more items than its total says:
// far after the front, it shows none. It is asked again after as many items as have come.
func (w *Walker[T, ID]) findEnd(ctx context.Context) error {
	at := w.place
	at.Offset += 100 * w.front.taken
	page, err := w.list.Fetch(ctx, at)
	if err == nil && len(page.Items) > 0 {
		err = changed("%d items came of a list that says it has %d", w.front.taken, w.most)
	}
	w.endSeenAt = w.front.taken
	return err
}

// finish passes items that were taken elsewhere before, and counts pages without a
// new one.
func (w *Walker[T, ID]) finish(page *Page[T], r *reading) error {
	strays := w.displacedItems
	w.pass(len(page.Items))
	if r.reached {
		w.front.pos = w.place.Offset + len(page.Items)
		w.noteMissing(page, r)
	}
	switch {
	case len(r.newItems) > 0:
	case w.displacedItems > maxBeyondTotal+3*w.front.taken:
		return changed("the same items come again and again")
	case w.displacedItems > strays || w.leads(r):
	default:
		if w.emptyPages++; w.emptyPages > maxUselessPages+w.allowed {
			return changed("%d pages in a row brought nothing new", w.emptyPages)
		}
	}
	return nil
}

// leads reports whether a page before the front shows items nearer to it than those of
// the pages before.
func (w *Walker[T, ID]) leads(r *reading) bool {
	last := w.lead
	for _, seq := range r.seqs {
		w.lead = max(w.lead, seq)
	}
	return !r.reached && w.lead > last
}
