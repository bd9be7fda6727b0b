package importer_test

import (
	"bytes"
	"encoding/json"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"net/http"
	"path"
	"regexp"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/importer"
	"github.com/cuedesk/cuedesk-go/internal/testset"
)

// faultyAPI lets requests go wrong. Whether one does follows from the seed, from what it asks for and how
// often that was asked before: not from what other lanes do at the same time.
type faultyAPI struct {
	srv            *cuedesktest.Server
	seed           uint64
	refusedBatches bool // batches, at times
	stuckImports   bool // imports, at times

	mu      sync.Mutex
	asked   map[uint64]uint64 // how often
	imports map[string]uint64 // what was sent in it, by ID
}

func (f *faultyAPI) RoundTrip(r *http.Request) (*http.Response, error) {
	operation := f.srv.Operation(r)
	key, err := f.key(operation, r)
	if err != nil {
		return nil, err
	}
	resp, err := f.srv.RoundTrip(f.choose(operation, key).On(r))
	if err == nil && operation == bulkCreate {
		err = f.note(resp, key)
	}
	return resp, err
}

// times are times of day, which differ with the pauses before repetitions.
var times = regexp.MustCompile(`[0-9T:-]{10,}[0-9.]*Z?`)

// key says what a request asks for.
func (f *faultyAPI) key(operation string, r *http.Request) (uint64, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if operation == importStatus {
		return f.imports[path.Base(r.URL.Path)] + 1, nil
	}
	h := fnv.New64a()
	_, _ = io.WriteString(h, operation)
	if r.Body != nil {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return 0, err
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		_, _ = h.Write(times.ReplaceAll(body, nil))
	}
	return h.Sum64(), nil
}

// note keeps what an import has that was accepted.
func (f *faultyAPI) note(resp *http.Response, key uint64) error {
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		resp.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body), brokenOff{}))
		return nil
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	var accepted struct {
		ID string `json:"contact_import_uuid"`
	}
	if json.Unmarshal(body, &accepted) == nil {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.imports[accepted.ID] = key
	}
	return nil
}

// brokenOff is a response that breaks off.
type brokenOff struct{}

func (brokenOff) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// choose returns the fault of a request; most have none.
func (f *faultyAPI) choose(operation string, key uint64) cuedesktest.Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.asked == nil {
		f.asked, f.imports = map[uint64]uint64{}, map[string]uint64{}
	}
	f.asked[key]++
	random := rand.New(rand.NewPCG(f.seed^key, f.asked[key]))
	if random.IntN(4) > 0 {
		return cuedesktest.Fault{}
	}
	faults := []cuedesktest.Fault{
		cuedesktest.Status(503), cuedesktest.Status(429).RetryAfter("2"), cuedesktest.HTML502(),
		cuedesktest.Torn().AfterApply(),
		cuedesktest.Reset(), cuedesktest.Reset().AfterApply(), cuedesktest.Refuse(), cuedesktest.Status(500).AfterApply(),
		cuedesktest.Latency(3 * time.Second), cuedesktest.HTML502().AfterApply(), cuedesktest.EmptyBody().AfterApply(),
	}
	if operation == bulkCreate {
		faults = append(faults, cuedesktest.FailImport())
	}
	if operation == bulkCreate && f.stuckImports {
		faults = append(faults, cuedesktest.StuckImport())
	}
	if operation == bulkCreate && f.refusedBatches {
		faults = append(faults, cuedesktest.Status(422), cuedesktest.Status(413))
	}
	return faults[random.IntN(len(faults))]
}

// TestFaulty: a seed makes the same faults in each run, however lanes come.
func TestFaulty(t *testing.T) {
	t.Parallel()
	var want []importer.State
	for i := range testset.Pick(2, 5) {
		synctest.Test(t, func(t *testing.T) {
			srv := namedServer(cuedesktest.WithImportDuration(time.Second))
			o := byEmail
			o.Lanes, o.BatchSize = 4, 7
			rows := people(100)
			for i := range 20 {
				rows[5*i].CustomFields = map[string]any{"none": i}
			}
			got, err := runImport(t, newClient(t, &faultyAPI{srv: srv, seed: 7, refusedBatches: true}), stream(rows...), o)
			if err != nil {
				t.Fatal(err)
			}
			var states []importer.State
			for _, r := range got.results { // of reasons, lanes get others: what asks for them is shared
				states = append(states, r.State)
			}
			if i > 0 && !slices.Equal(states, want) {
				t.Errorf("states are\n%v\nand were\n%v", states, want)
			}
			want = states
		})
	}
}
