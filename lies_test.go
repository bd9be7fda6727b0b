package cuedesk_test

import (
	"errors"
	"maps"
	"slices"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/testset"
)

// lies are answers that are not true, by what is untrue of them. Each says so of
// which iterators it can be seen that nothing is missing.
var lies = map[string]func(w *world){
	"offset ignored": func(w *world) {
		w.lie = func(q ask, all, _ []thing, total int) ([]thing, int) { return all[:min(q.limit, len(all))], total }
	},
	"total capped": func(w *world) { w.totalCap = 500 },
	"total below":  func(w *world) { w.totalCap = 200 },
	"total zero":   func(w *world) { w.lie = func(_ ask, _, page []thing, _ int) ([]thing, int) { return page, 0 } },
	"total above": func(w *world) {
		w.lie = func(_ ask, _, page []thing, total int) ([]thing, int) { return page, 2 * total }
	},
	"total that sways": func(w *world) {
		w.lie = func(_ ask, _, page []thing, total int) ([]thing, int) { return page, total - 400*(w.requests%2) }
	},
	"an empty page, total that matches": func(w *world) {
		w.lie = func(q ask, _, page []thing, total int) ([]thing, int) {
			if q.offset >= 150 {
				return nil, min(q.offset, total)
			}
			return page, total
		}
	},
	"an empty page": func(w *world) {
		w.lie = func(q ask, _, page []thing, total int) ([]thing, int) {
			if q.offset >= 150 {
				return nil, total
			}
			return page, total
		}
	},
	"the same page beyond a window": func(w *world) {
		w.lie = func(q ask, all, page []thing, total int) ([]thing, int) {
			if q.offset+q.limit > 500 {
				return all[500-q.limit : 500], total
			}
			return page, total
		}
	},
	"empty pages beyond a window": func(w *world) {
		w.lie = func(q ask, _, page []thing, total int) ([]thing, int) {
			if q.offset+q.limit > 500 {
				return nil, 500
			}
			return page, total
		}
	},
	"a window that looks like the end": func(w *world) {
		for n := 600; n < 2500; n++ {
			w.add(w.at(n), "name "+strconv.Itoa(n))
		}
		w.lie = func(q ask, all, _ []thing, _ int) ([]thing, int) {
			return cut(q, all[:min(2000, len(all))]), min(2000, len(all))
		}
	},
	"duplicates in place of others": func(w *world) {
		w.lie = func(q ask, all, page []thing, total int) ([]thing, int) {
			if page = append([]thing(nil), page...); q.offset > 0 && len(page) > 9 {
				copy(page[5:], all[q.offset-5:q.offset])
			}
			return page, total
		}
	},
	"duplicates within a page": func(w *world) {
		w.lie = func(_ ask, _, page []thing, total int) ([]thing, int) {
			if page = append([]thing(nil), page...); len(page) > 9 {
				page[9] = page[8]
			}
			return page, total
		}
	},
	"equal keys in another order each time": func(w *world) {
		w.ties = true
		w.edit(func(all []thing) []thing {
			for i := range all {
				all[i].created, all[i].name = all[0].created, "same"
			}
			return all
		})
		w.lie = func(q ask, all, page []thing, total int) ([]thing, int) {
			if q.field != "" {
				return page, total
			}
			w.rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
			return cut(q, all), total
		}
	},
	"new full pages for ever": func(w *world) {
		w.lie = func(q ask, _, _ []thing, total int) ([]thing, int) {
			page := make([]thing, q.limit)
			for i := range page {
				n := q.offset + i + 1
				page[i] = thing{n: n, created: w.at(n), updated: w.at(n), name: strconv.Itoa(n)}
				if bound := bounds(q); !bound.IsZero() {
					page[i].n += int(bound.Sub(w.at(0)) / time.Second)
					page[i].created = w.at(page[i].n)
				}
			}
			return page, total
		}
	},
	"filters ignored": func(w *world) {
		w.lie = func(q ask, _, page []thing, total int) ([]thing, int) {
			if len(q.filters) == 0 {
				return page, total
			}
			q.filters = nil
			all := w.choose(q)
			return cut(q, all), len(all)
		}
	},
	"filters by the day":                     func(w *world) { w.compared = 24 * time.Hour },
	"filters by the second":                  func(w *world) { w.compared = time.Second },
	"bounds read in a time zone to the east": func(w *world) { w.zone = 2 * time.Hour },
	"bounds read in a time zone to the west": func(w *world) { w.zone = -2 * time.Hour },
	"order ignored": func(w *world) {
		w.lie = func(q ask, _, _ []thing, total int) ([]thing, int) {
			q.field = ""
			return cut(q, w.choose(q)), total
		}
	},
	"order turned around": func(w *world) {
		w.lie = func(q ask, _, _ []thing, total int) ([]thing, int) {
			q.desc = !q.desc
			return cut(q, w.choose(q)), total
		}
	},
	tooLong: func(w *world) {
		w.lie = func(q ask, all, _ []thing, total int) ([]thing, int) {
			return all[min(q.offset, len(all)):min(q.offset+2*q.limit, len(all))], total
		}
	},
	"nothing shows for five requests": func(w *world) { w.lie = nothing(w, 3, 8) },
	"nothing shows any more":          func(w *world) { w.lie = nothing(w, 3, 1000) },
	"items left out of pages": func(w *world) {
		w.lie = func(q ask, _, page []thing, total int) ([]thing, int) {
			if len(page) > 60 && q.offset > 0 {
				page = slices.Delete(slices.Clone(page), 50, 51)
			}
			return page, total
		}
	},
	"pages shorter than asked for, total below": func(w *world) {
		w.lie = func(_ ask, _, page []thing, total int) ([]thing, int) { return page[:min(len(page), 30)], total / 3 }
	},
	"pages shorter than asked for, keys alike": func(w *world) {
		w.edit(func(all []thing) []thing {
			for i := range all {
				first := all[i/60*60]
				all[i].created, all[i].updated, all[i].name = first.created, first.created, first.name
			}
			return all
		})
		w.lie = func(_ ask, _, page []thing, total int) ([]thing, int) { return page[:min(len(page), 20)], total }
	},
	"pages shorter than asked for": func(w *world) {
		w.lie = func(_ ask, _, page []thing, total int) ([]thing, int) { return page[:min(len(page), 30)], total }
	},
}

