package cuedesk_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/internal/resttest"
	"github.com/cuedesk/cuedesk-go/internal/testset"
)

// blank is a server behind a [resttest.Blank].
type blank struct {
	resttest.Blank
	server *cuedesktest.Server
}

func newBlank(server *cuedesktest.Server, first, end int) *blank {
	return &blank{resttest.Blank{Base: server, First: first, End: end}, server}
}

// client returns a client of the server.
func (b *blank) client(t *testing.T) *cuedesk.Client {
	t.Helper()
	c, err := b.server.Client().With(cuedesk.WithHTTPClient(&http.Client{Transport: &b.Blank}))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestContactsService_Changes_emptyAnswers: whichever searches find nothing for a while,
// what they hid comes, this time or a later time.
func TestContactsService_Changes_emptyAnswers(t *testing.T) {
	t.Parallel()
	for _, busy := range []bool{false, true} {
		for _, first := range testset.Some([]int{1, 2, 3, 4, 5, 6, 7, 8}, 4) {
			for _, n := range testset.Some([]int{1, 2, 3, 5, 9}, 2) {
				t.Run(fmt.Sprintf("busy=%t/%d from request %d", busy, n, first), func(t *testing.T) {
					t.Parallel()
					synctest.Test(t, func(t *testing.T) { syncThroughEmptyAnswers(t, busy, first, first+n) })
				})
			}
		}
	}
}

// syncThroughEmptyAnswers syncs until nothing is hidden any more.
func syncThroughEmptyAnswers(t *testing.T, busy bool, first, end int) {
	t.Helper()
	b := newBlank(cuedesktest.NewServer(), first, end)
	began := time.Now().Add(-time.Hour)
	var last cuedesk.ContactID
	for n := range 300 {
		at := began.Add(time.Duration(n) * 40 * time.Millisecond)
		last = b.server.AddContact(cuedesktest.Contact{Email: fmt.Sprintf("%d@example.com", n), CreatedAt: at, UpdatedAt: at})
	}
	client, since, came := b.client(t), cuedesk.Checkpoint(""), map[string]bool{}
	for range 25 {
		if busy {
			b.server.TouchContact(last)
		}
		var at cuedesk.Position
		for c, err := range client.Contacts.Changes(t.Context(), since, cuedesk.WithPosition(&at)) {
			if err == nil {
				came[c.Email] = true
			} else if !errors.Is(err, cuedesk.ErrListChanged) {
				t.Fatal(err)
			}
		}
		since = at.Checkpoint()
	}
	if want := 300; len(came) < want-1 || !busy && len(came) < want {
		t.Errorf("%d of %d contacts came", len(came), want)
	}
}

// TestContactsService_Changes_vanishedChanges: changes that the search shows, and then does
// not, are asked for again, and at last are an error.
func TestContactsService_Changes_vanishedChanges(t *testing.T) {
	t.Parallel()
	for end, whole := range map[int]bool{3: true, 5: true, 1000: false} {
		synctest.Test(t, func(t *testing.T) {
			b := newBlank(cuedesktest.NewServer(), 2, end)
			at := time.Now().Add(-time.Hour)
			b.server.AddContact(cuedesktest.Contact{Email: "a@example.com", CreatedAt: at, UpdatedAt: at})
			since := cuedesk.ChangesSince(at.Add(-time.Hour))
			var pos cuedesk.Position
			_, err := count(b.client(t).Contacts.Changes(t.Context(), since, cuedesk.WithPosition(&pos)))
			if whole && (err != nil || pos.Items() != 1) || b.Requests() > 30 ||
				!whole && (!errors.Is(err, cuedesk.ErrListChanged) || pos.Checkpoint() != since) {
				t.Errorf("empty up to request %d: %d contacts, %v, %d requests", end, pos.Items(), err, b.Requests())
			}
		})
	}
}

// TestContactsService_Changes_removed: a loop that removes all contacts, and is interrupted, ends well when it goes on.
func TestContactsService_Changes_removed(t *testing.T) {
	t.Parallel()
	for contacts, stop := range map[int]int{2: 1, 100: 50, 150: 149, 300: 100} {
		t.Run(fmt.Sprintf("%d after %d", contacts, stop), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv, _ := serverWithRecentChanges(contacts)
				var since cuedesk.Checkpoint
				came := 0
				for range 3 {
					var at cuedesk.Position
					for c, err := range srv.Client().Contacts.Changes(t.Context(), since, cuedesk.WithPosition(&at)) {
						if err != nil {
							t.Fatalf("after %d: %v", came, err)
						}
						srv.RemoveContact(c.ID)
						if came++; came == stop {
							break
						}
					}
					since = at.Checkpoint()
				}
				if came != contacts {
					t.Errorf("%d of %d came", came, contacts)
				}
			})
		})
	}
}

