//go:build !race

package orgcrm_test

import (
	"net/http"
	"testing"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/resttest"
	"github.com/cuedesk/cuedesk-go/orgcrm"
)

// TestClient_memory: no response costs much more memory than its own size.
func TestClient_memory(t *testing.T) { //nolint:paralleltest // it counts what the process allocates
	once := cuedesk.WithRetry(cuedesk.RetryPolicy{MaxAttempts: 1})
	resttest.MemoryLimit(t, "data", `"id":"A1"`, func(t *testing.T, rt http.RoundTripper) error {
		t.Helper()
		_, err := newClient(t, rt, once).Contacts.List(t.Context(), orgcrm.ListOptions{})
		return err
	})
}
