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

// answer sends the request and returns the status and the body of the response.
func (a *api) answer(r *http.Request) (status int, body string) {
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
	return resp.StatusCode, string(got)
}

// send sends the request and wants the status and the body.
func (a *api) send(r *http.Request, status int, body string) {
	a.Helper()
	if gotStatus, got := a.answer(r); gotStatus != status || got != body {
		a.Errorf("%s %s:\ngot  %d %s\nwant %d %s", r.Method, r.URL.Path, gotStatus, got, status, body)
	}
}

// do sends a request made of method and path below /api/v1 ("GET /contacts") and a body.
func (a *api) do(route, body string, status int, want string) {
	a.Helper()
	a.doIn(orgcrmtest.OrgID, route, body, status, want)
}

// doIn is do in another organization.
func (a *api) doIn(orgID, route, body string, status int, want string) {
	a.Helper()
	r := a.request(route, body)
	r.Header.Set("X-Org-Id", orgID)
	a.send(r, status, want)
}

// invalid sends what the server is to refuse with a 422 about a place in the body.
func (a *api) invalid(route, body, want string) {
	a.Helper()
	if status, got := a.answer(a.request(route, body)); status != http.StatusUnprocessableEntity ||
		!strings.Contains(got, want) {
		a.Errorf("%s %s: got %d %s, want 422 with %s", route, body, status, got, want)
	}
}
