package cuedesk_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/resttest"
)

type spanKey struct{}

// tracingHooks is what a tracing library would do: a span for each call, one for each attempt beneath it, and a header.
func tracingHooks(name string, log *[]string) cuedesk.Hooks {
	note := func(ctx context.Context, format string, args ...any) {
		parent, _ := ctx.Value(spanKey{}).(string)
		*log = append(*log, fmt.Sprintf("%s(%s) ", name, parent)+fmt.Sprintf(format, args...))
	}
	return cuedesk.Hooks{
		StartCall: func(ctx context.Context, c cuedesk.Call) (context.Context, func(cuedesk.Result)) {
			note(ctx, "start %s %s %s", c.API, c.Operation, c.Class)
			return context.WithValue(ctx, spanKey{}, name), func(r cuedesk.Result) {
				note(ctx, "end %d after %d attempts: %v", r.StatusCode, len(r.Attempts), r.Err)
			}
		},
		StartAttempt: func(ctx context.Context, a cuedesk.Attempt, h http.Header) (context.Context, func(cuedesk.Attempt)) {
			note(ctx, "attempt %d", a.Number)
			h.Set("Traceparent", h.Get("Traceparent")+name)
			return context.WithValue(ctx, spanKey{}, fmt.Sprint(name, a.Number)), func(a cuedesk.Attempt) {
				note(ctx, "attempt %d is %d, repeated: %v", a.Number, a.StatusCode, a.Repeated)
			}
		},
	}
}

// TestWithHooks_span: spans nest, and the request carries the context and the header of the innermost.
func TestWithHooks_span(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log []string
		statuses := []int{503, 404}
		client := newClient(t, func(r *http.Request) (*http.Response, error) {
			call, ok := cuedesk.CallFrom(r.Context())
			log = append(log, fmt.Sprint("request ", r.Context().Value(spanKey{}), " ", r.Header.Get("Traceparent"), " ",
				call.Operation, ok))
			status := statuses[0]
			statuses = statuses[1:]
			return reply(status, jsonType, refusal), nil
		}, cuedesk.WithHooks(tracingHooks("a", &log)), cuedesk.WithHooks(tracingHooks("b", &log)))
		_, err := client.Contacts.Get(t.Context(), contactID)
		const op = "GET /v1/contacts/{contact_uuid}"
		ended := " 404 after 2 attempts: cuedesk: " + op + ": 404 Not Found (2 attempts)"
		want := []string{
			"a() start cuedesk " + op + " read", "b(a) start cuedesk " + op + " read",
			"a(b) attempt 1", "b(a1) attempt 1", "request b1 ab " + op + "true",
			"b(a1) attempt 1 is 503, repeated: true", "a(b) attempt 1 is 503, repeated: true",
			"a(b) attempt 2", "b(a2) attempt 2", "request b2 ab " + op + "true",
			"b(a2) attempt 2 is 404, repeated: false", "a(b) attempt 2 is 404, repeated: false",
			"b(a) end" + ended, "a() end" + ended,
		}
		if diff := cmp.Diff(want, log); diff != "" || !errors.Is(err, cuedesk.ErrNotFound) {
			t.Errorf("%v\n%s", err, diff)
		}
	})
}

var errOpen = errors.New("circuit is open")

// breaker refuses calls after some transient failures in a row.
type breaker struct{ failures, most int }

func (b *breaker) hooks() cuedesk.Hooks {
	return cuedesk.Hooks{
		Gate: func(context.Context, cuedesk.Call) error {
			if b.failures >= b.most {
				return errOpen
			}
			return nil
		},
		StartCall: func(ctx context.Context, _ cuedesk.Call) (context.Context, func(cuedesk.Result)) {
			return ctx, func(r cuedesk.Result) {
				b.failures++
				if apiErr, ok := errors.AsType[*cuedesk.Error](r.Err); !ok || !apiErr.Transient {
					b.failures = 0
				}
			}
		},
	}
}

