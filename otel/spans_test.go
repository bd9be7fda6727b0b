package cuedeskotel_test

import (
	"context"
	"errors"
	"io"
	"maps"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/importer"
	cuedeskotel "github.com/cuedesk/cuedesk-go/otel"
)

const getContact = "GET /v1/contacts/{contact_uuid}"

func attributes(span tracetest.SpanStub) map[string]any {
	all := map[string]any{}
	for _, a := range span.Attributes {
		all[string(a.Key)] = a.Value.AsInterface()
	}
	return all
}

// TestWithTelemetry_spans: a call is an internal span, its attempts are client spans below it, and what they send names
// them.
func TestWithTelemetry_spans(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		lab, srv, headers := newLab(t), cuedesktest.NewServer(), []string(nil)
		id := srv.AddContact(cuedesktest.Contact{})
		srv.Inject(getContact, cuedesktest.Status(503).Times(1))
		client, err := srv.Client().With(cuedeskotel.WithTelemetry(lab.Telemetry), cuedesk.WithHTTPClient(
			&http.Client{Transport: transport(func(r *http.Request) (*http.Response, error) {
				headers = append(headers, r.Header.Get("Traceparent"))
				return srv.RoundTrip(r)
			})}))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := client.Contacts.Get(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		spans := lab.named(getContact)
		if len(spans) != 3 {
			t.Fatalf("%d spans, not those of two attempts and the call", len(spans))
		}
		call := spans[2]
		if call.SpanKind != trace.SpanKindInternal || call.Status.Code != codes.Unset {
			t.Errorf("the call's span is %v, status %v", call.SpanKind, call.Status)
		}
		want := map[string]any{"cuedesk.api": "cuedesk", "cuedesk.class": "read", "cuedesk.attempts": int64(2)}
		if diff := cmp.Diff(want, attributes(call)); diff != "" {
			t.Error(diff)
		}
		checkAttempts(t, spans[:2], call, headers)
	})
}

func checkAttempts(t *testing.T, attempts []tracetest.SpanStub, call tracetest.SpanStub, headers []string) {
	t.Helper()
	target := map[string]any{
		"http.request.method": "GET", "url.template": "/v1/contacts/{contact_uuid}", "server.port": int64(443),
		"server.address": "cuedesk.test", "url.full": "https://cuedesk.test/v1/contacts/{contact_uuid}",
	}
	ends := []map[string]any{
		{"http.response.status_code": int64(503), "error.type": "503"},
		{"http.response.status_code": int64(200), "http.request.resend_count": int64(1)},
	}
	for i, span := range attempts {
		maps.Copy(ends[i], target)
		got := attributes(span)
		delete(got, "http.response.header.x-request-id")
		if diff := cmp.Diff(ends[i], got); diff != "" {
			t.Error(diff)
		}
		if span.SpanKind != trace.SpanKindClient || span.Parent.SpanID() != call.SpanContext.SpanID() {
			t.Errorf("attempt %d is %v below %v", i+1, span.SpanKind, span.Parent.SpanID())
		}
		if sent := headers[i]; !strings.Contains(sent, span.SpanContext.SpanID().String()) {
			t.Errorf("attempt %d was sent with traceparent %q", i+1, sent)
		}
		if failed := span.Status.Code == codes.Error; failed != (i == 0) {
			t.Errorf("attempt %d has status %v", i+1, span.Status)
		}
	}
}

// TestWithTelemetry_errors: what the call's span says of how it ended.
func TestWithTelemetry_errors(t *testing.T) {
	t.Parallel()
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	for _, test := range []struct {
		name    string
		ctx     context.Context
		answer  func() (*http.Response, error)
		kind    string
		status  codes.Code
		unknown bool
	}{
		{"404", t.Context(), answer(404), "404", codes.Error, false},
		{"503", t.Context(), answer(503), "503", codes.Error, true},
		{"connection", t.Context(), brokenResponse, "connection", codes.Error, true},
		{"unreadable", t.Context(), answer(201), "bad_response", codes.Error, true},
		{"cancelled", canceled, brokenResponse, "canceled", codes.Unset, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			lab := newLab(t)
			client := newClient(t, lab, func(*http.Request) (*http.Response, error) { return test.answer() })
			_, _ = client.Contacts.Create(test.ctx, cuedesk.ContactCreate{Email: "ada@example.com"})
			spans := lab.named("POST /v1/contacts")
			call := spans[len(spans)-1]
			got := attributes(call)
			if got["error.type"] != test.kind || call.Status.Code != test.status || call.Status.Description != "" {
				t.Errorf("error.type is %v, status %+v", got["error.type"], call.Status)
			}
			if unknown, _ := got["cuedesk.outcome_unknown"].(bool); unknown != test.unknown {
				t.Errorf("cuedesk.outcome_unknown is %v", unknown)
			}
		})
	}
}

func answer(status int) func() (*http.Response, error) {
	return func() (*http.Response, error) {
		return &http.Response{
			StatusCode: status, ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{"Content-Type": {"application/json"}},
			Body: io.NopCloser(strings.NewReader(`{"error":{"message":"no"}}`)),
		}, nil
	}
}

func brokenResponse() (*http.Response, error) { return nil, io.ErrUnexpectedEOF }

