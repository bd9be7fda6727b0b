package cuedeskotel

import (
	"context"

	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"

	"github.com/cuedesk/cuedesk-go/importer"
)

// workKey is the key of the span of long work in a context.
type workKey struct{}

func workIn(ctx context.Context) trace.SpanContext {
	work, _ := ctx.Value(workKey{}).(trace.SpanContext)
	return work
}

// withoutWork ends the effect of StartWork for what a call does inside.
func withoutWork(ctx context.Context) context.Context {
	if !workIn(ctx).IsValid() {
		return ctx
	}
	return context.WithValue(ctx, workKey{}, trace.SpanContext{})
}

// StartWork begins a span for work that takes many calls, such as reading all contacts,
// an import, or waiting for a job. Each call with the returned context is a trace of its
// own that links to that span, so that no trace has thousands of spans or lasts hours.
// Call end once, with the number of items that were done, and the error that ended the
// work or nil.
//
//	ctx, end := telemetry.StartWork(ctx, "nightly sync")
//	n, err := sync(ctx)
//	end(n, err)
//
// The name is the name of the span: take a constant, without personal data. If the
// tracer panics, StartWork returns ctx unchanged.
func (t *Telemetry) StartWork(ctx context.Context, name string) (work context.Context, end func(items int, err error)) {
	work, end = ctx, func(int, error) {}
	guard(func() {
		started, span := t.tracer.Start(ctx, name, trace.WithSpanKind(trace.SpanKindInternal))
		work = context.WithValue(started, workKey{}, span.SpanContext())
		end = func(items int, err error) {
			guard(func() {
				span.SetAttributes(keyItems.Int(items))
				fail(span, err)
				span.End()
			})
		}
	})
	return work, end
}

// CountRow counts a row of an import by its state. Use it as Each of [importer.Options].
func (t *Telemetry) CountRow(r importer.Result) {
	guard(func() {
		t.instruments.rows.Add(context.Background(), 1, metric.WithAttributes(keyRowState.String(r.State.String())))
	})
}

// guard calls a tracer or a meter, whose panic must not end the work.
func guard(record func()) {
	defer func() { _ = recover() }()
	record()
}
