package walk_test

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"testing"

	"github.com/cuedesk/cuedesk-go/internal/walk"
)

func (m *model) list(kind string, limit, ahead int) walk.List[item, int] {
	l := walk.List[item, int]{
		Fetch: m.fetch, ID: func(i *item) int { return i.id }, Key: func(i *item) int64 { return i.key },
		Limit: limit, MaxPage: 100, Ahead: ahead, Margin: func(int64) int64 { return 0 },
	}
	switch kind {
	case "fixed":
		l.Sorted, l.Fixed = true, true
	case "sorted":
		l.Sorted = true
	case "scan":
		l.Sorted, l.Fixed, l.Bounds = true, true, true
	case "scan mutable":
		l.Sorted, l.Bounds = true, true
	case "text":
	case "hidden":
		l.Key, m.hidden = nil, true
	}
	return l
}

// run walks to the end, and calls each for each item.
func (m *model) run(t *testing.T, l walk.List[item, int], each func(id int)) (map[int]int, error) {
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
				each(i.id)
				m.mu.Unlock()
			}
		}
	}
}

func TestRandom(t *testing.T) {
	runs := 300
	if n, err := strconv.Atoi(os.Getenv("RUNS")); err == nil {
		runs = n
	}
	type tally struct{ runs, missed, repeated, errs, requests int }
	total := map[string]*tally{}
	for _, kind := range []string{"fixed", "sorted", "scan", "scan mutable", "text", "hidden"} {
		for _, regime := range []string{"calm", "add end", "add any", "remove", "both", "move", "loop removes", "loop moves", "ties", "ties remove"} {
			for _, ahead := range []int{0, 2, 4, 8, 16} {
				tl := &tally{}
				total[fmt.Sprint(kind, "/", regime, "/", ahead)] = tl
				for seed := range runs {
					m := newModel(uint64(seed), 1+(seed*37)%400, []int{1, 1, 3, 20, 120}[seed%5])
					limit := []int{1, 3, 10, 50, 100}[(seed/5)%5]
					each := setup(m, kind, regime, seed)
					if each == nil && (regime == "move" || regime == "loop moves") && (kind == "fixed" || kind == "scan") {
						continue
					}
					all := map[int]bool{}
					for _, i := range m.items {
						all[i.id] = true
					}
					got, err := m.run(t, m.list(kind, limit, ahead), each)
					m.mu.Lock()
					tl.runs++
					tl.requests += m.requests
					if err != nil {
						var ch *walk.ChangedError
						if !errors.As(err, &ch) {
							t.Fatal(kind, regime, seed, err)
						}
						tl.errs++
						if os.Getenv("SHOW") != "" {
							t.Log(kind, regime, ahead, "seed", seed, "limit", limit, "items", len(all), "got", len(got), err)
						}
					}
					for id := range all {
						if err == nil && got[id] == 0 && !m.disturbed[id] {
							tl.missed++
							t.Errorf("%s/%s/%d seed %d limit %d: missed %d of %d", kind, regime, ahead, seed, limit, id, len(all))
							break
						}
					}
					for _, n := range got {
						if n > 1 {
							tl.repeated++
							break
						}
					}
					m.mu.Unlock()
				}
				if tl.runs > 0 {
					t.Logf("%-24s %+v", fmt.Sprint(kind, "/", regime, "/", ahead), *tl)
				}
			}
		}
	}
}

func setup(m *model, kind, regime string, seed int) (each func(int)) {
	rate := 1 + seed%3
	end := func() int64 { return int64(1_000_000 + m.next) }
	fixed := kind == "fixed" || kind == "scan"
	switch regime {
	case "add end":
		m.change = func(m *model) {
			for range min(rate, 1000-m.next) {
				m.add(end())
			}
		}
	case "add any":
		if fixed {
			return nil
		}
		m.change = func(m *model) {
			for range min(rate, 1000-m.next) {
				m.add(int64(m.rng.IntN(400)))
				if m.hidden {
					m.items[len(m.items)-1].tie = m.rng.Int64N(400)
				}
			}
		}
	case "remove", "ties remove":
		m.change = func(m *model) {
			for range rate {
				if len(m.items) > 0 && m.rng.IntN(2) == 0 {
					m.remove(m.rng.IntN(len(m.items)))
				}
			}
		}
	case "both":
		m.change = func(m *model) {
			for range rate {
				if len(m.items) > 0 && m.rng.IntN(2) == 0 {
					m.remove(m.rng.IntN(len(m.items)))
				}
				if m.rng.IntN(3) == 0 && m.next < 1000 {
					m.add(end())
				}
			}
		}
	case "move":
		if fixed {
			return nil
		}
		m.change = func(m *model) {
			if len(m.items) > 0 && m.rng.IntN(2) == 0 {
				m.move(m.rng.IntN(len(m.items)), int64(m.rng.IntN(600)))
			}
		}
	case "loop removes":
		return m.removeID
	case "loop moves":
		if fixed {
			return nil
		}
		return func(id int) {
			for i := range m.items {
				if m.items[i].id == id {
					m.move(i, end())
					m.items[i].tie = end()
					m.next++
				}
			}
		}
	}
	if regime == "ties" || regime == "ties remove" {
		if !m.hidden {
			m.ties = true
		}
	}
	return nil
}