// TestContactsService_Changes_deletedLast: the contact that was changed last may be deleted
// before it comes.
func TestContactsService_Changes_deletedLast(t *testing.T) {
	t.Parallel()
	server := cuedesktest.NewServer()
	at := time.Now().Add(-time.Hour)
	server.AddContact(cuedesktest.Contact{Email: "a@example.com", CreatedAt: at, UpdatedAt: at})
	last := server.AddContact(cuedesktest.Contact{Email: "b@example.com", CreatedAt: at, UpdatedAt: at.Add(time.Minute)})
	requests := 0
	deletes := transport(func(r *http.Request) (*http.Response, error) {
		if requests++; requests == 2 {
			server.RemoveContact(last)
		}
		return server.RoundTrip(r)
	})
	client, err := server.Client().With(cuedesk.WithHTTPClient(&http.Client{Transport: deletes}))
	if err != nil {
		t.Fatal(err)
	}
	if n, err := count(client.Contacts.Changes(t.Context(), "")); n != 1 || err != nil {
		t.Errorf("%d contacts, %v", n, err)
	}
}

// TestContactsService_Changes_emptied: all that did not come yet may be changed again at
// once, while the loop changes what came.
func TestContactsService_Changes_emptied(t *testing.T) {
	t.Parallel()
	server := cuedesktest.NewServer()
	client := server.Client(cuedesk.WithRetry(cuedesk.RetryPolicy{MinBackoff: 1})) // no long pauses
	began := time.Now().Add(-time.Hour)
	var ids []cuedesk.ContactID
	for n := range 150 {
		at := began.Add(time.Duration(n) * time.Second)
		ids = append(ids, server.AddContact(cuedesktest.Contact{Email: "a@example.com", CreatedAt: at, UpdatedAt: at}))
	}
	var at cuedesk.Position
	for _, err := range client.Contacts.Changes(t.Context(), "", cuedesk.WithPosition(&at)) {
		if err != nil {
			t.Fatal(err)
		}
		if at.Items() == 100 {
			for _, id := range ids {
				server.TouchContact(id)
			}
		}
	}
	if at.Items() != 100 {
		t.Errorf("%d contacts", at.Items())
	}
}

// TestContactsService_Changes_timesInMinutes: times that are shown by the minute, and compared in
// full, lose no change, whether the API says what time it is or not.
func TestContactsService_Changes_timesInMinutes(t *testing.T) {
	t.Parallel()
	for _, dated := range []bool{true, false} {
		t.Run(fmt.Sprintf("dated=%t", dated), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { changeByMinute(t, dated) })
		})
	}
}

// changeByMinute syncs while contacts are created every few seconds.
func changeByMinute(t *testing.T, dated bool) {
	t.Helper()
	server := cuedesktest.NewServer(cuedesktest.WithShownTimes(time.Minute))
	serve := transport(server.RoundTrip)
	if !dated {
		serve = withoutDate(server)
	}
	client, err := server.Client().With(cuedesk.WithHTTPClient(&http.Client{Transport: serve}))
	if err != nil {
		t.Fatal(err)
	}
	since, came, added := cuedesk.Checkpoint(""), map[string]bool{}, 0
	for round := range 12 {
		for range 7 {
			server.AddContact(cuedesktest.Contact{Email: fmt.Sprint(added, "@example.com")})
			added++
			<-time.After(7300 * time.Millisecond)
		}
		if round == 11 {
			<-time.After(time.Hour)
		}
		var at cuedesk.Position
		for c, err := range client.Contacts.Changes(t.Context(), since, cuedesk.WithPosition(&at)) {
			if err != nil {
				t.Fatalf("round %d: %v", round, err)
			}
			came[c.Email] = true
		}
		since = at.Checkpoint()
	}
	if len(came) != added {
		t.Errorf("%d of %d contacts came", len(came), added)
	}
}

