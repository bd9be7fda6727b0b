package walk_test

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/cuedesk/cuedesk-go/internal/testset"
	"github.com/cuedesk/cuedesk-go/internal/walk"
)

// runs is how many lists each order and regime is tried with.
var runs = testset.Pick(2, 12)

// orders are what can be seen of the order of a list.
var orders = map[string]func(*walk.List[item, int]){
	"fixed":        func(l *walk.List[item, int]) { l.Sorted, l.Fixed = true, true },
	"sorted":       func(l *walk.List[item, int]) { l.Sorted = true },
	"scan":         func(l *walk.List[item, int]) { l.Sorted, l.Fixed, l.Bounds = true, true, true },
	"scan mutable": func(l *walk.List[item, int]) { l.Sorted, l.Bounds = true, true },
	"text":         func(l *walk.List[item, int]) { l.Key = textKey },
	"hidden":       func(l *walk.List[item, int]) { l.Key = nil },
}

// textKey is the key of a text in lower case: both halves are the same.
func textKey(i *item) int64 { return i.key<<32 | i.key }

// regime says how a list changes during a walk.
type regime struct {
	moves  bool // keys change, or what comes is not last; not for fixed keys
	change func(m *model, rate int)
	each   func(m *model, id int) // what the loop does with an item
	ties   bool                   // items of one key come in another order each time
	errors int                    // how many walks of 1,000 may end in one; below 0: any
}

var regimes = map[string]regime{
	"calm":           {},
	"everyday":       {change: (*model).changeRarely, errors: 1},
	"everyday moves": {moves: true, change: (*model).moveRarely, errors: 1},
	"add end":        {change: func(m *model, rate int) { m.addSome(rate, m.end) }, errors: -1},
	"add any": {moves: true, errors: -1, change: func(m *model, rate int) {
		m.addSome(rate, func() int64 { return m.rng.Int64N(400) })
	}},
	"remove":       {change: (*model).removeSome, errors: -1},
	"both":         {change: (*model).removeAndAdd, errors: -1},
	"move":         {moves: true, change: func(m *model, _ int) { m.moveOne() }, errors: -1},
	"loop removes": {each: (*model).removeID},
	"loop moves":   {moves: true, each: (*model).moveToEnd, errors: -1},
	"ties":         {ties: true, errors: -1},
	"ties remove":  {ties: true, change: (*model).removeSome, errors: -1},
}

// TestWalker_Next walks through lists that change: what is not disturbed comes exactly
// once, nothing comes twice, and a walk that does not reach the end says so. None does so
// while the list is calm or the loop removes what it is given.
func TestWalker_Next(t *testing.T) {
	t.Parallel()
	for order, see := range orders {
		for name, r := range regimes {
			if r.moves && (order == "fixed" || order == "scan") {
				continue
			}
			t.Run(order+"/"+name, func(t *testing.T) {
				t.Parallel()
				made, failed, budget := 0, 0, r.errors
				if r.moves && order == "scan mutable" {
					budget = -1 // what moves in front is taken for missing; lists with bounds have fixed keys
				}
				for seed := range runs {
					for _, ahead := range testset.Some([]int{8, 0, 2, 4, 16}, 5) {
						m := newModel(uint64(seed), 1+(seed*37)%400, []int{1, 1, 3, 20, 120}[seed%5])
						l := m.list([]int{1, 3, 10, 50, 100}[(seed/2)%5], ahead)
						see(&l)
						m.begin(r, l.Key == nil, 1+seed%3)
						all := m.ids()
						got, err := m.run(t, l, r.each)
						m.verify(t, all, got, err)
						if made++; err != nil && budget >= 0 {
							failed++
							t.Logf("seed %d, %d ahead, %d a page: %d of %d, %v", seed, ahead, l.Limit, len(got), len(all), err)
						}
						if t.Failed() {
							t.Fatalf("seed %d, %d ahead, %d a page", seed, ahead, l.Limit)
						}
					}
				}
				if budget >= 0 && failed > budget*(made/1000+1) {
					t.Errorf("%d of %d walks ended in an error", failed, made)
				}
			})
		}
	}
}

// TestWalker_Next_large: lists so long that bounds are set far from the beginning, and that
// a walk by fixed keys has forgotten where it began.
func TestWalker_Next_large(t *testing.T) {
	t.Parallel()
	for order, see := range orders {
		for _, name := range []string{"calm", "both", "loop removes", "loop moves"} {
			r := regimes[name]
			if r.moves && (order == "fixed" || order == "scan" || order == "scan mutable") {
				continue
			}
			t.Run(order+"/"+name, func(t *testing.T) {
				t.Parallel()
				for _, ahead := range []int{0, 4} {
					m := newModel(1, testset.Pick(1_100, 11_000), 3)
					l := m.list(100, ahead)
					see(&l)
					m.begin(r, l.Key == nil, 2)
					all := m.ids()
					got, err := m.run(t, l, r.each)
					if m.verify(t, all, got, err); err != nil || t.Failed() {
						t.Fatalf("%d ahead: %d of %d, %v", ahead, len(got), len(all), err)
					}
				}
			})
		}
	}
}

// list is the model as a list whose keys show.
func (m *model) list(limit, ahead int) walk.List[item, int] {
	return walk.List[item, int]{
		Fetch: m.fetch, ID: func(i *item) int { return i.id }, Key: func(i *item) int64 { return i.key },
		Limit: limit, MaxPage: 100, Ahead: ahead,
	}
}

