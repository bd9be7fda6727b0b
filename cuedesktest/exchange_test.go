package cuedesktest_test

import (
	"math"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// TestServer_Exchanges: which request repeats which, and what became of each.
func TestServer_Exchanges(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.srv.Inject("POST /v1/contacts", cuedesktest.Status(503), cuedesktest.Reset(), cuedesktest.Torn().AfterApply())
	for range 5 {
		// A lost response is an error, which is what this is about.
		if resp, err := a.srv.RoundTrip(a.request("POST", "/v1/contacts", newContact)); err == nil {
			resp.Body.Close()
		}
	}
	a.do(http.StatusNotFound, "GET /v1/contacts/"+unknownID, "")
	a.do(http.StatusNotFound, "GET /v1/contacts/"+unknownID, "")
	want := []struct{ retryOf, status, applied int }{
		{0, 503, 0}, {1, 0, 0}, {2, 201, 201}, {3, 201, 201}, {0, 201, 201}, {0, 404, 404}, {0, 404, 404},
	}
	got := a.srv.Exchanges(math.MaxInt, 10)
	equal(t, "exchanges", len(got), len(want))
	for n, w := range want {
		e := got[len(got)-1-n]
		equal(t, "number", e.Number, n+1)
		equal(t, "the repeated one", e.RetryOf, w.retryOf)
		equal(t, "status", e.Status, w.status)
		equal(t, "applied", e.Applied, w.applied)
		equal(t, "torn", e.Torn, n == 2)
		equal(t, "ended", e.Ended, true)
		equal(t, "has an ID", e.ID != "", w.status != 0)
		equal(t, "body left out", e.Body == nil && e.Refusal == nil, true)
	}
	equal(t, "exchanges below 3", len(a.srv.Exchanges(3, 10)), 2)
	equal(t, "at most 1", a.srv.Exchanges(3, 1)[0].Number, 2)
}

func TestServer_Exchange(t *testing.T) {
	t.Parallel()
	a := newAPI(t, cuedesktest.WithRequestLog(2))
	a.do(http.StatusCreated, "POST /v1/contacts", newContact)
	refused := a.do(http.StatusUnprocessableEntity, "POST /v1/contacts", `{"email":7}`)
	a.do(http.StatusOK, "GET /v1/contacts?limit=1", "")
	for _, number := range []int{-1, 0, 1, 4} {
		if _, ok := a.srv.Exchange(number); ok {
			t.Errorf("there is a number %d", number)
		}
	}
	second, _ := a.srv.Exchange(2)
	equal(t, "body", string(second.Body), `{"email":7}`)
	equal(t, "refusal", string(second.Refusal), refused.body)
	equal(t, "ID", second.ID, refused.header.Get("X-Request-Id"))
	third, ok := a.srv.Exchange(3)
	equal(t, "the latest is there", ok, true)
	equal(t, "query", third.Query.Encode(), "limit=1")
	equal(t, "refusal of a success", string(third.Refusal), "")
}

func TestWithRequestBodies(t *testing.T) {
	t.Parallel()
	a := newAPI(t, cuedesktest.WithRequestBodies(len(newContact)+1))
	for range 3 {
		a.do(http.StatusCreated, "POST /v1/contacts", newContact)
	}
	for number, want := range map[int]string{1: "", 2: "", 3: newContact} {
		e, _ := a.srv.Exchange(number)
		equal(t, "body", string(e.Body), want)
		equal(t, "dropped", e.BodyDropped, want == "")
	}
}

func TestWithLatency(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t, cuedesktest.WithLatency(time.Second))
		a.srv.Inject("*", cuedesktest.Latency(time.Minute))
		start := time.Now()
		a.do(http.StatusOK, "GET /v1/contacts", "")
		equal(t, "with a delay of a fault", time.Since(start), time.Minute+time.Second)
		a.do(http.StatusOK, "GET /v1/contacts", "")
		e, _ := a.srv.Exchange(2)
		equal(t, "duration on record", e.Duration, time.Second)
	})
}

func TestServer_Faults(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	const get = "GET /v1/contacts"
	a.srv.Inject(get, cuedesktest.Status(503).RetryAfter("3").Times(2), cuedesktest.StuckImport())
	a.srv.Inject("", cuedesktest.Torn().AfterApply().Delay(time.Second).Always())
	a.do(http.StatusServiceUnavailable, get, "")
	want := []struct {
		operation, text string
		left            int
	}{
		{get, "status 503 Service Unavailable, Retry-After: 3", 1},
		{"POST /v1/contacts/bulk", "stuck-import", 1},
		{"", "connection lost within the response, delay of 1s, after the operation was carried out", -1},
	}
	got := a.srv.Faults()
	equal(t, "faults", len(got), len(want))
	for n, w := range want {
		equal(t, "operation", got[n].Operation, w.operation)
		equal(t, "text", got[n].Fault.String(), w.text)
		equal(t, "left", got[n].Left, w.left)
	}
	equal(t, "text of no fault", cuedesktest.Fault{}.String(), "no fault")
}
