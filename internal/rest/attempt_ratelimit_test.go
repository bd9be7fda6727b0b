package rest

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/time/rate"
)

func withLimit(cfg *Config) { cfg.Limiter = rate.NewLimiter(rate.Every(time.Minute), 1) }

func TestCall_rateLimit_retries(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		rt := transport(reply(503, ""), reply(503, ""), reply(200, good))
		core := newCore(t, rt, withLimit)
		mustSend(t.Context(), t, core, ClassRead)
		mustSend(t.Context(), t, core, ClassRead)
		for _, wait := range rt.waits() {
			if wait < time.Minute-time.Millisecond {
				t.Errorf("waits %v", rt.waits())
			}
		}
		if rt.count() != 4 {
			t.Errorf("%d requests", rt.count())
		}
	})
}

func TestCall_rateLimit_duration(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		rt := transport(reply(200, good))
		core := newCore(t, rt, withLimit, func(cfg *Config) {
			cfg.HTTPClient.Timeout = 20 * time.Second
			cfg.Hooks = []Hooks{ObserveAttempts(func(_ context.Context, a Attempt) {
				if a.Duration != 0 {
					t.Errorf("attempt took %v", a.Duration)
				}
			})}
		})
		for range 2 {
			mustSend(t.Context(), t, core, ClassRead)
		}
	})
}

func TestCall_rateLimit_deadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		rt, start := transport(reply(429, "slow down")), time.Now()
		failure := mustFail(ctx, t, newCore(t, rt, withLimit), ClassCreate)
		if took := time.Since(start); rt.count() != 1 || took > time.Second {
			t.Errorf("%d requests in %v", rt.count(), took)
		}
		if failure.StatusCode != 429 || failure.Body != "slow down" || len(failure.Attempts) != 1 {
			t.Errorf("%d %q, %d attempts", failure.StatusCode, failure.Body, len(failure.Attempts))
		}
		checkIs(t, failure, context.DeadlineExceeded, true)
		checkIs(t, failure, ErrOutcomeUnknown, false)
	})
}

func TestCall_rateLimit_cancel(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		stop := errors.New("stop")
		ctx, cancel := context.WithCancelCause(t.Context())
		time.AfterFunc(time.Second, func() { cancel(stop) })
		rt := transport(reply(200, good))
		core := newCore(t, rt, withLimit)
		core.cfg.Limiter.Allow()
		failure := mustFail(ctx, t, core, ClassCreate)
		if got := failure.Err.Error(); got != "rate limit: context canceled: stop" || rt.count() != 0 {
			t.Errorf("%d requests: %v", rt.count(), got)
		}
		checkIs(t, failure, context.Canceled, true)
		checkIs(t, failure, ErrOutcomeUnknown, false)
	})
}

// TestCall_await: an attempt that did not wait does not report the wait of the one before.
func TestCall_await(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var queued []time.Duration
		core := newCore(t, transport(reply(503, "", "Retry-After", "0"), reply(200, good)), func(cfg *Config) {
			cfg.Credentials = FromSource(sourceFunc(func(context.Context) (string, error) {
				<-time.After(time.Second)
				return testToken, nil
			}))
			cfg.Hooks = []Hooks{ObserveAttempts(func(_ context.Context, a Attempt) { queued = append(queued, a.Queued) })}
		})
		mustSend(t.Context(), t, core, ClassRead)
		if len(queued) != 2 || queued[0] != time.Second || queued[1] != 0 {
			t.Errorf("queued %v", queued)
		}
	})
}
