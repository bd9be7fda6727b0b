package cuedesk_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// newCurrentFieldServer returns a server whose searches are two seconds late and show current fields, and its contacts.
func newCurrentFieldServer(n int) (*cuedesktest.Server, []cuedesk.ContactID) {
	srv, ids := serverWithRecentChanges(n)
	srv.Reconfigure(cuedesktest.WithSearchDelay(2*time.Second), cuedesktest.WithCurrentFields(true))
	return srv, ids
}

// TestContactsService_Changes_currentFields: an index that is late finds contacts that show later changes. They come
// the next time, whoever changes them.
func TestContactsService_Changes_currentFields(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(srv *cuedesktest.Server, ids []cuedesk.ContactID, n int){
		"the loop changes each": func(srv *cuedesktest.Server, ids []cuedesk.ContactID, n int) {
			if n > 0 {
				srv.TouchContact(ids[n-1])
			}
		},
		"one was changed just before": func(srv *cuedesktest.Server, ids []cuedesk.ContactID, n int) {
			if n == 0 {
				srv.TouchContact(ids[len(ids)/2])
			}
		},
		"all were changed just before": func(srv *cuedesktest.Server, ids []cuedesk.ContactID, n int) {
			if n == 0 {
				touchAll(srv, ids)
			}
		},
		"the rest is changed": func(srv *cuedesktest.Server, ids []cuedesk.ContactID, n int) {
			if n == len(ids)/3 {
				touchAll(srv, ids[n:])
			}
		},
		"every other one is changed": func(srv *cuedesktest.Server, ids []cuedesk.ContactID, n int) {
			if n == 10 {
				for i := n; i < len(ids); i += 2 {
					srv.TouchContact(ids[i])
				}
			}
		},
	} {
		for _, contacts := range []int{1, 50, 100, 150, 300} {
			t.Run(fmt.Sprintf("%s/%d", name, contacts), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					srv, ids := newCurrentFieldServer(contacts)
					syncTwice(t, srv, func(n int) { change(srv, ids, n) })
				})
			})
		}
	}
}

func touchAll(srv *cuedesktest.Server, ids []cuedesk.ContactID) {
	for _, id := range ids {
		srv.TouchContact(id)
	}
}

// syncTwice reads the changes while something else happens after each, and those of later: then each contact has
// come as it is.
func syncTwice(t *testing.T, srv *cuedesktest.Server, after func(n int)) {
	t.Helper()
	var since cuedesk.Checkpoint
	states := map[cuedesk.ContactID]time.Time{}
	for range 2 {
		var at cuedesk.Position
		came := map[cuedesk.ContactID]bool{}
		after(0)
		for c, err := range srv.Client().Contacts.Changes(t.Context(), since, cuedesk.WithPosition(&at)) {
			if err != nil {
				t.Fatalf("after %d: %v", len(came), err)
			}
			if came[c.ID] {
				t.Fatalf("%s came twice", c.ID)
			}
			came[c.ID], states[c.ID] = true, c.UpdatedAt
			after(len(came))
		}
		if at.Items() != len(came) {
			t.Errorf("Items says %d, %d came", at.Items(), len(came))
		}
		since, after = at.Checkpoint(), func(int) {}
		<-time.After(time.Hour)
	}
	for c, err := range srv.Client().Contacts.Scan(t.Context(), cuedesk.Where()) {
		if err != nil || !states[c.ID].Equal(c.UpdatedAt) {
			t.Errorf("%s changed at %s came with %s, %v", c.ID, c.UpdatedAt, states[c.ID], err)
		}
	}
}

// rewriteFilters changes what searches filter by before the server sees it.
func rewriteFilters(srv *cuedesktest.Server, change func(filter map[string]any) bool) *http.Client {
	return &http.Client{Transport: transport(func(r *http.Request) (*http.Response, error) {
		var body map[string]any
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
			return nil, err
		}
		filters, _ := body["advanced_search"].([]any)
		kept := []any{}
		for _, f := range filters {
			if filter, ok := f.(map[string]any); ok && change(filter) {
				kept = append(kept, filter)
			}
		}
		body["advanced_search"] = kept
		text, err := json.Marshal(body)
		r.Body, r.ContentLength = io.NopCloser(strings.NewReader(string(text))), int64(len(text))
		r.GetBody = nil
		if err != nil {
			return nil, err
		}
		return srv.RoundTrip(r)
	})}
}

// TestContactsService_Changes_notApplied: a filter that lets later changes through for good is an error.
func TestContactsService_Changes_notApplied(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		began  time.Duration
		change func(filter map[string]any) bool
	}{
		"none is applied":      {time.Hour, func(map[string]any) bool { return false }},
		"the end is not":       {time.Hour, func(f map[string]any) bool { return f["operator"] != "lt" }},
		"the beginning is not": {time.Hour, func(f map[string]any) bool { return f["operator"] != "gte" }},
		"in another time zone": {3 * time.Hour, func(f map[string]any) bool {
			if at, err := time.Parse(time.RFC3339Nano, fmt.Sprint(f["value"])); err == nil {
				f["value"] = at.Add(2 * time.Hour).Format(time.RFC3339Nano)
			}
			return true
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv, ids := serverWithRecentChanges(20)
				srv.TouchContact(ids[5])
				client, err := srv.Client().With(cuedesk.WithHTTPClient(rewriteFilters(srv, test.change)))
				if err != nil {
					t.Fatal(err)
				}
				since := cuedesk.ChangesSince(time.Now().Add(-test.began).Truncate(time.Minute).Add(10 * time.Second))
				_, err = count(client.Contacts.Changes(t.Context(), since))
				if !errors.Is(err, cuedesk.ErrListChanged) || !errors.Is(err, cuedesk.ErrBadResponse) {
					t.Errorf("got %v", err)
				}
			})
		})
	}
}
