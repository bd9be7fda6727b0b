package main

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"go.uber.org/goleak"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// config is how much of what is done.
type config struct {
	operations     int
	seed           uint64
	faults         float64                                   // share of requests that meet a fault
	memory         int                                       // workers that call the fake without a socket
	sockets        int                                       // workers that go through a socket
	late           bool                                      // requests are carried out late, too
	timeout        time.Duration                             // of an attempt; 0: what is enough for small bodies
	round          int                                       // operations between two comparisons
	breakTransport func(http.RoundTripper) http.RoundTripper // nil; tests of the soak break something with it
}

func defaultConfig() config {
	return config{operations: 200_000, faults: 0.2, memory: 16, sockets: 4, round: 5_000}
}

// validate refuses what would do nothing, or never end.
func (c config) validate() error {
	switch {
	case c.operations < 1:
		return fmt.Errorf("%d operations: there must be one at least", c.operations)
	case c.round < 1:
		return fmt.Errorf("%d operations a round: there must be one at least", c.round)
	case c.memory < 0 || c.sockets < 0 || c.memory+c.sockets < 1:
		return fmt.Errorf("%d goroutines without a socket and %d with one: there must be one at least", c.memory, c.sockets)
	case !(c.faults >= 0 && c.faults < 1):
		return fmt.Errorf("a share of %v requests that fail: it must be 0 or more and below 1", c.faults)
	}
	return nil
}

// socketShare is the share of operations that go through a socket. They take longer, so it is small.
const socketShare = 0.1

// importDuration is how long the fake takes for an import.
const importDuration = 5 * time.Millisecond

// run does all operations, in rounds: each has a fake of its own, so that what the fake holds does not hide a leak.
func run(ctx context.Context, cfg config) (*report, error) {
	if err := cfg.validate(); err != nil {
		return nil, err
	}
	result := &report{config: cfg, tally: newTally()}
	before, err := begin(ctx)
	if err != nil {
		return nil, err
	}
	w, err := newEnvironment(cfg, result)
	if err != nil {
		return nil, err
	}
	for left, n := cfg.operations, 0; left > 0 && err == nil; left, n = left-cfg.round, n+1 {
		err = w.round(ctx, n, min(left, cfg.round))
		result.memory.checkpoint()
	}
	w.close()
	result.took = time.Since(before.start)
	result.goroutinesLeft, result.goroutines = leftGoroutines(before.goroutines)
	result.descriptorsLeft = leftDescriptors(context.WithoutCancel(ctx), before.descriptors)
	return result, err
}

// baseline is what there was before anything was done.
type baseline struct {
	start       time.Time
	goroutines  goleak.Option
	descriptors int
}

func begin(ctx context.Context) (baseline, error) {
	if err := warmUpSockets(ctx); err != nil {
		return baseline{}, err
	}
	return baseline{time.Now(), goleak.IgnoreCurrent(), descriptors()}, nil
}

// round has all workers work at once, and then compares.
func (w *environment) round(ctx context.Context, number, operations int) error {
	fake := cuedesktest.NewServer(cuedesktest.WithImportDuration(importDuration))
	w.gate.fake.Store(fake)
	defer w.gate.fake.Store(nil)
	workers := w.workers(number, operations)
	var wg sync.WaitGroup
	for _, worker := range workers {
		wg.Go(func() { worker.work(ctx) })
	}
	wg.Wait()
	w.gate.letter.wait()
	if ctx.Err() != nil {
		return fmt.Errorf("round %d: %w", number, ctx.Err())
	}
	w.result.memory.sample()
	if err := pause(ctx, 4*importDuration); err != nil { // an import that was never reported may be under way
		return err
	}
	err := w.compare(ctx, fake, workers)
	w.result.explain(fake)
	return err
}

// workers returns the workers of a round, each with its share of the operations.
func (w *environment) workers(number, operations int) []*worker {
	var all []*worker
	slow := int(float64(operations) * socketShare)
	if w.cfg.sockets == 0 || w.cfg.memory == 0 {
		slow = operations * min(w.cfg.sockets, 1)
	}
	for n := range w.cfg.memory {
		all = append(all, newWorker(w, number, len(all), w.memory, shareOf(operations-slow, w.cfg.memory, n)))
	}
	for n := range w.cfg.sockets {
		all = append(all, newWorker(w, number, len(all), w.socket, shareOf(slow, w.cfg.sockets, n)))
	}
	return all
}

// shareOf returns what the nth of some workers does of a total.
func shareOf(total, workers, n int) int { return total*(n+1)/workers - total*n/workers }

// pause waits.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
