package walk

import "context"

const (
	farOffset  = 5000 // the offset in a bound from which a further one is set
	trailSize  = 64   // pages whose last keys are remembered
	boundPause = 10   // pages without a new bound, after one that was crowded
)

// bounding is where pages begin at a bound instead of an offset.
type bounding struct {
	deep    int     // the offset in a bound from which a further one is set
	pause   int     // pages until a new bound may be set
	trail   []int64 // the key of the front after each page, the last ones
	lowered int     // bounds that showed nothing, one lower than the other
	cleared bool    // what came before is gone: the list begins after the front
	ended   uint32  // the front at an end that was looked past
	unit    int64   // the step in which keys seem to be shown
}

// bound returns the place that begins right below the front, without an offset.
func (w *Walker[T, ID]) bound() Place { return w.boundAt(w.front.key) }

// boundAt returns the place that begins a step below a key; NoKey: with the list.
func (w *Walker[T, ID]) boundAt(key int64) Place {
	if key == NoKey {
		return Place{Bounded: true, Bound: NoKey, Limit: w.longest(w.overlap + w.front.size)}
	}
	step := w.unit
	if step == 0 {
		step = divisor(key, w.list.Coarse)
	}
	step = min(max(step, w.list.Fine), w.list.Coarse)
	return Place{Bounded: true, Bound: key - step, Limit: w.longest(w.overlap + w.front.size)}
}

// bounds reports whether a bound is the better way to the page after the front.
func (w *Walker[T, ID]) bounds() bool {
	if !w.list.Bounds || !w.front.started || w.front.size > w.list.MaxPage/3 {
		return false
	}
	if w.rebased() && w.reading.known > w.list.MaxPage/2 {
		w.pause = boundPause
	}
	w.pause--
	return w.place.Offset >= w.deep || w.pause < 0 && w.list.Ahead == 0
}

// rebased reports whether the page in use is the first of a bound.
func (w *Walker[T, ID]) rebased() bool { return w.place.Bounded && w.place.Offset == 0 }

// retreat chooses a bound in place of an offset that the server refuses, and reports
// whether it could.
func (w *Walker[T, ID]) retreat(ctx context.Context) bool {
	if !w.list.Bounds || !w.front.started || w.rebased() || ctx.Err() != nil {
		return false
	}
	w.deep = max(w.list.MaxPage, min(w.deep, w.place.Offset-w.list.MaxPage))
	w.ahead.suspend()
	w.place = w.bound()
	return true
}

// remember keeps the key of the front after a page, to go back to.
func (w *Walker[T, ID]) remember() {
	if w.list.Bounds {
		w.trail = append(w.trail[max(0, len(w.trail)-trailSize):], w.front.key)
	}
}

// lower chooses a bound further back, after one that showed nothing that was taken, and
// at last the beginning of the list.
func (w *Walker[T, ID]) lower() {
	w.ahead.suspend()
	w.place = Place{Offset: w.list.Offset, Limit: w.list.MaxPage}
	if n := w.lowered; n < len(lowering) && w.front.key != NoKey {
		key := w.front.key - lowering[n].steps*w.list.Coarse
		if back := len(w.trail) - lowering[n].pages; back >= 0 {
			key = min(key, w.trail[back])
		}
		w.allowed += lowering[n].pages
		w.place = w.boundAt(key)
	}
	w.lowered++
	w.loweredBounds++
}

// lowering is how far back bounds go that are to show what was taken: by so many pages,
// as far as they are remembered, and coarse steps.
var lowering = []struct {
	pages int
	steps int64
}{{2, 1}, {9, 60}, {trailSize, 24 * 60}}

// hides reports whether a bound left out items that the list shows.
func (w *Walker[T, ID]) hides(r *reading) bool {
	return w.list.Bounds && w.lowered > 0 && w.isStart(w.place) && !w.place.Bounded && r.known > 0
}
