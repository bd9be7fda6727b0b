package resttest

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cuedesk/cuedesk-go"
)

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
				return overwritten(op.response(t)), nil
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
	t.Run("error", s.compareErrors)
}

// compareErrors checks that an error says the same whatever becomes of the memory
// that its response was read into.
func (s Suite[C]) compareErrors(t *testing.T) {
	t.Helper()
	say := func(after func(*http.Response) *http.Response) string {
		client := s.Client(t, Transport(func(*http.Request) (*http.Response, error) {
			return after(Reply(http.StatusUnprocessableEntity, JSON, s.ErrorBody(http.StatusUnprocessableEntity))), nil
		}))
		_, err := s.Operations[0].Call(t.Context(), client)
		if failure, ok := errors.AsType[*cuedesk.Error](err); ok {
			return fmt.Sprint(failure.Explain(), failure.Fields, failure.Details)
		}
		t.Fatalf("got %v", err)
		return ""
	}
	want := say(func(resp *http.Response) *http.Response { return resp })
	if got := say(overwritten); got != want {
		t.Errorf("got %s, want %s", got, want)
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
