package cuedeskotel_test

import (
	"context"
	"fmt"
	"slices"

	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/importer"
	cuedeskotel "github.com/cuedesk/cuedesk-go/otel"
)

// The fake stands in for the API here, and an exporter in memory for a collector.
func ExampleWithTelemetry() {
	exporter := tracetest.NewInMemoryExporter()
	telemetry, err := cuedeskotel.New(cuedeskotel.Options{
		TracerProvider: trace.NewTracerProvider(trace.WithSyncer(exporter)),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	client, err := cuedesktest.NewServer().Client().With(cuedeskotel.WithTelemetry(telemetry))
	if err != nil {
		fmt.Println(err)
		return
	}
	if _, err := client.Contacts.List(context.Background(), cuedesk.ListContactsOptions{}); err != nil {
		fmt.Println(err)
	}
	for _, span := range exporter.GetSpans() {
		fmt.Println(span.SpanKind, span.Name)
	}
	// Output:
	// client GET /v1/contacts
	// internal GET /v1/contacts
}

func ExampleTelemetry_StartWork() {
	telemetry, err := cuedeskotel.New(cuedeskotel.Options{}) // the global providers
	if err != nil {
		fmt.Println(err)
		return
	}
	client, err := cuedesktest.NewServer().Client().With(cuedeskotel.WithTelemetry(telemetry))
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx, end := telemetry.StartWork(context.Background(), "nightly sync")
	read, err := 0, error(nil)
	for _, err = range client.Contacts.Changes(ctx, "") {
		if err != nil {
			break
		}
		read++
	}
	end(read, err)
	fmt.Println(read, "contacts")
	// Output: 0 contacts
}

// The rows of an import are counted by what became of them.
func ExampleTelemetry_CountRow() {
	telemetry, err := cuedeskotel.New(cuedeskotel.Options{}) // the global providers
	if err != nil {
		fmt.Println(err)
		return
	}
	client := cuedesktest.NewServer().Client()
	contacts := []cuedesk.ContactCreate{{Email: "ada@example.com"}}
	rows := importer.Rows(slices.Values(contacts))
	report, err := importer.Run(context.Background(), client, rows, importer.Options{
		Each: telemetry.CountRow,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(report.Counts)
	// Output: 1 imported
}
