package cuedesktest_test

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// collections are the operations that page, with the name of the list in their response.
var collections = []struct {
	operation, list string
	limit           int
}{
	{"GET /v1/contacts", "contacts", 50},
	{"POST /v1/contacts/search", "contacts", 10},
	{"GET /v1/contact-lists", "contact_lists", 50},
	{"GET /v1/contact-lists/{contact_list_uuid}/contacts", "contacts", 50},
	{"GET /v1/contacts/{contact_uuid}/contact-lists", "contact_lists", 50},
	{"GET /v1/custom-fields", "custom_fields", 50},
	{"GET /v1/contacts/{contact_uuid}/notes", "notes", 50},
}

// newAPIOfMany returns an API with n of everything: n contacts in one list, and n lists, notes and custom fields.
func newAPIOfMany(t *testing.T, n int) *filledAPI {
	t.Helper()
	a := newAPI(t)
	var contacts []string
	for range n {
		contacts = append(contacts, a.srv.AddContact(cuedesktest.Contact{WhatsAppID: "1"}).String())
	}
	w := &filledAPI{a, map[string]string{"contact_uuid": contacts[0]}}
	for k := range n {
		id := a.create("/v1/contact-lists", fmt.Sprintf(`{"name":"list %d"}`, k))
		a.do(http.StatusCreated, "POST /v1/contact-lists/"+id+"/contacts", uuids(contacts[0]))
		w.ids["contact_list_uuid"] = id
		a.create("/v1/custom-fields", fmt.Sprintf(`{"name":"field %d","field_type":"text"}`, k))
		a.create("/v1/contacts/"+contacts[0]+"/notes", `{"content":{"text":"x"}}`)
	}
	for start := 1; start < n; start += 100 {
		a.do(http.StatusCreated, "POST /v1/contact-lists/"+w.ids["contact_list_uuid"]+"/contacts",
			uuids(contacts[start:min(start+100, n)]...))
	}
	return w
}

func forEachCollection(t *testing.T, n int, test func(w *filledAPI, route, body, list string, limit int)) {
	t.Helper()
	for _, c := range collections {
		t.Run(c.operation, func(t *testing.T) {
			t.Parallel()
			w := newAPIOfMany(t, n)
			test(w, w.fillPath(c.operation, nil), bodies[c.operation], c.list, c.limit)
		})
	}
}

func TestPages_defaults(t *testing.T) {
	t.Parallel()
	forEachCollection(t, 60, func(w *filledAPI, route, body, list string, limit int) {
		got := w.do(http.StatusOK, route, body)
		got.want("pagination", fmt.Sprintf(`{"limit":%d,"offset":0,"total":60}`, limit))
		equal(w, "items", len(strings.Split(got.keys(list, "uuid"), ",")), limit)
	})
}

// TestPages_partition: pages of any size, put together, are the whole, in order and without repetition.
func TestPages_partition(t *testing.T) {
	t.Parallel()
	const total = 23
	forEachCollection(t, total, func(w *filledAPI, route, body, list string, _ int) {
		whole := w.do(http.StatusOK, route+"?limit=100", body).keys(list, "uuid")
		ids := map[string]bool{}
		for id := range strings.SplitSeq(whole, ",") {
			ids[id] = true
		}
		equal(w, "different items", len(ids), total)
		for _, limit := range []int{1, 2, 7, 22, 23, 24} {
			var pages []string
			for offset := 0; offset < total; offset += limit {
				query := fmt.Sprintf("?limit=%d&offset=%d", limit, offset)
				got := w.do(http.StatusOK, route+query, body)
				got.want("pagination", fmt.Sprintf(`{"limit":%d,"offset":%d,"total":%d}`, limit, offset, total))
				pages = append(pages, got.keys(list, "uuid"))
			}
			equal(w, "pages of "+strconv.Itoa(limit), strings.Join(pages, ","), whole)
		}
	})
}

func TestPages_pastTheEnd(t *testing.T) {
	t.Parallel()
	forEachCollection(t, 3, func(w *filledAPI, route, body, list string, _ int) {
		for _, offset := range []string{"3", "4", "9223372036854775807"} {
			got := w.do(http.StatusOK, route+"?limit=2&offset="+offset, body)
			got.want(list, "[]")
			got.want("pagination", `{"limit":2,"offset":`+offset+`,"total":3}`)
		}
	})
}

func TestPages_invalid(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"limit=0":                      "greater_than_equal query limit",
		"limit=-1":                     "greater_than_equal query limit",
		"limit=101":                    "less_than_equal query limit",
		"limit=ten":                    "int_parsing query limit",
		"limit=":                       "int_parsing query limit",
		"limit=1.5":                    "int_parsing query limit",
		"limit=99999999999999999999":   "int_parsing query limit",
		"offset=-1":                    "greater_than_equal query offset",
		"offset=x":                     "int_parsing query offset",
		"offset=9223372036854775808":   "int_parsing query offset",
		"limit=0&offset=-1":            "greater_than_equal query limit; greater_than_equal query offset",
		"limit=1&limit=2":              "value_error query limit",
		"page=2":                       "extra_forbidden query page",
		"limit=1&per_page=2&cursor=ab": "extra_forbidden query cursor; extra_forbidden query per_page",
	}
	forEachCollection(t, 1, func(w *filledAPI, route, body, _ string, _ int) {
		for query, want := range tests {
			w.invalid(route+"?"+query, body, want)
		}
		w.do(http.StatusOK, route+"?limit=1&offset=0", body)
		w.do(http.StatusOK, route+"?limit=100", body)
	})
}

func TestPages_empty(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	for _, c := range collections {
		if !strings.Contains(c.operation, "{") {
			got := a.do(http.StatusOK, c.operation, bodies[c.operation])
			equal(t, c.operation, got.body, fmt.Sprintf(`{"%s":[],"pagination":{"limit":%d,"offset":0,"total":0}}`, c.list,
				c.limit))
		}
	}
}
