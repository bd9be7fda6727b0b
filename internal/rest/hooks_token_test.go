package rest

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
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
		return ctx, endFunc(func(Attempt) { seen = append(seen, fmt.Sprintf("%v %+v %#v", ctx, ctx, ctx), fmt.Sprint(header)) })
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
