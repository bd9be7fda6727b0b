package cuedesk_test

import (
	"cmp"
	"os"
	"testing"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/cuedesktest/conformance"
)

// TestConformance holds client and fake to the documentation.
func TestConformance(t *testing.T) {
	t.Parallel()
	srv := cuedesktest.NewServer(cuedesktest.WithImportDuration(30 * time.Millisecond))
	conformance.Run(t, srv.Client(), conformance.Options{Strict: true})
}

// TestConformance_api holds an API to the documentation. It runs only if it is asked to, as `make conformance` does:
// contacts that it creates cannot be deleted.
func TestConformance_api(t *testing.T) {
	t.Parallel()
	if os.Getenv("CUEDESK_CONFORMANCE") == "" {
		t.Skip("CUEDESK_CONFORMANCE is not set")
	}
	baseURL := cmp.Or(os.Getenv("CUEDESK_BASE_URL"), "https://api.cuedesk.com")
	client, err := cuedesk.NewClient(os.Getenv("CUEDESK_TOKEN"), cuedesk.WithBaseURL(baseURL))
	if err != nil {
		t.Fatal(err)
	}
	conformance.Run(t, client, conformance.Options{})
}
