package main

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/cuedesk/cuedesk-go"
)

// consoleOf returns where the page of a program is.
func consoleOf(t *testing.T, p program) string {
	t.Helper()
	line, err := p.out.ReadString('\n')
	address, ok := strings.CutPrefix(strings.TrimSpace(line), "console on ")
	if err != nil || !ok {
		t.Fatalf("it says %q: %v", line, err)
	}
	return address
}

// look returns what a page says.
func look(t *testing.T, address string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// TestConsole: the page shows what the API has, and the faults of flags are on record.
func TestConsole(t *testing.T) {
	t.Parallel()
	p := start(t, "-console", "127.0.0.1:0", "-seed", "testdata/contacts.csv", "-fault-rate", "1")
	page := consoleOf(t, p)
	if got := look(t, page+"/contacts?q=Bruce"); !strings.Contains(got, "batman@example.com") {
		t.Errorf("the page lacks the contact:\n%s", got)
	}
	if _, err := p.client(t).Lists.List(t.Context(), cuedesk.ListListsOptions{}); err == nil {
		t.Error("there is no fault")
	}
	got := look(t, page+"/requests")
	for _, want := range []string{"GET /v1/contact-lists", "503 Service Unavailable", "not carried out"} {
		if !strings.Contains(got, want) {
			t.Errorf("the page lacks %q:\n%s", want, got)
		}
	}
	if got := look(t, page); !strings.Contains(got, "The API is at "+p.url) {
		t.Errorf("the page does not say where the API is:\n%s", got)
	}
	if err := p.stop(); err != nil {
		t.Error(err)
	}
}

func TestConsole_refused(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	err := run(ctx, []string{"-addr", "127.0.0.1:0", "-console", "0.0.0.0:0"}, io.Discard, io.Discard)
	if err == nil || !strings.Contains(err.Error(), "-console: 0.0.0.0:0 can be reached from other machines") {
		t.Errorf("got %v", err)
	}
}

func TestSearchDelay(t *testing.T) {
	t.Parallel()
	client := start(t, "-search-delay", "1h").client(t)
	if _, err := client.Contacts.Create(t.Context(), cuedesk.ContactCreate{Email: "batman@example.com"}); err != nil {
		t.Fatal(err)
	}
	page, err := client.Contacts.Search(t.Context(), cuedesk.Where(), cuedesk.PageOptions{})
	if err != nil || page.Total != 0 {
		t.Errorf("a search finds %v, %v", page, err)
	}
}

func TestLatency(t *testing.T) {
	t.Parallel()
	p := start(t, "-latency", "20ms")
	begin := time.Now()
	if _, err := p.client(t).Lists.List(t.Context(), cuedesk.ListListsOptions{}); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(begin); took < 20*time.Millisecond {
		t.Errorf("it took %v", took)
	}
}
