package cluster_test

import (
	"fmt"
	"strings"
	"testing"
)

// TestLease_AppendJournal_large appends more records than a message may have bytes: of those that repeat each other,
// many fit, and an error that comes again sets the lane aside.
func TestLease_AppendJournal_large(t *testing.T) {
	t.Parallel()
	c := openLongLease(t)
	if _, err := c.Publish(t.Context(), "people", people(100), quickImport); err != nil {
		t.Fatal(err)
	}
	l, err := c.Claim(t.Context(), "people", "worker", 0)
	if err != nil {
		t.Fatal(err)
	}
	digests := randomText(50_000)
	for range 24 { // 1.2 MB
		if err := l.AppendJournal(t.Context(), digests); err != nil {
			t.Fatal(err)
		}
	}
	tooLarge := l.AppendJournal(t.Context(), randomText(2_000_000))
	if tooLarge == nil {
		t.Fatal("it was appended")
	}
	if ends := l.GiveUp(false, fmt.Errorf("journal cannot be used: %w", tooLarge)); ends != nil {
		t.Errorf("the worker ends: %v", ends)
	}
	report, err := c.Report(t.Context(), "people")
	if err != nil || !strings.Contains(report.String(), "lane 0 was set aside: ") {
		t.Errorf("%s, %v", report, err)
	}
}
