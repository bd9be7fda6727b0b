package cuedesk_test

import (
	"errors"
	"testing"
	"testing/synctest"

	"github.com/cuedesk/cuedesk-go"
)

// TestContactsService_Scan_moments: contacts that were created together, as by imports, many at one
// moment.
func TestContactsService_Scan_moments(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		groups   []int // how many were created at each moment
		page     int   // the longest page; 0: as asked for
		window   int   // pages and totals end there; 0: nowhere
		want     error
		requests int
	}{
		"a large moment after another":       {groups: []int{120, 1500}, requests: 25},
		"a large moment, pages of 50":        {groups: []int{52, 300}, page: 50, requests: 17},
		"two moments fill a window":          {groups: []int{150, 144}, window: 156, want: cuedesk.ErrListChanged, requests: 16},
		"two moments just fill a page":       {groups: []int{90, 60}, window: 101, want: cuedesk.ErrListChanged, requests: 16},
		"two moments that end at the window": {groups: []int{150, 144}, window: 294, requests: 16},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newListServer(1)
				for second, n := range test.groups {
					for range n {
						w.add(w.timeOf(second), "Ann")
					}
				}
				w.override = func(q pageRequest, all, page []record, total int) ([]record, int) {
					if test.window > 0 {
						total = min(total, test.window)
						page = cut(q, all[:total])
					}
					if test.page > 0 {
						page = page[:min(len(page), test.page)]
					}
					return page, total
				}
				n, err := count(newClient(t, w.serve).Contacts.Scan(t.Context(), cuedesk.Where(), cuedesk.WithPrefetch(0)))
				if !errors.Is(err, test.want) || err == nil && n != len(w.records()) || w.requests > test.requests {
					t.Errorf("%d of %d contacts came in %d requests: %v", n, len(w.records()), w.requests, err)
				}
			})
		})
	}
}
