package walk

import (
	"maps"
	"slices"
)

// State is where a walk stands after an item, to go on from later.
type State[ID comparable] struct {
	Taken int
	Pos   int   // the offset after the last item
	Key   int64 // of the last item
	// Items are those that were taken and must be known: all of the last item's key
	// if keys are fixed, else all, in order, after those whose place is not known.
	Items    []Item[ID]
	Unplaced int // how many of the items these are
	Doubts   Doubts
}

// Doubts are what a walk has seen that its end must answer for.
type Doubts struct {
	Moved   bool // items were found elsewhere than where they were taken, for no reason that can be seen
	Shaky   bool // items of one key came in another way than before
	Crowded bool // pages were taken to fit among items of one key
	Ended   bool // no item is known to come after the last one
	Least   int  // the smallest total
	Most    int  // the largest total
}

// Item is an item that was taken.
type Item[ID comparable] struct {
	ID  ID
	Key uint32 // folded
}

// State returns where the walk stands.
func (w *Walker[T, ID]) State() State[ID] {
	f := &w.front
	s := State[ID]{
		Taken: f.taken, Pos: f.pos, Key: f.key,
		Doubts: Doubts{
			Moved: w.unexplained, Shaky: w.reordered, Crowded: w.amongEqualKeys, Ended: w.complete(),
			Least: w.least, Most: w.most,
		},
	}
	if f.fixed {
		for _, id := range f.group {
			s.Items = append(s.Items, Item[ID]{id, Fold(f.key)})
		}
		return s
	}
	ids := slices.SortedFunc(maps.Keys(f.recent), func(a, b ID) int {
		return int(f.recent[a].seq) - int(f.recent[b].seq)
	})
	for _, id := range ids {
		s.Items = append(s.Items, Item[ID]{id, f.recent[id].key})
		if f.recent[id].seq == 0 {
			s.Unplaced++
		}
	}
	return s
}

// resume sets a walk that has not begun to where another stood.
func (w *Walker[T, ID]) resume(from *State[ID]) {
	w.front.restore(from)
	w.resumedAt = from.Taken
	if from.Taken > 0 {
		d := from.Doubts
		w.unexplained, w.reordered, w.amongEqualKeys = d.Moved, d.Shaky, d.Crowded
		w.least, w.most = d.Least, d.Most
		if w.setRest(unknown); d.Ended {
			w.setRest(0)
		}
	}
	switch {
	case !w.front.started:
	case w.list.Bounds:
		w.place = w.bound()
	default:
		w.forward()
	}
}

// restore sets a front to where another stood.
func (f *front[ID]) restore(from *State[ID]) {
	f.taken, f.pos, f.key, f.started = from.Taken, from.Pos, from.Key, from.Taken > 0
	unplaced := min(max(0, from.Unplaced), len(from.Items))
	for _, item := range from.Items[:unplaced] {
		f.recent[item.ID] = record{0, item.Key}
	}
	for _, item := range from.Items[unplaced:] {
		f.seq++
		f.recent[item.ID] = record{f.seq, item.Key}
		if f.size++; item.Key != Fold(f.key) {
			f.size = 0
		} else if f.fixed {
			f.group = append(f.group, item.ID)
		}
	}
}
