package faultlab

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// TestClient_slowNetworks: what is slow, but not too slow, needs no second attempt.
func TestClient_slowNetworks(t *testing.T) {
	t.Parallel()
	slow := map[string]toxic{
		"latency":   {kind: "latency", stream: "downstream", with: attributes{"latency": 20, "jitter": 10}},
		"bandwidth": {kind: "bandwidth", stream: "downstream", with: attributes{"rate": 10}},
		"slices": {
			kind: "slicer", stream: "downstream", with: attributes{"average_size": 20, "size_variation": 10, "delay": 500},
		},
		"slow close": {kind: "slow_close", stream: "downstream", with: attributes{"delay": longDelay}, closes: true},
	}
	for name, network := range slow {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t, -1, network)
			id := l.seed()
			_, err := l.create()
			for _, err := range []error{err, l.get(id), l.update(id)} {
				if err != nil {
					t.Error(err)
				}
			}
			l.wantAttempts(3)
			l.audit()
		})
	}
}

// TestClient_slowNetworks_longPage: an attempt reaches to the last byte, so a page that takes too long is asked for
// again.
func TestClient_slowNetworks_longPage(t *testing.T) {
	t.Parallel()
	const rate, size = 20, 10_000 // at 20 KB a second 100 contacts of 10 KB take a minute
	l := newLab(t, -1, toxic{kind: "bandwidth", stream: "downstream", with: attributes{"rate": rate}},
		cuedesk.WithTimeout(3*time.Second), cuedesk.WithRetry(cuedesk.RetryPolicy{MaxAttempts: 100, Budget: -1}))
	for n := range 100 {
		l.fake.AddContact(cuedesktest.Contact{Email: strconv.Itoa(n), LastName: strings.Repeat("x", size)})
	}
	intoBody := false
	client, err := l.client.With(cuedesk.WithObserver(func(_ context.Context, a cuedesk.Attempt) {
		if a.StatusCode == 200 && isTimeout(a.Err) {
			intoBody = true
			l.failing.Store(0)
		}
	}))
	if err != nil {
		t.Fatal(err)
	}
	page, err := client.Contacts.List(t.Context(), cuedesk.ListContactsOptions{
		PageOptions: cuedesk.PageOptions{Limit: 100},
	})
	if err != nil || len(page.Items) != 100 {
		t.Errorf("got %+v, %v", page, err)
	}
	l.wantRepeated()
	if !intoBody {
		t.Errorf("no attempt got as far as the body: %+v", l.attempts)
	}
}

// TestClient_cutResponses cuts the response to a create at many places: whatever the client has seen of it, it
// tells the truth.
func TestClient_cutResponses(t *testing.T) {
	t.Parallel()
	made := 0
	for size := 1; made < 2; size += 41 {
		l := newLab(t, 1, toxic{kind: "limit_data", stream: "downstream", with: attributes{"bytes": size}})
		if _, err := l.create(); err == nil {
			made++
		} else {
			l.wantUnknown(err, true)
		}
		l.wantAttempts(1)
		if n := l.requests(createContact); n != 1 || len(l.contacts()) != 1 {
			t.Errorf("cut after %d bytes: the server saw %d creates and has %d contacts", size, n, len(l.contacts()))
		}
		l.audit()
		if size > 4000 {
			t.Fatal("the response never fits")
		}
	}
}
