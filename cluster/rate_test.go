package cluster_test

import (
	"context"
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
		wantSpread(t, takeSlots(t, c, 4, 1, 300), perSecond)
	}
}

// TestLimiter_joining has workers leave and others join all the time: none is
// given a slot that another one has, and all together keep the limit.
func TestLimiter_joining(t *testing.T) {
	t.Parallel()
	for _, perSecond := range []float64{90, 2000} {
		c := openTest(t)
		if err := c.SetRateLimit(t.Context(), perSecond); err != nil {
			t.Fatal(err)
		}
		wantSpread(t, takeSlots(t, c, 5, 20, 15), perSecond)
	}
}

// TestLimiter_clock has the clock of the servers set back by an hour: no request waits for an hour.
func TestLimiter_clock(t *testing.T) {
	t.Parallel()
	c := openTest(t)
	if err := c.SetRateLimit(t.Context(), 100); err != nil {
		t.Fatal(err)
	}
	l, err := c.NewLimiter(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	l.Advance(time.Hour)
	if _, err := l.Take(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := l.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	if at, err := l.Take(t.Context()); err != nil || time.Until(at) > time.Minute {
		t.Errorf("it waits for %s, %v", time.Until(at), err)
	}
}

// wantSpread compares the times of requests with a limit.
func wantSpread(t *testing.T, times []time.Time, perSecond float64) {
	t.Helper()
	slices.SortFunc(times, time.Time.Compare)
	interval := time.Duration(float64(time.Second) / perSecond)
	shortest := time.Duration(len(times)-1) * interval
	if span := times[len(times)-1].Sub(times[0]); float64(span) < float64(shortest)*0.95 {
		t.Errorf("%v a second: %d requests within %s, not %s", perSecond, len(times), span, shortest)
	}
	for i := range times[1:] {
		if times[i+1].Sub(times[i]) < interval/2 {
			t.Errorf("%v a second: two requests within %s", perSecond, times[i+1].Sub(times[i]))
		}
	}
	n := 1 + int(time.Second/interval) // of these many in a row, no two are more than 5 % too close
	for i := range times[:max(0, len(times)-n)] {
		if span := times[i+n].Sub(times[i]); span < time.Duration(n)*interval*95/100 {
			t.Errorf("%v a second: %d requests within %s", perSecond, n, span)
		}
	}
}

// takeSlots has workers take slots at the same time. Each leaves after some, and another one joins in its place.
func takeSlots(t *testing.T, c *cluster.Cluster, workers, joining, each int) (times []time.Time) {
	t.Helper()
	var wait sync.WaitGroup
	var mu sync.Mutex
	for range workers {
		wait.Go(func() {
			for range joining {
				taken, err := takeFewSlots(t.Context(), c, each)
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				times = append(times, taken...)
				mu.Unlock()
			}
		})
	}
	wait.Wait()
	return times
}

// takeFewSlots takes slots as a worker does that leaves then.
func takeFewSlots(ctx context.Context, c *cluster.Cluster, n int) (times []time.Time, err error) {
	l, err := c.NewLimiter(ctx)
	for err == nil && len(times) < n {
		var at time.Time
		at, err = l.Take(ctx)
		times = append(times, at)
	}
	return times, err
}