func TestWithHooks_breaker(t *testing.T) {
	t.Parallel()
	requests := 0
	b := &breaker{most: 2}
	var outer []error
	outerHooks := cuedesk.Hooks{StartCall: func(ctx context.Context, _ cuedesk.Call) (context.Context,
		func(cuedesk.Result),
	) {
		return ctx, func(r cuedesk.Result) { outer = append(outer, r.Err) }
	}}
	client := newClient(t, func(*http.Request) (*http.Response, error) {
		requests++
		return reply(503, jsonType, refusal), nil
	}, cuedesk.WithHooks(outerHooks), cuedesk.WithHooks(b.hooks()), cuedesk.WithRetry(cuedesk.RetryPolicy{MaxAttempts: 1}))
	for i := range 4 {
		_, err := client.Contacts.Create(t.Context(), cuedesk.ContactCreate{Email: "bruce@example.com"})
		refused := i >= 2
		apiErr, ok := errors.AsType[*cuedesk.Error](err)
		if !ok || errors.Is(err, errOpen) != refused || errors.Is(err, cuedesk.ErrOutcomeUnknown) == refused {
			t.Errorf("call %d: got %v", i, err)
		}
		if len(outer) != i+1 || !errors.Is(outer[i], apiErr) {
			t.Errorf("call %d: the outer hook saw %v", i, outer)
		}
	}
	if requests != 2 {
		t.Errorf("%d requests", requests)
	}
}

// TestWithHooks_quota: at most so many calls at once, whatever becomes of them.
func TestWithHooks_quota(t *testing.T) {
	t.Parallel()
	errFull := errors.New("too many calls at once")
	slots := make(chan struct{}, 1)
	quota := cuedesk.Hooks{
		Gate: func(context.Context, cuedesk.Call) error {
			select {
			case slots <- struct{}{}:
				return nil
			default:
				return errFull
			}
		},
		StartCall: func(ctx context.Context, _ cuedesk.Call) (context.Context, func(cuedesk.Result)) {
			return ctx, func(cuedesk.Result) { <-slots }
		},
	}
	var client *cuedesk.Client
	var inner error
	client = newClient(t, func(*http.Request) (*http.Response, error) {
		if inner == nil {
			_, inner = client.Contacts.Get(context.Background(), contactID) //nolint:usetesting // another call, at the same time
		}
		return reply(404, jsonType, refusal), nil
	}, cuedesk.WithHooks(quota))
	for range 2 {
		if _, err := client.Contacts.Get(t.Context(), contactID); !errors.Is(err, cuedesk.ErrNotFound) {
			t.Error(err)
		}
	}
	if !errors.Is(inner, errFull) || len(slots) != 0 {
		t.Errorf("the second call at once: %v; %d slots taken", inner, len(slots))
	}
}

// TestWithHooks_gateWaits: a gate that waits ends with the context, whose end the error matches whatever the gate says.
func TestWithHooks_gateWaits(t *testing.T) {
	t.Parallel()
	errStop, errFull := errors.New("stop"), errors.New("too many calls at once")
	for name, end := range map[string]func(context.Context) error{
		"cause": context.Cause,
		"error": context.Context.Err,
		"own":   func(context.Context) error { return errFull },
		"none":  func(context.Context) error { return nil },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancelCause(t.Context())
				time.AfterFunc(time.Second, func() { cancel(errStop) })
				requests := 0
				client := newClient(t, func(*http.Request) (*http.Response, error) {
					requests++
					return reply(404, jsonType, refusal), nil
				}, cuedesk.WithHooks(cuedesk.Hooks{Gate: func(ctx context.Context, _ cuedesk.Call) error {
					<-ctx.Done()
					return end(ctx)
				}}))
				_, err := client.Contacts.Create(ctx, cuedesk.ContactCreate{Email: "bruce@example.com"})
				if !errors.Is(err, context.Canceled) || !errors.Is(err, errStop) || errors.Is(err, errFull) != (name == "own") {
					t.Error(err)
				}
				if errors.Is(err, cuedesk.ErrOutcomeUnknown) || requests != 0 {
					t.Errorf("%d requests, %v", requests, err)
				}
			})
		})
	}
}

