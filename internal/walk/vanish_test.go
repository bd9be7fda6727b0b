package walk_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"testing"

	"github.com/cuedesk/cuedesk-go/internal/testset"
	"github.com/cuedesk/cuedesk-go/internal/walk"
)

// fetches are how a list fetches its pages.
type fetches = func(context.Context, walk.Place) (*walk.Page[item], error)

// shrink returns a fetch that shows only the first part of the list for some requests.
func (m *model) shrink(fetch fetches, from, length, part int) fetches {
	return func(ctx context.Context, at walk.Place) (*walk.Page[item], error) {
		page, err := fetch(ctx, at)
		m.mu.Lock()
		defer m.mu.Unlock()
		if err == nil && m.requests >= from && m.requests < from+length {
			hidden := max(0, len(m.items)-part)
			page.Items = page.Items[:max(0, min(len(page.Items), page.Total-hidden-at.Offset))]
			page.Total = max(0, page.Total-hidden)
		}
		return page, err
	}
}

// vanish returns a fetch that shows nothing and a total of 0 for some requests.
func (m *model) vanish(fetch fetches, from, length int) fetches {
	return func(ctx context.Context, at walk.Place) (*walk.Page[item], error) {
		page, err := fetch(ctx, at)
		m.mu.Lock()
		defer m.mu.Unlock()
		if err == nil && m.requests >= from && m.requests < from+length {
			page.Items, page.Total = nil, 0
		}
		return page, err
	}
}

// TestWalker_Next_vanished: a list that shows nothing for some requests, as one whose index
// is being rebuilt, comes whole, or ends in an error.
func TestWalker_Next_vanished(t *testing.T) {
	t.Parallel()
	for order, see := range orders {
		for _, length := range []int{1, 2, 3, 5, 1000} {
			t.Run(order+"/"+strconv.Itoa(length), func(t *testing.T) {
				t.Parallel()
				for _, from := range []int{2, 3, 5} {
					for _, ahead := range testset.Some([]int{4, 0}, 2) {
						m := newModel(1, 300, 3)
						m.hidden = order == "hidden"
						l := m.list(50, ahead)
						see(&l)
						l.Fetch = m.vanish(l.Fetch, from, length)
						got, err := m.run(t, l, nil)
						m.verify(t, m.ids(), got, err)
						if err == nil && length > 100 || err != nil && length <= 5 && ahead == 0 || m.requestCount() > 60 {
							t.Errorf("from %d, %d ahead: %d came, %v, %d requests", from, ahead, len(got), err, m.requestCount())
						}
					}
				}
			})
		}
	}
}

// TestWalker_Next_shrunk: the same of a list of which only a part shows.
func TestWalker_Next_shrunk(t *testing.T) {
	t.Parallel()
	for order, see := range orders {
		for _, length := range []int{1, 2, 3, 1000} {
			t.Run(order+"/"+strconv.Itoa(length), func(t *testing.T) {
				t.Parallel()
				for _, from := range []int{2, 3, 5, 6} {
					for _, ahead := range testset.Some([]int{4, 0}, 2) {
						m := newModel(1, 300, 3)
						m.hidden = order == "hidden"
						l := m.list(50, ahead)
						see(&l)
						l.Fetch = m.shrink(l.Fetch, from, length, 90)
						got, err := m.run(t, l, nil)
						m.verify(t, m.ids(), got, err)
						if err == nil && length > 100 || m.requestCount() > 60 {
							t.Errorf("from %d, %d ahead: %d came, %v, %d requests", from, ahead, len(got), err, m.requestCount())
						}
					}
				}
			})
		}
	}
}

// TestWalker_Next_shrunkAgreeing: a list of which most shows, with a total that agrees, comes whole, or
// ends in an error as long as another view shows more. One that has lost as much for good ends well.
func TestWalker_Next_shrunkAgreeing(t *testing.T) {
	t.Parallel()
	for order, see := range orders {
		for _, part := range []int{160, 200, 280} {
			t.Run(order+"/"+strconv.Itoa(part), func(t *testing.T) {
				t.Parallel()
				for _, length := range []int{1, 3, 1000} {
					for _, from := range []int{2, 3, 4} {
						for _, ahead := range testset.Some([]int{4, 0}, 2) {
							m := newModel(1, 300, 3)
							m.hidden = order == "hidden"
							l := m.list(50, ahead)
							see(&l)
							l.Whole = func(context.Context) (bool, error) { return m.requestCount() >= from+length, nil }
							l.Fetch = m.shrink(l.Fetch, from, length, part)
							got, err := m.run(t, l, nil)
							m.verify(t, m.ids(), got, err)
							if err != nil && length < 100 && ahead == 0 || m.requestCount() > 80 {
								t.Errorf("%d from %d, %d ahead: %d came, %v, %d requests", length, from, ahead, len(got), err, m.requestCount())
							}
						}
					}
				}
				m := newModel(1, 300, 3)
				m.hidden = order == "hidden"
				m.change = func(m *model) {
					for len(m.items) > part {
						m.remove(part)
					}
				}
				l := m.list(50, 0)
				see(&l)
				l.Whole = func(context.Context) (bool, error) { return true, nil }
				if got, err := m.run(t, l, nil); err != nil || len(got) != part {
					t.Errorf("%d came of what is left, %v", len(got), err)
				}
			})
		}
	}
}

