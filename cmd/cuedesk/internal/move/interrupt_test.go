package move

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go/internal/testset"
)

// TestMove_interrupt ends the program at each of its requests, before or after the API
// has carried it out. It accounts for everybody, and another run completes it.
func TestMove_interrupt(t *testing.T) {
	t.Parallel()
	for _, from := range []string{"nexadesk", "orgcrm"} {
		t.Run(from, func(t *testing.T) {
			t.Parallel()
			made := []generatedContact{
				{first: "Ada", email: "ada@example.com", tags: []string{"vip"}, notes: "Likes tea."},
				{first: "Bob", email: "ADA@example.com", phone: "+1-555-0123"},
				{first: "Eva", phone: "call reception"},
				{first: "-", tags: []string{"vip"}},
			}
			for at, done := 1, false; !done && !t.Failed(); at++ {
				for _, carriedOut := range []bool{true, false} {
					if !testset.IsLarge() && carriedOut == (at%2 == 0) {
						continue
					}
					synctest.Test(t, func(t *testing.T) {
						w := newScenario(made)
						if from == "orgcrm" {
							w = newOrgScenario(t, made)
						}
						done = w.interruptedAt(t, at, carriedOut)
						<-time.After(time.Hour) // until imports have ended
						w.completes(t)
					})
				}
			}
		})
	}
}

// interruptedAt reports whether the move ends before that request.
func (w *scenario) interruptedAt(t *testing.T, at int, carriedOut bool) (done bool) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	requests, isSent := 0, false
	w.intercept(func(r *http.Request) (*http.Response, error) {
		if requests++; requests < at {
			isSent = isSent || w.cuedesk.Operation(r) == bulkCreate
			return w.cuedesk.RoundTrip(r)
		}
		isSent = isSent || w.cuedesk.Operation(r) == bulkCreate
		if carriedOut {
			// The API goes on when its client has gone.
			gone := withBody(r, bodyOf(r)).WithContext(context.WithoutCancel(r.Context())) //nolint:contextcheck // see above
			if response, err := w.cuedesk.RoundTrip(gone); err == nil {
				response.Body.Close()
			}
		}
		cancel()
		return nil, ctx.Err()
	})
	out, _, err := w.run(ctx, t)
	if ctx.Err() == nil {
		return true
	}
	switch want := "interrupted while contacts were moved; the reconciliation says what is known"; {
	case err == nil:
		t.Errorf("%d: no error", at)
	case isSent:
		if !strings.HasPrefix(err.Error(), want) || !strings.Contains(out, "Reconciliation") {
			t.Errorf("%d: error is %v in:\n%s", at, err, out)
		}
	case err.Error() != "nothing was moved: interrupted":
		t.Errorf("%d: error is %v", at, err)
	}
	return false
}

func bodyOf(r *http.Request) []byte {
	if r.Body == nil {
		return nil
	}
	return body(r)
}
