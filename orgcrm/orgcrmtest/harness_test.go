package orgcrmtest_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go/orgcrm/orgcrmtest"
)

// api speaks plain HTTP to a server, so that these tests are about the wire and not about any client.
type api struct {
	*testing.T

	srv *orgcrmtest.Server
}

func newAPI(t *testing.T) *api {
	t.Helper()
	return &api{t, orgcrmtest.NewServer()}
}

// request returns a request of the organization; a body makes it a JSON one.
func (a *api) request(route, body string) *http.Request {
	a.Helper()
	method, path, _ := strings.Cut(route, " ")
	r, err := http.NewRequestWithContext(a.Context(), method, orgcrmtest.BaseURL+"/api/v1"+path, strings.NewReader(body))
	if err != nil {
		a.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+orgcrmtest.Token)
	r.Header.Set("X-Org-Id", orgcrmtest.OrgID)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	return r
}

// send sends the request and wants the status and the body.
func (a *api) send(r *http.Request, status int, body string) {
	a.Helper()
	resp, err := a.srv.RoundTrip(r)
	if err != nil {
		a.Fatal(err)
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	if err != nil {
		a.Fatal(err)
	}
	if resp.StatusCode != status || string(got) != body {
		a.Errorf("%s %s:\ngot  %d %s\nwant %d %s", r.Method, r.URL.Path, resp.StatusCode, got, status, body)
	}
}

// do sends a request made of method and path below /api/v1 ("GET /contacts") and a body.
func (a *api) do(route, body string, status int, want string) {
	a.Helper()
	a.send(a.request(route, body), status, want)
}

// invalid sends what the server is to refuse with a 422 about a place in the body.
func (a *api) invalid(route, body, want string) {
	a.Helper()
	resp, err := a.srv.RoundTrip(a.request(route, body))
	if err != nil {
		a.Fatal(err)
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	if err != nil {
		a.Fatal(err)
	}
	if resp.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(string(got), want) {
		a.Errorf("%s %s: got %d %s, want 422 with %s", route, body, resp.StatusCode, got, want)
	}
}
