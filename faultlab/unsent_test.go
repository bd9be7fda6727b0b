package faultlab

import (
	"context"
	"errors"
	"net/http/httptrace"
	"syscall"
	"testing"

	"github.com/cuedesk/cuedesk-go"
)

// TestClient_unsent_refused: what was certainly not sent may be sent again, whatever it is.
func TestClient_unsent_refused(t *testing.T) {
	t.Parallel()
	l := newLab(t, 1, toxic{})
	l.faulty.Stop()
	if _, err := l.create(); err != nil {
		t.Error(err)
	}
	l.wantAttempts(2)
	if !errors.Is(l.attempts[0].Err, syscall.ECONNREFUSED) {
		t.Errorf("the first attempt ended with %v", l.attempts[0].Err)
	}
	l.audit()
}

// TestClient_unsent_noListener: a create that was never sent is not one of unknown outcome.
func TestClient_unsent_noListener(t *testing.T) {
	t.Parallel()
	l := newLab(t, -1, toxic{})
	l.faulty.Stop()
	id := l.seed()
	_, err := l.create()
	l.wantUnknown(err, false)
	l.wantAttempts(5)
	for _, err := range []error{err, l.get(id), l.update(id)} {
		if !errors.Is(err, syscall.ECONNREFUSED) {
			t.Errorf("got %v, want a refused connection", err)
		}
	}
	l.wantAttempts(15)
	l.audit()
}

// TestClient_unsent_dialTimeout: a connection that does not come about in time has carried nothing.
func TestClient_unsent_dialTimeout(t *testing.T) {
	t.Parallel()
	l := newLab(t, -1, toxic{}, cuedesk.WithTimeout(patience))
	l.hang.Store(true)
	_, err := l.create()
	l.wantUnknown(err, false)
	l.wantAttempts(5)
	l.audit()
}

// TestClient_unsent_cancel: the caller's own deadline ends the call, and the error tells both that and what it leaves
// open.
func TestClient_unsent_cancel(t *testing.T) {
	t.Parallel()
	l := newLab(t, -1, toxic{kind: "timeout", stream: "upstream"}, cuedesk.WithTimeout(0))
	until := newDeadline(t.Context())
	ctx := httptrace.WithClientTrace(until, &httptrace.ClientTrace{
		WroteRequest: func(httptrace.WroteRequestInfo) { until.expire() },
	})
	_, err := l.client.Contacts.Create(ctx, cuedesk.ContactCreate{Email: l.outcomes.email()})
	l.wantUnknown(err, true)
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	_, err = l.client.Contacts.Get(ctx, l.seed())
	l.wantUnknown(err, false)
	l.wantAttempts(1)
	l.audit()
}
