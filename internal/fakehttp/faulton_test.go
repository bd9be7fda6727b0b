package fakehttp

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
)

func TestFault_On(t *testing.T) {
	t.Parallel()
	api := newEcho(t)
	api.Inject("", Fault{Response: &Response{Status: 503}})
	got := exchange(t, api, Fault{Break: Reset, Applied: true}.On(request(t, "x")))
	wantErr(t, "its own", got.err, syscall.ECONNRESET)
	wantEqual(t, "its own: carried out", api.times(), 1)
	wantEqual(t, "none", exchange(t, api, Fault{}.On(request(t, "x"))).status, http.StatusCreated)
	wantEqual(t, "the injected one", exchange(t, api, request(t, "x")).status, 503)
	wantEqual(t, "no other", exchange(t, api, request(t, "x")).status, http.StatusCreated)
}

func TestFault_On_socket(t *testing.T) {
	t.Parallel()
	api := newEcho(t)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		api.ServeHTTP(w, Fault{Response: &Response{Status: 503, Body: []byte("no")}}.On(r))
	}))
	t.Cleanup(srv.Close)
	body := strings.NewReader("x")
	resp, err := srv.Client().Post(srv.URL+"/echo/bob", "text/plain", body) //nolint:noctx // as short as the test
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	wantEqual(t, "status", resp.StatusCode, 503)
	wantEqual(t, "carried out", api.times(), 0)
}

// TestFaultsOf: a fault of another type is the one that it puts on a request.
func TestFaultsOf(t *testing.T) {
	t.Parallel()
	got := FaultsOf([]Fault{{Break: Reset, Times: 3}, {Mark: "x"}, {}})
	wantEqual(t, "number", len(got), 3)
	wantEqual(t, "first", got[0].Break == Reset && got[0].Times == 3, true)
	wantEqual(t, "second", got[1].Mark, "x")
	wantEqual(t, "third", got[2].Break, None)
}
