package cuedesk_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"iter"
	"net/http"
	"runtime"
	"runtime/metrics"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/cuedesk/cuedesk-go"
)

// workspace answers requests for contacts 0 to n-1, one created a second, without keeping
// any: what a walk over a large workspace needs is then the client's.
type workspace struct {
	n       int
	latency time.Duration
}

func (s workspace) serve(r *http.Request) (*http.Response, error) {
	q, err := parseRequest(r)
	if err != nil {
		return nil, err
	}
	if s.latency > 0 {
		<-time.After(s.latency)
	}
	from, to := 0, s.n
	for _, f := range q.filters {
		switch n := int(f.Value.Sub(creationTime(0)) / time.Second); f.Operator {
		case "gte":
			from = max(from, n)
		case "lt":
			to = min(to, n)
		}
	}
	begin := min(from+q.offset, to)
	var b bytes.Buffer
	fmt.Fprintf(&b, `{"pagination":{"limit":%d,"offset":%d,"total":%d},"contacts":[`, q.limit, q.offset, max(0, to-from))
	for i := begin; i < min(begin+q.limit, to); i++ {
		if i > begin {
			b.WriteByte(',')
		}
		n := i
		if q.desc {
			n = from + to - 1 - i
		}
		at := creationTime(n).Format(time.RFC3339)
		fmt.Fprintf(&b, `{"uuid":"%s","created_at":"%s","updated_at":"%s","first_name":"name %09d","last_name":"Wayne",`,
			numbered(n), at, at, n)
		fmt.Fprintf(&b, `"email":"%d@example.com","phone_number":"1234567890","custom_fields":{"seats":450,"plan":"gold"}}`,
			n)
	}
	b.WriteString("]}")
	return &http.Response{
		StatusCode: 200, Header: http.Header{"Content-Type": {jsonType}}, Body: io.NopCloser(&b),
		ContentLength: int64(b.Len()), Request: r,
	}, nil
}

// creationTime is when the nth contact of a workspace was created.
func creationTime(n int) time.Time { return time.Unix(1_600_000_000+int64(n), 0).UTC() }

func (s workspace) client(tb testing.TB) client {
	tb.Helper()
	c, err := cuedesk.NewClient("<token>", cuedesk.WithHTTPClient(&http.Client{Transport: transport(s.serve)}))
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

// BenchmarkContactsService_All reads 10,000 contacts at 50 ms a request. Once is enough:
//
//	go test -run '^$' -bench 'ContactsService' -benchtime 1x .
func BenchmarkContactsService_All(b *testing.B) {
	for _, ahead := range []int{0, 1, 3, 4, 7, 8, 15, 16} {
		b.Run("ahead="+strconv.Itoa(ahead), func(b *testing.B) {
			c := workspace{10_000, 50 * time.Millisecond}.client(b)
			for b.Loop() {
				peakHeap(b, c.Contacts.All(b.Context(), cuedesk.ListContactsOptions{}, cuedesk.WithPrefetch(ahead)), 10_000)
			}
		})
	}
}

// BenchmarkContactsService_Partitions reads 10,000 contacts at 50 ms a request, 8 pages
// ahead, and in 8 parts at once.
func BenchmarkContactsService_Partitions(b *testing.B) {
	c := workspace{10_000, 50 * time.Millisecond}.client(b)
	b.Run("8 ahead", func(b *testing.B) {
		for b.Loop() {
			peakHeap(b, c.Contacts.Scan(b.Context(), cuedesk.Where(), cuedesk.WithPrefetch(8)), 10_000)
		}
	})
	var parts []cuedesk.Partition
	b.Run("splitting", func(b *testing.B) {
		for b.Loop() {
			parts = split(b.Context(), b, c)
		}
	})
	for _, ahead := range []int{0, 4} {
		b.Run("8 parts, ahead="+strconv.Itoa(ahead), func(b *testing.B) {
			for b.Loop() {
				var wg sync.WaitGroup
				for _, part := range parts {
					wg.Go(func() { peakHeap(b, c.Contacts.Scan(b.Context(), part.Query, cuedesk.WithPrefetch(ahead)), part.Count) })
				}
				wg.Wait()
			}
		})
	}
}

func split(ctx context.Context, b *testing.B, c client) []cuedesk.Partition {
	b.Helper()
	parts, err := c.Contacts.Partitions(ctx, cuedesk.Where(), 8)
	if err != nil || len(parts) != 8 {
		b.Fatal(len(parts), err)
	}
	return parts
}

// BenchmarkContactsService_million reads 1,000,000 contacts, and reports the most
// memory that the heap took. A scan may not take more than 64 MiB.
func BenchmarkContactsService_million(b *testing.B) {
	const n = 1_000_000
	c := workspace{n: n}.client(b)
	for name, seq := range map[string]iter.Seq2[*cuedesk.Contact, error]{
		"Scan":              c.Contacts.Scan(b.Context(), cuedesk.Where()),
		"All by created_at": c.Contacts.All(b.Context(), cuedesk.ListContactsOptions{}),
		"All by first_name": c.Contacts.All(b.Context(), cuedesk.ListContactsOptions{
			OrderField: cuedesk.OrderByFirstName, Order: cuedesk.Ascending,
		}),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				runtime.GC()
				peak := peakHeap(b, seq, n)
				b.ReportMetric(peak, "peak-MiB")
				if name == "Scan" && peak > 64 {
					b.Errorf("peak of %.0f MiB", peak)
				}
			}
		})
	}
}

// peakHeap reads everything, and returns the most that the heap took, in MiB.
func peakHeap(b *testing.B, seq iter.Seq2[*cuedesk.Contact, error], want int) (peak float64) {
	b.Helper()
	heap := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	count := 0
	for _, err := range seq {
		if err != nil {
			b.Error(err)
			return peak
		}
		if count++; count%1000 == 0 {
			metrics.Read(heap)
			peak = max(peak, float64(heap[0].Value.Uint64())/(1<<20))
		}
	}
	if count != want {
		b.Errorf("%d contacts, want %d", count, want)
	}
	return peak
}
