package cluster_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/cuedesk/cuedesk-go/cluster"
)

// TestLimiter has several workers take slots as fast as they can: these are spread over time as the limit says.
func TestLimiter(t *testing.T) {
	t.Parallel()
	for _, perSecond := range []float64{33.3, 400, 5000} {
		c := openTest(t)
		if err := c.SetRateLimit(t.Context(), perSecond); err != nil {
			t.Fatal(err)
		}
		times := takeSlots(t, c, 4, 300)
		slices.SortFunc(times, time.Time.Compare)
		interval := time.Duration(float64(time.Second) / perSecond)
		shortest := time.Duration(len(times)-1) * interval
		if span := times[len(times)-1].Sub(times[0]); float64(span) < float64(shortest)*0.95 {
			t.Errorf("%v a second: %d requests within %s, not %s", perSecond, len(times), span, shortest)
		}
		n := 1 + int(time.Second/interval) // of these many in a row, no two are more than 5 % too close
		for i := range times[:max(0, len(times)-n)] {
			if span := times[i+n].Sub(times[i]); span < time.Duration(n)*interval*95/100 {
				t.Errorf("%v a second: %d requests within %s", perSecond, n, span)
			}
		}
	}
}

// takeSlots has n workers take slots at the same time.
func takeSlots(t *testing.T, c *cluster.Cluster, workers, each int) (times []time.Time) {
	t.Helper()
	var wait sync.WaitGroup
	var mu sync.Mutex
	for range workers {
		l, err := c.NewLimiter(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		wait.Go(func() {
			for range each {
				at, err := l.Take(t.Context())
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				times = append(times, at)
				mu.Unlock()
			}
		})
	}
	wait.Wait()
	return times
}
