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

// inconsistencies make a server answer inconsistently. The keys say how.
var inconsistencies = map[string]func(w *listServer){
	"offset ignored": func(w *listServer) {
		w.override = func(q pageRequest, all, _ []record, total int) ([]record, int) {
			return all[:min(q.limit, len(all))], total
		}
	},
	"total capped": func(w *listServer) { w.totalCap = 500 },
	"total below":  func(w *listServer) { w.totalCap = 200 },
	"total zero": func(w *listServer) {
		w.override = func(_ pageRequest, _, page []record, _ int) ([]record, int) { return page, 0 }
	},
	"total above": func(w *listServer) {
		w.override = func(_ pageRequest, _, page []record, total int) ([]record, int) { return page, 2 * total }
	},
	"a varying total": func(w *listServer) {
		w.override = func(_ pageRequest, _, page []record, total int) ([]record, int) {
			return page, total - 400*(w.requests%2)
		}
	},
	"an empty page, total that matches": func(w *listServer) {
		w.override = func(q pageRequest, _, page []record, total int) ([]record, int) {
			if q.offset >= 150 {
				return nil, min(q.offset, total)
			}
			return page, total
		}
	},
	"an empty page": func(w *listServer) {
		w.override = func(q pageRequest, _, page []record, total int) ([]record, int) {
			if q.offset >= 150 {
				return nil, total
			}
			return page, total
		}
	},
	"the same page beyond a window": func(w *listServer) {
		w.override = func(q pageRequest, all, page []record, total int) ([]record, int) {
			if q.offset+q.limit > 500 {
				return all[500-q.limit : 500], total
			}
			return page, total
		}
	},
	"empty pages beyond a window": func(w *listServer) {
		w.override = func(q pageRequest, _, page []record, total int) ([]record, int) {
			if q.offset+q.limit > 500 {
				return nil, 500
			}
			return page, total
		}
	},
	"a window that looks like the end": func(w *listServer) {
		for n := 600; n < 2500; n++ {
			w.add(w.timeOf(n), "name "+strconv.Itoa(n))
		}
		w.override = func(q pageRequest, all, _ []record, _ int) ([]record, int) {
			return cut(q, all[:min(2000, len(all))]), min(2000, len(all))
		}
	},
	"duplicates in place of others": func(w *listServer) {
		w.override = func(q pageRequest, all, page []record, total int) ([]record, int) {
			if page = append([]record(nil), page...); q.offset > 0 && len(page) > 9 {
				copy(page[5:], all[q.offset-5:q.offset])
			}
			return page, total
		}
	},
	"duplicates within a page": func(w *listServer) {
		w.override = func(_ pageRequest, _, page []record, total int) ([]record, int) {
			if page = append([]record(nil), page...); len(page) > 9 {
				page[9] = page[8]
			}
			return page, total
		}
	},
	"equal keys in another order each time": func(w *listServer) {
		w.shuffleTies = true
		w.edit(func(all []record) []record {
			for i := range all {
				all[i].created, all[i].name = all[0].created, "same"
			}
			return all
		})
		w.override = func(q pageRequest, all, page []record, total int) ([]record, int) {
			if q.field != "" {
				return page, total
			}
			w.rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
			return cut(q, all), total
		}
	},
	"new full pages for ever": func(w *listServer) {
		w.override = func(q pageRequest, _, _ []record, total int) ([]record, int) {
			page := make([]record, q.limit)
			for i := range page {
				n := q.offset + i + 1
				page[i] = record{n: n, created: w.timeOf(n), updated: w.timeOf(n), name: strconv.Itoa(n)}
				if bound := lowerBound(q); !bound.IsZero() {
					page[i].n += int(bound.Sub(w.timeOf(0)) / time.Second)
					page[i].created = w.timeOf(page[i].n)
				}
			}
			return page, total
		}
	},
	"filters ignored": func(w *listServer) {
		w.override = func(q pageRequest, _, page []record, total int) ([]record, int) {
			if len(q.filters) == 0 {
				return page, total
			}
			q.filters = nil
			all := w.selected(q)
			return cut(q, all), len(all)
		}
	},
	"filters by the day":                     func(w *listServer) { w.filterPrecision = 24 * time.Hour },
	"filters by the second":                  func(w *listServer) { w.filterPrecision = time.Second },
	"bounds read in a time zone to the east": func(w *listServer) { w.zoneShift = 2 * time.Hour },
	"bounds read in a time zone to the west": func(w *listServer) { w.zoneShift = -2 * time.Hour },
	"order ignored": func(w *listServer) {
		w.override = func(q pageRequest, _, _ []record, total int) ([]record, int) {
			q.field = ""
			return cut(q, w.selected(q)), total
		}
	},
	"order turned around": func(w *listServer) {
		w.override = func(q pageRequest, _, _ []record, total int) ([]record, int) {
			q.desc = !q.desc
			return cut(q, w.selected(q)), total
		}
	},
	tooLongPages: func(w *listServer) {
		w.override = func(q pageRequest, all, _ []record, total int) ([]record, int) {
			return all[min(q.offset, len(all)):min(q.offset+2*q.limit, len(all))], total
		}
	},
	"nothing shows for five requests": func(w *listServer) { w.override = emptyBetween(w, 3, 8) },
	"nothing shows any more":          func(w *listServer) { w.override = emptyBetween(w, 3, 1000) },
	"items left out of pages": func(w *listServer) {
		w.override = func(q pageRequest, _, page []record, total int) ([]record, int) {
			if len(page) > 60 && q.offset > 0 {
				page = slices.Delete(slices.Clone(page), 50, 51)
			}
			return page, total
		}
	},
	"pages shorter than asked for, total below": func(w *listServer) {
		w.override = func(_ pageRequest, _, page []record, total int) ([]record, int) {
			return page[:min(len(page), 30)], total / 3
		}
	},
	"pages shorter than asked for, keys alike": func(w *listServer) {
		w.edit(func(all []record) []record {
			for i := range all {
				first := all[i/60*60]
				all[i].created, all[i].updated, all[i].name = first.created, first.created, first.name
			}
			return all
		})
		w.override = func(_ pageRequest, _, page []record, total int) ([]record, int) {
			return page[:min(len(page), 20)], total
		}
	},
	"pages shorter than asked for": func(w *listServer) {
		w.override = func(_ pageRequest, _, page []record, total int) ([]record, int) {
			return page[:min(len(page), 30)], total
		}
	},
}

