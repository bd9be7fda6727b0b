package main

import (
	"context"
	"flag"
	"fmt"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// seed repeats a run that has failed.
var seed = flag.Uint64("seed", 1, "seed of all that is random")

// shortRun is a run that takes seconds.
func shortRun(operations int) config {
	cfg := defaultConfig()
	cfg.seed, cfg.operations, cfg.round = *seed, operations, (operations+3)/4
	return cfg
}

func result(t *testing.T, cfg config) *report {
	t.Helper()
	r, err := run(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	var table strings.Builder
	r.print(&table)
	t.Log("\n" + table.String())
	return r
}

// TestSoak counts the goroutines and file descriptors of the process, so it is not parallel; nor are those below.
//
//nolint:paralleltest // see above
func TestSoak(t *testing.T) {
	r := result(t, shortRun(2_000))
	if !r.succeeded() {
		t.Error("something is lost, doubled or left behind: see the table")
	}
	const clients = 2
	if asked, revoked := r.tally.total(tokens), r.tally.counts[faultsMet][revocation]; asked > clients*(1+revoked) {
		t.Errorf("%d tokens asked for by %d clients, and %d revoked", asked, clients, revoked)
	}
	for _, op := range operations {
		if r.tally.counts[operationsDone][op.name] == 0 {
			t.Errorf("never done: %s", op.name)
		}
	}
	for _, f := range faults {
		if f.name != heldBack && r.tally.counts[faultsMet][f.name] == 0 {
			t.Errorf("never met: %s", f.name)
		}
	}
	for what, name := range map[event]string{retries: "retry", unknownOutcomes: "unknown outcome", lookedUp: "look"} {
		if r.tally.total(what) == 0 {
			t.Errorf("there was no %s", name)
		}
	}
}

// TestSoak_noFaults: there is no error of any kind.
//
//nolint:paralleltest // as above
func TestSoak_noFaults(t *testing.T) {
	cfg := shortRun(1_000)
	cfg.faults = 0
	if r := result(t, cfg); !r.succeeded() || r.tally.total(attempts) < 1_000 || r.tally.total(retries) > 0 {
		t.Error("a call failed or was repeated: see the table")
	}
}

// TestSoak_streamOfBatches: a stream that takes several imports, of which some fail.
//
//nolint:paralleltest // as above
func TestSoak_streamOfBatches(t *testing.T) {
	const streams, rows = 4, 3*cuedesk.MaxBulk + 1 // make soak does more
	cfg := shortRun(streams)
	cfg.timeout = 5 * time.Second // for large bodies on a busy machine; few faults wait for it
	r := &report{config: cfg, tally: newTally()}
	w, err := newEnvironment(cfg, r)
	if err != nil {
		t.Fatal(err)
	}
	defer w.close()
	fake := cuedesktest.NewServer(cuedesktest.WithImportDuration(importDuration))
	w.gate.fake.Store(fake)
	one := newWorker(w, 0, 0, w.socket, 0)
	for range streams {
		one.stream(t.Context(), rows)
	}
	if err := pause(t.Context(), 4*importDuration); err != nil {
		t.Fatal(err)
	}
	if err := w.compare(t.Context(), fake, []*worker{one}); err != nil {
		t.Fatal(err)
	}
	for _, wrong := range r.mistakes {
		t.Error(wrong.text)
	}
	fates := map[fate]int{}
	for _, f := range one.model.fates {
		fates[f]++
	}
	if len(one.model.fates) != streams*rows || fates[exists] == 0 || fates[absent] == 0 {
		t.Errorf("%d contacts, of which %d exist and %d do not", len(one.model.fates), fates[exists], fates[absent])
	}
}

// TestConfig_validate: a run without work is no good run.
func TestConfig_validate(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*config){
		"no operations":              func(c *config) { c.operations = 0 },
		"fewer operations than none": func(c *config) { c.operations = -1 },
		"no workers":                 func(c *config) { c.memory, c.sockets = 0, 0 },
		"fewer workers than none":    func(c *config) { c.memory, c.sockets = -1, 4 },
		"empty rounds":               func(c *config) { c.round = 0 },
		"only faults":                func(c *config) { c.faults = 1 },
		"fewer faults than none":     func(c *config) { c.faults = -0.1 },
		"an unknown share of faults": func(c *config) { c.faults = math.NaN() },
	} {
		cfg := defaultConfig()
		change(&cfg)
		if _, err := run(t.Context(), cfg); err == nil {
			t.Errorf("%s: it is run", name)
		}
	}
	if (&report{config: defaultConfig(), tally: newTally()}).succeeded() {
		t.Error("nothing done is a good run")
	}
}

// TestTally: a status that the client has no name for is not a connection that failed.
func TestTally(t *testing.T) {
	t.Parallel()
	for want, err := range map[string]error{
		"status 418":               &cuedesk.Error{StatusCode: 418},
		"not found":                &cuedesk.Error{StatusCode: 404},
		"connection failed":        &cuedesk.Error{},
		"no error of the client's": context.Canceled,
	} {
		r := &report{tally: newTally()}
		r.failed(err)
		if r.tally.counts[failedCalls][want] != 1 {
			t.Errorf("%v is counted as %v", err, r.tally.counts[failedCalls])
		}
	}
}

// TestSoak_repeatable: the same seed chooses the same operations and faults, another one others.
func TestSoak_repeatable(t *testing.T) {
	t.Parallel()
	first := choices(t, 1)
	if first != choices(t, 1) {
		t.Error("the same seed made other choices")
	}
	if first == choices(t, 2) {
		t.Error("another seed made the same choices")
	}
}

// choices are the first choices of a worker, as text.
func choices(t *testing.T, seed uint64) string {
	t.Helper()
	cfg := defaultConfig()
	cfg.seed = seed
	w := newWorker(&environment{cfg: cfg}, 3, 2, transportSetup{}, 0)
	var all strings.Builder
	for range 100 {
		r, err := http.NewRequestWithContext(w.call(t.Context()), http.MethodGet, "http://localhost/", nil)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&all, w.choose().name, drawFault(r, cfg.faults, func(f fault) int { return f.memory }).fault)
	}
	return all.String()
}

