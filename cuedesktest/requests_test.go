package cuedesktest_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

func TestServer_Requests(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.do(http.StatusCreated, "POST /v1/contacts", newContact)
	a.do(http.StatusUnprocessableEntity, "GET /v1/contacts?limit=0", "")
	a.do(http.StatusNotFound, "GET /v1/no%2Fwhere?x=1&x=2", "")
	got := a.srv.Requests()
	want := []cuedesktest.Request{
		{
			Operation: "POST /v1/contacts", Method: "POST", Path: "/v1/contacts", Query: map[string][]string{},
			Body: []byte(newContact), Status: 201, Applied: 201,
		},
		{
			Operation: "GET /v1/contacts", Method: "GET", Path: "/v1/contacts", Query: map[string][]string{"limit": {"0"}},
			Status: 422, Applied: 422,
		},
		{Method: "GET", Path: "/v1/no%2Fwhere", Query: map[string][]string{"x": {"1", "2"}}, Status: 404, Applied: 404},
	}
	for n := range got {
		if strings.Contains(fmt.Sprint(got[n].Header), cuedesktest.Token) {
			t.Error("the token is recorded")
		}
		if got[n].Header.Get("Authorization") == "" {
			t.Error("no Authorization is recorded")
		}
		got[n].Header = nil
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
}

func TestWithRequestLog(t *testing.T) {
	t.Parallel()
	for limit, want := range map[int]int{0: 0, 2: 2, 9: 3, -1: 0} {
		a := newAPI(t, cuedesktest.WithRequestLog(limit))
		for range 3 {
			a.do(http.StatusOK, "GET /v1/contacts", "")
		}
		equal(t, fmt.Sprint("requests with limit ", limit), len(a.srv.Requests()), want)
	}
}

func TestServer_requestID(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	seen := map[string]bool{}
	for _, route := range []string{"GET /v1/contacts", "GET /v1/contacts?limit=0", "GET /nowhere", "GET /v1/contacts/" +
		unknownID} {
		method, path, _ := strings.Cut(route, " ")
		seen[a.send(a.request(method, path, "")).header.Get("X-Request-Id")] = true
	}
	equal(t, "different IDs", len(seen), 4)
	equal(t, "no ID", seen[""], false)
}

// TestServer_concurrentUse creates, lists, searches and adapts from many goroutines; the race detector judges it.
func TestServer_concurrentUse(t *testing.T) {
	t.Parallel()
	a := newAPI(t, cuedesktest.WithImportDuration(0))
	list := a.create("/v1/contact-lists", `{"name":"VIP"}`)
	var wg sync.WaitGroup
	for n := range 16 {
		wg.Go(func() {
			id := a.create("/v1/contacts", fmt.Sprintf(`{"email":"%d@example.com"}`, n))
			a.do(http.StatusCreated, "POST /v1/contact-lists/"+list+"/contacts", uuids(id))
			a.do(http.StatusOK, "PATCH /v1/contacts/"+id, `{"last_name":"x"}`)
			a.do(http.StatusOK, "POST /v1/contacts/search", `{"search_term":"x"}`)
			a.do(http.StatusOK, "GET /v1/contact-lists/"+list+"/contacts", "")
			a.start(`{"contacts":[{"whatsapp_id":"w"}]}`)
			a.srv.ArchiveContact(a.srv.AddContact(cuedesktest.Contact{WhatsAppID: "s"}))
			a.srv.Inject("GET /v1/contacts/{contact_uuid}", cuedesktest.Latency(0))
			a.srv.Requests()
		})
	}
	wg.Wait()
	a.do(http.StatusOK, "GET /v1/contacts", "").want("pagination.total", "48")
	a.do(http.StatusOK, "GET /v1/contact-lists/"+list, "").want("count", "16")
}
