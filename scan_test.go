package cuedesk_test

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/internal/testset"
)

// window refuses searches beyond an offset, as search engines do.
func window(s workspace, end int) transport {
	return func(r *http.Request) (*http.Response, error) {
		limit, _ := strconv.Atoi(r.URL.Query().Get("limit"))
		if offset, _ := strconv.Atoi(r.URL.Query().Get("offset")); offset+limit > end {
			return reply(422, jsonType, `{"error":{"message":"too far"}}`), nil
		}
		return s.serve(r)
	}
}

// TestContactsService_Scan goes on where the API limits offsets.
func TestContactsService_Scan(t *testing.T) {
	t.Parallel()
	s := workspace{n: 12_500}
	for _, end := range testset.Some([]int{500, 1000, 10_000}, 2) {
		for _, prefetch := range testset.Some([]int{4, 0, 16}, 3) {
			c := newClient(t, window(s, end))
			n, err := count(c.Contacts.Scan(t.Context(), cuedesk.Where(), cuedesk.WithPrefetch(prefetch)))
			if n != s.n || err != nil {
				t.Errorf("up to %d, %d ahead: %d contacts, %v", end, prefetch, n, err)
			}
		}
	}
	c := newClient(t, window(s, 10_000))
	if n, err := count(c.Contacts.SearchAll(t.Context(), cuedesk.Where().OrderBy(cuedesk.FirstName.Asc()),
		cuedesk.PageOptions{})); err == nil || n > 10_000 {
		t.Errorf("an order that is walked by offset: %d contacts, %v", n, err)
	}
}

// TestContactsService_All_malformedTimes: contacts whose time of creation cannot be read come
// like the others, and end no walk.
func TestContactsService_All_malformedTimes(t *testing.T) {
	t.Parallel()
	odd := transport(func(r *http.Request) (*http.Response, error) {
		resp, err := workspace{n: 450}.serve(r)
		if err != nil {
			return nil, err
		}
		body, err := io.ReadAll(resp.Body)
		text := regexp.MustCompile(`"created_at":"[^"]*[37]Z"`).ReplaceAllString(string(body),
			`"created_at":"12/10/2025 10:31"`)
		return reply(200, jsonType, text), err
	})
	for _, prefetch := range []int{0, 4} {
		c := newClient(t, odd)
		for name, all := range map[string]iter.Seq2[*cuedesk.Contact, error]{
			"All":  c.Contacts.All(t.Context(), cuedesk.ListContactsOptions{}, cuedesk.WithPrefetch(prefetch)),
			"Scan": c.Contacts.Scan(t.Context(), cuedesk.Where(), cuedesk.WithPrefetch(prefetch)),
		} {
			ids, unread := map[cuedesk.ContactID]bool{}, 0
			for contact, err := range all {
				if err != nil {
					t.Fatalf("%s: after %d: %v", name, len(ids), err)
				}
				if ids[contact.ID] = true; contact.CreatedAt.IsZero() {
					unread++
				}
			}
			if len(ids) != 450 || unread < 50 {
				t.Errorf("%s: %d contacts, %d without a time", name, len(ids), unread)
			}
		}
	}
}

// fakeVariants are the ways of the fake that a scan must survive.
var fakeVariants = map[string][]cuedesktest.Option{
	"times in milliseconds":      {cuedesktest.WithShownTimes(time.Millisecond)},
	"times in seconds":           {cuedesktest.WithShownTimes(time.Second)},
	"compared in milliseconds":   {cuedesktest.WithComparedTimes(time.Millisecond)},
	"compared in seconds":        {cuedesktest.WithComparedTimes(time.Second)},
	"a capped total":             {cuedesktest.WithTotalCap(100)},
	"a late search":              {cuedesktest.WithSearchDelay(2 * time.Second)},
	"ties in any order":          {cuedesktest.WithRandomTies(7)},
	"an offset of 1,000 at most": {cuedesktest.WithWindow(1000, cuedesktest.WindowRefuse)},
}