// begin sets how the model changes.
func (m *model) begin(r regime, hidden bool, rate int) {
	m.hidden, m.ties = hidden, r.ties && !hidden
	if r.change != nil {
		m.change = func(m *model) { r.change(m, rate) }
	}
}

// run walks to the end, and calls each for each item.
func (m *model) run(t *testing.T, l walk.List[item, int], each func(m *model, id int)) (map[int]int, error) {
	t.Helper()
	w := walk.New(l, nil)
	defer w.Stop()
	got := map[int]int{}
	for {
		items, err := w.Next(t.Context())
		if err != nil || items == nil {
			return got, err
		}
		for n, i := range items {
			w.Take(n)
			got[i.id]++
			if each != nil {
				m.mu.Lock()
				each(m, i.id)
				m.mu.Unlock()
			}
		}
	}
}

// verify compares what came with what had to.
func (m *model) verify(t *testing.T, all []int, got map[int]int, err error) {
	t.Helper()
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, ok := errors.AsType[*walk.ChangedError](err); err != nil && !ok {
		t.Error(err)
	}
	for _, id := range all {
		if err == nil && got[id] == 0 && !m.disturbed[id] {
			t.Errorf("%d of %d was missed, %d came", id, len(all), len(got))
			break
		}
	}
	for id, n := range got {
		if n > 1 {
			t.Errorf("%d came %d times", id, n)
		}
	}
}

// TestWalker_State goes on from a state after each item of a list, in each order.
func TestWalker_State(t *testing.T) {
	t.Parallel()
	for order, see := range orders {
		t.Run(order, func(t *testing.T) {
			t.Parallel()
			for _, perKey := range []int{1, 4, 60} {
				t.Run(strconv.Itoa(perKey)+" a key", func(t *testing.T) {
					t.Parallel()
					m := newModel(1, 60, perKey)
					m.hidden = order == "hidden"
					l := m.list(7, 0)
					see(&l)
					for stop := range 60 {
						m.resume(t, l, stop)
					}
				})
			}
		})
	}
}

// resume walks up to an item, and from there on to the end.
func (m *model) resume(t *testing.T, l walk.List[item, int], stop int) {
	t.Helper()
	first := walk.New(l, nil)
	got := map[int]int{}
	for len(got) < stop {
		items, err := first.Next(t.Context())
		if err != nil || items == nil {
			t.Fatal(err, items)
		}
		for n := 0; n < len(items) && len(got) < stop; n++ {
			first.Take(n)
			got[items[n].id]++
		}
	}
	state := first.State()
	rest := walk.New(l, &state)
	for {
		items, err := rest.Next(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if items == nil {
			break
		}
		for n, i := range items {
			rest.Take(n)
			got[i.id]++
		}
	}
	m.verify(t, m.ids(), got, nil)
	if rest.Taken() != 60 {
		t.Errorf("%d taken after going on at %d", rest.Taken(), stop)
	}
	m.requests = 0
}

// TestWalker_State_resumed: a walk that goes on knows what the one before has seen.
func TestWalker_State_resumed(t *testing.T) {
	t.Parallel()
	m := newModel(1, 50, 3)
	l := m.list(10, 0)
	want := walk.Doubts{Moved: true, Shaky: true, Crowded: true, Least: 40, Most: 60}
	from := walk.New(l, nil).State()
	from.Taken, from.Pos, from.Doubts = 1, 1, want
	if got := walk.New(l, &from).State().Doubts; got != want {
		t.Errorf("got %+v", got)
	}
}

// TestWalker_Next_lastItem: a walk whose context ends does not wait for the last item that is
// being fetched ahead, however long that takes.
func TestWalker_Next_lastItem(t *testing.T) {
	t.Parallel()
	m := newModel(1, 1_500, 1)
	l := m.list(100, 4)
	orders["sorted"](&l)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	release := make(chan struct{})
	defer close(release)
	var asked atomic.Int32
	l.Last = func(ctx context.Context) (*item, error) {
		if asked.Add(1) == 1 {
			cancel()
			<-release
		}
		return nil, ctx.Err()
	}
	w := walk.New(l, nil)
	defer w.Stop()
	for {
		items, err := w.Next(ctx)
		if err != nil {
			if !errors.Is(err, context.Canceled) {
				t.Error(err)
			}
			return
		}
		if items == nil {
			t.Fatal("the walk ended well")
		}
		for n := range items {
			w.Take(n)
		}
	}
}

// TestWalker_Next_lastItemAhead: the last item is fetched beside the last pages, and not after the
// page before the last has come.
func TestWalker_Next_lastItemAhead(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) { // which fails if the two wait for each other
		m := newModel(1, 1_500, 1)
		l := m.list(100, 4)
		orders["sorted"](&l)
		asked := make(chan struct{})
		ask := sync.OnceFunc(func() { close(asked) })
		fetch := l.Fetch
		l.Fetch = func(ctx context.Context, at walk.Place) (*walk.Page[item], error) {
			if end := at.Offset + at.Limit; end < 1_500 && end+100 >= 1_500 {
				<-asked
			}
			return fetch(ctx, at)
		}
		l.Last = func(context.Context) (*item, error) {
			ask()
			return nil, nil //nolint:nilnil // a list without a last item
		}
		w := walk.New(l, nil)
		defer w.Stop()
		for items, err := w.Next(t.Context()); items != nil || err != nil; items, err = w.Next(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			for n := range items {
				w.Take(n)
			}
		}
		if w.Taken() != 1_500 {
			t.Errorf("took %d of 1,500", w.Taken())
		}
	})
}
