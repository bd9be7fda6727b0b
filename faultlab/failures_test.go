package faultlab

import (
	"errors"
	"net"
	"syscall"
	"testing"

	"github.com/cuedesk/cuedesk-go"
)

// failure is a network that fails a request after it was, or may have been, written.
type failure struct {
	name    string
	toxics  toxic
	applied int   // how often the fake carries a create out
	is      error // how the attempt that met it ended; nil: its time was up
}

// errEnded stands for the errors that net/http has for connections that end.
var errEnded = errors.New("the connection ended")

var failures = []failure{
	{"responses are late", toxic{kind: "latency", stream: "downstream", with: attributes{"latency": longDelay}, hangs: true}, 1, nil},
	{"requests are late", toxic{kind: "latency", stream: "upstream", with: attributes{"latency": longDelay}, hangs: true}, 0, nil},
	{"half open: nothing comes back", toxic{kind: "timeout", stream: "downstream", hangs: true}, 1, nil},
	{"half open: nothing gets through", toxic{kind: "timeout", stream: "upstream", hangs: true}, 0, nil},
	{"reset before the server", toxic{kind: "reset_peer", stream: "upstream"}, 0, syscall.ECONNRESET},
	{"reset after the server", toxic{kind: "reset_peer", stream: "downstream"}, 1, syscall.ECONNRESET},
	{"the request is cut", toxic{kind: "limit_data", stream: "upstream", with: attributes{"bytes": 100}}, 0, errEnded},
	{"the head is cut", toxic{kind: "limit_data", stream: "downstream", with: attributes{"bytes": 60}}, 1, errEnded},
	{
		"the body is cut",
		toxic{kind: "limit_data", stream: "downstream", with: attributes{"bytes": 300}},
		1,
		cuedesk.ErrBadResponse,
	},
	{"responses trickle", toxic{kind: "bandwidth", stream: "downstream", with: attributes{"rate": 1}, hangs: true}, 1, nil},
	{"requests trickle", toxic{kind: "bandwidth", stream: "upstream", with: attributes{"rate": 1}, hangs: true}, 0, nil},
}

// wantMet fails the test unless the first attempt has met the failure.
func (f failure) wantMet(l *lab) {
	l.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	err := l.attempts[0].Err
	timedOut := isTimeout(err)
	if err == nil || timedOut != (f.is == nil) || !timedOut && !errors.Is(f.is, errEnded) && !errors.Is(err, f.is) {
		l.Errorf("the first attempt ended with %v, want %v", err, f.is)
	}
}

func isTimeout(err error) bool {
	timeout := net.Error(nil)
	return errors.As(err, &timeout) && timeout.Timeout()
}

// TestClient_failures_read: the caller does not notice that the first connection fails.
func TestClient_failures_read(t *testing.T) {
	t.Parallel()
	for _, f := range failures {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t, 1, f.toxics)
			if err := l.get(l.seed()); err != nil {
				t.Error(err)
			}
			f.wantMet(l)
			l.wantRepeated()
			l.audit()
		})
	}
}

// TestClient_failures_update: neither with what has the same effect once or twice.
func TestClient_failures_update(t *testing.T) {
	t.Parallel()
	for _, f := range failures {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t, 1, f.toxics)
			id := l.seed()
			if err := l.update(id); err != nil {
				t.Error(err)
			}
			f.wantMet(l)
			l.wantRepeated()
			if n := l.requests(updateContact); n < 1+f.applied {
				t.Errorf("the server saw %d updates, want %d", n, 1+f.applied)
			}
			l.audit()
		})
	}
}

// TestClient_failures_create: the caller is told that the outcome is unknown, and finds it by looking.
func TestClient_failures_create(t *testing.T) {
	t.Parallel()
	for _, f := range failures {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t, 1, f.toxics)
			email, err := l.create()
			l.wantUnknown(err, true)
			f.wantMet(l)
			l.wantAttempts(1)
			if f.applied > 0 {
				l.eventually("the server has carried it out", func() bool { return l.requests(createContact) > 0 })
			}
			l.audit()
			page, err := l.client.Contacts.Search(t.Context(), cuedesk.Where(cuedesk.Email.Is(email)), cuedesk.PageOptions{})
			if err != nil || len(page.Items) != f.applied {
				t.Errorf("looking for it: %+v, %v; want %d", page, err, f.applied)
			}
		})
	}
}

// read reads a contact. Where attempts hang, it is the client that ends them.
func (f failure) read(l *lab, id cuedesk.ContactID) error {
	timeout := longTimeout
	if f.is == nil {
		timeout = patience
	}
	client, err := l.client.With(cuedesk.WithTimeout(timeout))
	if err != nil {
		l.Fatal(err)
	}
	_, err = client.Contacts.Get(l.Context(), id)
	return err
}

// TestClient_failures_permanent: every attempt fails, which ends the call without a promise that it does not keep.
func TestClient_failures_permanent(t *testing.T) {
	t.Parallel()
	for _, f := range failures {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t, -1, f.toxics, cuedesk.WithRetry(cuedesk.RetryPolicy{
				MaxAttempts: 3, MinBackoff: 1, MaxBackoff: 1,
			}))
			l.wantUnknown(f.read(l, l.seed()), false)
			f.wantMet(l)
			l.wantAttempts(3)
			_, err := l.create()
			l.wantUnknown(err, true)
			l.wantAttempts(4)
			l.audit()
		})
	}
}
