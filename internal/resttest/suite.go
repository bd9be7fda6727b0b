package resttest

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"

	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// Operation is a documented operation, called as its example does.
type Operation[C any] struct {
	// Golden is its folder in testdata/golden.
	Golden string
	// Pattern is its route.
	Pattern string
	// Class says how it is repeated.
	Class rest.Class
	// Empty says that the documented response has no body.
	Empty bool
	// Unread says that the response is not read: any body of a 2xx will do.
	Unread bool
	// Any says that any JSON is an answer, because the documentation shows none.
	Any bool
	// Call calls it, and returns the result in the form of the documented response.
	Call func(ctx context.Context, client C) (any, error)
}

// Suite describes a client.
type Suite[C any] struct {
	// API begins the text of its errors.
	API string
	// Client returns a client with the token "<token>" that sends through the
	// transport.
	Client func(t *testing.T, rt http.RoundTripper) C
	// Operations are all operations that it sends.
	Operations []Operation[C]
	// ErrorBody is the body of an error in the API's format.
	ErrorBody func(status int) string
	// Private are texts that no error may show.
	Private []string
	// Placeholders are texts in the documented requests, and what the calls send in
	// their place.
	Placeholders map[string]string
	// Response makes the response of an operation where the documentation shows
	// none; not set: it is in testdata/golden.
	Response func(t *testing.T, op Operation[C]) *http.Response
}

// response returns the response of an operation.
func (s Suite[C]) response(t *testing.T, op Operation[C]) *http.Response {
	t.Helper()
	if s.Response != nil {
		return s.Response(t, op)
	}
	return GoldenResponse(t, op.Golden, "response.http")
}

// Golden calls each operation, and compares the request with the documented one
// and the result, member by member, with the documented response.
func (s Suite[C]) Golden(t *testing.T) {
	t.Helper()
	for _, op := range s.Operations {
		t.Run(op.Golden, func(t *testing.T) {
			t.Parallel()
			var sent Wire
			client := s.Client(t, Transport(func(r *http.Request) (*http.Response, error) {
				sent = WireOf(t, r)
				return s.response(t, op), nil
			}))
			got, err := op.Call(t.Context(), client)
			if err != nil {
				t.Fatal(err)
			}
			want := WireOf(t, GoldenRequest(t, op.Golden, "request.http"))
			want.Body = s.filled(want.Body)
			if diff := cmp.Diff(want, sent); diff != "" {
				t.Errorf("request (-documented +sent):\n%s", diff)
			}
			s.Compare(t, op, got)
		})
	}
}

// filled puts what the calls send into a documented body.
func (s Suite[C]) filled(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for key, member := range v {
			v[key] = s.filled(member)
		}
	case []any:
		for i := range v {
			v[i] = s.filled(v[i])
		}
	case string:
		if sent, ok := s.Placeholders[v]; ok {
			return sent
		}
	}
	return v
}

// Compare compares a result, member by member, with the documented response.
func (s Suite[C]) Compare(t *testing.T, op Operation[C], got any) {
	t.Helper()
	want := Decode(t, s.response(t, op).Body)
	if op.Empty != (want == nil) {
		t.Fatalf("empty is %v, the documented body %v", op.Empty, want)
	}
	if op.Empty || op.Unread {
		return
	}
	if members := Unknown(got); len(members) > 0 {
		t.Errorf("documented members that no field takes: %v", members)
	}
	encoded, err := json.Marshal(got, json.Deterministic(true))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Normal(want), Normal(Decode(t, strings.NewReader(string(encoded))))); diff != "" {
		t.Errorf("result (-documented +decoded):\n%s", diff)
	}
}

// Complete checks that the operations are all that the package's source sends and
// that its fake serves, and that each documented request fits its pattern.
func (s Suite[C]) Complete(t *testing.T, served []string) {
	t.Helper()
	called := map[string]bool{}
	for _, op := range s.Operations {
		called[op.Pattern] = true
		r := GoldenRequest(t, op.Golden, "request.http")
		mux := http.NewServeMux() // one each: in one, some patterns would conflict
		mux.Handle(op.Pattern, http.NotFoundHandler())
		if _, pattern := mux.Handler(r); pattern != op.Pattern {
			t.Errorf("%s: %s %s does not fit %q", op.Golden, r.Method, r.URL.Path, op.Pattern)
		}
	}
	sent := Patterns(t)
	if diff := cmp.Diff(sent, slices.Sorted(maps.Keys(called))); diff != "" {
		t.Errorf("operations (-in the source +in the table):\n%s", diff)
	}
	if diff := cmp.Diff(sent, slices.Sorted(slices.Values(served))); diff != "" {
		t.Errorf("operations (-client +fake):\n%s", diff)
	}
}
