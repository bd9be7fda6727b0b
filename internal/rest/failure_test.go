package rest

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/time/rate"
)

func TestCore_Fail(t *testing.T) {
	t.Parallel()
	failure := asFailed(t, newCore(t, nil).Fail(operation(ClassRead), errReset))
	if failure.Operation != operation(ClassRead).Pattern || failure.StatusCode != 0 || failure.Attempts != nil {
		t.Errorf("%v", failure)
	}
	checkIs(t, failure, errReset, true)
}

// TestFailure_mayApplyLater: one attempt that may be under way is enough, whatever answered the last one.
func TestFailure_mayApplyLater(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		steps []step
		want  bool
	}{
		"first":  {[]step{fail(errReset), reply(404, `"gone"`)}, true},
		"second": {[]step{reply(500, `"broken"`), fail(errReset), reply(404, `"gone"`)}, true},
		"torn":   {[]step{torn, reply(404, `"gone"`)}, true},
		"last":   {[]step{reply(500, `"broken"`), reply(504, "")}, true},
		"none":   {[]step{reply(500, `"broken"`), reply(404, `"gone"`)}, false},
		"unsent": {[]step{traced(errRefused), reply(404, `"gone"`)}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				failure := mustFail(t.Context(), t, newCore(t, transport(test.steps...)), ClassIdempotent)
				if failure.MayApplyLater != test.want {
					t.Errorf("may apply later: %v", failure.MayApplyLater)
				}
			})
		})
	}
}

// TestFailure_unsent: where the attempt that was due is not sent, the fault is not the last answer's, which is kept.
func TestFailure_unsent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		core := newCore(t, transport(reply(500, `"broken"`)), func(cfg *Config) {
			cfg.Limiter = rate.NewLimiter(rate.Every(time.Hour), 1)
		})
		failure := mustFail(ctx, t, core, ClassRead)
		if failure.Transient || failure.StatusCode != 500 || failure.Body != `"broken"` || len(failure.Attempts) != 1 {
			t.Errorf("transient: %v, status %d, %d attempts", failure.Transient, failure.StatusCode, len(failure.Attempts))
		}
		checkIs(t, failure, context.DeadlineExceeded, true)
		if answered := mustFail(t.Context(), t, newCore(t, transport(reply(500, ""))), ClassRead); !answered.Transient {
			t.Error("a 500 is not transient")
		}
	})
}
