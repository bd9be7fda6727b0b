package cuedesk_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/cuedesk/cuedesk-go"
)

// TestContactsService_One_ignoredFilter: a search that ignores its filter does not hand out another's contact.
func TestContactsService_One_ignoredFilter(t *testing.T) {
	t.Parallel()
	client := newClient(t, func(*http.Request) (*http.Response, error) {
		return reply(200, jsonType, `{"contacts":[{"uuid":"`+contactID.String()+`","workspace_uuid":"`+contactID.String()+
			`","email":"other@example.com","archived":false,"created_at":"2026-01-02T03:04:05Z",`+
			`"updated_at":"2026-01-02T03:04:05Z","custom_fields":{}}],"pagination":{"limit":2,"offset":0,"total":1}}`), nil
	})
	for _, test := range []struct {
		email string
		want  error
	}{{"me@example.com", cuedesk.ErrBadResponse}, {"Other@example.com", nil}} {
		_, err := client.Contacts.One(t.Context(), cuedesk.Where(cuedesk.Email.Is(test.email)))
		if !errors.Is(err, test.want) {
			t.Errorf("%s: %v", test.email, err)
		}
	}
}
