package rest

import (
	"crypto/tls"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
)

func TestBudget(t *testing.T) {
	t.Parallel()
	b := newBudget(2)
	b.refund() // is full already
	got := []bool{b.take(), b.take(), b.take()}
	b.refund()
	got = append(got, b.take(), b.take())
	if want := []bool{true, true, false, true, false}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestBudget_noLimit(t *testing.T) {
	t.Parallel()
	b := newBudget(-1)
	for range 1000 {
		b.refund()
		if !b.take() {
			t.Fatal("refused")
		}
	}
}

func TestBudget_concurrent(t *testing.T) {
	t.Parallel()
	b := newBudget(50)
	var wg sync.WaitGroup
	var mu sync.Mutex
	taken := 0
	for range 100 {
		wg.Go(func() {
			if b.take() {
				mu.Lock()
				taken++
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if taken != 50 {
		t.Errorf("%d taken of 50", taken)
	}
}

func withBudget(size int) func(*Config) {
	return func(cfg *Config) { cfg.Retry.Budget = size }
}

func TestBudget_exhausted(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		rt := transport(reply(503, "a"), reply(503, "b"), reply(502, "last words"))
		core := newCore(t, rt, withBudget(2))
		failure := mustFail(t.Context(), t, core, ClassRead)
		if rt.count() != 3 || failure.StatusCode != 502 || failure.Body != "last words" {
			t.Errorf("%d requests, %d %q", rt.count(), failure.StatusCode, failure.Body)
		}
		checkIs(t, failure, ErrRetryBudget, true)
		if wait := failure.Attempts[2].Wait; wait != 0 {
			t.Errorf("the last attempt is followed by a wait of %v", wait)
		}
		rt = transport(fail(errReset))
		core.cfg.HTTPClient.Transport = rt
		failure = mustFail(t.Context(), t, core, ClassRead)
		if rt.count() != 1 {
			t.Errorf("%d requests without a budget", rt.count())
		}
		checkIs(t, failure, ErrRetryBudget, true)
		checkIs(t, failure, errReset, true)
	})
}

func TestBudget_noRetryDue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		core := newCore(t, transport(reply(503, "")), withBudget(1))
		core.budget.take()
		checkIs(t, mustFail(t.Context(), t, core, ClassCreate), ErrRetryBudget, false)
	})
}

func TestBudget_refund(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		step    step
		refunds bool
	}{
		"200":         {reply(200, good), true},
		"404":         {reply(404, "{}"), true},
		"422":         {reply(422, "{}"), true},
		"200 of HTML": {reply(200, "<html>"), false},
		"404 of HTML": {reply(404, "<html>"), false},
		"429":         {reply(429, "", "Retry-After", "3600"), false},
		"503":         {reply(503, "", "Retry-After", "3600"), false},
		"torn 200":    {torn, false},
		"no response": {fail(errReset), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			core := newCore(t, transport(test.step), withBudget(1))
			core.budget.take()
			_ = send(t.Context(), t, core, ClassRead)
			if got := core.budget.take(); got != test.refunds {
				t.Errorf("refunded: %v", got)
			}
		})
	}
}

func TestBudget_tokenRefresh(t *testing.T) {
	t.Parallel()
	core := newCore(t, transport(reply(401, ""), reply(200, good)), withBudget(1), func(cfg *Config) {
		cfg.Credentials = FromSource(tokens("a", "b"))
	})
	core.budget.take()
	mustSend(t.Context(), t, core, ClassRead)
}

// TestBudget_noAnswer: only an answer gives a token back, not a connection that will never be made.
func TestBudget_noAnswer(t *testing.T) {
	t.Parallel()
	core := newCore(t, transport(fail(&tls.CertificateVerificationError{Err: errReset})), withBudget(1))
	core.budget.take()
	_ = mustFail(t.Context(), t, core, ClassRead)
	if left := core.budget.left(); left != 0 {
		t.Errorf("%d tokens", left)
	}
}
