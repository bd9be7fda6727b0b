package importer_test

import (
	"bytes"
	"net/http"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/importer"
)

const benchRows = 20_000

// BenchmarkRun imports rows by one lane; BenchmarkPost encodes and posts the same
// batches, one after the other, and does nothing else.
func BenchmarkRun(b *testing.B) {
	api := &minimal{rows: map[string]int{}}
	client, err := cuedesk.NewClient("token", cuedesk.WithHTTPClient(&http.Client{Transport: api}))
	if err != nil {
		b.Fatal(err)
	}
	o := byEmail
	o.Lanes = 1
	for b.Loop() {
		report, err := importer.Run(b.Context(), client, many(benchRows), o)
		if err != nil || report.Counts.In() != benchRows {
			b.Fatal(err, report)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/benchRows, "ns/row")
}

func BenchmarkPost(b *testing.B) {
	client := &http.Client{Transport: &minimal{rows: map[string]int{}}}
	for b.Loop() {
		var batch []cuedesk.ContactCreate
		for row, err := range many(benchRows) {
			if err != nil {
				b.Fatal(err)
			}
			if batch = append(batch, row.Contact); len(batch) < cuedesk.MaxBulk {
				continue
			}
			body, err := json.Marshal(cuedesk.BulkCreate{Contacts: batch, MatchOn: cuedesk.MatchEmail})
			if err != nil {
				b.Fatal(err)
			}
			const url = "http://127.0.0.1/v1/contacts/bulk"
			request, err := http.NewRequestWithContext(b.Context(), http.MethodPost, url, bytes.NewReader(body))
			if err != nil {
				b.Fatal(err)
			}
			resp, err := client.Do(request)
			if err != nil {
				b.Fatal(err)
			}
			_ = resp.Body.Close()
			batch = batch[:0]
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/benchRows, "ns/row")
}