// TestContactsService_Scan_fake scans the fake in each of its ways, in both orders.
func TestContactsService_Scan_fake(t *testing.T) {
	t.Parallel()
	for name, opts := range fakeVariants {
		for _, sort := range testset.Some([]cuedesk.Sort{cuedesk.CreatedAt.Desc(), cuedesk.CreatedAt.Asc()}, 2) {
			t.Run(fmt.Sprint(name, "/", sort == cuedesk.CreatedAt.Asc()), func(t *testing.T) {
				t.Parallel()
				server := cuedesktest.NewServer(opts...)
				begin := time.Now().Add(-2 * time.Hour)
				for n := range 1200 {
					at := begin.Add(time.Duration(n/7) * 3 * time.Second).Add(time.Duration(n) * 137 * time.Microsecond)
					server.AddContact(cuedesktest.Contact{Email: fmt.Sprintf("%d@example.com", n), CreatedAt: at, UpdatedAt: at})
				}
				for _, prefetch := range testset.Some([]int{4, 0}, 2) {
					scan := server.Client().Contacts.Scan(t.Context(), cuedesk.Where().OrderBy(sort), cuedesk.WithPrefetch(prefetch))
					if n, err := count(scan); n != 1200 || err != nil {
						t.Errorf("%d ahead: %d contacts, %v", prefetch, n, err)
					}
				}
			})
		}
	}
}

// TestContactsService_Scan_emptyAnswers: a search that finds nothing is not believed before
// the search shows something else; in a part that had contacts, not even then.
func TestContactsService_Scan_emptyAnswers(t *testing.T) {
	t.Parallel()
	server := cuedesktest.NewServer()
	for n := range 250 {
		at := time.Now().Add(time.Duration(n-1000) * time.Minute)
		server.AddContact(cuedesktest.Contact{Email: "a@example.com", CreatedAt: at})
	}
	parts, err := server.Client().Contacts.Partitions(t.Context(), cuedesk.Where(), 2)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		q          cuedesk.Query
		first, end int
		want       int
		err        error
	}{
		{cuedesk.Where(), 1, 2, 250, nil},
		{cuedesk.Where(), 1, 1000, 0, nil}, // it cannot know
		{parts[0].Query, 1, 2, 125, nil},
		{parts[0].Query, 1, 6, 125, nil},
		{parts[0].Query, 1, 1000, 0, cuedesk.ErrListChanged},
		{parts[0].Query.And(cuedesk.Email.Is("b@example.com")), 1000, 1000, 0, nil},
	} {
		b := newBlank(server, test.first, test.end)
		var at cuedesk.Position
		_, err := count(b.client(t).Contacts.Scan(t.Context(), test.q, cuedesk.WithPosition(&at)))
		if at.Items() != test.want || !errors.Is(err, test.err) || b.Requests() > 30 {
			t.Errorf("%v from %d to %d: %d contacts, %v, %d requests", test.q, test.first, test.end, at.Items(), err,
				b.Requests())
		}
	}
}

// TestContactsService_Scan_emptiedPart: a part whose contacts were deleted is empty.
func TestContactsService_Scan_emptiedPart(t *testing.T) {
	t.Parallel()
	server := cuedesktest.NewServer()
	for n := range 100 {
		at := time.Now().Add(time.Duration(n-1000) * time.Minute)
		server.AddContact(cuedesktest.Contact{Email: "a@example.com", CreatedAt: at})
	}
	c := server.Client()
	parts, err := c.Contacts.Partitions(t.Context(), cuedesk.Where(), 2)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []int{50, 0} {
		n := 0
		for contact, err := range c.Contacts.Scan(t.Context(), parts[0].Query) {
			if n++; err != nil {
				t.Fatal(err)
			}
			server.RemoveContact(contact.ID)
		}
		if n != want {
			t.Errorf("%d contacts, want %d", n, want)
		}
	}
}