// TestSoak_brokenClients breaks something and wants it to be found.
//
//nolint:paralleltest // as above
func TestSoak_brokenClients(t *testing.T) {
	stop := make(chan struct{})
	defer close(stop)
	var mu sync.Mutex // pages are fetched ahead, at the same time
	var kept [][]byte
	var files []*os.File
	name := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(name, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name  string
		spoil brokenTransport
		found func(*report) bool
	}{
		{"a create that is sent twice", sendTwice, func(r *report) bool { return r.tally.total(doubled) > 0 }},
		{"an update that is not carried out", replaceMethod(http.MethodPatch, http.MethodGet), func(r *report) bool {
			return r.tally.total(lost) > 0
		}},
		{"a delete that is not carried out", answerWithoutApplying(http.MethodDelete), func(r *report) bool {
			return r.tally.total(unreported) > 0
		}},
		{"changes that fail without a cause", answerTeapot, func(r *report) bool { return r.tally.total(causeless) > 0 }},
		{"changes that are carried out late", lateChanges(), func(r *report) bool {
			return r.tally.total(lost)+r.tally.total(doubled)+r.tally.total(unreported) > 0
		}},
		{"an outcome that need not be unknown", hideRefusedConnection, func(r *report) bool { return r.tally.total(needless) > 0 }},
		{"a goroutine that is left", func(next http.RoundTripper, r *http.Request) (*http.Response, error) {
			go func() { <-stop }()
			return next.RoundTrip(r)
		}, func(r *report) bool { return r.goroutinesLeft > 0 }},
		{"memory that is kept", func(next http.RoundTripper, r *http.Request) (*http.Response, error) {
			mu.Lock()
			kept = append(kept, make([]byte, 8<<10))
			mu.Unlock()
			return next.RoundTrip(r)
		}, func(r *report) bool { return r.memory.growth() > heapTolerance }},
		{"a file that stays open", func(next http.RoundTripper, r *http.Request) (*http.Response, error) {
			file, err := os.Open(name)
			mu.Lock()
			if err == nil {
				files = append(files, file)
			}
			mu.Unlock()
			return next.RoundTrip(r)
		}, func(r *report) bool { return r.descriptorsLeft > 0 || r.descriptorsLeft == notCounted }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cfg := tt.spoil.config(400)
			cfg.memory = 1 // who has many resources to do something with
			r := result(t, cfg)
			if !tt.found(r) || r.succeeded() && r.descriptorsLeft != notCounted {
				t.Error("it was not found")
			}
			for _, wrong := range r.mistakes {
				if !strings.Contains(strings.Join(wrong.history, "\n"), "the client heard of attempt 1") {
					t.Errorf("%s: no history: %q", wrong.text, wrong.history)
				}
			}
			for _, file := range files {
				_ = file.Close()
			}
		})
	}
	if len(kept) == 0 {
		t.Error("nothing was kept")
	}
}

// TestSoak_lateRequests: where a request is carried out late, what was reported may be so or not; all else is so.
//
//nolint:paralleltest // as above
func TestSoak_lateRequests(t *testing.T) {
	cfg := shortRun(600)
	cfg.late = true
	for range 8 { // until one has made a difference
		r := result(t, cfg)
		if !r.succeeded() || r.tally.counts[faultsMet][heldBack] == 0 {
			t.Fatalf("it is %s, with %d requests held back: see the table", r.result(), r.tally.counts[faultsMet][heldBack])
		}
		if r.result() == "may" {
			return
		}
		cfg.seed++
	}
	t.Error("no request that was carried out late made a difference")
}

// TestSoak_bounded: it ends when its time is up.
//
//nolint:paralleltest // as above
func TestSoak_bounded(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := run(ctx, shortRun(1_000_000_000)); err == nil {
		t.Error("it ended well")
	}
}
