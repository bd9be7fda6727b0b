package nexadesktest_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/cuedesk/cuedesk-go/nexadesk/nexadesktest"
)

const path = "/api/v1/external/contacts"

// api speaks plain HTTP to a server, so that these tests are about the wire and not about any client.
type api struct {
	*testing.T

	srv *nexadesktest.Server
}

func newAPI(t *testing.T) *api {
	t.Helper()
	return &api{t, nexadesktest.NewServer()}
}

// response is a response with its body read.
type response struct {
	status int
	body   string
}

// send sends a request that the server is to answer, and may be changed before.
func (a *api) send(method, target, body string, change ...func(*http.Request)) response {
	a.Helper()
	r, err := http.NewRequestWithContext(a.Context(), method, nexadesktest.BaseURL+target, strings.NewReader(body))
	if err != nil {
		a.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+nexadesktest.Token)
	r.Header.Set("Content-Type", "application/json")
	for _, f := range change {
		f(r)
	}
	resp, err := a.srv.RoundTrip(r)
	if err != nil {
		a.Fatal(err)
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	if err != nil {
		a.Fatal(err)
	}
	return response{resp.StatusCode, string(got)}
}

// want sends a request, and compares the response.
func (a *api) want(status int, answer, method, target, body string) {
	a.Helper()
	if got := a.send(method, target, body); got.status != status || got.body != answer {
		a.Errorf("%s %s %s:\ngot  %d %s\nwant %d %s", method, target, body, got.status, got.body, status, answer)
	}
}

// refused sends what the server is to refuse with the status and the text.
func (a *api) refused(status int, text, method, target, body string) {
	a.Helper()
	a.want(status, `{"success":false,"error":"`+text+`"}`, method, target, body)
}

// create creates a contact and returns its ID.
func (a *api) create(body string) string {
	a.Helper()
	got := a.send(http.MethodPost, path, body)
	if got.status != http.StatusCreated {
		a.Fatalf("got %d %s", got.status, got.body)
	}
	var created struct {
		Data struct {
			ID string `json:"id"`
		} `json:"data"`
	}
	a.decode(got.body, &created)
	return created.Data.ID
}

// page is a list as received.
type page struct {
	Data []struct {
		FirstName string `json:"first_name"`
		LastName  string `json:"last_name"`
	} `json:"data"`
	Pagination struct {
		HasMore    bool    `json:"has_more"`
		NextCursor *string `json:"next_cursor"`
		TotalCount int     `json:"total_count"`
		Limit      int     `json:"limit"`
	} `json:"pagination"`
}

// list lists contacts with the query, given as names and values.
func (a *api) list(query ...string) page {
	a.Helper()
	values := url.Values{}
	for i := 0; i < len(query); i += 2 {
		values.Set(query[i], query[i+1])
	}
	got := a.send(http.MethodGet, path+"?"+values.Encode(), "")
	if got.status != http.StatusOK {
		a.Fatalf("%v: got %d %s", query, got.status, got.body)
	}
	var p page
	a.decode(got.body, &p)
	return p
}

// names returns the first names, joined by spaces.
func (p page) names() string {
	var names []string
	for _, c := range p.Data {
		names = append(names, c.FirstName)
	}
	return strings.Join(names, " ")
}

func (a *api) decode(body string, into any) {
	a.Helper()
	if err := json.Unmarshal([]byte(body), into); err != nil {
		a.Fatalf("%v in %s", err, body)
	}
}
