package nexadesk_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/resttest"
	"github.com/cuedesk/cuedesk-go/nexadesk"
)

// listed is a page as a server sends it.
type listed struct {
	ids        []string
	pagination string
}

// more and last are the paginations of a page with another after it, and of the last.
func more(cursor string) string {
	return fmt.Sprintf(`{"has_more":true,"next_cursor":%q,"total_count":0,"limit":1}`, cursor)
}

const last = `{"has_more":false,"next_cursor":null,"total_count":0,"limit":1}`

func (l listed) response() *http.Response {
	contacts := make([]string, len(l.ids))
	for i, id := range l.ids {
		contacts[i] = fmt.Sprintf(`{"id":%q,"first_name":%q}`, id, id)
	}
	return resttest.Reply(200, resttest.JSON, fmt.Sprintf(`{"success":true,"data":[%s],"pagination":%s}`,
		strings.Join(contacts, ","), l.pagination))
}

// newPagedClient returns a client of a server that answers one request after the other with
// the pages.
func newPagedClient(t *testing.T, pages ...listed) *nexadesk.Client {
	t.Helper()
	return newClient(t, resttest.Transport(func(*http.Request) (*http.Response, error) {
		if len(pages) == 0 {
			t.Error("a request after the last page")
			return nil, http.ErrServerClosed
		}
		page := pages[0]
		pages = pages[1:]
		return page.response(), nil
	}))
}

// wantProblem checks that the error is one of the list's operation that says the
// problem; none is wanted without one.
func wantProblem(t *testing.T, err error, problem string) {
	t.Helper()
	if problem == "" {
		if err != nil {
			t.Error(err)
		}
		return
	}
	apiErr, ok := errors.AsType[*cuedesk.Error](err)
	if !ok || !errors.Is(err, cuedesk.ErrBadResponse) || apiErr.Operation != "GET /api/v1/external/contacts" {
		t.Fatalf("got %v", err)
	}
	if text := err.Error(); !strings.HasPrefix(text, "nexadesk: GET ") || !strings.Contains(text, problem) {
		t.Errorf("got %v, want %q", err, problem)
	}
}

// TestContactsService_All_end: a page that contradicts itself, or leads back or nowhere,
// is an error, after its contacts.
func TestContactsService_All_end(t *testing.T) {
	t.Parallel()
	one := func(paginations ...string) []listed {
		pages := make([]listed, len(paginations))
		for i, pagination := range paginations {
			pages[i] = listed{[]string{strconv.Itoa(i)}, pagination}
		}
		return pages
	}
	for name, test := range map[string]struct {
		pages    []listed
		start    string
		contacts int
		problem  string
	}{
		"the end":          {pages: one(more("a"), more("b"), last), contacts: 3},
		"no cursor, empty": {pages: one(more("a"), `{"has_more":false,"next_cursor":""}`), contacts: 2},
		"no cursor at all": {pages: one(more("a"), `{"has_more":false}`), contacts: 2},

		"again":            {pages: one(more("a"), more("a")), contacts: 2, problem: "repeats"},
		"in a circle":      {pages: one(more("a"), more("b"), more("a")), contacts: 3, problem: "repeats"},
		"back":             {pages: one(more("a"), more("s")), start: "s", contacts: 2, problem: "repeats"},
		"null":             {pages: one(`{"has_more":true,"next_cursor":null}`), contacts: 1, problem: "no cursor"},
		"empty":            {pages: one(more("a"), more("")), contacts: 2, problem: "no cursor"},
		"empty at a start": {pages: one(more("")), start: "s", contacts: 1, problem: "no cursor"},
		"end with cursor": {
			pages: one(more("a"), `{"has_more":false,"next_cursor":"b"}`), contacts: 2, problem: "has a cursor",
		},
		"end, same cursor": {
			pages: one(more("a"), `{"has_more":false,"next_cursor":"a"}`), contacts: 2, problem: "has a cursor",
		},

		"empty pagination": {pages: one(more("a"), `{}`), contacts: 1, problem: "not the documented response"},
		"has_more null": {
			pages: one(more("a"), `{"has_more":null,"next_cursor":"b"}`), contacts: 1,
			problem: "not the documented response",
		},
		"has_more absent": {
			pages: one(more("a"), `{"next_cursor":"b"}`), contacts: 1, problem: "not the documented response",
		},
		"camel case":    {pages: one(`{"hasMore":true,"nextCursor":"a"}`), problem: "not the documented response"},
		"no pagination": {pages: one(`null`), problem: "not the documented response"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found, err := names(t.Context(), newPagedClient(t, test.pages...), nexadesk.ListOptions{Cursor: test.start})
			if len(found) != test.contacts {
				t.Errorf("%d contacts, want %d", len(found), test.contacts)
			}
			wantProblem(t, err, test.problem)
		})
	}
}

// TestContactsService_All_duplicates, neither of two pages nor of one.
func TestContactsService_All_duplicates(t *testing.T) {
	t.Parallel()
	found, err := names(t.Context(), newPagedClient(
		t,
		listed{[]string{"1", "2", "2"}, more("a")}, listed{[]string{"3", "1"}, more("b")},
		listed{[]string{"2", "3"}, more("c")},
		listed{[]string{"2", "4", "1"}, last},
	), nexadesk.ListOptions{})
	if err != nil || strings.Join(found, " ") != "1 2 3 4" {
		t.Errorf("got %v, %v", found, err)
	}
}

