package fakehttp

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
)

// echo is an API with one operation that answers with what it was sent, and counts how often it was carried out.
type echo struct {
	*Server

	mu      sync.Mutex
	applied int
	marks   []string
}

// times returns how often an operation was carried out.
func (e *echo) times() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.applied
}

func newEcho(t *testing.T, change ...func(*Config)) *echo {
	t.Helper()
	api := &echo{}
	router := NewRouter(http.NotFoundHandler(), []Route{
		{Pattern: "POST /echo/{name}", Handler: http.HandlerFunc(api.serve)},
		{Pattern: "DELETE /echo/{name}", Handler: http.HandlerFunc(api.nothing)},
	})
	config := Config{
		Operation:    router.Operation,
		Handler:      router,
		BodyLimit:    64,
		RequestLimit: -1,
		ErrorBody: func(status int) (string, []byte) {
			return "application/problem+json", []byte(`{"error":"` + http.StatusText(status) + `"}`)
		},
	}
	for _, f := range change {
		f(&config)
	}
	api.Server = New(config)
	return api
}

func (e *echo) serve(w http.ResponseWriter, r *http.Request) {
	e.mu.Lock()
	e.applied++
	e.marks = append(e.marks, Mark(r.Context()))
	e.mu.Unlock()
	body, _ := io.ReadAll(r.Body)
	w.Header().Set("Content-Type", "text/plain")
	w.WriteHeader(http.StatusCreated)
	_, _ = io.WriteString(w, r.PathValue("name")+":"+string(body))
}

func (e *echo) nothing(w http.ResponseWriter, _ *http.Request) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.applied++
	w.WriteHeader(http.StatusNoContent)
}

// request returns a POST with the body.
func request(t *testing.T, body string) *http.Request {
	t.Helper()
	return newRequest(t, http.MethodPost, "https://fake.test/echo/bob?a=1", body)
}

func newRequest(t *testing.T, method, url, body string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// answer is what a client sees of an exchange.
type answer struct {
	status int
	header http.Header
	length int64
	body   string
	err    error // of the round trip
	read   error // of reading the body
}

func exchange(t *testing.T, rt http.RoundTripper, r *http.Request) answer {
	t.Helper()
	resp, err := rt.RoundTrip(r)
	if err != nil {
		return answer{err: err}
	}
	defer resp.Body.Close()
	body, readErr := io.ReadAll(resp.Body)
	if resp.Request == nil {
		t.Error("the response does not know its request")
	}
	return answer{
		status: resp.StatusCode, header: resp.Header, length: resp.ContentLength, body: string(body), read: readErr,
	}
}

// wantErr fails the test unless the error is the one wanted, nil included.
func wantErr(t *testing.T, what string, got, want error) {
	t.Helper()
	if !errors.Is(got, want) || want == nil && got != nil {
		t.Errorf("%s: got error %v, want %v", what, got, want)
	}
}

func wantEqual[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}
