package cuedeskotel

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/propagation"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"

	"github.com/cuedesk/cuedesk-go"
)

// startCall begins the span of a call. In long work it begins a trace of its own.
func (t *Telemetry) startCall(ctx context.Context, call cuedesk.Call) (context.Context, func(cuedesk.Result)) {
	opts := []trace.SpanStartOption{
		trace.WithSpanKind(trace.SpanKindInternal),
		trace.WithAttributes(keyAPI.String(call.API), keyClass.String(call.Class)),
	}
	if work := workIn(ctx); work.IsValid() {
		opts = append(opts, trace.WithNewRoot(), trace.WithLinks(trace.Link{SpanContext: work}))
	}
	ctx, span := t.tracer.Start(ctx, call.Operation, opts...)
	return withoutWork(ctx), func(r cuedesk.Result) {
		t.measureCall(ctx, call, r)
		span.SetAttributes(keyAttempts.Int(len(r.Attempts)))
		if errors.Is(r.Err, cuedesk.ErrOutcomeUnknown) {
			span.SetAttributes(keyOutcomeUnknown.Bool(true))
		}
		fail(span, r.Err)
		span.End()
	}
}

func (t *Telemetry) measureCall(ctx context.Context, call cuedesk.Call, r cuedesk.Result) {
	api := keyAPI.String(call.API)
	known := []attribute.KeyValue{api, keyOperation.String(call.Operation)}
	if r.Err != nil {
		known = append(known, semconv.ErrorType(r.Err))
	}
	t.instruments.call.Record(ctx, r.Duration.Seconds(), metric.WithAttributes(known...))
	if r.RetriesLeft >= 0 {
		t.instruments.left.Record(ctx, int64(r.RetriesLeft), metric.WithAttributes(api))
	}
}

// startAttempt begins the span of an attempt and writes it into the header.
func (t *Telemetry) startAttempt(ctx context.Context, a cuedesk.Attempt, header http.Header) (context.Context,
	func(cuedesk.Attempt),
) {
	call, _ := cuedesk.CallFrom(ctx)
	target := targetAttributes(call)
	ctx, span := t.tracer.Start(ctx, a.Operation, trace.WithSpanKind(trace.SpanKindClient),
		trace.WithAttributes(append(slices.Clip(target), fullURL(call))...))
	if a.Number > 1 {
		span.SetAttributes(semconv.HTTPRequestResendCount(a.Number - 1))
	}
	if t.propagator != nil {
		t.propagator.Inject(ctx, propagation.HeaderCarrier(header))
	}
	return ctx, func(a cuedesk.Attempt) {
		t.measureAttempt(ctx, call, target, a)
		span.SetAttributes(outcomeAttributes(a)...)
		if id := requestID(a.RequestID); id != "" {
			span.SetAttributes(attribute.StringSlice("http.response.header.x-request-id", []string{id}))
		}
		if kind := a.ErrorType(); kind != "" && !isCanceled(a.Err) {
			span.SetStatus(codes.Error, "")
		}
		span.End()
	}
}

func (t *Telemetry) measureAttempt(ctx context.Context, call cuedesk.Call, target []attribute.KeyValue,
	a cuedesk.Attempt,
) {
	operation := metric.WithAttributes(keyAPI.String(call.API), keyOperation.String(call.Operation))
	if a.Queued > 0 {
		t.instruments.queue.Record(ctx, a.Queued.Seconds(), operation)
	}
	if a.StatusCode != 0 || a.Duration > 0 { // it was sent
		known := append(slices.Clip(target), outcomeAttributes(a)...)
		t.instruments.attempt.Record(ctx, a.Duration.Seconds(), metric.WithAttributes(known...))
	}
	if a.Repeated {
		t.instruments.retries.Add(ctx, 1, operation, metric.WithAttributes(semconv.ErrorTypeKey.String(a.ErrorType())))
	}
}

// fail marks the span of what returned an error, unless its caller cancelled it.
func fail(span trace.Span, err error) {
	if err == nil {
		return
	}
	span.SetAttributes(semconv.ErrorType(err))
	if !isCanceled(err) {
		span.SetStatus(codes.Error, "")
	}
}

func isCanceled(err error) bool { return errors.Is(err, context.Canceled) }