// TestContactsService_All_total: a last page after fewer contacts than the API counted
// is an error, unless the count is not of the contacts that were chosen, or the walk
// begins in the middle.
func TestContactsService_All_total(t *testing.T) {
	t.Parallel()
	page := func(cursor string, total int, ids ...string) listed {
		return listed{
			ids, fmt.Sprintf(`{"has_more":%t,"next_cursor":%q,"total_count":%d,"limit":2}`, cursor != "", cursor, total),
		}
	}
	for name, test := range map[string]struct {
		opts    nexadesk.ListOptions
		pages   []listed
		problem string
	}{
		"all of them": {pages: []listed{page("a", 3, "1", "2"), page("", 3, "3")}},
		"one is missing": {
			pages: []listed{page("a", 4, "1", "2"), page("", 4, "3")}, problem: "3 contacts came of at least 4",
		},
		"one was deleted": {pages: []listed{page("a", 4, "1", "2"), page("", 3, "3")}},
		"one was added":   {pages: []listed{page("a", 3, "1", "2"), page("", 4, "3")}},
		"nothing shows": {
			pages: []listed{page("a", 4, "1", "2"), page("", 0)}, problem: "2 contacts came of at least 4",
		},
		"nothing is counted": {
			pages: []listed{page("a", 4, "1", "2"), page("", 0, "3")}, problem: "3 contacts came of at least 4",
		},
		"the loop deletes them": {pages: []listed{page("a", 3, "1", "2"), page("b", 1, "3"), page("", 0)}},
		"the count is of all contacts": {
			opts: nexadesk.ListOptions{Tag: "vip"}, pages: []listed{page("", 9, "1"), page("", 9)},
		},
		"the count is of those chosen": {
			opts:  nexadesk.ListOptions{Tag: "vip"},
			pages: []listed{page("a", 3, "1"), page("", 3, "2"), page("", 0)}, problem: "2 contacts came of at least 3",
		},
		"all that were chosen": {
			opts: nexadesk.ListOptions{Search: "vip"}, pages: []listed{page("a", 2, "1"), page("", 2, "2")},
		},
		"no count at all": {opts: nexadesk.ListOptions{Search: "vip"}, pages: []listed{page("", 0, "1")}},
		"from a cursor":   {opts: nexadesk.ListOptions{Cursor: "a"}, pages: []listed{page("", 3, "3")}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := names(t.Context(), newPagedClient(t, test.pages...), test.opts)
			wantProblem(t, err, test.problem)
			if test.problem != "" && !errors.Is(err, cuedesk.ErrListChanged) {
				t.Errorf("%v does not match ErrListChanged", err)
			}
		})
	}
}

// TestContactsService_All_rangeAgain starts with nothing remembered.
func TestContactsService_All_rangeAgain(t *testing.T) {
	t.Parallel()
	page := listed{[]string{"1", "2"}, last}
	all := newPagedClient(t, page, page).Contacts.All(t.Context(), nexadesk.ListOptions{})
	for range 2 {
		n := 0
		for _, err := range all {
			if err != nil {
				t.Error(err)
			}
			n++
		}
		if n != 2 {
			t.Errorf("%d contacts", n)
		}
	}
}

// A loop that breaks does not see what is wrong with the next page.
func TestContactsService_All_break(t *testing.T) {
	t.Parallel()
	for contact, err := range newPagedClient(t, listed{[]string{"1", "2"}, more("")}).Contacts.All(t.Context(),
		nexadesk.ListOptions{}) {
		if err != nil || contact.ID != "1" {
			t.Fatalf("got %v, %v", contact, err)
		}
		break
	}
}

// TestContactsService_All_pagesWithoutNew where pages bring nothing new: ten of them in a row.
func TestContactsService_All_pagesWithoutNew(t *testing.T) {
	t.Parallel()
	// nothing returns n pages with the contacts, each with a cursor of its own.
	serial := 0
	nothing := func(n int, ids ...string) []listed {
		pages := make([]listed, n)
		for i := range pages {
			serial++
			pages[i] = listed{ids, more(fmt.Sprint("n", serial))}
		}
		return pages
	}
	first, second := []listed{{[]string{"1"}, more("a")}}, []listed{{[]string{"2"}, more("b")}}
	end := []listed{{[]string{"3"}, last}}
	const problem = "without a new contact"
	for name, test := range map[string]struct {
		pages   []listed
		want    string
		problem string
	}{
		"3 empty pages":       {pages: slices.Concat(nothing(3), end), want: "3"},
		"10 empty pages":      {pages: slices.Concat(first, nothing(10), end), want: "1 3"},
		"twice 10":            {pages: slices.Concat(nothing(10), first, nothing(10), second, end), want: "1 2 3"},
		"11 empty pages":      {pages: slices.Concat(first, nothing(11)), want: "1", problem: problem},
		"11 to start with":    {pages: nothing(11), problem: problem},
		"the same 10 times":   {pages: slices.Concat(first, nothing(10, "1"), end), want: "1 3"},
		"the same for ever":   {pages: slices.Concat(first, nothing(11, "1")), want: "1", problem: problem},
		"a last one is fine":  {pages: slices.Concat(first, nothing(10), []listed{{nil, last}}), want: "1"},
		"an empty workspace":  {pages: []listed{{nil, last}}},
		"cursor also repeats": {pages: slices.Concat(first, nothing(10), first), want: "1", problem: "repeats"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found, err := names(t.Context(), newPagedClient(t, test.pages...), nexadesk.ListOptions{})
			if got := strings.Join(found, " "); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
			wantProblem(t, err, test.problem)
		})
	}
}
