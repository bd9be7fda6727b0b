package cuedesk_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/resttest"
)

// TestClient_reflection_sockets: the buffers of connections hold what was sent.
func TestClient_reflection_sockets(t *testing.T) {
	t.Parallel()
	const token = "tok-3f9a1c"
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusNotFound)
	}))
	defer server.Close()
	for name, opts := range map[string][]cuedesk.Option{
		"own transport": nil, "the caller's": {cuedesk.WithHTTPClient(server.Client())},
	} {
		client, err := cuedesk.NewClient(token, append(opts, cuedesk.WithBaseURL(server.URL),
			cuedesk.WithRetry(cuedesk.RetryPolicy{MaxAttempts: 1}))...)
		if err != nil {
			t.Fatal(err)
		}
		derived, err := client.With(cuedesk.WithUserAgent("derived"))
		if err != nil {
			t.Fatal(err)
		}
		_, err = derived.Contacts.Get(t.Context(), contactID)
		for _, v := range []any{client, derived, client.Bulk.Job(importID), err} {
			if path := resttest.FindText(reflect.ValueOf(v), token); path != "" {
				t.Errorf("%s: the token is in %T%s", name, v, path)
			}
		}
	}
}

// TestError_echoedRequest: a server that repeats the request, as pages for diagnosis do,
// does not bring the token into errors.
func TestError_echoedRequest(t *testing.T) {
	t.Parallel()
	checkEscapedTokens(t, "tok-3f9a1c", strings.NewReplacer())
	checkEscapedTokens(t, strings.Repeat("long-token.", 20), strings.NewReplacer())
	checkEscapedTokens(t, "ab/cdefg+hij==", strings.NewReplacer("/", `\/`, "+", `\u002B`, "=", `\u003d`)) // as PHP and .NET do
}

// checkEscapedTokens has servers repeat a token in the strings of JSON, in which some of its characters are escaped.
func checkEscapedTokens(t *testing.T, token string, escape *strings.Replacer) {
	t.Helper()
	source := cuedesk.WithTokenSource(tokenFunc(func(context.Context) (string, error) { return token, nil }))
	echo := "Authorization: Bearer " + token
	inText := escape.Replace(echo)
	for status, body := range map[int]string{
		200: `{"headers":"` + inText + `"}`,
		201: "<html>" + echo + token + "</html>",
		400: `{"error":{"message":"` + inText + `","details":"` + inText + `"}}`,
		404: echo,
		422: `{"error":{"message":"M","details":{"errors":[{"field":"f","type":"` + inText + `","msg":"` + inText + `"}]}}}`,
		500: `{"request":{"headers":{"authorization":"Bearer ` + escape.Replace(token) + `"}}}`,
	} {
		client := newClient(t, func(*http.Request) (*http.Response, error) {
			resp := reply(status, jsonType, body)
			resp.Header["X-Request-Id"], resp.Header["X-Echo"] = []string{token}, []string{"a", echo}
			return resp, nil
		}, source, cuedesk.WithRetry(cuedesk.RetryPolicy{MaxAttempts: 1}))
		_, err := client.Contacts.Get(t.Context(), contactID)
		apiErr, ok := errors.AsType[*cuedesk.Error](err)
		if !ok || status < 500 && apiErr.StatusCode != status {
			t.Fatalf("%d: %v", status, err)
		}
		inJSON, jsonErr := json.Marshal(err)
		text := fmt.Sprintf("%+v %#v %s %s", err, err, apiErr.Explain(), inJSON)
		path := resttest.FindText(reflect.ValueOf(err), token)
		if path != "" || strings.Contains(text, token) || strings.Contains(text, escape.Replace(token)) || jsonErr != nil {
			t.Errorf("%d: the token is in %s: %s, %v", status, path, text, jsonErr)
		}
	}
}
