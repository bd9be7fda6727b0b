package cuedesk_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

var ann = cuedesk.ContactCreate{FirstName: "Ann", Email: "ann@example.com"}

// lateNetwork holds back the first request of an operation: the client gives up on
// it, and the server gets it all the same, after a delay.
type lateNetwork struct {
	server    *cuedesktest.Server
	operation string
	delay     time.Duration
	held      bool
	done      chan struct{}
}

func (n *lateNetwork) RoundTrip(r *http.Request) (*http.Response, error) {
	if n.held || n.server.Operation(r) != n.operation {
		return n.server.RoundTrip(r)
	}
	n.held = true
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	late := r.Clone(context.WithoutCancel(r.Context()))
	late.Body = io.NopCloser(bytes.NewReader(body))
	time.AfterFunc(n.delay, func() {
		defer close(n.done)
		if resp, err := n.server.RoundTrip(late); err == nil {
			_ = resp.Body.Close()
		}
	})
	<-r.Context().Done()
	return nil, r.Context().Err()
}

// newLateClient is a client whose first request of an operation arrives late: its attempts
// time out after a second.
func newLateClient(t *testing.T, operation string, delay time.Duration) (*cuedesk.Client, *lateNetwork) {
	t.Helper()
	n := &lateNetwork{server: cuedesktest.NewServer(), operation: operation, delay: delay, done: make(chan struct{})}
	return n.server.Client(cuedesk.WithHTTPClient(&http.Client{Transport: n}), cuedesk.WithTimeout(time.Second)), n
}

// total counts the contacts once the late request has arrived.
func (n *lateNetwork) total(t *testing.T) int {
	t.Helper()
	<-n.done
	all, err := n.server.Client().Contacts.List(t.Context(), cuedesk.ListContactsOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return all.Total
}

// TestContactsService_Create_late: what a caller is told of a create that arrives after the call, and
// how far the settle time reaches.
func TestContactsService_Create_late(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		delay time.Duration
		opts  []cuedesk.EnsureOption
		found bool // by the same call
	}{
		"within the settle time": {delay: 3 * time.Second, found: true},
		"after the settle time":  {delay: 10 * time.Second},
		"within a longer one": {
			delay: 10 * time.Second, opts: []cuedesk.EnsureOption{cuedesk.WithSettleTime(time.Minute)}, found: true,
		},
		"without a settle time":   {delay: 3 * time.Second, opts: []cuedesk.EnsureOption{cuedesk.WithSettleTime(0)}},
		"negative, and no option": {delay: 3 * time.Second, opts: []cuedesk.EnsureOption{cuedesk.WithSettleTime(-1), nil}},
	} {
		synctest.Test(t, func(t *testing.T) {
			client, network := newLateClient(t, "POST /v1/contacts", test.delay)
			got, err := client.Contacts.Ensure(t.Context(), ann, cuedesk.MatchEmail, test.opts...)
			if test.found {
				if err != nil || !got.Created || got.Contact.Email != ann.Email || network.total(t) != 1 {
					t.Errorf("%s: %+v, %v", name, got, err)
				}
				return
			}
			if !errors.Is(err, cuedesk.ErrOutcomeUnknown) || !errors.Is(err, cuedesk.ErrMayApplyLater) {
				t.Errorf("%s: %+v, %v", name, got, err)
			}
			// A caller who does not heed the second error doubles the contact.
			if again, err := client.Contacts.Ensure(t.Context(), ann, cuedesk.MatchEmail); err != nil || !again.Created {
				t.Errorf("%s: again: %+v, %v", name, again, err)
			}
			if n := network.total(t); n != 2 {
				t.Errorf("%s: %d contacts", name, n)
			}
		})
	}
}

// TestWithSettleTime_deadline: what the create said is told at once.
func TestWithSettleTime_deadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 4*time.Second)
		defer cancel()
		client, network := newLateClient(t, "POST /v1/contacts", 10*time.Second)
		start := time.Now()
		_, err := client.Contacts.Ensure(ctx, ann, cuedesk.MatchEmail)
		if !errors.Is(err, cuedesk.ErrMayApplyLater) || time.Since(start) != time.Second {
			t.Errorf("after %v: %v", time.Since(start), err)
		}
		network.total(t)
	})
}

// TestWithSettleTime_cancel, and tells both.
func TestWithSettleTime_cancel(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(3*time.Second, cancel)
		client, network := newLateClient(t, "POST /v1/contacts", 10*time.Second)
		start := time.Now()
		_, err := client.Contacts.Ensure(ctx, ann, cuedesk.MatchEmail)
		if !errors.Is(err, cuedesk.ErrMayApplyLater) || !errors.Is(err, context.Canceled) ||
			time.Since(start) != 3*time.Second {
			t.Errorf("after %v: %v", time.Since(start), err)
		}
		network.total(t)
	})
}

// TestContactsService_Upsert_late: a late import makes no second contact.
func TestContactsService_Upsert_late(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, network := newLateClient(t, "POST /v1/contacts/bulk", 10*time.Second)
		_, err := client.Contacts.Upsert(t.Context(), ann, cuedesk.MatchEmail)
		if !errors.Is(err, cuedesk.ErrOutcomeUnknown) || !errors.Is(err, cuedesk.ErrMayApplyLater) {
			t.Errorf("got %v", err)
		}
		again, err := client.Contacts.Upsert(t.Context(), ann, cuedesk.MatchEmail)
		if err != nil || !again.Created {
			t.Errorf("again: %+v, %v", again, err)
		}
		if n := network.total(t); n != 1 {
			t.Errorf("%d contacts", n)
		}
	})
}

// TestContactsService_Update_late: an update that arrives late undoes a newer one. The first call
// says so only as long as it fails: here it succeeds at its second attempt.
func TestContactsService_Update_late(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, network := newLateClient(t, "PATCH /v1/contacts/{contact_uuid}", 10*time.Second)
		id := network.server.AddContact(cuedesktest.Contact{Email: ann.Email})
		for _, name := range []string{"old", "new"} {
			if _, err := client.Contacts.Update(t.Context(), id,
				cuedesk.ContactUpdate{FirstName: cuedesk.Set(name)}); err != nil {
				t.Fatal(err)
			}
		}
		<-network.done
		if got, err := client.Contacts.Get(t.Context(), id); err != nil || got.FirstName != "old" {
			t.Errorf("got %+v, %v", got, err)
		}
	})
}

// TestListsService_AddContacts_late: a contact that was removed is back.
func TestListsService_AddContacts_late(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, network := newLateClient(t, "POST /v1/contact-lists/{contact_list_uuid}/contacts", 10*time.Second)
		id := network.server.AddContact(cuedesktest.Contact{Email: ann.Email})
		list, err := client.Lists.Create(t.Context(), cuedesk.ListCreate{Name: "VIP"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := client.Lists.AddContacts(t.Context(), list.ID, id); err != nil {
			t.Fatal(err)
		}
		if _, err := client.Lists.RemoveContacts(t.Context(), list.ID, id); err != nil {
			t.Fatal(err)
		}
		<-network.done
		if got, err := client.Lists.Get(t.Context(), list.ID); err != nil || got.Count != 1 {
			t.Errorf("got %+v, %v", got, err)
		}
	})
}