// TestContactsService_Changes: night after night, each change comes once, and those
// that come while it runs the next night.
func TestContactsService_Changes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := cuedesktest.NewServer(cuedesktest.WithSearchDelay(10 * time.Second))
		var ids []cuedesk.ContactID
		old := time.Now().Add(-time.Hour)
		for n := range 300 {
			ids = append(ids, server.AddContact(cuedesktest.Contact{
				Email: fmt.Sprintf("%d@example.com", n), CreatedAt: old, UpdatedAt: old.Add(time.Duration(n) * time.Second),
			}))
		}
		c, since := server.Client(), cuedesk.Checkpoint("")
		night := func(each func(*cuedesk.Contact)) (got []cuedesk.ContactID) {
			<-time.After(time.Hour)
			var at cuedesk.Position
			for contact, err := range c.Contacts.Changes(t.Context(), since, cuedesk.WithPosition(&at)) {
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, contact.ID)
				each(contact)
			}
			since = at.Checkpoint()
			return got
		}
		rename := func(id cuedesk.ContactID) {
			if _, err := c.Contacts.Update(t.Context(), id, cuedesk.ContactUpdate{LastName: cuedesk.Set("New")}); err != nil {
				t.Fatal(err)
			}
		}
		if got := night(func(contact *cuedesk.Contact) {
			if contact.ID == ids[150] {
				rename(ids[3])
				rename(ids[200])
			}
		}); len(got) < 299 || len(got) > 300 {
			t.Errorf("first night: %d contacts", len(got))
		}
		if got := night(func(*cuedesk.Contact) {}); !slices.Equal(got, []cuedesk.ContactID{ids[3], ids[200]}) {
			t.Errorf("second night: %d contacts", len(got))
		}
		if got := night(func(*cuedesk.Contact) {}); len(got) != 0 {
			t.Errorf("third night: %d contacts", len(got))
		}
		since = cuedesk.ChangesSince(old.Add(100 * time.Second))
		if got := night(func(*cuedesk.Contact) {}); len(got) != 201 {
			t.Errorf("since a time: %d contacts", len(got))
		}
	})
}

// TestContactsService_Partitions: the parts are about equal, and together everything.
func TestContactsService_Partitions(t *testing.T) {
	t.Parallel()
	s := workspace{n: 3000}
	c := s.client(t)
	for _, n := range []int{1, 2, 7, 8} { // 3000 contacts in 7 parts are not a whole number in each
		parts, err := c.Contacts.Partitions(t.Context(), cuedesk.Where(), n)
		if err != nil || len(parts) != n {
			t.Fatalf("%d parts: %d, %v", n, len(parts), err)
		}
		sum := 0
		for _, part := range parts {
			got, err := count(c.Contacts.Scan(t.Context(), part.Query))
			if sum += got; err != nil || got != part.Count || got < s.n/n*3/4 || got > s.n/n*5/4 {
				t.Errorf("%d parts: one of %d, counted %d, %v", n, got, part.Count, err)
			}
		}
		if sum != s.n {
			t.Errorf("%d parts have %d contacts", n, sum)
		}
	}
	if parts, err := (workspace{}).client(t).Contacts.Partitions(t.Context(), cuedesk.Where(), 4); err != nil ||
		len(parts) != 1 {
		t.Errorf("nothing to split: %v, %v", parts, err)
	}
	if _, err := refuseAll(t).Contacts.Partitions(t.Context(), cuedesk.Where(), 0); !errors.Is(err, cuedesk.ErrInvalid) {
		t.Errorf("0 parts: %v", err)
	}
}

// TestPosition_Checkpoint_firstRequest: a walk that ends before its first item stands
// where it began.
func TestPosition_Checkpoint_firstRequest(t *testing.T) {
	t.Parallel()
	client := newClient(t, func(*http.Request) (*http.Response, error) { return reply(403, jsonType, refusal), nil })
	since := cuedesk.ChangesSince(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))
	var at cuedesk.Position
	for _, err := range client.Contacts.Changes(t.Context(), since, cuedesk.WithPosition(&at)) {
		apiErr, ok := errors.AsType[*cuedesk.Error](err)
		if !ok || apiErr.Checkpoint != since {
			t.Errorf("%v has the checkpoint %q", err, apiErr.Checkpoint)
		}
	}
	if got := at.Checkpoint(); got != since {
		t.Errorf("stands at %q", got)
	}
}

// TestPosition_Total: a scan that goes on says the same total as one from the beginning.
func TestPosition_Total(t *testing.T) {
	t.Parallel()
	for _, prefetch := range []int{0, 4} {
		client := newClient(t, workspace{n: 700}.serve)
		var at cuedesk.Position
		for range 2 {
			opts := []cuedesk.IterOption{
				cuedesk.WithPosition(&at), cuedesk.WithPrefetch(prefetch), cuedesk.ResumeFrom(at.Checkpoint()),
			}
			for _, err := range client.Contacts.Scan(t.Context(), cuedesk.Where(), opts...) {
				if err != nil || at.Total() != 700 {
					t.Fatalf("%d ahead: %d of %d, %v", prefetch, at.Items(), at.Total(), err)
				}
				if at.Items() == 150 {
					break
				}
			}
		}
		if at.Items() != 700 {
			t.Errorf("%d items", at.Items())
		}
	}
}
