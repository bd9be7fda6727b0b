package importer_test

import (
	"net/http"
	"testing"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/importer"
)

const benchRows = 20_000

// BenchmarkRun imports rows by one lane; BenchmarkPost encodes and posts the same
// batches, one after the other, and does nothing else.
func BenchmarkRun(b *testing.B) {
	api := &minimalAPI{rows: map[string]int{}}
	client, err := cuedesk.NewClient("token", cuedesk.WithHTTPClient(&http.Client{Transport: api}))
	if err != nil {
		b.Fatal(err)
	}
	o := byEmail
	o.Lanes = 1
	for b.Loop() {
		report, err := importer.Run(b.Context(), client, generatedRows(benchRows), o)
		if err != nil || report.Counts.In() != benchRows {
			b.Fatal(err, report)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/benchRows, "ns/row")
}

func BenchmarkPost(b *testing.B) {
	client := &http.Client{Transport: &minimalAPI{rows: map[string]int{}}}
	for b.Loop() {
		if err := postRows(b.Context(), client, "http://127.0.0.1", benchRows); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/benchRows, "ns/row")
}