// TestWalker_Next_least: a list that is known to have items is not believed to be empty.
func TestWalker_Next_least(t *testing.T) {
	t.Parallel()
	for order, see := range orders {
		t.Run(order, func(t *testing.T) {
			t.Parallel()
			for length, whole := range map[int]bool{1: true, 3: true, 1000: false} {
				m := newModel(1, 120, 1)
				l := m.list(50, 4)
				see(&l)
				l.Least, l.Fetch = 120, m.vanish(l.Fetch, 1, length)
				got, err := m.run(t, l, nil)
				if (err == nil) != whole || (len(got) == 120) != whole || m.requestCount() > 20 {
					t.Errorf("%d empty answers: %d came, %v, %d requests", length, len(got), err, m.requestCount())
				}
			}
		})
	}
}

// hideTotals returns a fetch that says nothing of how long pages and the list are.
func hideTotals(fetch fetches) fetches {
	return func(ctx context.Context, at walk.Place) (*walk.Page[item], error) {
		page, err := fetch(ctx, at)
		if err == nil {
			page.Limit, page.Offset, page.Total = -1, -1, -1
		}
		return page, err
	}
}

// TestWalker_Next_emptied: a loop that removes all that it is given has emptied the list, also
// where the last page was full, and where it goes on from a state after the last item.
func TestWalker_Next_emptied(t *testing.T) {
	t.Parallel()
	for order, see := range orders {
		for _, total := range []bool{true, false} {
			if !total && order != "hidden" && order != "text" {
				continue // lists that are sorted have a total
			}
			t.Run(order+"/total="+strconv.FormatBool(total), func(t *testing.T) {
				t.Parallel()
				for _, n := range []int{1, 50, 97, 100, 300, 700, 1000} {
					for _, perKey := range []int{1, 60, 120} {
						for _, ahead := range testset.Some([]int{4, 0}, 2) {
							m := newModel(1, n, perKey)
							m.hidden = order == "hidden"
							l := m.list(50, ahead)
							see(&l)
							if !total {
								l.Fetch = hideTotals(l.Fetch)
							}
							if err := m.empty(t, l); err != nil {
								t.Errorf("%d, %d a key, %d ahead: %v", n, perKey, ahead, err)
							}
						}
					}
				}
			})
		}
	}
}

// empty removes all that a walk gives, and then goes on after the last item.
func (m *model) empty(t *testing.T, l walk.List[item, int]) error {
	t.Helper()
	all, last := len(m.items), walk.State[int]{}
	w := walk.New(l, nil)
	defer w.Stop()
	for items, err := w.Next(t.Context()); items != nil || err != nil; items, err = w.Next(t.Context()) {
		if err != nil {
			return err
		}
		for i, it := range items {
			w.Take(i)
			m.mu.Lock()
			m.removeID(it.id)
			m.mu.Unlock()
		}
		last = w.State()
	}
	rest := walk.New(l, &last)
	defer rest.Stop()
	if items, err := rest.Next(t.Context()); err != nil || items != nil || w.Taken() != all {
		return fmt.Errorf("%d of %d came; then %d, %w", w.Taken(), all, len(items), err)
	}
	return nil
}

// TestWalker_State_emptied: a walk that goes on from any state where nothing is left ends well if
// another view confirms that, after ten questions with pauses, and in the error if none does, of
// three times that it is asked. A view for such walks alone is as good.
func TestWalker_State_emptied(t *testing.T) {
	t.Parallel()
	for order, see := range orders {
		for _, whole := range []bool{true, false} {
			t.Run(order+"/whole="+strconv.FormatBool(whole), func(t *testing.T) {
				t.Parallel()
				for _, n := range []int{49, 50, 100, 250} {
					m, pauses := newModel(1, n, 3), 0
					m.hidden = order == "hidden"
					l := m.list(50, 0)
					see(&l)
					l.Pause = func(context.Context, int) { pauses++ }
					view := func(context.Context) (bool, error) { return whole, nil }
					if l.Whole = view; n == 250 {
						l.Whole, l.Finished = nil, view
					}
					w, want := walk.New(l, nil), 10
					if !whole {
						want += 2
					}
					if _, err := w.Next(t.Context()); err != nil {
						t.Fatal(err)
					}
					for i := range 49 {
						w.Take(i)
					}
					state := w.State()
					m.items = nil
					items, err := walk.New(l, &state).Next(t.Context())
					if items != nil || (err == nil) != whole && n > 49 || pauses != want && n > 49 {
						t.Errorf("%d items of %d, %v, %d pauses", len(items), n, err, pauses)
					}
				}
			})
		}
	}
}

// TestWalker_State_vanished: a walk that goes on where a list has vanished does not believe it
// before its end.
func TestWalker_State_vanished(t *testing.T) {
	t.Parallel()
	for order, see := range orders {
		t.Run(order, func(t *testing.T) {
			t.Parallel()
			m := newModel(1, 200, 1)
			m.hidden = order == "hidden"
			l := m.list(50, 0)
			see(&l)
			w := walk.New(l, nil)
			if items, err := w.Next(t.Context()); err != nil || len(items) != 50 {
				t.Fatal(items, err)
			}
			for i := range 50 {
				w.Take(i)
			}
			state := w.State()
			l.Fetch = m.vanish(l.Fetch, 0, 1000)
			items, err := walk.New(l, &state).Next(t.Context())
			if _, ok := errors.AsType[*walk.ChangedError](err); !ok {
				t.Errorf("%d items, %v", len(items), err)
			}
		})
	}
}
