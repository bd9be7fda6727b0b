//go:build !race

package main

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// TestRun writes a report with a row for each operation.
func TestRun(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	if err := run(t.Context(), &out, "", 1, time.Millisecond); err != nil {
		t.Fatal(err)
	}
	for _, name := range operationNames {
		rows := 2
		if slices.Contains(minimalOperations, name) {
			rows++
		}
		if strings.Count(out.String(), "| "+name+" |") != rows {
			t.Errorf("no rows for %s in\n%s", name, out.String())
		}
	}
}
