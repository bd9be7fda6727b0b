package faultlab

import (
	"sync"
	"testing"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// TestWithRateLimit_failures: requests that are repeated count as well, whoever makes them.
func TestWithRateLimit_failures(t *testing.T) {
	t.Parallel()
	const (
		perSecond, burst = 100, 5
		workers, calls   = 5, 4
		failing          = 10
	)
	l := newLab(t, 0, toxic{}, cuedesk.WithRateLimit(perSecond, burst),
		cuedesk.WithRetry(cuedesk.RetryPolicy{MaxAttempts: 1 + failing, MinBackoff: 1, MaxBackoff: 1}))
	id := l.seed()
	l.fake.Inject(getContact, cuedesktest.Status(503).Times(failing))
	start := time.Now()
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for range calls {
				if err := l.get(id); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	l.wantAttempts(workers*calls + failing)
	if took, least := time.Since(start), time.Second*(workers*calls+failing-burst)/perSecond; took < least {
		t.Errorf("%d requests took %v, want %v or more", workers*calls+failing, took, least)
	}
	l.audit()
}
