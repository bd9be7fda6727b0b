package nexadesktest_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/cuedesk/cuedesk-go/nexadesk/nexadesktest"
)

func day(n int) time.Time { return time.Date(2026, 1, n, 0, 0, 0, 0, time.UTC) }

// people returns a server with contacts that each sort puts into another order.
func people(t *testing.T) *api {
	t.Helper()
	a := newAPI(t)
	for _, c := range []nexadesktest.Contact{
		{
			FirstName: "Bea", LastName: "Smith", Email: "c@example.com", CreatedAt: day(3), LastActivity: day(9),
			Tags: []string{"vip", "new"},
		},
		{FirstName: "Al", LastName: "Young", CreatedAt: day(1), LastActivity: day(8), Phone: "+1-555-0123"},
		{FirstName: "Cy", Email: "a@example.com", CreatedAt: day(2), CompanyName: "Smith & Sons", Tags: []string{"VIP"}},
		{
			FirstName: "Al", LastName: "Old", Email: "b@example.com", CreatedAt: day(4), LastActivity: day(7),
			Tags: []string{"vip"},
		},
		{
			FirstName: "Al", LastName: "Young", CreatedAt: day(1), ProfileNotes: "Smith", InterestSummary: "Smith",
			AvatarURL: "Smith",
		},
	} {
		a.srv.AddContact(c)
	}
	return a
}

// initials returns first name and the initial of the last name of each contact.
func (p page) initials() string {
	var found []string
	for _, c := range p.Data {
		found = append(found, strings.TrimSpace(c.FirstName+" "+c.LastName[:min(1, len(c.LastName))]))
	}
	return strings.Join(found, ", ")
}

func TestList_sort(t *testing.T) {
	t.Parallel()
	a := people(t)
	for sort, want := range map[string]string{
		"":                   "Al O, Bea S, Cy, Al Y, Al Y",
		"created_at:asc":     "Al Y, Al Y, Cy, Bea S, Al O",
		"created_at:desc":    "Al O, Bea S, Cy, Al Y, Al Y",
		"last_activity:asc":  "Al O, Al Y, Bea S, Cy, Al Y",
		"last_activity:desc": "Bea S, Al Y, Al O, Al Y, Cy",
		"name:asc":           "Al O, Al Y, Al Y, Bea S, Cy",
		"name:desc":          "Cy, Bea S, Al Y, Al Y, Al O",
		"email:asc":          "Cy, Al O, Bea S, Al Y, Al Y",
		"email:desc":         "Bea S, Al O, Cy, Al Y, Al Y",
	} {
		if got := a.list("sort", sort).initials(); got != want {
			t.Errorf("%s: %s, want %s", sort, got, want)
		}
		var paged []string
		for query := []string{"sort", sort, "limit", "1"}; query != nil; {
			p := a.list(query...)
			paged = append(paged, p.initials())
			if query = nil; p.Pagination.HasMore {
				query = []string{"sort", sort, "limit", "1", "cursor", *p.Pagination.NextCursor}
			}
		}
		if got := strings.Join(paged, ", "); got != want {
			t.Errorf("%s, one by one: %s, want %s", sort, got, want)
		}
	}
}

func TestList_searchAndTag(t *testing.T) {
	t.Parallel()
	a := people(t)
	for _, test := range []struct{ search, tag, want string }{
		{search: "smith", want: "Bea S, Cy"},
		{search: "AL", want: "Al O, Al Y, Al Y"},
		{search: "555", want: "Al Y"},
		{search: "B@EXAMPLE", want: "Al O"},
		{search: "nobody"},
		{tag: "vip", want: "Al O, Bea S"},
		{tag: "VIP", want: "Cy"},
		{tag: "vi"},
		{search: "smith", tag: "vip", want: "Bea S"},
	} {
		p := a.list("search", test.search, "tag", test.tag)
		if got := p.initials(); got != test.want || p.Pagination.TotalCount != len(p.Data) {
			t.Errorf("%q %q: %s of %d, want %s", test.search, test.tag, got, p.Pagination.TotalCount, test.want)
		}
	}
}

