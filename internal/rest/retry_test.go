package rest

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"math"
	"net"
	"net/http"
	"os"
	"slices"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// outcome is what a call of each class comes to when every request ends so.
type outcome struct {
	step    step
	repeats int  // requests of a read or idempotent operation
	creates int  // requests of a create
	unknown bool // whether a create is left in doubt
	status  int
}

func outcomes() map[string]outcome {
	certificate := &tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}
	return map[string]outcome{
		"connection refused":     {fail(errRefused), 4, 4, false, 0},
		"dial timeout":           {fail(&net.OpError{Op: "dial", Err: os.ErrDeadlineExceeded}), 4, 4, false, 0},
		"no connection, traced":  {traced(errors.New("lookup failed")), 4, 4, false, 0},
		"reset after write":      {fail(errReset), 4, 1, true, 0},
		"unexplained":            {fail(errors.New("broken pipe")), 4, 1, true, 0},
		"attempt timeout":        {hang, 4, 1, true, 0},
		"TLS certificate":        {traced(certificate), 1, 1, false, 0},
		"not TLS":                {traced(tls.RecordHeaderError{Msg: "first record"}), 1, 1, false, 0},
		"torn 200":               {torn, 4, 1, true, 200},
		"200 cut by its server":  {reply(200, `{"name":"A`), 4, 1, true, 200},
		"200 empty":              {reply(200, ""), 1, 1, true, 200},
		"200 HTML":               {reply(200, "<html>", "Content-Type", "text/html"), 4, 1, true, 200},
		"204":                    {reply(204, ""), 1, 1, true, 204},
		"300":                    {reply(300, ""), 1, 1, true, 300},
		"302":                    {reply(302, "", "Location", "/login"), 1, 1, true, 302},
		"303":                    {reply(303, ""), 1, 1, true, 303},
		"304":                    {reply(304, ""), 1, 1, true, 304},
		"307":                    {reply(307, ""), 1, 1, false, 307},
		"308":                    {reply(308, ""), 1, 1, false, 308},
		"400":                    {reply(400, "{}"), 1, 1, false, 400},
		"401":                    {reply(401, "{}"), 1, 1, false, 401},
		"403":                    {reply(403, "{}"), 1, 1, false, 403},
		"404":                    {reply(404, "{}"), 1, 1, false, 404},
		"404 torn":               {tornStatus(404), 4, 1, true, 404},
		"404 HTML":               {reply(404, "<html>"), 4, 1, true, 404},
		"404 empty":              {reply(404, ""), 4, 1, true, 404},
		"401 HTML":               {reply(401, "<html>"), 4, 1, false, 401},
		"403 HTML":               {reply(403, "<html>"), 4, 1, true, 403},
		"413 HTML":               {reply(413, "<html>"), 1, 1, false, 413},
		"429 HTML":               {reply(429, "<html>"), 4, 4, false, 429},
		"501 HTML":               {reply(501, "<html>"), 4, 1, true, 501},
		"520":                    {reply(520, "error code: 520"), 4, 1, true, 520},
		"529":                    {reply(529, "{}"), 4, 1, true, 529},
		"408":                    {reply(408, "{}"), 4, 1, true, 408},
		"409":                    {reply(409, "{}"), 1, 1, false, 409},
		"422":                    {reply(422, "{}"), 1, 1, false, 422},
		"429":                    {reply(429, "{}"), 4, 4, false, 429},
		"429 with Retry-After":   {reply(429, "{}", "Retry-After", "2"), 4, 4, false, 429},
		"429 for an hour":        {reply(429, "{}", "Retry-After", "3600"), 1, 1, false, 429},
		"499":                    {reply(499, "{}"), 1, 1, true, 499},
		"500":                    {reply(500, "{}"), 4, 1, true, 500},
		"501":                    {reply(501, "{}"), 1, 1, true, 501},
		"502 HTML":               {reply(502, "<html>", "Content-Type", "text/html"), 4, 1, true, 502},
		"503":                    {reply(503, "{}"), 4, 1, true, 503},
		"503 torn":               {tornStatus(503), 4, 1, true, 503},
		"503 with Retry-After":   {reply(503, "{}", "Retry-After", "2"), 4, 1, true, 503},
		"504":                    {reply(504, "{}"), 4, 1, true, 504},
		"505":                    {reply(505, "{}"), 1, 1, true, 505},
		"101":                    {reply(101, ""), 1, 1, true, 101},
		"no response, no error":  {fail(nil), 4, 1, true, 0},
		"status 0":               {reply(0, ""), 4, 1, true, 0},
		"status 99":              {reply(99, ""), 4, 1, true, 0},
		"status 100":             {reply(100, ""), 1, 1, true, 100},
		"status 999":             {reply(999, "{}"), 1, 1, true, 999},
		"status 1000":            {reply(1000, ""), 4, 1, true, 0},
		"status beyond 3 digits": {reply(2000, ""), 4, 1, true, 0},
	}
}

