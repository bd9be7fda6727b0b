package cuedesk_test

import (
	"bytes"
	"context"
	stdjson "encoding/json"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/resttest"
)

// TestError_MarshalJSON: whoever logs errors as JSON must not log what a server said about a person.
func TestError_MarshalJSON(t *testing.T) {
	t.Parallel()
	const private = "bruce@example.com"
	once := cuedesk.WithRetry(cuedesk.RetryPolicy{MaxAttempts: 1})
	for name, body := range map[string]string{
		"format": `{"error":{"message":"` + private + `","details":{"errors":[{"type":"t","field":"f","msg":"` + private +
			`"}]}}}`,
		"HTML": "<html>" + private,
	} {
		client := newClient(t, func(*http.Request) (*http.Response, error) {
			resp := reply(422, jsonType, body)
			resp.Header.Set("X-Echo", private)
			return resp, nil
		}, once)
		_, err := client.Contacts.Get(t.Context(), contactID)
		apiErr, ok := errors.AsType[*cuedesk.Error](err)
		if !ok {
			t.Fatalf("%s: got %v", name, err)
		}
		for _, v := range []any{err, []error{err}, map[string]any{"err": err}, *apiErr} {
			data, marshalErr := stdjson.Marshal(v)
			if marshalErr != nil || bytes.Contains(data, []byte(private)) {
				t.Errorf("%s: %s, %v", name, data, marshalErr)
			}
		}
		if text := fmt.Sprintf("%v %+v %#v %s %q", err, err, err, err, err); strings.Contains(text, private) {
			t.Errorf("%s: %s", name, text)
		}
	}
	data, err := stdjson.Marshal(&cuedesk.Error{
		Operation: "GET /x", StatusCode: 504, RequestID: "r1", Attempts: make([]cuedesk.Attempt, 2), MayApplyLater: true,
	})
	const want = `{"error":"cuedesk: GET /x: 504 Gateway Timeout: not in the API's error format (2 attempts)",` +
		`"operation":"GET /x",` +
		`"status":504,"request_id":"r1","attempts":2,"may_apply_later":true}`
	if string(data) != want || err != nil {
		t.Errorf("got %s, %v", data, err)
	}
}

// TestError_fields: an error keeps and prints a bounded number of fields.
func TestError_fields(t *testing.T) {
	t.Parallel()
	problems := strings.Repeat(`{"type":"missing","in":"body","field":"name","msg":"Field required"},`, 5000)
	body := `{"error":{"message":"422","details":{"errors":[` + problems[:len(problems)-1] + `]}}}`
	_, err := newClient(t, resttest.Replies(422, jsonType, body)).Contacts.Get(t.Context(), contactID)
	apiErr, ok := errors.AsType[*cuedesk.Error](err)
	if !ok || len(apiErr.Fields) != 100 || apiErr.MoreFields != 4900 || apiErr.Details.Exists() {
		t.Fatalf("got %v", err)
	}
	if !strings.HasSuffix(err.Error(), "; name missing; and 4990 more") ||
		strings.Count(err.Error(), "name missing") != 10 {
		t.Error(err)
	}
	if text := apiErr.Explain(); strings.Count(text, "\n") != 100 || !strings.HasSuffix(text, "\nand 4900 more") {
		t.Error(text)
	}
}

// TestError_controlCharacters: what a server said may be printed to a terminal.
func TestError_controlCharacters(t *testing.T) {
	t.Parallel()
	const odd = `\u001b[2J\u0007\u202e\u2028\u009b1m\r\nX`
	once := cuedesk.WithRetry(cuedesk.RetryPolicy{MaxAttempts: 1})
	for _, body := range []string{
		"<html>\x1b[31m\x07\u202e\u2028\u009b\r\n",
		`{"error":{"message":"` + odd + `","details":"` + odd + `"}}`,
		`{"error":{"message":"M","details":{"errors":[{"type":"` + odd + `","in":"` + odd + `","field":"` + odd + `","msg":"` + odd +
			`"}]}}}`,
	} {
		var observed cuedesk.Attempt
		client := newClient(t, func(*http.Request) (*http.Response, error) {
			resp := reply(422, jsonType, body)
			resp.Header.Set("X-Request-Id", "req\x1b[31m\u202e"+strings.Repeat("1", 1000))
			return resp, nil
		}, once, cuedesk.WithObserver(func(_ context.Context, a cuedesk.Attempt) { observed = a }))
		_, err := client.Contacts.Get(t.Context(), contactID)
		apiErr, ok := errors.AsType[*cuedesk.Error](err)
		if !ok || !strings.HasPrefix(apiErr.RequestID, "req\uFFFD[31m\uFFFD1") || len(apiErr.RequestID) > 300 {
			t.Fatalf("got %v, %q", err, apiErr.RequestID)
		}
		texts := append(strings.Split(apiErr.Explain(), "\n"), apiErr.Snippet, err.Error(), apiErr.Message, apiErr.RequestID,
			apiErr.Attempts[0].RequestID, observed.RequestID)
		for _, f := range apiErr.Fields {
			texts = append(texts, f.Type, f.In, f.Field, f.Msg)
		}
		for _, text := range texts {
			if i := strings.IndexFunc(text, func(r rune) bool {
				return unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
			}); i >= 0 {
				t.Errorf("%q", text)
			}
		}
	}
}

