package rest

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// logTo logs everything as text, without what differs from run to run.
func logTo(b *bytes.Buffer) *slog.Logger {
	return slog.New(slog.NewTextHandler(b, &slog.HandlerOptions{
		Level: slog.LevelDebug,
		ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey {
				return slog.Attr{}
			}
			return a
		},
	}))
}

func TestLogAttempts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		var seen []Attempt
		rt := transport(
			fail(errReset),
			reply(503, phone, "Retry-After", "3", "X-Request-Id", "r2"),
			reply(401, phone),
			reply(404, phone, "X-Request-Id", "r4"),
		)
		core := newCore(t, rt, withSource(tokens(testToken)), func(cfg *Config) {
			cfg.Logger = logTo(&out)
			cfg.Hooks = []Hooks{ObserveAttempts(func(_ context.Context, a Attempt) { seen = append(seen, a) })}
			cfg.Retry.MinBackoff, cfg.Retry.OverloadBackoff = 1, 1
		})
		failure := mustFail(t.Context(), t, core, ClassIdempotent)
		op := operation(ClassIdempotent).Pattern
		want := []Attempt{
			{Operation: op, Number: 1, Repeated: true, Err: errReset},
			{Operation: op, Number: 2, StatusCode: 503, Wait: 3 * time.Second, Repeated: true, RequestID: "r2"},
			{Operation: op, Number: 3, StatusCode: 401, Repeated: true},
			{Operation: op, Number: 4, StatusCode: 404, RequestID: "r4"},
		}
		if diff := cmp.Diff(want, seen, cmpopts.EquateErrors()); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(want, failure.Attempts, cmpopts.EquateErrors()); diff != "" {
			t.Error(diff)
		}
		wantLog := strings.ReplaceAll(
			`level=WARN msg="api retry" OP attempt=1 status=0 duration=0s wait=0s error="read tcp: connection reset by peer"
level=WARN msg="api retry" OP attempt=2 status=503 duration=0s wait=3s request_id=r2
level=WARN msg="api retry" OP attempt=3 status=401 duration=0s wait=0s
level=DEBUG msg="api attempt" OP attempt=4 status=404 duration=0s request_id=r4
`, "OP", fmt.Sprintf("operation=%q", op))
		if diff := cmp.Diff(wantLog, out.String()); diff != "" {
			t.Error(diff)
		}
	})
}

func TestLogAttempts_level(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	core := newCore(t, transport(reply(200, good)), func(cfg *Config) { cfg.Logger = logTo(&out) })
	mustSend(t.Context(), t, core, ClassRead)
	if !regexp.MustCompile(`^level=DEBUG msg="api attempt" operation="GET /v1/things/\{id\}" attempt=1 status=200 ` +
		`duration=\S+\n$`).Match(out.Bytes()) {
		t.Error(out.String())
	}
}

func TestObserveAttempts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		type key struct{}
		slow := func(step step, wait time.Duration) step {
			return func(req *http.Request) (*http.Response, error) {
				<-time.After(wait)
				return step(req)
			}
		}
		var seen []time.Duration
		rt := transport(slow(reply(503, ""), time.Second), slow(reply(200, good), 2*time.Second))
		core := newCore(t, rt, func(cfg *Config) {
			cfg.Hooks = []Hooks{ObserveAttempts(func(ctx context.Context, a Attempt) {
				seen = append(seen, a.Duration)
				if ctx.Value(key{}) != "value" {
					t.Error("not the caller's context")
				}
			})}
		})
		mustSend(context.WithValue(t.Context(), key{}, "value"), t, core, ClassRead)
		if diff := cmp.Diff([]time.Duration{time.Second, 2 * time.Second}, seen); diff != "" {
			t.Error(diff)
		}
	})
}

func TestLogAttempts_noPersonalData(t *testing.T) {
	t.Parallel()
	for name, test := range outcomes() {
		for _, class := range []Class{ClassRead, ClassIdempotent, ClassCreate} {
			t.Run(fmt.Sprint(name, "/", operation(class).Method()), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					var out bytes.Buffer
					core := newCore(t, transport(test.step), func(cfg *Config) { cfg.Logger = logTo(&out) })
					_ = mustFail(t.Context(), t, core, class)
					checkSecrets(t, out.String())
				})
			})
		}
	}
}