// nothing is the lie of a list that is empty from a request on, and before another.
func nothing(w *world, from, until int) func(q ask, all, page []thing, total int) ([]thing, int) {
	return func(_ ask, _, page []thing, total int) ([]thing, int) {
		if w.requests >= from && w.requests < until {
			return nil, 0
		}
		return page, total
	}
}

// tooLong is refused by the decoder already.
const tooLong = "pages longer than asked for"

// at is when the nth thing of a world was created.
func (w *world) at(n int) time.Time { return time.Date(2026, 1, 1, 0, 0, n, 0, time.UTC) }

// bounds returns the lower bound of a search.
func bounds(q ask) time.Time {
	for _, f := range q.filters {
		if f.Operator == "gte" {
			return f.Value
		}
	}
	return time.Time{}
}

// liar returns a world of 600 things that lies.
func liar(lie func(*world)) *world {
	w := newWorld(1)
	for n := range 600 {
		w.add(w.at(n), "name "+strconv.Itoa(n))
	}
	for i := range w.now() {
		w.now()[i].place = uint64(i * 7919 % 600)
	}
	lie(w)
	return w
}

// mostRequests bounds the requests of a walk through a list of 600 that lies. Only one
// that goes on for ever needs that many: it is given up after 20,000 + 10 * 600 items.
const mostRequests = 300

// comesWhole reports whether docs/reading.md promises that a list of which something is untrue comes
// whole all the same.
func comesWhole(lie string, kind walked, prefetch int) bool {
	switch lie {
	case "total capped", "total below", "total zero", "pages shorter than asked for, keys alike":
		return true
	case "nothing shows for five requests":
		return prefetch == 0
	case "an empty page":
		return kind.name == "Scan" && prefetch == 0
	case "a window that looks like the end":
		return kind.name == "Scan"
	}
	return false
}

// TestIterators_inconsistentPages: a list whose answers are not true comes whole, or ends in an
// error that says that it did not, where it is not promised that it comes whole.
func TestIterators_inconsistentPages(t *testing.T) {
	t.Parallel()
	kinds := slices.DeleteFunc(walks(), func(kind walked) bool {
		return !slices.Contains([]string{
			"All by created_at asc", "SearchAll by first_name", "Scan", "Changes", "Notes.All",
		}, kind.name)
	})
	for n, name := range testset.Some(slices.Sorted(maps.Keys(lies)), 5) {
		for _, kind := range testset.Some(append(kinds[n%len(kinds):], kinds[:n%len(kinds)]...), len(kinds)) {
			for _, prefetch := range testset.Some([]int{8, 0}, 2) {
				t.Run(name+"/"+kind.name+"/"+strconv.Itoa(prefetch), func(t *testing.T) {
					t.Parallel()
					synctest.Test(t, func(t *testing.T) { walkLiar(t, name, kind, prefetch) })
				})
			}
		}
	}
}

// walkLiar walks through a list that lies.
func walkLiar(t *testing.T, name string, kind walked, prefetch int) {
	t.Helper()
	w := liar(lies[name])
	if len(w.now()) > 600 && kind.field == "" {
		return // an order that does not show has no other end to look from
	}
	got := map[int]bool{}
	var err error
	for n, e := range kind.all(t.Context(), newClient(t, w.serve), 100, cuedesk.WithPrefetch(prefetch)) {
		if err = e; err != nil {
			break
		}
		if got[n] {
			t.Errorf("%d came twice", n)
		}
		got[n] = true
	}
	switch {
	case err != nil && comesWhole(name, kind, prefetch), err != nil && !errors.Is(err, cuedesk.ErrListChanged) &&
		(name != tooLong || !errors.Is(err, cuedesk.ErrBadResponse)):
		t.Error(err)
	case err == nil && kind.name == "Changes" && name == "nothing shows any more": // the rest comes the next time
	case err == nil && len(got) < len(w.now()):
		t.Errorf("%d of %d, and no error", len(got), len(w.now()))
	case w.made() > mostRequests:
		t.Errorf("%d requests", w.made())
	}
}
