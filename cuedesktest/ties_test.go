package cuedesktest_test

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

func TestWithRandomTies(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const n = 40
		w := newAPIOfMany(t, n)
		orders := func(seed uint64) map[string][]string {
			w.srv.Reconfigure(cuedesktest.WithRandomTies(seed))
			found := map[string][]string{}
			for _, c := range collections {
				for range 3 {
					got := w.do(http.StatusOK, w.fillPath(c.operation, nil)+"?limit=100", bodies[c.operation])
					found[c.operation] = append(found[c.operation], got.keys(c.list, "uuid"))
				}
			}
			return found
		}
		calm, random, again := orders(0), orders(7), orders(7)
		for operation, orders := range random {
			distinct := strings.Contains(operation, "contact-lists") && !strings.HasSuffix(operation, "/contacts")
			for k, order := range orders {
				equal(t, operation+": sorted", sorted(order), sorted(calm[operation][0]))
				equal(t, operation+": again", again[operation][k], order)
				equal(t, operation+": the order of creation", order == calm[operation][0], distinct)
			}
			equal(t, operation+": the same twice", orders[0] == orders[1], distinct)
		}
	})
}

func sorted(ids string) string {
	return strings.Join(slices.Sorted(strings.SplitSeq(ids, ",")), ",")
}

// What differs in the sort key stays in order, in both directions, and for lists too.
func TestWithRandomTies_sortKeys(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t, cuedesktest.WithRandomTies(1))
		list := a.create("/v1/contact-lists", `{"name":"same"}`)
		var groups []string
		for k := range 4 {
			var ids []string
			for range 10 {
				ids = append(ids, a.create("/v1/contacts", fmt.Sprintf(`{"email":"e@a.example","first_name":"%d"}`, k)))
				a.create("/v1/contact-lists", `{"name":"same"}`)
			}
			a.do(http.StatusCreated, "POST /v1/contact-lists/"+list+"/contacts", uuids(ids...))
			groups = append(groups, strings.Repeat(","+strconv.Itoa(k), 10))
			<-time.After(time.Second)
		}
		want := strings.Join(groups, "")[1:]
		for _, route := range []string{
			"GET /v1/contacts?limit=100&order=asc&order_field=first_name", "GET /v1/contacts?limit=100&order=asc",
			"GET /v1/contacts?limit=100&order=asc&order_field=updated_at",
			"GET /v1/contact-lists/" + list + "/contacts?limit=100",
		} {
			equal(t, route, a.do(http.StatusOK, route, "").keys("contacts", "first_name"), want)
		}
		equal(t, "search", a.oldest("first_name"), want)
		byTime := a.do(http.StatusOK, "GET /v1/contact-lists?limit=100&sort_field=created_at", "")
		times := strings.Split(byTime.keys("contact_lists", "created_at"), ",")
		equal(t, "lists by created_at", slices.IsSorted(times), true)
		byName := a.do(http.StatusOK, "GET /v1/contact-lists?limit=100", "")
		times = strings.Split(byName.keys("contact_lists", "created_at"), ",")
		equal(t, "lists of one name by created_at", slices.IsSorted(times), false)
	})
}
