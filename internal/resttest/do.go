package resttest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"testing/synctest"

	"github.com/cuedesk/cuedesk-go"
)

// Doer calls any operation by its route.
type Doer interface {
	Do(ctx context.Context, operation string, body, out any, args ...any) error
}

// CheckDo checks that a client sends what Do is given, and repeats GET only: what
// another method does is not known.
func CheckDo[C Doer](t *testing.T, newClient func(*testing.T, http.RoundTripper) C) {
	t.Helper()
	for name, test := range map[string]struct {
		operation string
		body      any
		uri       string
		sent      any
		requests  int
	}{
		"read":   {"GET /x/{id}/notes", nil, "/x/a%2Fb/notes", nil, 4},
		"query":  {"GET /x/{id}", url.Values{"page": {"2"}}, "/x/a%2Fb?page=2", nil, 4},
		"write":  {"POST /x/{id}/merge", map[string]string{"into": "b"}, "/x/a%2Fb/merge", map[string]any{"into": "b"}, 1},
		"delete": {"DELETE /x/{id}", nil, "/x/a%2Fb", nil, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				requests := 0
				client := newClient(t, Transport(func(r *http.Request) (*http.Response, error) {
					requests++
					if got := Decode(t, r.Body); r.URL.RequestURI() != test.uri || fmt.Sprint(got) != fmt.Sprint(test.sent) {
						t.Errorf("sent %s %v", r.URL.RequestURI(), got)
					}
					return Reply(503, JSON, `{}`), nil
				}))
				err := client.Do(t.Context(), test.operation, test.body, nil, "a/b")
				if !errors.Is(err, cuedesk.ErrServer) || requests != test.requests {
					t.Errorf("%d requests, %v", requests, err)
				}
			})
		})
	}
}