func tornStatus(status int) step {
	return func(req *http.Request) (*http.Response, error) {
		resp, err := torn(req)
		resp.StatusCode = status
		return resp, err
	}
}

func TestRetry_outcomes(t *testing.T) {
	t.Parallel()
	for name, test := range outcomes() {
		for _, class := range []Class{ClassRead, ClassIdempotent, ClassMatched, ClassCreate} {
			t.Run(fmt.Sprint(name, "/", operation(class).Method()), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) { checkOutcome(t, class, test) })
			})
		}
	}
}

func checkOutcome(t *testing.T, class Class, want outcome) {
	t.Helper()
	rt := transport(want.step)
	failure := mustFail(t.Context(), t, newCore(t, rt), class)
	requests := want.repeats
	if class == ClassCreate {
		requests = want.creates
	}
	if rt.count() != requests || len(failure.Attempts) != requests {
		t.Errorf("%d requests, %d attempts, want %d", rt.count(), len(failure.Attempts), requests)
	}
	if failure.StatusCode != want.status {
		t.Errorf("status %d, want %d", failure.StatusCode, want.status)
	}
	checkIs(t, failure, ErrOutcomeUnknown, makes(class) && want.unknown)
	checkIs(t, failure, ErrRetryBudget, false)
	if ContextError(t.Context()) == nil {
		checkIs(t, failure, context.Canceled, false)
		checkIs(t, failure, context.DeadlineExceeded, false)
	}
}

// makes reports whether operations of the class make something.
func makes(class Class) bool { return class == ClassCreate || class == ClassMatched }

func TestRetry_matchedOutcome(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		steps   []step
		unknown bool
	}{
		"503, then refused input":      {[]step{reply(503, ""), reply(422, "{}")}, true},
		"reset, then no connection":    {[]step{fail(errReset), fail(errRefused)}, true},
		"no connection, then an error": {[]step{fail(errRefused), reply(422, "{}")}, false},
		"429, then an error":           {[]step{reply(429, ""), reply(403, "{}")}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				failure := mustFail(t.Context(), t, newCore(t, transport(test.steps...)), ClassMatched)
				checkIs(t, failure, ErrOutcomeUnknown, test.unknown)
				failure = mustFail(t.Context(), t, newCore(t, transport(test.steps...)), ClassIdempotent)
				checkIs(t, failure, ErrOutcomeUnknown, false)
			})
		})
	}
}

func TestRetry_cancel(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(context.Context) (context.Context, context.CancelFunc){
		"cancel": func(ctx context.Context) (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancel(ctx)
			time.AfterFunc(5*time.Second, cancel)
			return ctx, cancel
		},
		"deadline": func(ctx context.Context) (context.Context, context.CancelFunc) {
			return context.WithTimeout(ctx, 5*time.Second)
		},
	} {
		for _, class := range []Class{ClassRead, ClassIdempotent, ClassMatched, ClassCreate} {
			t.Run(fmt.Sprint(name, "/", operation(class).Method()), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					ctx, cancel := end(t.Context())
					defer cancel()
					rt, start := transport(hang), time.Now()
					failure := mustFail(ctx, t, newCore(t, rt), class)
					if took := time.Since(start); rt.count() != 1 || took != 5*time.Second {
						t.Errorf("%d requests in %v", rt.count(), took)
					}
					if wait := failure.Attempts[0].Wait; wait != 0 {
						t.Errorf("announces a retry in %v", wait)
					}
					checkIs(t, failure, ctx.Err(), true)
					checkIs(t, failure, ErrOutcomeUnknown, makes(class))
				})
			})
		}
	}
}

