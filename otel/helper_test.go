package cuedeskotel_test

import (
	"context"
	"net/http"
	"reflect"
	"testing"
	"time"

	"github.com/google/uuid"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/cuedesk/cuedesk-go"
	cuedeskotel "github.com/cuedesk/cuedesk-go/otel"
)

// lab is telemetry that a test can read.
type lab struct {
	*cuedeskotel.Telemetry
	spans  *tracetest.InMemoryExporter
	reader *metric.ManualReader
}

func newLab(t *testing.T) *lab {
	t.Helper()
	l := &lab{spans: tracetest.NewInMemoryExporter(), reader: metric.NewManualReader()}
	made, err := cuedeskotel.New(cuedeskotel.Options{
		TracerProvider: trace.NewTracerProvider(trace.WithSyncer(l.spans)),
		MeterProvider:  metric.NewMeterProvider(metric.WithReader(l.reader)),
		Propagator:     propagation.TraceContext{},
	})
	if err != nil {
		t.Fatal(err)
	}
	l.Telemetry = made
	return l
}

// metrics returns the data of each metric by its name.
func (l *lab) metrics(t *testing.T) map[string]metricdata.Aggregation {
	t.Helper()
	var all metricdata.ResourceMetrics
	if err := l.reader.Collect(t.Context(), &all); err != nil {
		t.Fatal(err)
	}
	byName := map[string]metricdata.Aggregation{}
	for _, scope := range all.ScopeMetrics {
		for _, m := range scope.Metrics {
			byName[m.Name] = m.Data
		}
	}
	return byName
}

// named returns the spans of a name, in the order in which they ended.
func (l *lab) named(name string) (spans []tracetest.SpanStub) {
	for _, span := range l.spans.GetSpans() {
		if span.Name == name {
			spans = append(spans, span)
		}
	}
	return spans
}

// transport is a function that answers requests.
type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func newClient(t *testing.T, l *lab, f transport, opts ...cuedesk.Option) *cuedesk.Client {
	t.Helper()
	client, err := cuedesk.NewClient("token", append(opts, cuedeskotel.WithTelemetry(l.Telemetry),
		cuedesk.WithHTTPClient(&http.Client{Transport: f}))...)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// filler makes values in which each text is a marker.
type filler struct{ marker string }

// value returns a value of the type with everything in it set, as far as its depth allows.
func (f filler) value(typ reflect.Type, depth int) reflect.Value {
	v := reflect.New(typ).Elem()
	if depth == 0 {
		return v
	}
	switch typ.Kind() {
	case reflect.String:
		v.SetString(f.marker)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(3)
	case reflect.Pointer:
		v.Set(f.value(typ.Elem(), depth-1).Addr())
	case reflect.Slice:
		v.Set(reflect.Append(v, f.value(typ.Elem(), depth-1)))
	case reflect.Map:
		v.Set(reflect.MakeMap(typ))
		v.SetMapIndex(f.value(typ.Key(), depth-1), f.value(typ.Elem(), depth-1))
	case reflect.Interface:
		if typ.NumMethod() == 0 {
			v.Set(reflect.ValueOf(f.marker))
		}
	case reflect.Array:
		if typ == reflect.TypeFor[uuid.UUID]() {
			v.Set(reflect.ValueOf(uuid.New()))
		}
	case reflect.Struct:
		f.fields(v, depth)
	}
	return v
}

func (f filler) fields(v reflect.Value, depth int) {
	if v.Type() == reflect.TypeFor[time.Time]() {
		v.Set(reflect.ValueOf(time.Now()))
		return
	}
	if set := v.Addr().MethodByName("UnmarshalJSON"); set.IsValid() && v.NumField() > 0 &&
		!v.Type().Field(0).IsExported() {
		set.Call([]reflect.Value{reflect.ValueOf([]byte(`"` + f.marker + `"`))})
		return
	}
	for _, field := range v.Fields() {
		if field.CanSet() {
			field.Set(f.value(field.Type(), depth-1))
		}
	}
}

// callAll calls each method of each service of a client, and iterates over what it returns.
func callAll(ctx context.Context, client any, f filler) {
	services := reflect.ValueOf(client).Elem()
	for i := range services.NumField() {
		if service := services.Field(i); services.Type().Field(i).IsExported() {
			for _, method := range service.Methods() {
				callMethod(ctx, method, f)
			}
		}
	}
}

func callMethod(ctx context.Context, method reflect.Value, f filler) {
	typ := method.Type()
	var in []reflect.Value
	for i := range typ.NumIn() {
		switch arg := typ.In(i); {
		case arg == reflect.TypeFor[context.Context]():
			in = append(in, reflect.ValueOf(ctx))
		case typ.IsVariadic() && i == typ.NumIn()-1 && arg.Elem().Kind() == reflect.Func:
		case typ.IsVariadic() && i == typ.NumIn()-1:
			in = append(in, f.value(arg.Elem(), 5))
		default:
			in = append(in, f.value(arg, 5))
		}
	}
	for _, out := range method.Call(in) {
		readAll(ctx, out, f)
	}
}

// readAll iterates over a result that is an iterator, and waits for one that is a job.
func readAll(ctx context.Context, out reflect.Value, f filler) {
	switch {
	case out.Kind() == reflect.Func && out.Type().CanSeq2():
		for range out.Seq2() {
		}
	case out.Type() == reflect.TypeFor[*cuedesk.Job]() && !out.IsNil():
		callMethod(ctx, out.MethodByName("Status"), f)
	}
}
