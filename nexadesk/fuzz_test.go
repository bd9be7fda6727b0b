package nexadesk_test

import (
	"errors"
	"testing"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/resttest"
	"github.com/cuedesk/cuedesk-go/nexadesk"
)

// FuzzResponse: whatever the API answers is a result that holds what it should, or a
// typed error.
func FuzzResponse(f *testing.F) {
	for _, op := range suite.Operations {
		resp := resttest.GoldenResponse(f, op.Golden, "response.http")
		f.Add(resp.StatusCode, resttest.Text(f, resp))
	}
	f.Add(409, `{"success":false,"error":"Contact with this email already exists","data":{"id":"A1"}}`)
	f.Add(400, `{"error":{"code":7},"message":"No","data":[]}`)
	f.Add(200, `{"success":false}`)
	f.Add(200, `{"success":true,"data":[{"id":"A1"},{"id":"A1"}],"pagination":{"has_more":true,"next_cursor":"\ud83d"}}`)
	f.Add(204, ``)
	f.Fuzz(func(t *testing.T, status int, body string) {
		once := cuedesk.WithRetry(cuedesk.RetryPolicy{MaxAttempts: 1})
		c := newClient(t, resttest.Replies(200+max(status, -status)%400, resttest.JSON, body), once).Contacts
		for contact, err := range c.All(t.Context(), nexadesk.ListOptions{}) {
			if typed(t, err); err == nil && contact.ID == "" {
				t.Error("a contact without an ID")
			}
		}
		created, err := c.Create(t.Context(), john)
		if typed(t, err); err == nil && created.ID == "" {
			t.Error("created without an ID")
		}
		updated, err := c.Update(t.Context(), "A1", nexadesk.ContactUpdate{FirstName: cuedesk.Set("Jane")})
		if typed(t, err); err == nil && updated.ID != "A1" {
			t.Errorf("updated %s", updated.ID)
		}
		typed(t, c.Delete(t.Context(), "A1"))
	})
}

// typed checks that an error is one of the client's.
func typed(t *testing.T, err error) {
	t.Helper()
	if _, ok := errors.AsType[*cuedesk.Error](err); err != nil && !ok {
		t.Errorf("got %T %v", err, err)
	}
}
