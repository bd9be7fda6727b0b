package move

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/screen"
)

// TestDemo_faultsAreMet counts requests that failed on both sides.
func TestDemo_faultsAreMet(t *testing.T) {
	t.Parallel()
	for _, from := range []string{"nexadesk", "orgcrm"} {
		for _, faults := range []bool{true, false} {
			synctest.Test(t, func(t *testing.T) {
				var failures atomic.Int32
				observer := cuedesk.WithObserver(func(_ context.Context, a cuedesk.Attempt) {
					if a.Err != nil || a.StatusCode >= 400 {
						failures.Add(1)
					}
				})
				set := settings{from: from, faults: faults}
				src, err := demoSource(t.Context(), set, generate(150), []cuedesk.Option{observer})
				if err != nil {
					t.Fatal(err)
				}
				everybody, total, err := src.read(t.Context(), screen.New(t.Output()))
				if err != nil || len(everybody) != 150 || total != 150 {
					t.Errorf("%d of %d contacts, %v", len(everybody), total, err)
				}
				equal(t, "failures of "+from, failures.Load() > 1, faults)
			})
		}
	}
}
