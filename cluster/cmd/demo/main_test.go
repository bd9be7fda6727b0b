package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestMain(m *testing.M) {
	if os.Getenv(envWorker) == "" {
		os.Exit(m.Run())
	}
	if err := work(context.Background(), os.Getenv(envWorker)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// TestMeasure imports with one worker, whose figures go into a page.
func TestMeasure(t *testing.T) {
	t.Parallel()
	page := filepath.Join(t.TempDir(), "page.md")
	if err := os.WriteFile(page, []byte("before\n"+begin+"old\n"+end+"after\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := settings{
		rows: 2000, nodes: 1, lanes: 4, importTime: 10 * time.Millisecond, measure: "1", output: page,
	}
	if err := measure(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(page)
	if err != nil || !strings.Contains(string(text), "\n| 1 | ") || strings.Contains(string(text), "old") ||
		!strings.HasPrefix(string(text), "before\n") || !strings.HasSuffix(string(text), end+"after\n") {
		t.Errorf("%s, %v", text, err)
	}
}
