package walk_test

import (
	"cmp"
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"sync"

	"github.com/cuedesk/cuedesk-go/internal/walk"
)

// item is an item of the model. Its id never changes.
type item struct {
	id  int
	key int64
	tie int64 // decides between equal keys, unseen by the walk
}

// model is a list that changes between any two requests.
type model struct {
	mu        sync.Mutex
	rng       *rand.Rand
	items     []item // in any order
	hidden    bool   // the order is that of tie
	ties      bool   // equal keys come in another order each time
	next      int
	maxItems  int // items that there may ever be
	requests  int
	change    func(*model)
	disturbed map[int]bool // removed, or given another key, at any time
}

func newModel(seed uint64, n, perKey int) *model {
	m := &model{rng: rand.New(rand.NewPCG(seed, 1)), maxItems: n + 600, disturbed: map[int]bool{}}
	for range n {
		m.add(int64(1 + m.next/perKey))
	}
	return m
}

func (m *model) add(key int64) {
	m.items = append(m.items, item{m.next, key, int64(m.next)})
	m.next++
}

// sorted returns the items in the order of the list.
func (m *model) sorted() []item {
	if m.ties {
		for i := range m.items {
			m.items[i].tie = m.rng.Int64()
		}
	}
	all := slices.Clone(m.items)
	slices.SortFunc(all, func(a, b item) int {
		if d := a.key - b.key; d != 0 && !m.hidden {
			return int(d)
		}
		return cmp.Compare(a.tie, b.tie)
	})
	return all
}

func (m *model) fetch(ctx context.Context, at walk.Place) (*walk.Page[item], error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.requests++
	if m.requests > 3000 {
		return nil, errors.New("too many requests")
	}
	if m.change != nil && m.requests > 1 {
		m.change(m)
	}
	all := m.sorted()
	if at.Bounded {
		all = slices.DeleteFunc(all, func(i item) bool { return i.key < at.Bound })
	}
	page := &walk.Page[item]{Limit: at.Limit, Offset: at.Offset, Total: len(all)}
	page.Items = slices.Clone(all[min(at.Offset, len(all)):min(at.Offset+at.Limit, len(all))])
	return page, nil
}

// requestCount returns how many requests there were, while some may still be under way.
func (m *model) requestCount() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.requests
}

// remove removes an item.
func (m *model) remove(i int) {
	m.disturbed[m.items[i].id] = true
	m.items = slices.Delete(m.items, i, i+1)
}

func (m *model) removeID(id int) {
	if i := slices.IndexFunc(m.items, func(it item) bool { return it.id == id }); i >= 0 {
		m.remove(i)
	}
}

// move gives an item another key.
func (m *model) move(i int, key int64) {
	m.disturbed[m.items[i].id] = true
	m.items[i].key = key
	m.items[i].tie = m.rng.Int64()
}

// ids returns the items there are.
func (m *model) ids() []int {
	ids := make([]int, len(m.items))
	for i := range m.items {
		ids[i] = m.items[i].id
	}
	return ids
}

// end is a key after all others.
func (m *model) end() int64 { return int64(1_000_000 + m.next) }

// addSome adds items, until there were many.
func (m *model) addSome(n int, key func() int64) {
	for range min(n, m.maxItems-m.next) {
		m.add(key())
		if m.hidden {
			m.items[len(m.items)-1].tie = key()
		}
	}
}

// removeSome removes up to n items.
func (m *model) removeSome(n int) {
	for range n {
		if len(m.items) > 0 && m.rng.IntN(2) == 0 {
			m.remove(m.rng.IntN(len(m.items)))
		}
	}
}

// removeAndAdd removes up to n items, and adds some at the end.
func (m *model) removeAndAdd(n int) {
	m.removeSome(n)
	m.addSome(m.rng.IntN(2), m.end)
}

// changeRarely makes a change before one request in ten: it removes an item, or adds one at the end.
func (m *model) changeRarely(int) {
	switch m.rng.IntN(20) {
	case 0:
		m.addSome(1, m.end)
	case 1:
		if len(m.items) > 0 {
			m.remove(m.rng.IntN(len(m.items)))
		}
	}
}

// moveRarely gives an item another key before one request in ten.
func (m *model) moveRarely(int) {
	if m.rng.IntN(5) == 0 {
		m.moveOne()
	}
}

// moveOne gives some item another key.
func (m *model) moveOne() {
	if len(m.items) > 0 && m.rng.IntN(2) == 0 {
		m.move(m.rng.IntN(len(m.items)), int64(m.rng.IntN(600)))
	}
}

// moveToEnd moves an item behind all others.
func (m *model) moveToEnd(id int) {
	if i := slices.IndexFunc(m.items, func(it item) bool { return it.id == id }); i >= 0 {
		m.move(i, m.end())
		m.items[i].tie = m.end()
		m.next++
	}
}
