package cuedesk_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// checkpointAfter reads until an iterator has given n items, and returns the checkpoint there.
func checkpointAfter(t *testing.T, c *cuedesk.Client, n int, opts cuedesk.ListContactsOptions) cuedesk.Checkpoint {
	t.Helper()
	var at cuedesk.Position
	for _, err := range c.Contacts.All(t.Context(), opts, cuedesk.WithPosition(&at), cuedesk.WithPrefetch(0)) {
		if err != nil {
			t.Fatal(err)
		}
		if at.Items() == n {
			break
		}
	}
	return at.Checkpoint()
}

// TestResumeFrom_baseURL: a checkpoint belongs to the origin and path of the base URL,
// however it is written.
func TestResumeFrom_baseURL(t *testing.T) {
	t.Parallel()
	p := newPager(300)
	at := func(base string) *cuedesk.Client { return newClient(t, p.serve, cuedesk.WithBaseURL(base)) }
	checkpoint := checkpointAfter(t, at("https://Contacts.example/eu"), 120, cuedesk.ListContactsOptions{})
	for base, want := range map[string]string{
		"https://contacts.example:443/eu/": "",
		"https://contacts.example/us":      "a checkpoint of another base URL",
		"https://contacts.example":         "a checkpoint of another base URL",
		"https://contacts.example:8443/eu": "a checkpoint of another base URL",
		"https://staging.example/eu":       "a checkpoint of another base URL",
	} {
		asked := p.asked()
		n, err := count(at(base).Contacts.All(t.Context(), cuedesk.ListContactsOptions{}, cuedesk.ResumeFrom(checkpoint)))
		switch {
		case want == "" && (n != 180 || err != nil):
			t.Errorf("%s: %d contacts, %v", base, n, err)
		case want != "" && (!errors.Is(err, cuedesk.ErrInvalid) || !strings.Contains(err.Error(), want)):
			t.Errorf("%s: %v", base, err)
		case want != "" && p.asked() != asked:
			t.Errorf("%s: %d requests", base, p.asked()-asked)
		}
	}
}

// TestResumeFrom_workspace: contacts of another workspace than before are refused, also
// where none of them is new.
func TestResumeFrom_workspace(t *testing.T) {
	t.Parallel()
	var workspace atomic.Value // pages that were fetched ahead may still be served
	p := newPager(300)
	p.change = func(page map[string]any) {
		items, _ := page["contacts"].([]map[string]any)
		for _, item := range items {
			item["workspace_uuid"] = workspace.Load()
		}
	}
	c := newClient(t, p.serve)
	for _, items := range []int{120, 300} {
		for _, opts := range []cuedesk.ListContactsOptions{{}, {OrderField: cuedesk.OrderByFirstName}} {
			workspace.Store("ff027904-fdbc-4c30-a533-105d1c96e1cb")
			checkpoint := checkpointAfter(t, c, items, opts)
			if n, err := count(c.Contacts.All(t.Context(), opts, cuedesk.ResumeFrom(checkpoint))); n+items != 300 || err != nil {
				t.Errorf("the same: %d contacts after %d, %v", n, items, err)
			}
			workspace.Store("0f027904-fdbc-4c30-a533-105d1c96e1cb")
			n, err := count(c.Contacts.All(t.Context(), opts, cuedesk.ResumeFrom(checkpoint)))
			if n > 0 || !errors.Is(err, cuedesk.ErrInvalid) || !strings.Contains(err.Error(), "another workspace") {
				t.Errorf("another one: %d contacts after %d, %v", n, items, err)
			}
		}
	}
}

// TestChangesSince is a checkpoint of any base URL.
func TestChangesSince(t *testing.T) {
	t.Parallel()
	since := cuedesk.ChangesSince(time.Now().Add(-2 * time.Hour))
	for _, base := range []string{"https://a.example", "https://b.example/eu"} {
		server := cuedesktest.NewServer()
		at := time.Now().Add(-time.Hour)
		server.AddContact(cuedesktest.Contact{Email: "a@example.com", CreatedAt: at, UpdatedAt: at})
		prefixed := transport(func(r *http.Request) (*http.Response, error) {
			r.URL.Path = strings.TrimPrefix(r.URL.Path, "/eu")
			return server.RoundTrip(r)
		})
		c, err := server.Client().With(cuedesk.WithBaseURL(base), cuedesk.WithHTTPClient(&http.Client{Transport: prefixed}))
		if err != nil {
			t.Fatal(err)
		}
		if n, err := count(c.Contacts.Changes(t.Context(), since)); n != 1 || err != nil {
			t.Errorf("%s: %d contacts, %v", base, n, err)
		}
	}
}

// TestChangesSince_epoch: the time that programs keep as zero is the beginning.
func TestChangesSince_epoch(t *testing.T) {
	t.Parallel()
	server := cuedesktest.NewServer()
	at := time.Now().Add(-time.Hour)
	server.AddContact(cuedesktest.Contact{Email: "a@example.com", CreatedAt: at, UpdatedAt: at})
	for _, since := range []time.Time{time.Unix(0, 0), time.Unix(0, 999_999_999), {}} {
		if n, err := count(server.Client().Contacts.Changes(t.Context(), cuedesk.ChangesSince(since))); n != 1 || err != nil {
			t.Errorf("since %v: %d contacts, %v", since, n, err)
		}
	}
}

