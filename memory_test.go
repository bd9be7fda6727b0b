//go:build !race

package cuedesk_test

import (
	"net/http"
	"testing"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/resttest"
)

// TestClient_memory: no response costs much more memory than its own size.
func TestClient_memory(t *testing.T) { //nolint:paralleltest // it counts what the process allocates
	once := cuedesk.WithRetry(cuedesk.RetryPolicy{MaxAttempts: 1})
	const id = `"uuid":"ff0556cf-fbad-4d55-94cd-119bac9df2da"`
	for name, test := range lenientLists {
		t.Run(name, func(t *testing.T) {
			resttest.MemoryLimit(t, test.collection, id, func(t *testing.T, rt http.RoundTripper) error {
				t.Helper()
				_, _, err := test.list(t.Context(), newClient(t, rt.RoundTrip, once))
				return err
			})
		})
	}
	for name, call := range map[string]func(*cuedesk.Client, *testing.T) error{ //nolint:paralleltest // as above
		"one contact": func(c *cuedesk.Client, t *testing.T) error {
			t.Helper()
			_, err := c.Contacts.Get(t.Context(), contactID)
			return err
		},
		"deleted": func(c *cuedesk.Client, t *testing.T) error {
			t.Helper()
			return c.Lists.Delete(t.Context(), listID)
		},
		"own result": func(c *cuedesk.Client, t *testing.T) error {
			t.Helper()
			var out cuedesk.Value
			return c.Do(t.Context(), "GET /v1/contacts", nil, &out)
		},
		"added": func(c *cuedesk.Client, t *testing.T) error {
			t.Helper()
			_, err := c.Lists.AddContacts(t.Context(), listID, contactID)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			resttest.MemoryLimit(t, "added", `"uuid":""`, func(t *testing.T, rt http.RoundTripper) error {
				t.Helper()
				return call(newClient(t, rt.RoundTrip, once), t)
			})
		})
	}
}
