package importer_test

import (
	"fmt"
	"io"
	"iter"
	"net/http"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/importer"
	"github.com/cuedesk/cuedesk-go/internal/testset"
)

// minimalAPI accepts every import, and says that all of it is in.
type minimalAPI struct {
	mu    sync.Mutex
	rows  map[string]int
	count atomic.Int64
	total atomic.Int64

	duration time.Duration        // how long an import takes; 0: none
	due      map[string]time.Time // when imports end
}

// ServeHTTP answers as RoundTrip does.
func (m *minimalAPI) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	resp, err := m.RoundTrip(r)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	w.Header().Set("Content-Type", resp.Header.Get("Content-Type"))
	w.WriteHeader(resp.StatusCode)
	_, _ = io.Copy(w, resp.Body)
}

// onePage has a contact, which says which workspace it is.
const onePage = `{"contacts":[{"uuid":"ff027904-fdbc-4c30-a533-105d1c96e1cb",` +
	`"workspace_uuid":"ff027904-fdbc-4c30-a533-105d1c96e1cb"}],"pagination":{"limit":1,"offset":0,"total":1}}`

func (m *minimalAPI) RoundTrip(r *http.Request) (*http.Response, error) {
	const answer = `{"contact_import_uuid":"%s","status":"completed","summary":{"total":%d,"created":%d,"failed":0}}`
	if r.Method == http.MethodGet && !strings.Contains(r.URL.Path, "/bulk/") { // which workspace it is
		return respond(r, 200, onePage), nil
	}
	if r.Method == http.MethodGet {
		id := r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]
		m.mu.Lock()
		defer m.mu.Unlock()
		if time.Now().Before(m.due[id]) {
			return respond(r, 200, fmt.Sprintf(`{"contact_import_uuid":"%s","status":"processing"}`, id)), nil
		}
		n := m.rows[id]
		delete(m.rows, id)
		return respond(r, 200, fmt.Sprintf(answer, id, n, n)), nil
	}
	n := countRows(r.Body)
	m.total.Add(int64(n))
	id := fmt.Sprintf("%08x-0000-4000-8000-000000000000", m.count.Add(1))
	m.mu.Lock()
	m.rows[id] = n
	if m.duration > 0 {
		m.due[id] = time.Now().Add(m.duration)
	}
	m.mu.Unlock()
	return respond(r, 202, fmt.Sprintf(`{"contact_import_uuid":"%s"}`, id)), nil
}

func respond(r *http.Request, status int, body string) *http.Response {
	return &http.Response{
		StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(body)), Request: r,
	}
}

// countRows counts contacts by their addresses, without decoding them.
func countRows(body io.ReadCloser) int {
	defer func() { _ = body.Close() }()
	buffer := make([]byte, 4096)
	n := 0
	for {
		read, err := body.Read(buffer)
		for _, c := range buffer[:read] {
			if c == '@' {
				n++
			}
		}
		if err != nil {
			return n
		}
	}
}

// generatedRows yields n rows that are made as they are asked for.
func generatedRows(n int) iter.Seq2[importer.Row, error] {
	return func(yield func(importer.Row, error) bool) {
		for i := range n {
			row := importer.Row{Contact: cuedesk.ContactCreate{
				FirstName: "Maximiliane", LastName: "Musterfrau " + strconv.Itoa(i), Email: strconv.Itoa(i) + "@example.com",
				PhoneNumber: "+15550100200", CustomFields: map[string]any{"company": "Tarn Foundry", "seats": i},
			}}
			if !yield(row, nil) {
				return
			}
		}
	}
}

// TestRun_memory: memory does not grow with the number of rows. IMPORTER_ROWS says how
// many there are: 1,000,000 with a journal stay within 64 MiB of what Go takes from the
// system.
func TestRun_memory(t *testing.T) { //nolint:paralleltest // it measures the memory of the process
	rows := testset.Pick(10_000, 60_000)
	if n, err := strconv.Atoi(os.Getenv("IMPORTER_ROWS")); err == nil {
		rows = n
	}
	api := &minimalAPI{rows: map[string]int{}}
	debug.FreeOSMemory()
	journal := openFile(t, t.TempDir()+"/journal")
	o := byEmail
	o.Journal = journal
	var peak uint64
	o.Progress = func(importer.Progress) { peak = max(peak, memoryFromSystem()) }
	report, err := importer.Run(t.Context(), newClient(t, api), generatedRows(rows), o)
	if err != nil || report.Counts[importer.Imported] != rows || api.total.Load() != int64(rows) {
		t.Fatalf("error %v, report\n%s", err, report)
	}
	if limit := uint64(64 << 20); peak > limit {
		t.Errorf("%d rows took %d MiB", rows, peak>>20)
	}
	t.Logf("%d rows in %v, %d MiB", rows, report.Elapsed, peak>>20)
	runtime.KeepAlive(journal)
	if err := journal.Close(); err != nil {
		t.Fatal(err)
	}
}

// memoryFromSystem returns how much memory Go has from the system, without what it gave back.
func memoryFromSystem() uint64 {
	samples := []metrics.Sample{
		{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"},
	}
	metrics.Read(samples)
	return samples[0].Value.Uint64() - samples[1].Value.Uint64()
}
