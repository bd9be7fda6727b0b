package fakehttp

import (
	"net/http"
	"strings"
	"testing"
)

func TestServer_Requests(t *testing.T) {
	t.Parallel()
	api := newEcho(t)
	r := newRequest(t, http.MethodPost, "https://fake.test/echo/a%2Fb?q=1&q=2", "hello")
	r.Header.Set("Authorization", "Bearer secret")
	r.Header.Set("X-Trace", "t")
	exchange(t, api, r)
	recorded := api.Requests()
	if len(recorded) != 1 {
		t.Fatalf("got %d requests, want 1", len(recorded))
	}
	got := recorded[0]
	wantEqual(t, "operation", got.Operation, "POST /echo/{name}")
	wantEqual(t, "method", got.Method, http.MethodPost)
	wantEqual(t, "path", got.Path, "/echo/a%2Fb")
	wantEqual(t, "query", got.Query.Encode(), "q=1&q=2")
	wantEqual(t, "header", got.Header.Get("X-Trace"), "t")
	wantEqual(t, "Authorization", got.Header.Get("Authorization"), Redacted)
	wantEqual(t, "body", string(got.Body), "hello")
	wantEqual(t, "status", got.Status, http.StatusCreated)
	wantEqual(t, "the client's own Authorization", r.Header.Get("Authorization"), "Bearer secret")
}

func TestServer_Requests_withoutBody(t *testing.T) {
	t.Parallel()
	api := newEcho(t)
	exchange(t, api, newRequest(t, http.MethodDelete, "https://fake.test/echo/a", ""))
	got := api.Requests()[0]
	if _, ok := got.Header["Authorization"]; ok {
		t.Error("an Authorization that was not sent is recorded")
	}
	if got.Body != nil {
		t.Errorf("got body %q, want nil", got.Body)
	}
}

func TestServer_Requests_failed(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		fault   Fault
		count   int
		status  int
		applied int
	}{
		{"replaced", Fault{Response: &Response{Status: 503}}, 1, 503, 0},
		{"replaced afterwards", Fault{Response: &Response{Status: 503}, Applied: true}, 1, 503, 201},
		{"torn", Fault{Break: Torn, Applied: true}, 1, 201, 201},
		{"reset", Fault{Break: Reset}, 1, 0, 0},
		{"reset afterwards", Fault{Break: Reset, Applied: true}, 1, 0, 201},
		{"refused", Fault{Break: Refused}, 0, 0, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			api := newEcho(t)
			api.Inject("", tt.fault)
			exchange(t, api, request(t, "hello"))
			got := api.Requests()
			if len(got) != tt.count {
				t.Fatalf("got %d requests, want %d", len(got), tt.count)
			}
			for _, r := range got {
				wantEqual(t, "status", r.Status, tt.status)
				wantEqual(t, "status of the API itself", r.Applied, tt.applied)
			}
		})
	}
}

func TestServer_Requests_copies(t *testing.T) {
	t.Parallel()
	api := newEcho(t)
	r := request(t, "hello")
	r.Header.Set("X-Trace", "t")
	exchange(t, api, r)
	changed := api.Requests()[0]
	changed.Body[0] = 'j'
	changed.Header.Set("X-Trace", "u")
	changed.Query.Set("a", "2")
	got := api.Requests()[0]
	wantEqual(t, "body", string(got.Body), "hello")
	wantEqual(t, "header", got.Header.Get("X-Trace"), "t")
	wantEqual(t, "query", got.Query.Get("a"), "1")
}

func TestServer_Requests_limit(t *testing.T) {
	t.Parallel()
	for limit, want := range map[int]string{-1: "abcd", 0: "", 1: "d", 3: "bcd", 9: "abcd"} {
		api := newEcho(t, func(c *Config) { c.RequestLimit = limit })
		for _, body := range []string{"a", "b", "c", "d"} {
			exchange(t, api, request(t, body))
		}
		var got strings.Builder
		for _, r := range api.Requests() {
			got.Write(r.Body)
		}
		wantEqual(t, "requests kept", got.String(), want)
	}
}
