package cuedesk_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cuedesk/cuedesk-go"
)

// transport answers requests with a function.
type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// newClient returns a client whose requests f answers.
func newClient(t *testing.T, f transport, opts ...cuedesk.Option) *cuedesk.Client {
	t.Helper()
	c, err := cuedesk.NewClient("<token>", append(opts, cuedesk.WithHTTPClient(&http.Client{Transport: f}))...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// goldenFile reads a file of testdata/golden.
func goldenFile(t testing.TB, elem ...string) *bufio.Reader {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(append([]string{"testdata", "golden"}, elem...)...))
	if err != nil {
		t.Fatal(err)
	}
	return bufio.NewReader(bytes.NewReader(data))
}

// goldenResponse reads the response of an operation, or an error response.
func goldenResponse(t *testing.T, elem ...string) *http.Response {
	t.Helper()
	resp, err := http.ReadResponse(goldenFile(t, elem...), nil)
	if err != nil {
		t.Fatal(err)
	}
	return resp
}

// wire is what of a request the documentation prescribes.
type wire struct {
	Method, Path, Query, Authorization, ContentType string
	Body                                            any
}

func wireOf(t *testing.T, r *http.Request) wire {
	t.Helper()
	return wire{
		r.Method, r.URL.Path, r.URL.RawQuery, r.Header.Get("Authorization"), r.Header.Get("Content-Type"),
		jsonOf(t, r.Body),
	}
}

// jsonOf reads JSON with its numbers as they stand; nil where there is none.
func jsonOf(t *testing.T, r io.Reader) any {
	t.Helper()
	if r == nil {
		return nil
	}
	dec := json.NewDecoder(r)
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil && !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	return v
}

// normal drops what responses may leave out, null and empty text, and rewrites
// times in one form, so that a decoded response can be compared with its JSON.
func normal(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for key, member := range v {
			if member != nil && member != "" {
				out[key] = normal(member)
			}
		}
		return out
	case []any:
		out := slices.Clone(v)
		for i := range out {
			out[i] = normal(out[i])
		}
		return out
	case string:
		if at, err := time.Parse(time.RFC3339Nano, v); err == nil {
			return at.Format(time.RFC3339Nano)
		}
	}
	return v
}

// extras returns the members that the client did not know, found anywhere in v.
func extras(v reflect.Value) []string {
	var found []string
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			found = extras(v.Elem())
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			found = append(found, extras(v.Index(i))...)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			found = append(found, extras(v.MapIndex(key))...)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if !v.Type().Field(i).IsExported() {
				continue
			}
			if extra, ok := reflect.TypeAssert[map[string]cuedesk.Value](v.Field(i)); ok {
				found = slices.AppendSeq(found, maps.Keys(extra))
			}
			found = append(found, extras(v.Field(i))...)
		}
	default:
	}
	return found
}

// TestGolden calls each operation as the documentation's example does, and
// compares the request with the documented one and the result, member by member,
// with the documented response.
func TestGolden(t *testing.T) {
	t.Parallel()
	for _, op := range operations {
		t.Run(op.golden, func(t *testing.T) {
			t.Parallel()
			want, err := http.ReadRequest(goldenFile(t, op.golden, "request.http"))
			if err != nil {
				t.Fatal(err)
			}
			var sent wire
			client := newClient(t, func(r *http.Request) (*http.Response, error) {
				sent = wireOf(t, r)
				return goldenResponse(t, op.golden, "response.http"), nil
			})
			got, err := op.call(t.Context(), client)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(wireOf(t, want), sent); diff != "" {
				t.Errorf("request (-documented +sent):\n%s", diff)
			}
			compareResult(t, op, got)
		})
	}
}

func compareResult(t *testing.T, op operation, got any) {
	t.Helper()
	want := jsonOf(t, goldenResponse(t, op.golden, "response.http").Body)
	if op.empty != (want == nil) {
		t.Fatalf("empty is %v, the documented body %v", op.empty, want)
	}
	if op.empty {
		return
	}
	if unknown := extras(reflect.ValueOf(got)); len(unknown) > 0 {
		t.Errorf("documented members that no field takes: %v", unknown)
	}
	encoded, err := marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(normal(want), normal(jsonOf(t, strings.NewReader(encoded)))); diff != "" {
		t.Errorf("result (-documented +decoded):\n%s", diff)
	}
}

// TestGoldenCoversEveryOperation keeps the table whole: all operations that the
// source sends, and no other.
func TestGoldenCoversEveryOperation(t *testing.T) {
	t.Parallel()
	called := map[string]bool{}
	for _, op := range operations {
		called[op.pattern] = true
	}
	if diff := cmp.Diff(sourcePatterns(t), slices.Sorted(maps.Keys(called))); diff != "" {
		t.Errorf("operations (-in the source +in the table):\n%s", diff)
	}
	if len(called) != 30 {
		t.Errorf("%d operations, the documentation has 30", len(called))
	}
}

// TestGoldenRoutes checks that each documented request fits the pattern that the
// table gives it.
func TestGoldenRoutes(t *testing.T) {
	t.Parallel()
	for _, op := range operations {
		r, err := http.ReadRequest(goldenFile(t, op.golden, "request.http"))
		if err != nil {
			t.Fatal(err)
		}
		mux := http.NewServeMux() // one each: in one, some patterns would conflict
		mux.Handle(op.pattern, http.NotFoundHandler())
		if _, pattern := mux.Handler(r); pattern != op.pattern {
			t.Errorf("%s: %s %s does not fit %q", op.golden, r.Method, r.URL.Path, op.pattern)
		}
	}
}