// emptyBetween is an override by which the list is empty in the requests from, up to but not including until.
func emptyBetween(w *listServer, from, until int) func(q pageRequest, all, page []record, total int) ([]record, int) {
	return func(_ pageRequest, _, page []record, total int) ([]record, int) {
		if w.requests >= from && w.requests < until {
			return nil, 0
		}
		return page, total
	}
}

// tooLongPages names the inconsistency that the decoder already refuses.
const tooLongPages = "pages longer than asked for"

// timeOf is when the nth record of a list was created.
func (w *listServer) timeOf(n int) time.Time { return time.Date(2026, 1, 1, 0, 0, n, 0, time.UTC) }

// lowerBound returns the lower bound of a search.
func lowerBound(q pageRequest) time.Time {
	for _, f := range q.filters {
		if f.Operator == "gte" {
			return f.Value
		}
	}
	return time.Time{}
}

// newInconsistentServer returns a server of 600 records with an inconsistency.
func newInconsistentServer(setUp func(*listServer)) *listServer {
	w := newListServer(1)
	for n := range 600 {
		w.add(w.timeOf(n), "name "+strconv.Itoa(n))
	}
	for i := range w.records() {
		w.records()[i].place = uint64(i * 7919 % 600)
	}
	setUp(w)
	return w
}

// maxRequests bounds the requests of a walk through an inconsistent list of 600. Only an endless
// one needs that many: a walk gives up after 20,000 + 10 * 600 items.
const maxRequests = 300

// mustBeComplete reports whether docs/reading.md promises a complete walk in spite of the inconsistency.
func mustBeComplete(inconsistency string, kind iterator, prefetch int) bool {
	switch inconsistency {
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

// TestIterators_inconsistentPages: a walk through an inconsistent list is complete or, where no completeness is
// promised, ends in ErrListChanged.
func TestIterators_inconsistentPages(t *testing.T) {
	t.Parallel()
	kinds := slices.DeleteFunc(iterators(), func(kind iterator) bool {
		return !slices.Contains([]string{
			"All by created_at asc", "SearchAll by first_name", "Scan", "Changes", "Notes.All",
		}, kind.name)
	})
	for n, name := range testset.Some(slices.Sorted(maps.Keys(inconsistencies)), 5) {
		for _, kind := range testset.Some(append(kinds[n%len(kinds):], kinds[:n%len(kinds)]...), len(kinds)) {
			for _, prefetch := range testset.Some([]int{8, 0}, 2) {
				t.Run(name+"/"+kind.name+"/"+strconv.Itoa(prefetch), func(t *testing.T) {
					t.Parallel()
					synctest.Test(t, func(t *testing.T) { walkInconsistent(t, name, kind, prefetch) })
				})
			}
		}
	}
}

// walkInconsistent walks through a list with the named inconsistency.
func walkInconsistent(t *testing.T, name string, kind iterator, prefetch int) {
	t.Helper()
	w := newInconsistentServer(inconsistencies[name])
	if len(w.records()) > 600 && kind.field == "" {
		return // a hidden order has no other end to start from
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
	case err != nil && mustBeComplete(name, kind, prefetch), err != nil && !errors.Is(err, cuedesk.ErrListChanged) &&
		(name != tooLongPages || !errors.Is(err, cuedesk.ErrBadResponse)):
		t.Error(err)
	case err == nil && kind.name == "Changes" && name == "nothing shows any more": // the rest comes the next time
	case err == nil && len(got) < len(w.records()):
		t.Errorf("%d of %d, and no error", len(got), len(w.records()))
	case w.requestCount() > maxRequests:
		t.Errorf("%d requests", w.requestCount())
	}
}