// TestContactsService_Changes_clockAhead: what clocks that are ahead of the contacts' times
// skip, comes the next time.
func TestContactsService_Changes_clockAhead(t *testing.T) {
	t.Parallel()
	server := cuedesktest.NewServer()
	began := time.Now().Add(-10 * time.Minute).Truncate(time.Second) // by the clock that sets the times
	since := cuedesk.Checkpoint("")
	for night := range 3 {
		at := began.Add(time.Duration(night) * time.Minute)
		server.AddContact(cuedesktest.Contact{Email: fmt.Sprint(night, "@example.com"), CreatedAt: at, UpdatedAt: at})
		var pos cuedesk.Position
		n, err := count(server.Client().Contacts.Changes(t.Context(), since, cuedesk.WithPosition(&pos)))
		if n != 1 || err != nil {
			t.Errorf("night %d: %d changes, %v", night, n, err)
		}
		since = pos.Checkpoint()
	}
}

// serverWithRecentChanges returns a server with n contacts, one changed each second since an hour ago.
func serverWithRecentChanges(n int) (*cuedesktest.Server, []cuedesk.ContactID) {
	srv := cuedesktest.NewServer()
	began := time.Now().Add(-time.Hour).Truncate(time.Minute)
	ids := make([]cuedesk.ContactID, n)
	for i := range ids {
		at := began.Add(time.Duration(i) * time.Second)
		ids[i] = srv.AddContact(cuedesktest.Contact{Email: "a@example.com", CreatedAt: at, UpdatedAt: at})
	}
	return srv, ids
}

// TestContactsService_Changes_fullMinute: what shows late is not lost behind a contact that was
// changed at a full minute.
func TestContactsService_Changes_fullMinute(t *testing.T) {
	t.Parallel()
	srv, _ := serverWithRecentChanges(1)
	var at cuedesk.Position
	if n, err := count(srv.Client().Contacts.Changes(t.Context(), "", cuedesk.WithPosition(&at))); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	late := time.Now().Add(-time.Hour).Truncate(time.Minute).Add(30 * time.Second)
	srv.AddContact(cuedesktest.Contact{Email: "b@example.com", CreatedAt: late, UpdatedAt: late})
	if n, err := count(srv.Client().Contacts.Changes(t.Context(), at.Checkpoint())); n != 1 || err != nil {
		t.Errorf("%d changes came, %v", n, err)
	}
}

// TestContactsService_Changes_mostChanged: others may change most of what did not come yet.
func TestContactsService_Changes_mostChanged(t *testing.T) {
	t.Parallel()
	for _, left := range []int{0, 1, 5, 50} {
		srv, ids := serverWithRecentChanges(500)
		var at cuedesk.Position
		client := srv.Client(cuedesk.WithRetry(cuedesk.RetryPolicy{MinBackoff: 1, MaxBackoff: 1})) // no long pauses
		for _, err := range client.Contacts.Changes(t.Context(), "", cuedesk.WithPosition(&at)) {
			if err != nil {
				t.Fatalf("%d are left: %d came, %v", left, at.Items(), err)
			}
			if at.Items() != 100 {
				continue
			}
			for _, id := range ids[100 : len(ids)-left] {
				srv.TouchContact(id)
			}
		}
	}
}

// TestContactsService_Changes_shownLate: a change that a search shows only after a later sync began, because
// its index lags, comes the next time if nothing that was changed after it had come.
func TestContactsService_Changes_shownLate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := cuedesktest.NewServer()
		add := func(email string, age time.Duration) {
			at := time.Now().Add(-age)
			server.AddContact(cuedesktest.Contact{Email: email, CreatedAt: at, UpdatedAt: at})
		}
		add("first@example.com", time.Hour)
		var at cuedesk.Position
		sync := func() (emails []string) {
			for c, err := range server.Client().Contacts.Changes(t.Context(), at.Checkpoint(), cuedesk.WithPosition(&at)) {
				if err != nil {
					t.Fatal(err)
				}
				emails = append(emails, c.Email)
			}
			return emails
		}
		if got := sync(); !slices.Equal(got, []string{"first@example.com"}) {
			t.Fatal(got)
		}
		add("late@example.com", 30*time.Minute)
		if got := sync(); !slices.Contains(got, "late@example.com") {
			t.Errorf("%q came", got)
		}
	})
}
