package cuedeskotel

import (
	"errors"
	"fmt"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"github.com/cuedesk/cuedesk-go"
)

// scope names this package as what the telemetry is from.
const scope = "github.com/cuedesk/cuedesk-go/otel"

// Options say where telemetry is sent. All fields are optional.
type Options struct {
	TracerProvider trace.TracerProvider          // nil: the global one
	MeterProvider  metric.MeterProvider          // nil: the global one
	Propagator     propagation.TextMapPropagator // writes the header traceparent; nil: the global one

	// NoPropagation sends no header traceparent: for a client whose transport sends one
	// itself, such as that of otelhttp. It must not be set together with Propagator.
	NoPropagation bool
}

// Telemetry makes spans and metrics of calls. It is safe for concurrent use, and can be
// used for any number of clients.
type Telemetry struct {
	tracer      trace.Tracer
	propagator  propagation.TextMapPropagator // nil: none
	instruments instruments
}

// New returns telemetry for [WithTelemetry]. It returns an error if both Propagator and
// NoPropagation are set, or if the meter provider refuses an instrument.
func New(opts Options) (*Telemetry, error) {
	if opts.TracerProvider == nil {
		opts.TracerProvider = otel.GetTracerProvider()
	}
	if opts.MeterProvider == nil {
		opts.MeterProvider = otel.GetMeterProvider()
	}
	switch {
	case opts.NoPropagation && opts.Propagator != nil:
		return nil, errors.New("cuedeskotel: Propagator and NoPropagation exclude each other")
	case opts.Propagator == nil && !opts.NoPropagation:
		opts.Propagator = otel.GetTextMapPropagator()
	}
	made, err := newInstruments(opts.MeterProvider.Meter(scope))
	if err != nil {
		return nil, fmt.Errorf("cuedeskotel: %w", err)
	}
	return &Telemetry{
		tracer: opts.TracerProvider.Tracer(scope), propagator: opts.Propagator, instruments: made,
	}, nil
}

// WithTelemetry returns the option for a client whose calls are traced and measured:
//
//	client, err := cuedesk.NewClient(token, cuedeskotel.WithTelemetry(telemetry))
func WithTelemetry(t *Telemetry) cuedesk.Option {
	return cuedesk.WithHooks(cuedesk.Hooks{StartCall: t.startCall, StartAttempt: t.startAttempt})
}
