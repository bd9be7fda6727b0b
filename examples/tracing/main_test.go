package main

import (
	"context"
	"testing"
	"testing/synctest"

	"go.opentelemetry.io/otel/sdk/trace"
)

// spans are the names of those that were exported.
type spans struct {
	trace.SpanExporter
	names map[string]int
}

func (s *spans) ExportSpans(_ context.Context, exported []trace.ReadOnlySpan) error {
	for _, span := range exported {
		s.names[span.SpanKind().String()+" "+span.Name()]++
	}
	return nil
}

func (s *spans) Shutdown(context.Context) error { return nil }

// TestRun: the repeated call has two attempts, the walk one, and all spans are exported when it ends.
func TestRun(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		exported := &spans{names: map[string]int{}}
		if err := run(t.Context(), demo().Client(), exported); err != nil {
			t.Fatal(err)
		}
		for name, want := range map[string]int{
			"client GET /v1/contacts": 3, "internal GET /v1/contacts": 2, "internal nightly sync": 1,
		} {
			if got := exported.names[name]; got != want {
				t.Errorf("%s: %d spans, not %d", name, got, want)
			}
		}
	})
}
