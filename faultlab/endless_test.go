package faultlab

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/cuedesk/cuedesk-go"
)

// TestClient_endlessResponse: the client stops reading, returns an error, and closes the connection, even if nothing
// else ends the attempt.
func TestClient_endlessResponse(t *testing.T) {
	t.Parallel()
	ended := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		defer close(ended)
		w.Header().Set("Content-Type", "application/json")
		spaces := make([]byte, 1<<16)
		for err := error(nil); err == nil; {
			_, err = w.Write(spaces)
		}
	}))
	t.Cleanup(server.Close)
	t.Cleanup(server.CloseClientConnections)
	l := newLab(t, 0, toxic{}, cuedesk.WithTimeout(0), cuedesk.WithBaseURL(server.URL),
		cuedesk.WithHTTPClient(server.Client()))
	_, err := l.client.Contacts.Create(t.Context(), cuedesk.ContactCreate{Email: l.outcomes.email()})
	l.wantUnknown(err, true)
	l.wantAttempts(1)
	if !errors.Is(err, cuedesk.ErrBadResponse) {
		t.Errorf("got %v", err)
	}
	l.eventually("the connection is closed", func() bool {
		select {
		case <-ended:
			return true
		default:
			return false
		}
	})
}
