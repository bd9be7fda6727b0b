package cuedesk_test

import (
	"errors"
	"net/http"
	"strings"
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

// TestContactsService_Count: a count is believed only if the contact that comes with it is one of
// those that were asked for, and one of as many.
func TestContactsService_Count(t *testing.T) {
	t.Parallel()
	const ann = `{"uuid":"ff0556cf-0000-4000-8000-000000000001","email":"ann@example.com"}`
	for _, test := range []struct {
		items, total string
		count        int
		good         bool
	}{
		{"[]", "0", 0, true},
		{"null", "0", 0, true},
		{"[" + ann + "]", "1", 1, true},
		{"[" + ann + "]", "7", 7, true},
		{"[" + ann + "]", "0", 0, false},
		{"[]", "7", 0, false},
		{"[]", "-1", 0, false},
		{"[" + ann + "]", "-1", 0, false},
		{"[" + ann + "]", `"7"`, 0, false},
		{"[" + ann + "]", "7.5", 0, false},
		{"[" + ann + "]", "7.0", 0, false},
		{"[" + ann + "]", "1e400", 0, false},
		{"[" + strings.Replace(ann, "ann@", "bob@", 1) + "]", "7", 0, false},
	} {
		client := newClient(t, jsonTransport(200, `{"contacts":`+test.items+
			`,"pagination":{"limit":1,"offset":0,"total":`+test.total+`}}`))
		got, err := client.Contacts.Count(t.Context(), cuedesk.Where(cuedesk.Email.Is("Ann@example.com")))
		if got != test.count || (err == nil) != test.good || err != nil && !errors.Is(err, cuedesk.ErrBadResponse) {
			t.Errorf("%s of %s: %d, %v", test.items, test.total, got, err)
		}
	}
}

// TestContactsService_One_badTotal: no items with an impossible total do not prove that there is no contact.
func TestContactsService_One_badTotal(t *testing.T) {
	t.Parallel()
	client := newClient(t, func(*http.Request) (*http.Response, error) {
		return reply(200, jsonType, `{"contacts":[],"contact_lists":[],"pagination":{"limit":2,"offset":0,"total":-1}}`), nil
	})
	if _, err := client.Contacts.One(t.Context(), cuedesk.Where()); !errors.Is(err, cuedesk.ErrBadResponse) {
		t.Errorf("One: %v", err)
	}
	var end error
	for _, end = range client.Lists.All(t.Context(), cuedesk.ListListsOptions{}) {
		break
	}
	if !errors.Is(end, cuedesk.ErrBadResponse) {
		t.Errorf("Lists.All: %v", end)
	}
}
