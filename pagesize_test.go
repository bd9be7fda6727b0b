package cuedesk_test

import (
	"errors"
	"testing"
	"testing/synctest"

	"github.com/cuedesk/cuedesk-go"
)

// TestIterators_pageSize: pages have no more than 20 items, whatever was asked for, and totals count those of the
// page alone.
func TestIterators_pageSize(t *testing.T) {
	t.Parallel()
	for _, k := range iterators() {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newListServer(1)
				for n := range 50 {
					w.add(w.timeOf(n), "Ann")
				}
				w.override = func(_ pageRequest, _, page []record, _ int) ([]record, int) {
					page = page[:min(len(page), 20)]
					return page, len(page)
				}
				came := 0
				var err error
				for _, err = range k.all(t.Context(), newClient(t, w.serve), 0) {
					came++
				}
				if err == nil && came < len(w.records()) || err != nil && !errors.Is(err, cuedesk.ErrListChanged) {
					t.Errorf("%d of %d came: %v", came, len(w.records()), err)
				}
			})
		})
	}
}
