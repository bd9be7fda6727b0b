package rest

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
)

type endFunc func(Attempt)

func (end endFunc) EndAttempt(a Attempt) { end(a) }

// TestHooks_token: neither the context nor the header that a hook gets shows the token,
// then or later, and a hook cannot send another one.
func TestHooks_token(t *testing.T) {
	t.Parallel()
	var seen []string
	var header http.Header
	cfg := testConfig(nil)
	cfg.Hooks = []Hooks{{StartAttempt: func(ctx context.Context, _ Attempt, h http.Header) (context.Context, AttemptEnd) {
		h["authorization"] = []string{"of the hook"}
		header = h
		return ctx, endFunc(func(Attempt) {
			seen = append(seen, fmt.Sprintf("%v %+v %#v", ctx, ctx, ctx), fmt.Sprint(header))
		})
	}}}
	var sent []string
	rt := transport(func(r *http.Request) (*http.Response, error) {
		for name, values := range r.Header {
			if strings.EqualFold(name, "Authorization") {
				sent = append(sent, values...)
			}
		}
		return reply(200, `{}`)(r)
	})
	cfg.HTTPClient = &http.Client{Transport: rt}
	core, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	if err := Do(t.Context(), core, Read("GET /v1/things")); err != nil {
		t.Fatal(err)
	}
	if len(sent) != 1 || sent[0] == "of the hook" {
		t.Errorf("sent %q", sent)
	}
	token := strings.TrimPrefix(sent[0], "Bearer ")
	for _, text := range seen {
		if strings.Contains(text, token) {
			t.Errorf("shown: %s", text)
		}
	}
}

// TestHooks_badHeader: what cannot be sent is not taken for sent.
func TestHooks_badHeader(t *testing.T) {
	t.Parallel()
	for name, value := range map[string]string{"Baggage": "a\r\nb: " + phone, "Trace " + phone: "a"} {
		rt := transport(reply(200, good))
		add := func(ctx context.Context, _ Attempt, h http.Header) (context.Context, AttemptEnd) {
			h[name] = []string{value}
			return ctx, endFunc(func(Attempt) {})
		}
		core := newCore(t, rt, func(cfg *Config) { cfg.Hooks = []Hooks{{StartAttempt: add}} })
		failure := mustFail(t.Context(), t, core, ClassCreate)
		if rt.count() != 0 || failure.Transient || failure.Err.Error() != "a hook has added a header that cannot be sent" {
			t.Errorf("%d requests, %v", rt.count(), failure.Err)
		}
	}
}

// TestHooks_otherContext: a context that does not come from the call's breaks no call that is repeated.
func TestHooks_otherContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		rt := transport(reply(503, ""), reply(200, good))
		mustSend(t.Context(), t, newCore(t, rt, func(cfg *Config) {
			cfg.Hooks = []Hooks{{StartAttempt: func(context.Context, Attempt, http.Header) (context.Context, AttemptEnd) {
				return t.Context(), nil
			}}}
		}), ClassRead)
		if rt.count() != 2 {
			t.Errorf("%d requests", rt.count())
		}
	})
}

// TestHooks_header: what hooks add is sent, and hooks see what earlier ones have added.
func TestHooks_header(t *testing.T) {
	t.Parallel()
	rt := transport(reply(200, good))
	core := newCore(t, rt, func(cfg *Config) {
		cfg.Header.Set("Cookie", "own=1")
		for _, name := range []string{"First", "Second"} {
			cfg.Hooks = append(cfg.Hooks, Hooks{
				StartAttempt: func(_ context.Context, _ Attempt, h http.Header) (context.Context, AttemptEnd) {
					h.Set(name, strconv.Itoa(len(h)))
					h.Set("User-Agent", name)
					h.Set("Cookie", "hook=2")
					return nil, nil
				},
			})
		}
	})
	mustSend(t.Context(), t, core, ClassRead)
	want := map[string]string{
		"First": "0", "Second": "3", "User-Agent": "Second", "Cookie": "own=1; hook=2", "Accept": "application/json",
	}
	for name, value := range want {
		if got := rt.requests[0].Header.Values(name); len(got) != 1 || got[0] != value {
			t.Errorf("%s: %q, want %q", name, got, value)
		}
	}
}
