package rest

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

// The tests of this file are one for each habit of go-retryablehttp that a
// client of contacts cannot live with; their names say which.

func TestRetryableHTTP_create(t *testing.T) {
	t.Parallel()
	rt := transport(reply(500, "{}"))
	checkIs(t, mustFail(t.Context(), t, newCore(t, rt), ClassCreate), ErrOutcomeUnknown, true)
	if rt.count() != 1 {
		t.Errorf("%d requests", rt.count())
	}
}

func TestRetryableHTTP_permanentErrors(t *testing.T) {
	t.Parallel()
	srv := serve(t, func(http.ResponseWriter, *http.Request) {})
	failure := mustFail(t.Context(), t, newCore(t, dialer(t), at(strings.Replace(srv.URL, "http", "https", 1))), ClassRead)
	if len(failure.Attempts) != 1 {
		t.Errorf("%d attempts to speak TLS to a server without", len(failure.Attempts))
	}
}

func TestRetryableHTTP_retryAfterOverflow(t *testing.T) {
	t.Parallel()
	rt := transport(reply(429, "", "Retry-After", "9223372037"))
	_ = mustFail(t.Context(), t, newCore(t, rt), ClassRead)
	if rt.count() != 1 {
		t.Errorf("%d requests", rt.count())
	}
}

func TestRetryableHTTP_retryAfterCap(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		rt := transport(reply(503, "", "Retry-After", "86400"))
		failure := mustFail(t.Context(), t, newCore(t, rt), ClassRead)
		if took := time.Since(start); took != 0 || failure.RetryAfter != 24*time.Hour {
			t.Errorf("took %v, Retry-After %v", took, failure.RetryAfter)
		}
	})
}

func TestRetryableHTTP_retryAfterJitter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var waits []time.Duration
		for range 20 {
			rt := transport(reply(429, "", "Retry-After", "5"), reply(200, good))
			mustSend(t.Context(), t, newCore(t, rt), ClassRead)
			waits = append(waits, rt.waits()...)
		}
		if low, high := slices.Min(waits), slices.Max(waits); low < 5*time.Second || low == high {
			t.Errorf("waits from %v to %v", low, high)
		}
	})
}

func TestRetryableHTTP_backoffJitter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var waits []time.Duration
		for range 20 {
			rt := transport(reply(502, ""), reply(200, good))
			mustSend(t.Context(), t, newCore(t, rt), ClassRead)
			waits = append(waits, rt.waits()...)
		}
		if low, high := slices.Min(waits), slices.Max(waits); high >= 50*time.Millisecond || low == high {
			t.Errorf("waits from %v to %v", low, high)
		}
	})
}

func TestRetryableHTTP_deadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		failure := mustFail(ctx, t, newCore(t, transport(reply(503, "", "Retry-After", "2"))), ClassRead)
		if took := time.Since(start); took != 0 || failure.StatusCode != 503 {
			t.Errorf("took %v, status %d", took, failure.StatusCode)
		}
	})
}

func TestRetryableHTTP_contextKeepsStatus(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		rt := transport(reply(503, "", "Retry-After", "30", "X-Request-Id", "r1"))
		failure := mustFail(ctx, t, newCore(t, rt), ClassRead)
		if failure.StatusCode != 503 || failure.Header.Get("X-Request-Id") != "r1" || len(failure.Attempts) != 1 {
			t.Errorf("%+v", failure.Attempts)
		}
		checkIs(t, failure, context.Canceled, true)
	})
}

func TestRetryableHTTP_keepsResponse(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		failure := mustFail(t.Context(), t, newCore(t, transport(reply(502, "bad gateway"))), ClassRead)
		if failure.StatusCode != 502 || failure.Body != "bad gateway" || len(failure.Attempts) != 4 {
			t.Errorf("%d %q", failure.StatusCode, failure.Body)
		}
		if strings.Contains(errorText(failure.Err), "giving up") {
			t.Error(failure)
		}
	})
}

func TestRetryableHTTP_hidesURL(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for _, step := range []step{fail(errReset), reply(503, ""), hang, reply(301, "", "Location", ":%"+phone)} {
			failure := mustFail(t.Context(), t, newCore(t, transport(step)), ClassRead)
			checkSecrets(t, failure.Error())
		}
	})
}

// silentChild is set in the process that TestRetryableHTTP_noLog starts.
const silentChild = "REST_TEST_SILENT_CHILD"

func TestRetryableHTTP_noLog(t *testing.T) {
	t.Parallel()
	if os.Getenv(silentChild) != "" {
		core := newCore(t, transport(reply(503, ""), fail(errReset), reply(200, good)))
		core.cfg.Retry.MinBackoff = 1
		mustSend(t.Context(), t, core, ClassRead)
		return
	}
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestRetryableHTTP_noLog$", "-test.v")
	child.Env = append(os.Environ(), silentChild+"=1")
	var stderr, stdout bytes.Buffer
	child.Stderr, child.Stdout = &stderr, &stdout
	if err := child.Run(); err != nil || !strings.Contains(stdout.String(), "--- PASS") {
		t.Fatalf("%v: %s%s", err, stdout.String(), stderr.String())
	}
	if stderr.Len() > 0 || strings.Contains(stdout.String(), "DEBUG") {
		t.Errorf("stderr %s, stdout %s", stderr.String(), stdout.String())
	}
}

