package faultlab

import (
	"testing"

	"github.com/cuedesk/cuedesk-go"
)

// TestClient_idleConnections_closed: the server closes its idle connections, and the client learns of it late.
// Whether a create is sent on a connection that is closed already depends on the timing, but it is never carried out
// twice.
func TestClient_idleConnections_closed(t *testing.T) {
	t.Parallel()
	l := newLab(t, 0, toxic{})
	id := l.seed()
	for range 50 {
		_, err := l.create()
		if err != nil {
			l.wantUnknown(err, true)
		}
		l.server.CloseClientConnections()
		if err := l.get(id); err != nil {
			t.Error(err)
		}
		l.server.CloseClientConnections()
	}
	if n := l.requests(createContact); n > 50 {
		t.Errorf("the server saw %d requests for 50 creates", n)
	}
	if len(l.outcomes.refused) > 0 {
		t.Errorf("%d creates were reported as not carried out", len(l.outcomes.refused))
	}
	l.audit()
}

// TestClient_idleConnections_closedSilently: something on the way forgets an idle connection and swallows what comes
// on it.
func TestClient_idleConnections_closedSilently(t *testing.T) {
	t.Parallel()
	forget := toxic{kind: "timeout", stream: "upstream", hangs: true}
	for name, call := range map[string]func(*lab, cuedesk.ContactID) error{
		"read":   (*lab).get,
		"update": (*lab).update,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t, 1, toxic{})
			id := l.seed()
			if err := l.get(id); err != nil {
				t.Fatal(err)
			}
			l.add(l.faulty, forget)
			if err := call(l, id); err != nil {
				t.Error(err)
			}
			l.wantRepeated()
			l.audit()
		})
	}
	t.Run("create", func(t *testing.T) {
		t.Parallel()
		l := newLab(t, 1, toxic{})
		if err := l.get(l.seed()); err != nil {
			t.Fatal(err)
		}
		l.add(l.faulty, forget)
		email, err := l.create()
		l.wantUnknown(err, true)
		l.wantAttempts(2)
		if n := len(l.contacts()[email]); n != 0 {
			t.Errorf("the contact is there %d times", n)
		}
		l.audit()
	})
}
