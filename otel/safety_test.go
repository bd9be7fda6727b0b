package cuedeskotel_test

import (
	"context"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"

	"github.com/google/uuid"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/metric"
	nometric "go.opentelemetry.io/otel/metric/noop"
	"go.opentelemetry.io/otel/trace"
	notrace "go.opentelemetry.io/otel/trace/noop"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/importer"
	cuedeskotel "github.com/cuedesk/cuedesk-go/otel"
)

// brokenTracing has spans that it is given, or panics if there are none.
type brokenTracing struct {
	notrace.TracerProvider

	span trace.Span
}

func (b brokenTracing) Tracer(string, ...trace.TracerOption) trace.Tracer {
	return brokenTracer{span: b.span}
}

type brokenTracer struct {
	notrace.Tracer

	span trace.Span
}

func (t brokenTracer) Start(ctx context.Context, _ string, _ ...trace.SpanStartOption) (context.Context, trace.Span) {
	if t.span == nil {
		panic("tracer")
	}
	return ctx, t.span
}

// brokenSpan panics when something is made of it.
type brokenSpan struct{ notrace.Span }

func (brokenSpan) SetAttributes(...attribute.KeyValue) { panic("span") }
func (brokenSpan) SetStatus(codes.Code, string)        { panic("span") }
func (brokenSpan) End(...trace.SpanEndOption)          { panic("span") }

// brokenMeter has instruments that panic.
type (
	brokenMetering struct{ nometric.MeterProvider }
	brokenMeter    struct{ nometric.Meter }
)

func (brokenMetering) Meter(string, ...metric.MeterOption) metric.Meter { return brokenMeter{} }

func (brokenMeter) Float64Histogram(string, ...metric.Float64HistogramOption) (metric.Float64Histogram, error) {
	return brokenInstrument{}, nil
}

func (brokenMeter) Int64Counter(string, ...metric.Int64CounterOption) (metric.Int64Counter, error) {
	return brokenCounter{}, nil
}

type (
	brokenInstrument struct{ nometric.Float64Histogram }
	brokenCounter    struct{ nometric.Int64Counter }
)

func (brokenInstrument) Record(context.Context, float64, ...metric.RecordOption) { panic("histogram") }

func (brokenCounter) Add(context.Context, int64, ...metric.AddOption) { panic("counter") }

// TestWithTelemetry_panic: telemetry that panics breaks neither a call nor long work.
func TestWithTelemetry_panic(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string]cuedeskotel.Options{
		"tracer": {TracerProvider: brokenTracing{}},
		"span":   {TracerProvider: brokenTracing{span: brokenSpan{}}},
		"meter":  {MeterProvider: brokenMetering{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			telemetry, err := cuedeskotel.New(opts)
			if err != nil {
				t.Fatal(err)
			}
			srv := cuedesktest.NewServer()
			srv.Inject("GET /v1/contacts", cuedesktest.Status(503).RetryAfter("0"))
			client, err := srv.Client().With(cuedeskotel.WithTelemetry(telemetry))
			if err != nil {
				t.Fatal(err)
			}
			ctx, end := telemetry.StartWork(t.Context(), "work")
			if _, err := client.Contacts.List(ctx, cuedesk.ListContactsOptions{}); err != nil {
				t.Error(err)
			}
			telemetry.CountRow(importer.Result{})
			end(1, context.DeadlineExceeded)
		})
	}
}

// TestWithTelemetry_cancelled: what its caller cancels on the way is no error of call, attempt or work.
func TestWithTelemetry_cancelled(t *testing.T) {
	t.Parallel()
	lab := newLab(t)
	ctx, cancel := context.WithCancel(t.Context())
	client := newClient(t, lab, func(r *http.Request) (*http.Response, error) {
		cancel()
		<-r.Context().Done()
		return nil, r.Context().Err()
	})
	work, end := lab.StartWork(ctx, "work")
	_, err := client.Lists.Get(work, cuedesk.ListID{UUID: uuid.New()})
	end(0, err)
	spans := lab.spans.GetSpans()
	if len(spans) != 3 {
		t.Fatalf("%d spans, not those of an attempt, a call and the work", len(spans))
	}
	for _, span := range spans {
		if span.Status.Code != codes.Unset || attributes(span)["error.type"] != "canceled" {
			t.Errorf("%s has status %v, %v", span.Name, span.Status, attributes(span))
		}
	}
}

// TestTelemetry_StartWork_calls: the calls of an import, and of the wait for a job, are linked to the work too.
func TestTelemetry_StartWork_calls(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		lab := newLab(t)
		client, err := cuedesktest.NewServer().Client().With(cuedeskotel.WithTelemetry(lab.Telemetry))
		if err != nil {
			t.Fatal(err)
		}
		contacts := []cuedesk.ContactCreate{{Email: "ada@example.com"}}
		ctx, end := lab.StartWork(t.Context(), "work")
		if _, err := importer.Run(ctx, client, importer.Rows(slices.Values(contacts)), importer.Options{}); err != nil {
			t.Error(err)
		}
		job, err := client.Bulk.Create(ctx, cuedesk.BulkCreate{Contacts: contacts})
		if err != nil {
			t.Fatal(err)
		}
		_, err = job.Wait(ctx)
		end(1, err)
		work := lab.named("work")[0].SpanContext
		seen := map[string]bool{}
		for _, span := range lab.spans.GetSpans() {
			if span.SpanKind != trace.SpanKindInternal || span.Name == "work" {
				continue
			}
			seen[span.Name] = true
			if len(span.Links) != 1 || span.Links[0].SpanContext.SpanID() != work.SpanID() || span.Parent.IsValid() ||
				span.SpanContext.TraceID() == work.TraceID() {
				t.Errorf("%s is below %v, with links %v", span.Name, span.Parent, span.Links)
			}
		}
		if !seen["POST /v1/contacts/bulk"] || !seen["GET /v1/contacts/bulk/{contact_import_uuid}"] {
			t.Errorf("calls: %v", seen)
		}
	})
}
