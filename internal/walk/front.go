package walk

// MaxItems is how many items a walk remembers at most, unless keys are fixed. Beyond
// that it ends with an error, because it could not tell what it has taken.
const MaxItems = 4 << 20

// minRemembered is how many items of a list with fixed keys are remembered at least.
const minRemembered = 4096

// front is the last item that was taken, and what is known of those before it.
type front[ID comparable] struct {
	fixed   bool
	sorted  bool
	started bool // something was taken
	key     int64
	pos     int    // the offset after the last item
	size    int    // items of this key that were taken
	group   []ID   // these items in order, if keys are fixed
	taken   int    // items that were taken in all
	seq     uint32 // of the last item

	recent, older map[ID]record
}

// record says when an item was taken, and under which key, folded to save memory. If seq
// is 0, its place in the order is not known.
type record struct{ seq, key uint32 }

func newFront[ID comparable](fixed, sorted bool, pos int) front[ID] {
	return front[ID]{fixed: fixed, sorted: sorted, pos: pos, recent: map[ID]record{}}
}

// together reports whether items of two keys may come in any order. For unsorted keys,
// the upper half decides; the lower half tells whether one has changed.
func (f *front[ID]) together(a, b int64) bool {
	if f.sorted {
		return a == b
	}
	return a>>32 == b>>32
}

// find returns what is remembered of an item.
func (f *front[ID]) find(id ID) (record, bool) {
	if r, ok := f.recent[id]; ok {
		return r, true
	}
	r, ok := f.older[id]
	return r, ok
}

// take makes a new item the front.
func (f *front[ID]) take(id ID, key int64, pos int) {
	f.taken++
	f.pass(id, key, pos)
}

// insert takes a new item that stands before the front.
func (f *front[ID]) insert(id ID, key int64) {
	f.taken++
	f.displace(id, key)
}

// pass moves the front to an item, also to one that was taken elsewhere before.
func (f *front[ID]) pass(id ID, key int64, pos int) {
	if !f.started || !f.together(key, f.key) {
		f.forget()
		f.size, f.group = 0, nil
	}
	f.started, f.key, f.pos = true, key, pos
	f.size++
	if f.fixed {
		f.group = append(f.group, id)
	}
	f.seq++
	f.recent[id] = record{f.seq, Fold(key)}
}

// displace notes that an item has another key or place than when it was taken.
func (f *front[ID]) displace(id ID, key int64) { f.recent[id] = record{0, Fold(key)} }

// forgetPlaces forgets where items were taken, but not that they were.
func (f *front[ID]) forgetPlaces() {
	f.started, f.size = false, 0
	for id, r := range f.recent {
		f.recent[id] = record{0, r.key}
	}
}

// forget drops what is far behind. It is called where another key begins, so that
// all items of the front's key stay remembered.
func (f *front[ID]) forget() {
	if f.fixed && len(f.recent) >= minRemembered {
		f.older, f.recent = f.recent, make(map[ID]record, minRemembered)
	}
}

// Fold shortens a key to what a state keeps of it: a hash, because the halves of a key
// may be equal.
func Fold(key int64) uint32 { return uint32(uint64(key) * 0x9e3779b97f4a7c15 >> 32) } //nolint:gosec // a hash