// TestWithTelemetry_metrics: what is measured of a call with a repetition.
func TestWithTelemetry_metrics(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		lab, requests := newLab(t), 0
		client := newClient(t, lab, func(*http.Request) (*http.Response, error) {
			<-time.After(time.Second)
			if requests++; requests == 1 {
				return answer(502)()
			}
			return answer(404)()
		}, cuedesk.WithRateLimit(0.1, 1))
		_, _ = client.Lists.Get(t.Context(), cuedesk.ListID{UUID: uuid.New()})
		metrics := lab.metrics(t)
		checkHistogram(t, metrics, "http.client.request.duration", 2, 2)
		checkHistogram(t, metrics, "cuedesk.client.call.duration", 1, 11)
		checkHistogram(t, metrics, "cuedesk.client.queue.duration", 1, 8)
		retries := metrics["cuedesk.client.retries"].(metricdata.Sum[int64]).DataPoints
		if reason, _ := retries[0].Attributes.Value("error.type"); retries[0].Value != 1 || reason.AsString() != "502" {
			t.Errorf("retries: %+v", retries)
		}
		left := metrics["cuedesk.client.retries.available"].(metricdata.Gauge[int64]).DataPoints
		if left[0].Value != 100 { // one was taken, and the 404 gave one back
			t.Errorf("left: %+v", left)
		}
	})
}

// checkHistogram compares count and sum, the latter to within the jitter of a back-off.
func checkHistogram(t *testing.T, metrics map[string]metricdata.Aggregation, name string, count uint64, sum float64) {
	t.Helper()
	var gotCount uint64
	var gotSum float64
	for _, p := range metrics[name].(metricdata.Histogram[float64]).DataPoints {
		gotCount, gotSum = gotCount+p.Count, gotSum+p.Sum
	}
	if gotCount != count || gotSum < sum-1e-6 || gotSum > sum+1.1 {
		t.Errorf("%s: %d of together %v s, not %d of %v s", name, gotCount, gotSum, count, sum)
	}
}

// TestTelemetry_StartWork: calls in long work are traces of their own with a link to it.
func TestTelemetry_StartWork(t *testing.T) {
	t.Parallel()
	lab, srv := newLab(t), cuedesktest.NewServer()
	srv.AddContact(cuedesktest.Contact{})
	client, err := srv.Client().With(cuedeskotel.WithTelemetry(lab.Telemetry))
	if err != nil {
		t.Fatal(err)
	}
	ctx, end := lab.StartWork(t.Context(), "export")
	n := 0
	for _, err = range client.Contacts.All(ctx, cuedesk.ListContactsOptions{}) {
		n++
	}
	end(n, err)
	work, calls := lab.named("export")[0], lab.named("GET /v1/contacts")
	call := calls[len(calls)-1]
	if call.SpanContext.TraceID() == work.SpanContext.TraceID() || call.Parent.IsValid() {
		t.Error("the call is part of the work's trace")
	}
	if len(call.Links) != 1 || call.Links[0].SpanContext.SpanID() != work.SpanContext.SpanID() {
		t.Errorf("the call's links are %+v", call.Links)
	}
	if attempt := calls[0]; attempt.Parent.SpanID() != call.SpanContext.SpanID() || len(attempt.Links) != 0 {
		t.Errorf("the attempt is below %v, with links %v", attempt.Parent.SpanID(), attempt.Links)
	}
	if got := attributes(work)["cuedesk.items"]; got != int64(1) {
		t.Errorf("%v items", got)
	}
}

// TestTelemetry_CountRow counts rows by state.
func TestTelemetry_CountRow(t *testing.T) {
	t.Parallel()
	lab := newLab(t)
	for _, state := range []importer.State{importer.Created, importer.Failed, importer.Created} {
		lab.CountRow(importer.Result{State: state})
	}
	got := map[string]int64{}
	for _, p := range lab.metrics(t)["cuedesk.import.rows"].(metricdata.Sum[int64]).DataPoints {
		state, _ := p.Attributes.Value("cuedesk.import.row.state")
		got[state.AsString()] = p.Value
	}
	if diff := cmp.Diff(map[string]int64{"created": 2, "failed": 1}, got); diff != "" {
		t.Error(diff)
	}
}

// TestNew_propagation: what is contradictory is refused, and NoPropagation sends no header.
func TestNew_propagation(t *testing.T) {
	t.Parallel()
	opts := cuedeskotel.Options{NoPropagation: true, Propagator: propagation.TraceContext{}}
	if _, err := cuedeskotel.New(opts); err == nil {
		t.Error("a propagator that is not to be used was accepted")
	}
	telemetry, err := cuedeskotel.New(cuedeskotel.Options{NoPropagation: true})
	if err != nil {
		t.Fatal(err)
	}
	sent := http.Header{}
	client := newClient(t, &lab{Telemetry: telemetry}, func(r *http.Request) (*http.Response, error) {
		sent = r.Header
		return nil, errors.New("down")
	}, cuedesk.WithRetry(cuedesk.RetryPolicy{MaxAttempts: 1}))
	_, _ = client.Lists.Get(t.Context(), cuedesk.ListID{UUID: uuid.New()})
	if len(sent) == 0 || sent.Get("Traceparent") != "" {
		t.Errorf("sent: %v", sent)
	}
}
