package cuedeskotel

import (
	"errors"

	"go.opentelemetry.io/otel/metric"
)

// instruments are what is measured.
type instruments struct {
	attempt metric.Float64Histogram
	call    metric.Float64Histogram
	queue   metric.Float64Histogram
	retries metric.Int64Counter
	left    metric.Int64Gauge
	rows    metric.Int64Counter
}

// buckets are those that the semantic conventions advise for http.client.request.duration.
var buckets = metric.WithExplicitBucketBoundaries(
	.005, .01, .025, .05, .075, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10)

func newInstruments(m metric.Meter) (in instruments, err error) {
	var errs [6]error
	in.attempt, errs[0] = m.Float64Histogram("http.client.request.duration", buckets,
		metric.WithUnit("s"), metric.WithDescription("Duration of HTTP client requests."))
	in.call, errs[1] = m.Float64Histogram("cuedesk.client.call.duration", buckets,
		metric.WithUnit("s"), metric.WithDescription("Duration of calls, with waits and retries."))
	in.queue, errs[2] = m.Float64Histogram("cuedesk.client.queue.duration", buckets,
		metric.WithUnit("s"), metric.WithDescription("Waits of attempts for the client's rate limit and for a token."))
	in.retries, errs[3] = m.Int64Counter("cuedesk.client.retries",
		metric.WithUnit("{retry}"), metric.WithDescription("Attempts that followed a failed one."))
	in.left, errs[4] = m.Int64Gauge("cuedesk.client.retries.available",
		metric.WithUnit("{retry}"), metric.WithDescription("What is left of the client's retry budget."))
	in.rows, errs[5] = m.Int64Counter("cuedesk.import.rows",
		metric.WithUnit("{row}"), metric.WithDescription("Rows of imports, by what became of them."))
	return in, errors.Join(errs[:]...)
}
