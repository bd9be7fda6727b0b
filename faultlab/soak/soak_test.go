package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// seed repeats a run that has failed.
var seed = flag.Uint64("seed", 1, "seed of all that is random")

// short is a run that takes seconds.
func short(operations int) config {
	cfg := standard()
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
	r := result(t, short(4_000))
	if !r.good() {
		t.Error("something is lost, doubled or left behind: see the table")
	}
	if got := r.tally.total(operationsTold); got != 4_000 {
		t.Errorf("%d operations", got)
	}
	for _, op := range operations {
		if r.tally.counts[operationsTold][op.name] == 0 {
			t.Errorf("never done: %s", op.name)
		}
	}
	for _, f := range faults {
		if r.tally.counts[faultsTold][f.name] == 0 {
			t.Errorf("never met: %s", f.name)
		}
	}
	for what, name := range map[told]string{retries: "retry", toldUnknown: "unknown outcome", lookedUp: "look"} {
		if r.tally.total(what) == 0 {
			t.Errorf("there was no %s", name)
		}
	}
}

// TestRepeatable: the same seed chooses the same operations and faults, another one others.
func TestRepeatable(t *testing.T) {
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
	cfg := standard()
	cfg.seed = seed
	w := newWorker(&world{cfg: cfg}, 3, 2, nil, 0)
	var all strings.Builder
	for range 100 {
		r, err := http.NewRequestWithContext(w.call(t.Context()), http.MethodGet, "http://localhost/", nil)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&all, w.choose().name, roll(r, cfg.faults, func(f fault) int { return f.memory }))
	}
	return all.String()
}

// tripper is a broken transport.
type tripper func(http.RoundTripper, *http.Request) (*http.Response, error)

// breaks returns a run with the broken transport.
func (f tripper) breaks(operations int) config {
	cfg := short(operations)
	cfg.sockets = 0
	cfg.spoil = func(next http.RoundTripper) http.RoundTripper {
		return roundTripper(func(r *http.Request) (*http.Response, error) { return f(next, r) })
	}
	return cfg
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// twice sends each create of a contact twice.
func twice(next http.RoundTripper, r *http.Request) (*http.Response, error) {
	if r.Method != http.MethodPost || r.URL.Path != "/v1/contacts" {
		return next.RoundTrip(r)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	again := r.Clone(r.Context())
	r.Body, again.Body = io.NopCloser(strings.NewReader(string(body))), io.NopCloser(strings.NewReader(string(body)))
	if resp, err := next.RoundTrip(r); err == nil {
		_ = resp.Body.Close()
	}
	return next.RoundTrip(again)
}

// instead returns a transport that sends another method in place of one.
func instead(of, method string) tripper {
	return func(next http.RoundTripper, r *http.Request) (*http.Response, error) {
		if r.Method == of {
			r = r.Clone(r.Context())
			r.Method, r.Body = method, http.NoBody
		}
		return next.RoundTrip(r)
	}
}

// TestSoakFindsWhatItIsFor breaks something and wants it to be found.
//
//nolint:paralleltest // as above
func TestSoakFindsWhatItIsFor(t *testing.T) {
	stop := make(chan struct{})
	defer close(stop)
	var kept [][]byte
	var files []*os.File
	name := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(name, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name  string
		spoil tripper
		found func(*report) bool
	}{
		{"a create that is sent twice", twice, func(r *report) bool { return r.tally.total(doubled) > 0 }},
		{"an update that is not carried out", instead(http.MethodPatch, http.MethodGet), func(r *report) bool { return r.tally.total(lost) > 0 }},
		{"a delete that is not carried out", instead(http.MethodDelete, http.MethodGet), func(r *report) bool { return r.tally.total(unreported) > 0 }},
		{"a goroutine that is left", func(next http.RoundTripper, r *http.Request) (*http.Response, error) {
			go func() { <-stop }()
			return next.RoundTrip(r)
		}, func(r *report) bool { return r.goroutinesLeft > 0 }},
		{"memory that is kept", func(next http.RoundTripper, r *http.Request) (*http.Response, error) {
			kept = append(kept, make([]byte, 8<<10))
			return next.RoundTrip(r)
		}, func(r *report) bool { return r.memory.growth() > slack }},
		{"a file that stays open", func(next http.RoundTripper, r *http.Request) (*http.Response, error) {
			if file, err := os.Open(name); err == nil {
				files = append(files, file)
			}
			return next.RoundTrip(r)
		}, func(r *report) bool { return r.descriptorsLeft > 0 || r.descriptorsLeft == uncounted }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cfg := tt.spoil.breaks(400)
			cfg.memory = 1 // so that the transports need no locks
			if r := result(t, cfg); !tt.found(r) {
				t.Error("it was not found")
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

// TestSoakIsBounded: it ends when its time is up.
//
//nolint:paralleltest // as above
func TestSoakIsBounded(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := run(ctx, short(1_000_000_000)); err == nil {
		t.Error("it ended well")
	}
}