// TestError_controlCharacters_ofCauses: nor does what the server of a token source, or a gate, said.
func TestError_controlCharacters_ofCauses(t *testing.T) {
	t.Parallel()
	odd := errors.New("denied:\x1b[2J\u202e\r\nX")
	source := cuedesk.TokenSourceFunc(func(context.Context) (string, error) { return "", odd })
	gate := cuedesk.Hooks{Gate: func(context.Context, cuedesk.Call) error { return odd }}
	for _, opt := range []cuedesk.Option{cuedesk.WithTokenSource(source), cuedesk.WithHooks(gate)} {
		_, err := newClient(t, jsonTransport(200, ``), opt).Contacts.Get(t.Context(), contactID)
		if !errors.Is(err, odd) || !strings.HasSuffix(err.Error(), "denied:\uFFFD[2J\uFFFD ; X") {
			t.Errorf("%q", err)
		}
	}
}

// TestClient_reflection: printers that go by reflection, as test libraries do, do not find the token.
func TestClient_reflection(t *testing.T) {
	t.Parallel()
	const token = "tok-3f9a1c"
	source := tokenFunc(func(context.Context) (string, error) { return token, nil })
	for name, opts := range map[string][]cuedesk.Option{"static": nil, "source": {cuedesk.WithTokenSource(source)}} {
		transport := cuedesk.WithHTTPClient(&http.Client{Transport: resttest.Replies(404, jsonType, refusal)})
		client, err := cuedesk.NewClient(token, append(opts, transport)...)
		if err != nil {
			t.Fatal(err)
		}
		_, err = client.Contacts.Get(t.Context(), contactID)
		for _, v := range []any{client, client.Contacts, err} {
			if path := resttest.FindText(reflect.ValueOf(v), token); path != "" {
				t.Errorf("%s: the token is in %T%s", name, v, path)
			}
		}
	}
	if resttest.FindText(reflect.ValueOf(&struct{ a []any }{[]any{&struct{ b string }{token}}}), token) == "" {
		t.Error("the search finds nothing")
	}
}

type tokenFunc func(context.Context) (string, error)

func (f tokenFunc) Token(ctx context.Context) (string, error) { return f(ctx) }

// TestError_Is_intermediary: what only the API can know, nothing on the way says for it.
func TestError_Is_intermediary(t *testing.T) {
	t.Parallel()
	once := cuedesk.WithRetry(cuedesk.RetryPolicy{MaxAttempts: 1})
	for status, test := range map[int]struct{ is, not error }{
		400: {cuedesk.ErrIntermediary, cuedesk.ErrInvalid},
		401: {cuedesk.ErrUnauthorized, nil},
		403: {cuedesk.ErrIntermediary, cuedesk.ErrForbidden},
		404: {cuedesk.ErrIntermediary, cuedesk.ErrNotFound},
		409: {cuedesk.ErrIntermediary, cuedesk.ErrConflict},
		422: {cuedesk.ErrIntermediary, cuedesk.ErrInvalid},
		429: {cuedesk.ErrRateLimited, nil},
		502: {cuedesk.ErrServer, nil},
	} {
		_, err := newClient(t, resttest.Replies(status, "text/html", htmlPage), once).Contacts.Get(t.Context(), contactID)
		apiErr, ok := errors.AsType[*cuedesk.Error](err)
		if !ok || !apiErr.Transient || !errors.Is(err, test.is) || !errors.Is(err, cuedesk.ErrIntermediary) ||
			test.not != nil && errors.Is(err, test.not) {
			t.Errorf("%d: got %v", status, err)
		}
		_, err = newClient(t, resttest.Replies(status, jsonType, refusal), once).Contacts.Get(t.Context(), contactID)
		if errors.Is(err, cuedesk.ErrIntermediary) || test.not != nil && !errors.Is(err, test.not) {
			t.Errorf("%d of the API: got %v", status, err)
		}
	}
}

// TestWithObserver: several observers are called in turn, also where no request was made because of a wait.
func TestWithObserver(t *testing.T) {
	t.Parallel()
	var seen []string
	observe := func(name string) cuedesk.Option {
		return cuedesk.WithObserver(func(_ context.Context, a cuedesk.Attempt) {
			seen = append(seen, fmt.Sprint(name, a.Number, " ", a.StatusCode, " ", a.Err))
		})
	}
	client := newClient(t, resttest.Replies(404, jsonType, refusal), observe("a"), cuedesk.WithRateLimit(0.001, 1))
	client, err := client.With(observe("b"))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100e9)
	defer cancel()
	for range 2 {
		_, err = client.Contacts.Get(ctx, contactID)
	}
	const limit = " 0 rate limit: the wait would be longer than the deadline allows: context deadline exceeded"
	if diff := cmp.Diff([]string{"b1 404 <nil>", "a1 404 <nil>", "b1" + limit, "a1" + limit}, seen); diff != "" {
		t.Error(diff)
	}
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "rate limit: ") {
		t.Error(err)
	}
}

// TestWithBaseURL_empty: an environment variable that is not set means the default.
func TestWithBaseURL_empty(t *testing.T) {
	t.Parallel()
	host := ""
	rt := resttest.Transport(func(r *http.Request) (*http.Response, error) {
		host = r.URL.Host
		return reply(404, jsonType, refusal), nil
	})
	client, err := cuedesk.NewClient("t", cuedesk.WithBaseURL(""), cuedesk.WithHTTPClient(&http.Client{Transport: rt}))
	if err != nil {
		t.Fatal(err)
	}
	if _, err = client.Contacts.Get(t.Context(), contactID); host != "api.cuedesk.com" {
		t.Errorf("sent to %q: %v", host, err)
	}
}