func TestWithHooks_panic(t *testing.T) {
	t.Parallel()
	bad := cuedesk.Hooks{
		Gate: func(context.Context, cuedesk.Call) error { panic("gate") },
		StartCall: func(ctx context.Context, _ cuedesk.Call) (context.Context, func(cuedesk.Result)) {
			return ctx, func(cuedesk.Result) { panic("end of the call") }
		},
		StartAttempt: func(ctx context.Context, _ cuedesk.Attempt, _ http.Header) (context.Context, func(cuedesk.Attempt)) {
			return ctx, func(cuedesk.Attempt) { panic("end of the attempt") }
		},
	}
	worse := cuedesk.Hooks{
		StartCall: func(context.Context, cuedesk.Call) (context.Context, func(cuedesk.Result)) { panic("call") },
		StartAttempt: func(context.Context, cuedesk.Attempt, http.Header) (context.Context, func(cuedesk.Attempt)) {
			panic("attempt")
		},
	}
	empty := cuedesk.Hooks{
		StartCall: func(context.Context, cuedesk.Call) (context.Context, func(cuedesk.Result)) { return nil, nil },
		StartAttempt: func(context.Context, cuedesk.Attempt, http.Header) (context.Context, func(cuedesk.Attempt)) {
			return nil, nil
		},
	}
	var log []string
	client := newClient(t, resttest.Replies(404, jsonType, refusal),
		cuedesk.WithHooks(bad), cuedesk.WithHooks(worse), cuedesk.WithHooks(empty), cuedesk.WithHooks(cuedesk.Hooks{}),
		cuedesk.WithHooks(tracingHooks("a", &log)))
	if _, err := client.Contacts.Get(t.Context(), contactID); !errors.Is(err, cuedesk.ErrNotFound) || len(log) != 4 {
		t.Errorf("got %v, %v", err, log)
	}
}

// TestWithHooks_queued: the wait for the rate limit and for the token is seen, and is not part of the duration.
func TestWithHooks_queued(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var attempts []cuedesk.Attempt
		source := tokenFunc(func(context.Context) (string, error) {
			<-time.After(3 * time.Second)
			return "token", nil
		})
		client := newClient(t, resttest.Replies(404, jsonType, refusal), cuedesk.WithTokenSource(source),
			cuedesk.WithRateLimit(1, 1), cuedesk.WithObserver(func(_ context.Context, a cuedesk.Attempt) {
				attempts = append(attempts, a)
			}))
		for range 3 {
			_, _ = client.Contacts.Get(t.Context(), contactID)
		}
		for i, want := range []time.Duration{3 * time.Second, 0, time.Second} {
			if got := attempts[i]; got.Queued.Round(time.Millisecond) != want || got.Duration != 0 {
				t.Errorf("attempt %d: %+v, want %v queued", i, got, want)
			}
		}
	})
}

func TestWithCapture(t *testing.T) {
	t.Parallel()
	var result cuedesk.Result
	ctx := cuedesk.WithCapture(t.Context(), &result)
	client := newClient(t, resttest.Replies(200, jsonType, `{"uuid":"`+contactID.String()+`"}`))
	if _, err := client.Contacts.Get(ctx, contactID); err != nil {
		t.Fatal(err)
	}
	if result.StatusCode != 200 || result.Header.Get("X-Request-Id") != "req-1" || len(result.Attempts) != 1 ||
		result.Err != nil {
		t.Errorf("%+v", result)
	}
	_, err := newClient(t, resttest.Replies(404, jsonType, refusal)).Contacts.Get(ctx, contactID)
	if result.StatusCode != 404 || !errors.Is(result.Err, err) {
		t.Errorf("%+v", result)
	}
}

// TestWithCapture_refused: a call that was not sent ends, too.
func TestWithCapture_refused(t *testing.T) {
	t.Parallel()
	client := newClient(t, resttest.Replies(200, jsonType, `{}`))
	for name, call := range map[string]func(context.Context) error{
		"input": func(ctx context.Context) error {
			_, err := client.Contacts.Create(ctx, cuedesk.ContactCreate{})
			return err
		},
		"path": func(ctx context.Context) error {
			_, err := client.Contacts.Get(ctx, cuedesk.ContactID{})
			return err
		},
		"result": func(ctx context.Context) error { return client.Do(ctx, "GET /v1/contacts", nil, 7) },
		"body":   func(ctx context.Context) error { return client.Do(ctx, "POST /v1/contacts", func() {}, nil) },
		"call option": func(ctx context.Context) error {
			_, err := client.Contacts.Get(cuedesk.WithCallOptions(ctx, cuedesk.WithTimeout(-1)), contactID)
			return err
		},
	} {
		result := cuedesk.Result{StatusCode: 200, Duration: time.Second}
		err := call(cuedesk.WithCapture(t.Context(), &result))
		if !errors.Is(err, cuedesk.ErrInvalid) || !errors.Is(result.Err, err) || result.StatusCode != 0 ||
			result.Duration != 0 {
			t.Errorf("%s: %v, captured %+v", name, err, result)
		}
	}
}

