package nexadesk_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/internal/resttest"
	"github.com/cuedesk/cuedesk-go/nexadesk"
	"github.com/cuedesk/cuedesk-go/nexadesk/nexadesktest"
)

// guests returns a server with n contacts.
func guests(n int) *nexadesktest.Server {
	srv := nexadesktest.NewServer()
	for i := range n {
		srv.AddContact(nexadesktest.Contact{FirstName: fmt.Sprintf("%03d", i), Tags: []string{strconv.Itoa(i % 2)}})
	}
	return srv
}

var byName = nexadesk.ListOptions{Sort: nexadesk.ByName.Asc()}

// names iterates to the end or an error.
func names(ctx context.Context, client *nexadesk.Client, opts nexadesk.ListOptions) (found []string, err error) {
	for contact, failed := range client.Contacts.All(ctx, opts) {
		if failed != nil {
			if err != nil {
				return nil, errors.New("more than one error")
			}
			err = failed
			continue
		}
		found = append(found, contact.FirstName)
	}
	return found, err
}

func TestAllGoesThroughAllPages(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 99, 100, 101, 250} {
		srv := guests(n)
		found, err := names(t.Context(), srv.Client(), byName)
		if err != nil || len(found) != n || !slices.IsSorted(found) {
			t.Errorf("%d: got %d, %v", n, len(found), err)
		}
		if want := max(1, (n+99)/100); len(srv.Requests()) != want {
			t.Errorf("%d: %d requests, want %d", n, len(srv.Requests()), want)
		}
		for _, r := range srv.Requests() {
			if r.Query.Get("limit") != "100" || r.Query.Get("sort") != "name:asc" {
				t.Errorf("query %v", r.Query)
			}
		}
	}
}

func TestAllKeepsTheOptions(t *testing.T) {
	t.Parallel()
	srv := guests(30)
	first, err := srv.Client().Contacts.List(t.Context(), nexadesk.ListOptions{Sort: byName.Sort, Tag: "1", Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	found, err := names(t.Context(), srv.Client(), nexadesk.ListOptions{Sort: byName.Sort, Tag: "1", Limit: 2, Cursor: first.NextCursor})
	if err != nil || strings.Join(found, " ") != "021 023 025 027 029" {
		t.Errorf("got %v, %v", found, err)
	}
	if n := len(srv.Requests()); n != 4 {
		t.Errorf("%d requests, want 4", n)
	}
}

func TestAllCanBeRangedOverAgainAndStops(t *testing.T) {
	t.Parallel()
	srv := guests(250)
	all := srv.Client().Contacts.All(t.Context(), byName)
	for range 2 {
		n := 0
		for contact, err := range all {
			if err != nil || contact.FirstName != fmt.Sprintf("%03d", n) {
				t.Fatalf("got %v, %v", contact, err)
			}
			if n++; n == 150 {
				break
			}
		}
	}
	if n := len(srv.Requests()); n != 4 {
		t.Errorf("%d requests, want 4", n)
	}
}

// TestAllWhileContactsChange: what is created and deleted meanwhile neither hides
// nor repeats others.
func TestAllWhileContactsChange(t *testing.T) {
	t.Parallel()
	srv := guests(250)
	client := srv.Client()
	var found []string
	for contact, err := range client.Contacts.All(t.Context(), byName) {
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, contact.FirstName)
		if len(found)%70 == 0 {
			if err := client.Contacts.Delete(t.Context(), contact.ID); err != nil {
				t.Fatal(err)
			}
			srv.AddContact(nexadesktest.Contact{FirstName: " earlier in the order"})
		}
	}
	if len(found) != 250 || len(slices.Compact(found)) != 250 {
		t.Errorf("%d contacts", len(found))
	}
}

func TestAllEndsWithAnError(t *testing.T) {
	t.Parallel()
	srv := guests(250)
	client := srv.Client()
	n := 0
	for contact, err := range client.Contacts.All(t.Context(), byName) {
		if n++; n == 50 {
			srv.Inject("", cuedesktest.Status(403))
		}
		if n <= 100 && err != nil || n > 100 && (contact != nil || !errors.Is(err, cuedesk.ErrForbidden)) {
			t.Fatalf("%d: %v, %v", n, contact, err)
		}
	}
	if n != 101 {
		t.Errorf("yielded %d times, want 101", n)
	}
	if _, err := names(t.Context(), client, nexadesk.ListOptions{Limit: 101}); !errors.Is(err, cuedesk.ErrInvalid) {
		t.Errorf("a limit of 101: %v", err)
	}
}

// TestAllDoesNotLoop: a cursor that leads back, or nowhere, is an error.
func TestAllDoesNotLoop(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		cursors  []string // of the pages; null ends the list
		start    string
		contacts int
		problem  string
	}{
		"the end":          {cursors: []string{`"a"`, `"b"`}, contacts: 3},
		"again":            {cursors: []string{`"a"`, `"a"`}, contacts: 1, problem: "repeats"},
		"in a circle":      {cursors: []string{`"a"`, `"b"`, `"a"`}, contacts: 2, problem: "repeats"},
		"back":             {start: "s", cursors: []string{`"a"`, `"s"`}, contacts: 1, problem: "repeats"},
		"null":             {cursors: []string{`null`}, problem: "no cursor"},
		"empty":            {cursors: []string{`"a"`, `""`}, contacts: 1, problem: "no cursor"},
		"empty at a start": {start: "s", cursors: []string{`""`}, problem: "no cursor"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requests := 0
			client := newClient(t, resttest.Transport(func(*http.Request) (*http.Response, error) {
				next, more := "null", requests < len(test.cursors)
				if more {
					next = test.cursors[requests]
				}
				requests++
				return resttest.Reply(200, resttest.JSON, fmt.Sprintf(`{"success":true,"data":[{"id":"%d","first_name":"Jane"}],
					"pagination":{"has_more":%v,"next_cursor":%s,"total_count":9,"limit":1}}`, requests, more, next)), nil
			}))
			found, err := names(t.Context(), client, nexadesk.ListOptions{Cursor: test.start})
			if len(found) != test.contacts {
				t.Errorf("%d contacts, want %d", len(found), test.contacts)
			}
			if test.problem == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			apiErr, ok := errors.AsType[*cuedesk.Error](err)
			if !ok || !errors.Is(err, cuedesk.ErrBadResponse) || apiErr.Operation != "GET /api/v1/external/contacts" {
				t.Fatalf("got %v", err)
			}
			if text := err.Error(); !strings.HasPrefix(text, "nexadesk: GET ") || !strings.Contains(text, test.problem) {
				t.Errorf("got %v", err)
			}
		})
	}
}