func TestRetryableHTTP_rewindsBody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		rt := transport(reply(503, ""), fail(errReset), reply(200, good))
		mustSend(t.Context(), t, newCore(t, rt), ClassIdempotent)
		if rt.bodies[0] == "" || rt.bodies[1] != rt.bodies[0] || rt.bodies[2] != rt.bodies[0] {
			t.Errorf("%q", rt.bodies)
		}
		for _, req := range rt.requests {
			if req.ContentLength != int64(len(rt.bodies[0])) {
				t.Errorf("length %d", req.ContentLength)
			}
		}
	})
}

func TestRetryableHTTP_headerPerAttempt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		spoil := func(req *http.Request) (*http.Response, error) {
			req.Header.Add("X-A", "spoilt")
			req.Header["X-B"][0] = "spoilt"
			return reply(503, "")(req)
		}
		rt := transport(spoil, spoil, reply(200, good))
		core := newCore(t, rt, func(cfg *Config) { cfg.Header = fixed(http.Header{"X-B": {"1"}}) })
		mustSend(t.Context(), t, core, ClassRead)
		mustSend(t.Context(), t, core, ClassRead)
		for _, req := range rt.requests {
			if got := req.Header.Get("X-A") + req.Header.Get("X-B"); got != "1" {
				t.Errorf("sent %q", got)
			}
		}
	})
}

func TestRetryableHTTP_idleConnections(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		rt := transport(reply(503, ""), fail(errReset))
		_ = mustFail(ctx, t, newCore(t, rt), ClassRead)
		time.AfterFunc(time.Second, cancel)
		_ = mustFail(ctx, t, newCore(t, transport(reply(503, "", "Retry-After", "30"))), ClassRead)
		if rt.idle != 0 {
			t.Errorf("closed %d times", rt.idle)
		}
	})
}

func TestRetryableHTTP_redirect(t *testing.T) {
	t.Parallel()
	rt := transport(reply(307, "", "Location", "https://evil.example.com/"), reply(200, good))
	failure := mustFail(t.Context(), t, newCore(t, rt, func(cfg *Config) {
		cfg.HTTPClient.CheckRedirect = func(*http.Request, []*http.Request) error { return nil }
	}), ClassCreate)
	if rt.count() != 1 || failure.StatusCode != 307 {
		t.Errorf("%d requests, status %d", rt.count(), failure.StatusCode)
	}
}

func TestRetryableHTTP_timeoutPerAttempt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		rt := transport(hang, hang, reply(200, good))
		mustSend(t.Context(), t, newCore(t, rt, func(cfg *Config) { cfg.HTTPClient.Timeout = time.Second }), ClassRead)
	})
}

func TestRetryableHTTP_errorType(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for _, step := range []step{fail(nil), reply(0, "")} {
			failure := mustFail(t.Context(), t, newCore(t, transport(step)), ClassRead)
			if failure.Err == nil || len(failure.Attempts) != 4 {
				t.Errorf("%v after %d attempts", failure.Err, len(failure.Attempts))
			}
		}
	})
}

func TestRetryableHTTP_budget(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		rt := transport(reply(503, ""))
		core := newCore(t, rt)
		for range 200 {
			_ = mustFail(t.Context(), t, core, ClassRead)
		}
		if rt.count() != 300 {
			t.Errorf("%d requests for 200 calls with a budget of 100", rt.count())
		}
	})
}

func TestRetryableHTTP_limit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		rt := transport(reply(503, ""))
		core := newCore(t, rt, func(cfg *Config) { cfg.Retry.MaxAttempts = 50 })
		failure := mustFail(t.Context(), t, core, ClassRead)
		if rt.count() != 50 || len(failure.Attempts) != 50 {
			t.Errorf("%d requests", rt.count())
		}
	})
}

// TestRetryableHTTP_library shows that the tests above test something: the library
// by itself repeats a POST and loses its response.
func TestRetryableHTTP_library(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		rt := transport(reply(500, "{}"))
		client := retryablehttp.NewClient()
		client.Logger, client.HTTPClient = nil, &http.Client{Transport: rt}
		resp, err := client.Post("https://api.example.com/?q="+secretArg, "application/json", []byte("{}"))
		if err == nil {
			_ = resp.Body.Close()
		}
		if rt.count() != 5 || err == nil || !strings.Contains(err.Error(), secretArg) || errors.Is(err, ErrOutcomeUnknown) {
			t.Errorf("%d requests, %v", rt.count(), err)
		}
	})
}
