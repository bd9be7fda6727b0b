//go:build !race

package importer_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// TestRun_speedOfLanes: where imports take long, lanes divide the time by their number.
// The time is that of a bubble, in which only waiting takes any.
func TestRun_speedOfLanes(t *testing.T) {
	t.Parallel()
	for duration, percent := range map[time.Duration]time.Duration{
		50 * time.Millisecond: 300, 500 * time.Millisecond: 350,
	} {
		took := map[int]time.Duration{}
		for _, lanes := range []int{1, 2, 4, 8} {
			synctest.Test(t, func(t *testing.T) {
				srv := cuedesktest.NewServer(cuedesktest.WithImportDuration(duration), cuedesktest.WithRequestLog(0))
				o := byEmail
				o.Lanes, o.BatchSize = lanes, 10 // many, because the waits between polls are random
				start := time.Now()
				got, err := runImport(t, srv.Client(), stream(people(3200)...), o)
				if err != nil || got.Counts.In() != 3200 {
					t.Fatalf("error %v, report\n%s", err, got)
				}
				took[lanes] = time.Since(start)
			})
		}
		if took[1]*100 < percent*took[4] {
			t.Errorf("imports of %v: 1 lane took %v, 4 lanes %v", duration, took[1], took[4])
		}
		t.Logf("imports of %v: %v", duration, took)
	}
}
