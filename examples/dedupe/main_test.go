package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// TestReport: one person under two addresses and two numbers is two groups, and nothing else is.
func TestReport(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := report(t.Context(), demo().Client(), &out); err != nil {
		t.Fatal(err)
	}
	var shared []string
	for line := range strings.Lines(out.String()) {
		key, _, _ := strings.Cut(line, ",")
		shared = append(shared, key)
	}
	want := "shared|email ada@example.com|email ada@example.com|phone 12025550101|phone 12025550101"
	if got := strings.Join(shared, "|"); got != want {
		t.Errorf("got %s", got)
	}
}

// TestReport_incomplete: a report of half a workspace is no report.
func TestReport_incomplete(t *testing.T) {
	t.Parallel()
	srv := demo()
	srv.Inject("POST /v1/contacts/search", cuedesktest.Status(403).Always())
	var out bytes.Buffer
	if err := report(t.Context(), srv.Client(), &out); err == nil || out.Len() > 0 {
		t.Errorf("%v, and wrote %q", err, &out)
	}
}

// TestPrintReport_controlCharacters: what an address holds does not steer the terminal.
func TestPrintReport_controlCharacters(t *testing.T) {
	t.Parallel()
	srv := cuedesktest.NewServer()
	for range 2 {
		srv.AddContact(cuedesktest.Contact{Email: "a\x1b[2J\u202e@example.com"})
	}
	var out bytes.Buffer
	if err := report(t.Context(), srv.Client(), &out); err != nil {
		t.Fatal(err)
	}
	if text := out.String(); strings.ContainsAny(text, "\x1b\u202e") || !strings.Contains(text, "@example.com") {
		t.Errorf("%q", text)
	}
}