// TestContactsService_Changes_future: where the API does not say what time it is, a change
// that lies in the future does not hide those that come before it.
func TestContactsService_Changes_future(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := cuedesktest.NewServer()
		client, err := server.Client().With(cuedesk.WithHTTPClient(&http.Client{Transport: withoutDate(server)}))
		if err != nil {
			t.Fatal(err)
		}
		future := time.Now().Add(time.Hour)
		server.AddContact(cuedesktest.Contact{Email: "future@example.com", CreatedAt: future, UpdatedAt: future})
		came := map[string]bool{}
		since := cuedesk.Checkpoint("")
		for night := range 3 {
			var at cuedesk.Position
			for c, err := range client.Contacts.Changes(t.Context(), since, cuedesk.WithPosition(&at)) {
				if err != nil {
					t.Fatal(err)
				}
				came[c.Email] = true
			}
			since = at.Checkpoint()
			server.AddContact(cuedesktest.Contact{Email: fmt.Sprint(night, "@example.com")})
			<-time.After(10 * time.Minute)
		}
		if !came["0@example.com"] || !came["1@example.com"] || !came["future@example.com"] {
			t.Errorf("only %v came", came)
		}
	})
}

// withoutDate is a server whose responses have no Date.
func withoutDate(server *cuedesktest.Server) transport {
	return func(r *http.Request) (*http.Response, error) {
		resp, err := server.RoundTrip(r)
		if err == nil {
			resp.Header.Del("Date")
		}
		return resp, err
	}
}

// TestContactsService_Changes_resumed: changes that go on from a checkpoint still begin
// where they began at first.
func TestContactsService_Changes_resumed(t *testing.T) {
	t.Parallel()
	server := cuedesktest.NewServer()
	begin := time.Now().Add(-time.Hour).Truncate(time.Second)
	for n := range 250 {
		at := begin.Add(time.Duration(n) * time.Second)
		server.AddContact(cuedesktest.Contact{Email: fmt.Sprintf("%d@example.com", n), CreatedAt: at, UpdatedAt: at})
	}
	var bodies []string
	listen := transport(func(r *http.Request) (*http.Response, error) {
		body, err := io.ReadAll(r.Body)
		bodies = append(bodies, string(body))
		r.Body = io.NopCloser(bytes.NewReader(body))
		if err != nil {
			return nil, err
		}
		return server.RoundTrip(r)
	})
	client, err := server.Client().With(cuedesk.WithHTTPClient(&http.Client{Transport: listen}))
	if err != nil {
		t.Fatal(err)
	}
	since := begin.Add(50 * time.Second)
	var at cuedesk.Position
	for _, err := range client.Contacts.Changes(t.Context(), cuedesk.ChangesSince(since), cuedesk.WithPosition(&at)) {
		if err != nil {
			t.Fatal(err)
		}
		if at.Items() == 120 {
			break
		}
	}
	bodies = nil
	n, err := count(client.Contacts.Changes(t.Context(), at.Checkpoint()))
	if n != 80 || err != nil {
		t.Errorf("%d contacts, %v", n, err)
	}
	if bound := since.UTC().Format(time.RFC3339); slices.ContainsFunc(bodies, func(body string) bool {
		return !strings.Contains(body, bound)
	}) || len(bodies) == 0 {
		t.Errorf("a search does not begin at %s: %q", bound, bodies)
	}
}

// TestContactsService_Changes_withoutDate: where the API does not say what time it is,
// a local clock that is ahead of it skips no change.
func TestContactsService_Changes_withoutDate(t *testing.T) {
	t.Parallel()
	for name, second := range map[string]time.Duration{
		"within a minute":          7 * time.Second,
		"at the start of a minute": 0, // as if times were shown by the minute
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := cuedesktest.NewServer()
			client, err := server.Client().With(cuedesk.WithHTTPClient(&http.Client{Transport: withoutDate(server)}))
			if err != nil {
				t.Fatal(err)
			}
			now := time.Now().Add(-10 * time.Minute).Truncate(time.Minute).Add(second) // by the clock of the API
			change := func(ago time.Duration) {
				at := now.Add(-ago)
				server.AddContact(cuedesktest.Contact{Email: at.String() + "@example.com", CreatedAt: at, UpdatedAt: at})
			}
			since := cuedesk.Checkpoint("")
			for night, want := range []int{0, 2, 3, 3} {
				var at cuedesk.Position
				n := 0
				for _, err := range client.Contacts.Changes(t.Context(), since, cuedesk.WithPosition(&at)) {
					if n++; err != nil {
						t.Fatal(err)
					}
				}
				if since = at.Checkpoint(); n != want {
					t.Errorf("night %d: %d changes, want %d", night, n, want)
				}
				switch night {
				case 0:
					change(time.Hour)
					change(20 * time.Second)
				case 1: // a change that shows late, and one more: with what was changed shortly before, they come
					change(25 * time.Second)
					change(0)
				}
			}
		})
	}
}
