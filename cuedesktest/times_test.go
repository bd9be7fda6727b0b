package cuedesktest_test

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// createdAtNoon is when the contacts of these tests were created, give or take some microseconds.
var createdAtNoon = time.Date(2025, 3, 1, 12, 0, 0, 500_000_000, time.UTC)

// newCloseContacts returns an API with three contacts that are ten microseconds apart, the oldest added last.
func newCloseContacts(t *testing.T, opts ...cuedesktest.Option) *api {
	t.Helper()
	a := newAPI(t, opts...)
	for _, n := range []int{3, 2, 1} {
		at := createdAtNoon.Add(time.Duration(10*n) * time.Microsecond)
		a.srv.AddContact(cuedesktest.Contact{Email: strconv.Itoa(n), CreatedAt: at, UpdatedAt: at.Add(time.Hour)})
	}
	return a
}

// after returns the search for what is later than so many microseconds after noon.
func after(field string, microseconds int) string {
	at := createdAtNoon.Add(time.Duration(microseconds) * time.Microsecond)
	if field == "updated_at" {
		at = at.Add(time.Hour)
	}
	return fmt.Sprintf(`{"sort_by":{"field":%q},"advanced_search":[{"field":%q,"operator":"gt","value":%q}]}`,
		field, field, at.Format(time.RFC3339Nano))
}

func TestWithShownTimes(t *testing.T) {
	t.Parallel()
	for precision, want := range map[time.Duration]string{
		time.Second:      "2025-03-01T12:00:00Z",
		time.Millisecond: "2025-03-01T12:00:00.500Z",
		time.Microsecond: "2025-03-01T12:00:00.500010Z",
		time.Nanosecond:  "2025-03-01T12:00:00.500010Z",
	} {
		t.Run(precision.String(), func(t *testing.T) {
			t.Parallel()
			a := newCloseContacts(t, cuedesktest.WithShownTimes(precision))
			for _, field := range []string{"created_at", "updated_at"} {
				want := want
				if field == "updated_at" {
					want = strings.Replace(want, "T12", "T13", 1)
				}
				listed := a.do(http.StatusOK, "GET /v1/contacts?order=asc&order_field="+field, "")
				equal(t, "listed by "+field, listed.keys("contacts", "email"), "1,2,3")
				listed.want("contacts.0."+field, strconv.Quote(want))
				found := a.do(http.StatusOK, searchRoute, after(field, 10))
				equal(t, "found by "+field, found.keys("contacts", "email"), "2,3")
			}
		})
	}
}

// The server's own times are kept in full too, while the switch is on.
func TestWithShownTimes_ofChanges(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t, cuedesktest.WithShownTimes(time.Second))
		<-time.After(1500 * time.Microsecond)
		a.create("/v1/contacts", `{"email":"1@a.example"}`)
		for moment, want := range map[string]string{"00.0014": "1", "00.0015": "0"} {
			body := `{"advanced_search":[{"field":"updated_at","operator":"gt","value":"2000-01-01T00:00:` + moment + `Z"}]}`
			a.do(http.StatusOK, searchRoute, body).want("pagination.total", want)
		}
	})
}

// Without the switch, times are kept as they are shown.
func TestServer_AddContact_times(t *testing.T) {
	t.Parallel()
	a := newCloseContacts(t)
	a.do(http.StatusOK, searchRoute, after("created_at", 0)).want("pagination.total", "0")
	got := a.do(http.StatusOK, "GET /v1/contacts", "")
	got.want("contacts.0.created_at", `"2025-03-01T12:00:00.500Z"`)
	got.want("contacts.0.updated_at", `"2025-03-01T13:00:00.500Z"`)
	equal(t, "in order of their addition", got.keys("contacts", "email"), "1,2,3")
}

func TestWithComparedTimes(t *testing.T) {
	t.Parallel()
	a := newCloseContacts(t, cuedesktest.WithShownTimes(time.Second), cuedesktest.WithComparedTimes(time.Millisecond))
	for _, field := range []string{"created_at", "updated_at"} {
		equal(t, field+" within the precision", a.do(http.StatusOK, searchRoute, after(field, 1)).keys("contacts", "email"),
			"")
		equal(t, field+" before", a.do(http.StatusOK, searchRoute, after(field, -1)).keys("contacts", "email"), "1,2,3")
		same := strings.Replace(after(field, 999), `"gt"`, `"gte"`, 1)
		equal(t, field+" at the latest equal time", a.do(http.StatusOK, searchRoute, same).keys("contacts", "email"), "1,2,3")
	}
}
