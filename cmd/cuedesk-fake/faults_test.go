package main

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go"
)

// faults returns which of some requests get a 503, as text, and how many contacts there are afterwards.
func faults(t *testing.T, args ...string) (pattern string, created int) {
	t.Helper()
	p := start(t, args...)
	client := p.client(t)
	for range 40 {
		_, err := client.Contacts.Create(t.Context(), cuedesk.ContactCreate{Email: "batman@example.com"})
		apiErr, ok := errors.AsType[*cuedesk.Error](err)
		switch {
		case err == nil:
			pattern += "."
			created++
		case ok && apiErr.StatusCode == http.StatusServiceUnavailable && apiErr.Message == "503 SERVICE UNAVAILABLE":
			pattern += "x"
		default:
			t.Fatal(err)
		}
	}
	patient := p.client(t, cuedesk.WithRetry(cuedesk.RetryPolicy{MaxAttempts: 50, MinBackoff: 1, MaxBackoff: 1}))
	page, err := patient.Contacts.List(t.Context(), cuedesk.ListContactsOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if page.Total != created {
		t.Errorf("%d contacts are there, but %d were created", page.Total, created)
	}
	return pattern, created
}

// A share of requests fails before it is carried out, the same requests each time.
func TestFaultRate(t *testing.T) {
	t.Parallel()
	first, created := faults(t, "-fault-rate", "0.3", "-seed-faults", "7")
	if created < 20 || created > 36 {
		t.Errorf("%d of 40 succeed at a rate of 0.3: %s", created, first)
	}
	if again, _ := faults(t, "-fault-rate", "0.3", "-seed-faults", "7"); again != first {
		t.Errorf("not the same with the same seed:\n%s\n%s", first, again)
	}
	if other, _ := faults(t, "-fault-rate", "0.3", "-seed-faults", "8"); other == first {
		t.Errorf("the same with another seed: %s", first)
	}
	if none, _ := faults(t); strings.Contains(none, "x") {
		t.Errorf("faults that were not asked for: %s", none)
	}
}

func TestRateLimit(t *testing.T) {
	t.Parallel()
	p := start(t, "-rate-limit", "0.5")
	client := p.client(t)
	if _, err := client.Lists.List(t.Context(), cuedesk.ListListsOptions{}); err != nil {
		t.Fatal(err)
	}
	_, err := client.Lists.List(t.Context(), cuedesk.ListListsOptions{})
	apiErr, ok := errors.AsType[*cuedesk.Error](err)
	if !ok || !errors.Is(err, cuedesk.ErrRateLimited) {
		t.Fatalf("got %v", err)
	}
	if after := apiErr.Header.Get("Retry-After"); after != "1" && after != "2" {
		t.Errorf("Retry-After is %q", after)
	}
	if apiErr.Message != "429 TOO MANY REQUESTS" {
		t.Errorf("message is %q", apiErr.Message)
	}
	if err := p.stop(); err != nil {
		t.Error(err)
	}
	if want := `operation="GET /v1/contact-lists" status=429`; !strings.Contains(p.log.String(), want) {
		t.Errorf("the log lacks %s:\n%s", want, p.log)
	}
}