func TestList_pages(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	for n := range 120 {
		a.srv.AddContact(nexadesktest.Contact{FirstName: fmt.Sprintf("%03d", n)})
	}
	first := a.list()
	if p := first.Pagination; len(first.Data) != 50 || !p.HasMore || p.NextCursor == nil || p.TotalCount != 120 ||
		p.Limit != 50 {
		t.Fatalf("%d contacts, %+v", len(first.Data), p)
	}
	// Once more, from the same place: a cursor is not used up.
	for range 2 {
		second := a.list("limit", "100", "cursor", *first.Pagination.NextCursor)
		if p := second.Pagination; len(second.Data) != 70 || p.HasMore || p.NextCursor != nil || p.TotalCount != 120 ||
			p.Limit != 100 {
			t.Fatalf("%d contacts, %+v", len(second.Data), p)
		}
	}
}

// TestCursor_changes: also when the contact that one stands at is
// deleted.
func TestCursor_changes(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	ids := map[string]string{}
	for _, name := range []string{"b", "c", "d", "e", "f"} {
		ids[name] = a.create(`{"first_name":"` + name + `"}`)
	}
	p := a.list("sort", "name:asc", "limit", "2")
	for _, name := range []string{"b", "c", "d"} {
		a.send(http.MethodDelete, path+"?id="+ids[name], "")
	}
	a.create(`{"first_name":"a"}`)
	a.create(`{"first_name":"c"}`)
	a.create(`{"first_name":"cc"}`)
	p = a.list("sort", "name:asc", "limit", "10", "cursor", *p.Pagination.NextCursor)
	if got := p.names(); got != "c cc e f" {
		t.Errorf("got %s", got)
	}
}

// TestCursor_otherList: with another search, tag or sort one is refused.
func TestCursor_otherList(t *testing.T) {
	t.Parallel()
	a := people(t)
	cursor := url.QueryEscape(*a.list("search", "al", "sort", "name:asc", "limit", "1").Pagination.NextCursor)
	for query, status := range map[string]int{
		"search=al&sort=name:asc": 200, "search=a&sort=name:asc": 400, "search=al&sort=name:desc": 400,
		"search=al": 400, "search=al&sort=name:asc&tag=vip": 400,
	} {
		if got := a.send(http.MethodGet, path+"?"+query+"&cursor="+cursor, ""); got.status != status {
			t.Errorf("%s: got %+v", query, got)
		}
	}
}

// TestCursor_forged: only what the server made for the list is one of its cursors.
func TestCursor_forged(t *testing.T) {
	t.Parallel()
	a := people(t)
	forged := func(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }
	const list = `{"search":"","tag":"","sort":"name:asc",`
	for cursor, status := range map[string]int{
		"!":                400,
		"e30":              400, // {}
		forged("not JSON"): 400,
		forged("null"):     400,
		forged(`{"search":"","tag":"","sort":"name:asc"}`):         400,
		forged(list + `"after":{}}`):                               400,
		forged(list + `"after":{"value":"Bea"}}`):                  400,
		forged(list + `"after":{"seq":1}}`):                        400,
		forged(list + `"after":{"value":"Bea","seq":0}}`):          400,
		forged(list + `"after":{"value":"Bea","seq":-1}}`):         400,
		forged(list + `"after":{"value":"Bea","seq":6}}`):          400,
		forged(list + `"after":{"value":"Bea","seq":1},"more":1}`): 400,
		forged(list + ` "after":{"value":"Bea","seq":1}}`):         400,
		forged(list+`"after":{"value":"Bea","seq":1}}`) + "=":      400,
		forged(list + `"after":{"value":"Bea","seq":5}}`):          200,
	} {
		if got := a.send(http.MethodGet, path+"?sort=name:asc&cursor="+url.QueryEscape(cursor), ""); got.status != status {
			t.Errorf("%s: got %+v", cursor, got)
		}
	}
}

// TestList_sort_name by first name, then last name: no letter of the one counts for the
// other. Who has neither is last, who has only the last name first.
func TestList_sort_name(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	for _, c := range []nexadesktest.Contact{
		{FirstName: "Aly", LastName: "Oung"},
		{},
		{FirstName: "Al", LastName: "Young"},
		{LastName: "Zed"},
		{FirstName: "Al"},
		{FirstName: "Alyo", LastName: "Ung"},
	} {
		a.srv.AddContact(c)
	}
	for sort, want := range map[string]string{
		"name:asc":  "Z, Al, Al Y, Aly O, Alyo U, ",
		"name:desc": "Alyo U, Aly O, Al Y, Al, Z, ",
	} {
		if got := a.list("sort", sort).initials(); got != want {
			t.Errorf("%s: %s, want %s", sort, got, want)
		}
	}
}