func TestRetry_success(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		rt := transport(fail(errReset), reply(503, "busy"), hang, reply(200, good))
		if failure := send(t.Context(), t, newCore(t, rt), ClassIdempotent); failure != nil {
			t.Fatal(failure)
		}
		want := `{"phone":"` + phone + `"}`
		if diff := cmp.Diff([]string{want, want, want, want}, rt.bodies); diff != "" {
			t.Error(diff)
		}
	})
}

func TestRetry_lastError(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		rt := transport(fail(errReset), reply(503, "a"), hang, reply(500, "b", "X-Request-Id", "r4"))
		failure := mustFail(t.Context(), t, newCore(t, rt), ClassRead)
		if failure.StatusCode != 500 || failure.Body != "b" || failure.Header.Get("X-Request-Id") != "r4" {
			t.Errorf("%d %q %v", failure.StatusCode, failure.Body, failure.Header)
		}
		var got []int
		for _, a := range failure.Attempts {
			got = append(got, a.StatusCode)
		}
		if diff := cmp.Diff([]int{0, 503, 0, 500}, got); diff != "" {
			t.Error(diff)
		}
		checkIs(t, failure.Attempts[0].Err, errReset, true)
		if _, ok := errors.AsType[*timeoutError](failure.Attempts[2].Err); !ok {
			t.Errorf("third attempt: %v", failure.Attempts[2].Err)
		}
	})
}

func TestRetryPolicy(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		policy RetryPolicy
		ok     bool
	}{
		"defaults":          {RetryPolicy{}, true},
		"all set":           {RetryPolicy{2, 1, 2, 2, 3, 4}, true},
		"no budget":         {RetryPolicy{Budget: -1}, true},
		"attempts":          {RetryPolicy{MaxAttempts: -1}, false},
		"min":               {RetryPolicy{MinBackoff: -1}, false},
		"max":               {RetryPolicy{MaxBackoff: -1}, false},
		"overload":          {RetryPolicy{OverloadBackoff: -1}, false},
		"overload above":    {RetryPolicy{OverloadBackoff: time.Minute}, false},
		"max below default": {RetryPolicy{MaxBackoff: 100 * time.Millisecond}, true},
		"min above 1 s":     {RetryPolicy{MinBackoff: 2 * time.Second}, true},
		"retry after":       {RetryPolicy{MaxRetryAfter: -1}, false},
		"min above max":     {RetryPolicy{MinBackoff: 2, MaxBackoff: 1}, false},
		"min above default": {RetryPolicy{MinBackoff: time.Hour}, false},
	} {
		if err := test.policy.validate(); (err == nil) != test.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
	want := RetryPolicy{4, 50 * time.Millisecond, time.Second, 8 * time.Second, time.Minute, 100}
	if diff := cmp.Diff(want, RetryPolicy{}.withDefaults()); diff != "" {
		t.Error(diff)
	}
}

func TestRetryPolicy_MaxAttempts(t *testing.T) {
	t.Parallel()
	for _, attempts := range []int{1, 2, 7} {
		t.Run(strconv.Itoa(attempts), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				rt := transport(reply(503, ""))
				core := newCore(t, rt, func(cfg *Config) { cfg.Retry.MaxAttempts = attempts })
				_ = mustFail(t.Context(), t, core, ClassRead)
				if rt.count() != attempts {
					t.Errorf("%d requests", rt.count())
				}
			})
		})
	}
}

func TestRetryPolicy_backoff(t *testing.T) {
	t.Parallel()
	policy := RetryPolicy{MinBackoff: 100, OverloadBackoff: 500, MaxBackoff: 1000}
	for overloaded, ceilings := range map[bool]map[int]time.Duration{
		false: {1: 100, 2: 200, 3: 400, 4: 800, 5: 1000, 6: 1000, 40: 1000, 64: 1000, math.MaxInt: 1000},
		true:  {1: 500, 2: 1000, 3: 1000},
	} {
		for attempt, ceiling := range ceilings {
			var got []time.Duration
			for range 2000 {
				got = append(got, policy.backoff(attempt, overloaded))
			}
			low, high := slices.Min(got), slices.Max(got)
			if low < 0 || high >= ceiling || low > ceiling/10 || high < ceiling*9/10 {
				t.Errorf("attempt %d: from %d to %d, ceiling %d", attempt, low, high, ceiling)
			}
		}
	}
}