// TestWithCallOptions_shared: calls with one context share what its options make, and what they do not touch.
func TestWithCallOptions_shared(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tokens := 0
		source := tokenFunc(func(context.Context) (string, error) {
			tokens++
			return "token", nil
		})
		client := newClient(t, resttest.Replies(503, jsonType, refusal))
		ctx := cuedesk.WithCallOptions(t.Context(), cuedesk.WithTokenSource(source), cuedesk.WithRateLimit(1, 1),
			cuedesk.WithRetry(cuedesk.RetryPolicy{Budget: 2, MinBackoff: 1, MaxBackoff: 1}))
		start, requests := time.Now(), 0
		for i := range 4 {
			if i%2 == 1 { // options of a context within share those of the one around
				ctx = cuedesk.WithCallOptions(ctx, cuedesk.WithHeader("X-Trace", "1"))
			}
			_, err := client.Contacts.Get(ctx, contactID)
			apiErr, _ := errors.AsType[*cuedesk.Error](err)
			requests += len(apiErr.Attempts)
			if exhausted := errors.Is(err, cuedesk.ErrRetryBudget); !exhausted {
				t.Errorf("call %d: %v", i, err)
			}
		}
		if took := time.Since(start).Round(time.Second); tokens != 1 || requests != 6 || took != 5*time.Second {
			t.Errorf("%d tokens, %d requests in %v", tokens, requests, took)
		}
		if _, err := client.Contacts.Get(t.Context(), contactID); errors.Is(err, cuedesk.ErrRetryBudget) {
			t.Errorf("the client's own budget was used up: %v", err)
		}
	})
}

func TestWithCallOptions(t *testing.T) {
	t.Parallel()
	var requests atomic.Int32
	var header http.Header
	client := newClient(t, func(r *http.Request) (*http.Response, error) {
		requests.Add(1)
		header = r.Header
		return reply(503, jsonType, refusal), nil
	})
	var result cuedesk.Result
	ctx := cuedesk.WithCallOptions(t.Context(), cuedesk.WithRetry(cuedesk.RetryPolicy{MaxAttempts: 2, MinBackoff: 1}))
	ctx = cuedesk.WithCapture(ctx, &result)
	ctx = cuedesk.WithCallOptions(ctx, cuedesk.WithHeader("X-Trace", "1"))
	_, err := client.Contacts.Get(ctx, contactID)
	if !errors.Is(err, cuedesk.ErrServer) || requests.Load() != 2 || header.Get("X-Trace") != "1" ||
		len(result.Attempts) != 2 {
		t.Errorf("%d requests, %v, %+v", requests.Load(), header, result)
	}
	_, err = client.Contacts.Get(cuedesk.WithCallOptions(ctx, cuedesk.WithTimeout(-1)), contactID)
	if !errors.Is(err, cuedesk.ErrInvalid) || requests.Load() != 2 {
		t.Errorf("%d requests, %v", requests.Load(), err)
	}
}

// TestWithHooks_values: what hooks are told of a call's target and of the retry budget.
func TestWithHooks_values(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ budget, want int }{{5, 4}, {-1, -1}} {
		synctest.Test(t, func(t *testing.T) {
			var base string
			var left int
			client := newClient(t, func(*http.Request) (*http.Response, error) {
				return reply(503, jsonType, refusal), nil
			}, cuedesk.WithBaseURL("https://example.com/sub"),
				cuedesk.WithRetry(cuedesk.RetryPolicy{MaxAttempts: 2, Budget: test.budget}),
				cuedesk.WithHooks(cuedesk.Hooks{
					StartCall: func(ctx context.Context, c cuedesk.Call) (context.Context, func(cuedesk.Result)) {
						base = c.BaseURL
						return ctx, func(r cuedesk.Result) { left = r.RetriesLeft }
					},
				}))
			if _, err := client.Contacts.Get(t.Context(), contactID); err == nil {
				t.Error("no error")
			}
			if base != "https://example.com/sub" || left != test.want {
				t.Errorf("%q, %d retries left of %d", base, left, test.budget)
			}
		})
	}
}
