package walk_test

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"testing"

	"github.com/cuedesk/cuedesk-go/internal/testset"
	"github.com/cuedesk/cuedesk-go/internal/walk"
)

// inconsistency is a way in which a server contradicts itself. It may change the request and the page.
type inconsistency struct {
	changeRequest func(at *walk.Place)
	changePage    func(m *model, at walk.Place, page *walk.Page[item])
	items         int  // how many there are; 0: 600
	perKey        int  // items of one key; 0: 3
	complete      bool // the walk must be complete all the same
}

// inconsistencies are the kinds by name.
var inconsistencies = map[string]inconsistency{
	"offset ignored, total so far": {
		changeRequest: func(at *walk.Place) { at.Offset = 0 },
		changePage: func(_ *model, at walk.Place, page *walk.Page[item]) {
			page.Total = at.Offset + len(page.Items)
		},
	},
	"offset ignored, varying total": {
		changeRequest: func(at *walk.Place) { at.Offset = 0 },
		changePage:    func(m *model, _ walk.Place, page *walk.Page[item]) { page.Total = m.rng.IntN(1200) },
	},
	"the last page of a window again, varying total": {
		changeRequest: func(at *walk.Place) { at.Offset = min(at.Offset, 350) },
		changePage:    func(m *model, _ walk.Place, page *walk.Page[item]) { page.Total = m.rng.IntN(1200) },
	},
	"no total":       {changePage: totalAtMost(0), complete: true},
	"total too low":  {changePage: totalAtMost(7), complete: true},
	"total capped":   {changePage: totalAtMost(500), complete: true},
	"long, no total": {changePage: totalAtMost(0), items: 25_000, complete: true},
	"long, total 7":  {changePage: totalAtMost(7), items: 25_000, complete: true},
	"pages leave an item out": {changePage: func(m *model, _ walk.Place, page *walk.Page[item]) {
		if i := m.rng.IntN(60); i < len(page.Items) {
			page.Items = slices.Delete(page.Items, i, i+1)
		}
	}},
	"short pages, no total": {changePage: func(_ *model, _ walk.Place, page *walk.Page[item]) {
		page.Items, page.Total = page.Items[:min(30, len(page.Items))], 0
	}},
	"short pages, total too low": {changePage: func(_ *model, _ walk.Place, page *walk.Page[item]) {
		page.Items, page.Total = page.Items[:min(30, len(page.Items))], page.Total/3
	}},
	"short pages, of which one ends with the total": {changePage: func(_ *model, _ walk.Place, page *walk.Page[item]) {
		page.Items, page.Total = page.Items[:min(30, len(page.Items))], min(page.Total, 27*5+30)
	}},
	"pages cut at random, varying total": {changePage: func(m *model, _ walk.Place, page *walk.Page[item]) {
		page.Items, page.Total = page.Items[:min(1+m.rng.IntN(100), len(page.Items))], m.rng.IntN(1200)
	}},
	"a full page, then short ones, total so far": {changePage: func(_ *model, at walk.Place, page *walk.Page[item]) {
		if at.Offset > 0 {
			page.Items = page.Items[:min(30, len(page.Items))]
		}
		page.Total = at.Offset + len(page.Items)
	}},
	"bounds are compared later":      {changeRequest: func(at *walk.Place) { at.Bound += 120 }, items: 1500, perKey: 20},
	"bounds are compared much later": {changeRequest: func(at *walk.Place) { at.Bound += 2000 }},
	"bounds are compared earlier":    {changeRequest: func(at *walk.Place) { at.Bound -= 120 }},
}

// totalAtMost caps the total.
func totalAtMost(total int) func(*model, walk.Place, *walk.Page[item]) {
	return func(_ *model, _ walk.Place, page *walk.Page[item]) { page.Total = min(total, page.Total) }
}

// inconsistent returns a fetch with an inconsistency.
func (m *model) inconsistent(kind inconsistency) fetches {
	return func(ctx context.Context, at walk.Place) (*walk.Page[item], error) {
		asked := at
		if kind.changeRequest != nil {
			kind.changeRequest(&asked)
		}
		page, err := m.fetch(ctx, asked)
		if err != nil {
			return nil, err
		}
		m.mu.Lock()
		defer m.mu.Unlock()
		page.Offset = at.Offset
		if kind.changePage != nil {
			kind.changePage(m, at, page)
		}
		return page, nil
	}
}

// TestWalker_Next_inconsistentPages: a walk through an inconsistent list is complete or ends in an error, after
// few requests.
func TestWalker_Next_inconsistentPages(t *testing.T) {
	t.Parallel()
	longest := testset.Pick(20_000, 30_000)
	for name, kind := range inconsistencies {
		if kind.items > longest {
			continue
		}
		for order, see := range orders {
			t.Run(name+"/"+order, func(t *testing.T) {
				t.Parallel()
				for _, ahead := range testset.Some([]int{4, 0}, 2) {
					m := newModel(1, cmp.Or(kind.items, 600), cmp.Or(kind.perKey, 3))
					m.hidden = order == "hidden"
					l := m.list(100, ahead)
					l.Fine, l.Coarse = 1, 60
					see(&l)
					l.Fetch = m.inconsistent(kind)
					got, err := m.run(t, l, nil)
					m.verify(t, m.ids(), got, err)
					if n := m.requestCount(); n > max(300, kind.items/2) || kind.complete && err != nil {
						t.Errorf("%d ahead: %d requests, %d came, %v", ahead, n, len(got), err)
					}
				}
			})
		}
	}
}

// window is a list whose pages and totals end, wherever they begin, after so many items.
func window(size int) inconsistency {
	return inconsistency{changePage: func(_ *model, at walk.Place, page *walk.Page[item]) {
		page.Items = page.Items[:max(0, min(len(page.Items), size-at.Offset))]
		page.Total = min(page.Total, size)
	}}
}

// TestWalker_Next_window: what begins pages at bounds comes past the end of a window, however
// many items have one key; unless two such keys are more than the window, which may end in an error.
func TestWalker_Next_window(t *testing.T) {
	t.Parallel()
	for _, order := range []string{"scan", "scan mutable"} {
		for _, perKey := range testset.Some([]int{1, 20, 34, 49, 50, 80, 100, 130, 500, 1000}, 3) {
			t.Run(order+"/"+strconv.Itoa(perKey), func(t *testing.T) {
				t.Parallel()
				for _, size := range []int{353, 1000, 1130} {
					for _, ahead := range testset.Some([]int{4, 0}, 2) {
						m := newModel(1, 2500, perKey)
						l := m.list(100, ahead)
						l.Fine, l.Coarse = 1, 60
						orders[order](&l)
						l.Fetch = m.inconsistent(window(size))
						l.Last = func(context.Context) (*item, error) { return &m.items[len(m.items)-1], nil }
						got, err := m.run(t, l, nil)
						if m.verify(t, m.ids(), got, err); err != nil && 2*perKey < size || m.requestCount() > 300 {
							t.Errorf("window %d, %d ahead: %d came, %v, %d requests", size, ahead, len(got), err, m.requestCount())
						}
					}
				}
			})
		}
	}
}