func TestRetryPolicy_backoff_extremes(t *testing.T) {
	t.Parallel()
	for _, policy := range []RetryPolicy{
		{MinBackoff: 1, MaxBackoff: 1},
		{MinBackoff: 1, MaxBackoff: math.MaxInt64},
		{MinBackoff: math.MaxInt64, MaxBackoff: math.MaxInt64},
	} {
		for attempt := 1; attempt < 100; attempt++ {
			if wait := policy.backoff(attempt, false); wait < 0 || wait > policy.MaxBackoff {
				t.Errorf("%v: attempt %d waits %d", policy, attempt, wait)
			}
		}
	}
}

func TestRetryPolicy_retryAfter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		date := time.Now().Add(20 * time.Second).UTC().Format(http.TimeFormat)
		rt := transport(reply(429, "", "Retry-After", "7"), reply(503, "", "Retry-After", date), reply(200, good))
		mustSend(t.Context(), t, newCore(t, rt), ClassRead)
		got := rt.waits()
		if got[0] < 7*time.Second || got[0] > 7250*time.Millisecond {
			t.Errorf("waited %v for 7 s", got[0])
		}
		if sum := got[0] + got[1]; sum < 20*time.Second || sum > 20250*time.Millisecond {
			t.Errorf("waited %v for a date in 20 s", sum)
		}
	})
}

func TestRetryPolicy_retryAfterAboveCap(t *testing.T) {
	t.Parallel()
	for _, value := range []string{"61", "3600", "99999999999999999999", "9223372036854775807"} {
		t.Run(value, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				rt, start := transport(reply(429, "slow down", "Retry-After", value)), time.Now()
				failure := mustFail(t.Context(), t, newCore(t, rt), ClassRead)
				if took := time.Since(start); rt.count() != 1 || took != 0 {
					t.Errorf("%d requests in %v", rt.count(), took)
				}
				if got := errorText(failure.Err); got != "not repeated: Retry-After is above MaxRetryAfter (1m0s)" {
					t.Error(got)
				}
				if failure.RetryAfter <= time.Minute || failure.Body != "slow down" {
					t.Errorf("%v %q", failure.RetryAfter, failure.Body)
				}
			})
		})
	}
}

func TestRetryPolicy_retryAfterUnlimited(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		rt := transport(reply(429, "", "Retry-After", "99999999999999999999"))
		core := newCore(t, rt, func(cfg *Config) { cfg.Retry.MaxRetryAfter = math.MaxInt64 })
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(1000*time.Hour, cancel)
		failure := mustFail(ctx, t, core, ClassRead)
		if rt.count() != 1 {
			t.Errorf("%d requests", rt.count())
		}
		checkIs(t, failure, context.Canceled, true)
	})
}

func TestRetry_waitPastDeadline(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		retryAfter string
		policy     RetryPolicy
	}{
		"Retry-After": {"10", RetryPolicy{}},
		"exactly":     {"5", RetryPolicy{MinBackoff: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
				defer cancel()
				rt, start := transport(reply(503, "last words", "Retry-After", test.retryAfter)), time.Now()
				core := newCore(t, rt, func(cfg *Config) { cfg.Retry = test.policy })
				failure := mustFail(ctx, t, core, ClassRead)
				if took := time.Since(start); rt.count() != 1 || took != 0 {
					t.Errorf("%d requests in %v", rt.count(), took)
				}
				if failure.StatusCode != 503 || failure.Body != "last words" {
					t.Errorf("%d %q", failure.StatusCode, failure.Body)
				}
				if got := errorText(failure.Err); got != "not repeated: the wait would outlast the deadline" {
					t.Error(got)
				}
			})
		})
	}
}

func TestRetry_cancelInWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		shutdown := errors.New("shutting down")
		ctx, cancel := context.WithCancelCause(t.Context())
		time.AfterFunc(time.Second, func() { cancel(shutdown) })
		rt := transport(reply(503, "last words", "Retry-After", "30"))
		failure := mustFail(ctx, t, newCore(t, rt), ClassRead)
		if rt.count() != 1 || failure.StatusCode != 503 || failure.Body != "last words" {
			t.Errorf("%d requests, %d %q", rt.count(), failure.StatusCode, failure.Body)
		}
		checkIs(t, failure, context.Canceled, true)
		checkIs(t, failure, shutdown, true)
		if got, want := failure.Err.Error(), "context canceled: shutting down"; got != want {
			t.Errorf("%q, want %q", got, want)
		}
	})
}
