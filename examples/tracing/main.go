// Tracing prints the spans of a call that is retried, and of reading all contacts, by OpenTelemetry's exporter to
// standard output. A service takes the exporter to its collector instead. Without CUEDESK_TOKEN it calls a fake of the
// API in this process, which answers the first request with 503.
package main

import (
	"context"
	"fmt"
	"log"
	"os"

	"go.opentelemetry.io/otel/exporters/stdout/stdouttrace"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/trace"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	cuedeskotel "github.com/cuedesk/cuedesk-go/otel"
)

func main() {
	client, err := demo().Client(), error(nil)
	if os.Getenv("CUEDESK_TOKEN") != "" {
		client, err = cuedesk.NewClientFromEnv()
	} else {
		fmt.Fprintln(os.Stderr, "CUEDESK_TOKEN is not set: this calls a fake of the API in this process.")
	}
	if err != nil {
		log.Fatal("tracing: ", err)
	}
	exporter, err := stdouttrace.New(stdouttrace.WithPrettyPrint())
	if err != nil {
		log.Fatal("tracing: ", err)
	}
	if err := run(context.Background(), client, exporter); err != nil {
		log.Fatal("tracing: ", err)
	}
}

// run traces a single call, and work of many calls.
func run(ctx context.Context, client *cuedesk.Client, exporter trace.SpanExporter) (err error) {
	provider := trace.NewTracerProvider(trace.WithBatcher(exporter))
	defer func() {
		if ended := provider.Shutdown(ctx); err == nil {
			err = ended
		}
	}()
	telemetry, err := cuedeskotel.New(cuedeskotel.Options{
		TracerProvider: provider, Propagator: propagation.TraceContext{},
	})
	if err != nil {
		return err
	}
	if client, err = client.With(cuedeskotel.WithTelemetry(telemetry)); err != nil {
		return err
	}
	if _, err := client.Contacts.List(ctx, cuedesk.ListContactsOptions{}); err != nil {
		return err
	}
	work, end := telemetry.StartWork(ctx, "nightly sync")
	n := 0
	for _, err = range client.Contacts.All(work, cuedesk.ListContactsOptions{}) {
		if err == nil {
			n++
		}
	}
	end(n, err)
	return err
}

// demo is a fake that fails once.
func demo() *cuedesktest.Server {
	srv := cuedesktest.NewServer()
	srv.AddContact(cuedesktest.Contact{FirstName: "Ada"})
	srv.Inject("GET /v1/contacts", cuedesktest.Status(503))
	return srv
}
