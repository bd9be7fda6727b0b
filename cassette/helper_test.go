package cassette

import (
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	vcr "gopkg.in/dnaeon/go-vcr.v3/cassette"
)

// innerTest is a test inside a test: it may fail without failing ours.
type innerTest struct {
	testing.TB
	failures []string
	logs     []string
	cleanups []func()
}

// runTest runs a test to its end, cleanups included.
func runTest(t *testing.T, test func(testing.TB)) *innerTest {
	t.Helper()
	v := &innerTest{TB: t}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		test(v)
	}()
	<-ended
	for len(v.cleanups) > 0 {
		last := len(v.cleanups) - 1
		cleanup := v.cleanups[last]
		v.cleanups = v.cleanups[:last]
		cleanup()
	}
	return v
}

func (v *innerTest) Helper()                   {}
func (v *innerTest) Log(args ...any)           { v.logs = append(v.logs, fmt.Sprint(args...)) }
func (v *innerTest) Logf(f string, a ...any)   { v.Log(fmt.Sprintf(f, a...)) }
func (v *innerTest) Failed() bool              { return len(v.failures) > 0 }
func (v *innerTest) Cleanup(f func())          { v.cleanups = append(v.cleanups, f) }
func (v *innerTest) Error(args ...any)         { v.failures = append(v.failures, fmt.Sprint(args...)) }
func (v *innerTest) Errorf(f string, a ...any) { v.Error(fmt.Sprintf(f, a...)) }
func (v *innerTest) Fatalf(f string, a ...any) { v.Fatal(fmt.Sprintf(f, a...)) }
func (v *innerTest) Fatal(args ...any)         { v.Error(args...); runtime.Goexit() }
func (v *innerTest) FailNow()                  { runtime.Goexit() }
func (v *innerTest) text() string              { return strings.Join(v.failures, "\n") }
func (v *innerTest) passed(t *testing.T)       { t.Helper(); v.failedWith(t) }
func (v *innerTest) failedOnce(t *testing.T) {
	t.Helper()
	if len(v.failures) != 1 {
		t.Errorf("%d failures, want 1: %q", len(v.failures), v.failures)
	}
}

// failedWith checks that the failures say all of this; without any, that there are
// none.
func (v *innerTest) failedWith(t *testing.T, parts ...string) {
	t.Helper()
	if len(parts) == 0 && v.Failed() {
		t.Errorf("failed: %s", v.text())
	}
	for _, part := range parts {
		if !strings.Contains(v.text(), part) {
			t.Errorf("nothing about %q in %q", part, v.failures)
		}
	}
}

// roundTripper answers requests with a function.
type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// api answers every request with the same JSON and a cookie.
func api(body string) roundTripper {
	return func(r *http.Request) (*http.Response, error) {
		if _, err := drain(r.Body); err != nil {
			return nil, err
		}
		return &http.Response{
			Status: "200 OK", StatusCode: 200, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
			Header: http.Header{
				"Content-Type": {"application/json"}, "Set-Cookie": {"session=hunter2"}, "Date": {"Mon, 02 Jan 2006 15:04:05 GMT"},
			},
			Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)), Request: r,
		}, nil
	}
}

// ask makes a request of a method, a path and, if not empty, a JSON body.
func ask(t testing.TB, method, path, body string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, "https://api.example.com"+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body == "" {
		r.Body = http.NoBody
	} else {
		r.Header.Set("Content-Type", "application/json")
	}
	r.Header.Set("Authorization", "Bearer hunter2")
	r.Header.Set("User-Agent", "test/1")
	return r
}

// answer sends a request and returns the body of the response.
func answer(t testing.TB, rt http.RoundTripper, r *http.Request) string {
	t.Helper()
	resp, err := rt.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	body, err := drain(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// newCassetteFile saves a cassette of requests, whose responses number them, and an hour of
// latency each.
func newCassetteFile(t *testing.T, requests ...*http.Request) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "tape")
	c := vcr.New(name)
	for n, r := range requests {
		body, err := drain(r.Body)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Del("Authorization")
		c.AddInteraction(&vcr.Interaction{
			Request: vcr.Request{Method: r.Method, URL: r.URL.String(), Headers: r.Header, Body: body},
			Response: vcr.Response{
				Status: "200 OK", Code: 200, Headers: http.Header{"Content-Type": {"application/json"}},
				Body: fmt.Sprintf(`{"answer":%d}`, n), Duration: time.Hour,
			},
		})
	}
	if err := c.Save(); err != nil {
		t.Fatal(err)
	}
	return name
}
