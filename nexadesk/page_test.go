package nexadesk_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/nexadesk"
	"github.com/cuedesk/cuedesk-go/nexadesk/nexadesktest"
)

// newGuestServer returns a server with n contacts.
func newGuestServer(n int) *nexadesktest.Server {
	srv := nexadesktest.NewServer()
	for i := range n {
		srv.AddContact(nexadesktest.Contact{
			FirstName: fmt.Sprintf("%03d", i), CompanyName: []string{"Acme", "Wayne", "ACME"}[i%3],
			Tags: []string{strconv.Itoa(i % 2)},
		})
	}
	return srv
}

var byName = nexadesk.ListOptions{Order: nexadesk.OrderByName.Asc()}

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

func TestContactsService_All(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 99, 100, 101, 250} {
		srv := newGuestServer(n)
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

func TestContactsService_All_options(t *testing.T) {
	t.Parallel()
	srv := newGuestServer(30)
	opts := nexadesk.ListOptions{Search: "acme", Order: byName.Order, Tag: "1", Limit: 2}
	first, err := srv.Client().Contacts.List(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	opts.Cursor = first.NextCursor
	found, err := names(t.Context(), srv.Client(), opts)
	if err != nil || strings.Join(found, " ") != "009 011 015 017 021 023 027 029" {
		t.Errorf("got %v, %v", found, err)
	}
	if n := len(srv.Requests()); n != 5 {
		t.Errorf("%d requests, want 5", n)
	}
}

func TestContactsService_All_twice(t *testing.T) {
	t.Parallel()
	srv := newGuestServer(250)
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

// TestContactsService_All_changes: what is created and deleted during the walk neither hides
// nor repeats others.
func TestContactsService_All_changes(t *testing.T) {
	t.Parallel()
	srv := newGuestServer(250)
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

func TestContactsService_All_error(t *testing.T) {
	t.Parallel()
	srv := newGuestServer(250)
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
