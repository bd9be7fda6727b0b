package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// sample is how an operation of a contender did in one round.
type sample struct {
	cpu    time.Duration // for one call
	allocs float64
	bytes  float64
}

// measurement has the samples of one operation by contender, in the order of the
// rounds.
type measurement map[string][]sample

// call runs an operation, whose result must be what it should be.
func call(ctx context.Context, name string, op operation) error {
	_, err := op(ctx)
	if name == validation {
		if err == nil {
			return errors.New("a 422 is no error")
		}
		return nil
	}
	return err
}

// calls returns how many calls take about the given CPU time.
func calls(ctx context.Context, name string, op operation, enough time.Duration) (int, error) {
	for n := 1; ; n *= 2 {
		start := cpuTime()
		for range n {
			if err := call(ctx, name, op); err != nil {
				return 0, fmt.Errorf("%s: %w", name, err)
			}
		}
		if took := cpuTime() - start; took > enough/4 {
			return max(1, int(float64(n)*float64(enough)/float64(took))), nil
		}
	}
}

// measure runs an operation in rounds in which the contenders take turns, each
// time in another order, so that what else the machine does strikes all alike.
func measure(ctx context.Context, name string, contenders []contender, rounds int,
	each time.Duration,
) (measurement, error) {
	counts := map[string]int{}
	for _, c := range contenders {
		n, err := calls(ctx, name, c.operations[name], each)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.name, err)
		}
		counts[c.name] = n
	}
	results := measurement{}
	for range rounds {
		for _, i := range rand.Perm(len(contenders)) { //nolint:gosec // an order, not a secret
			c := contenders[i]
			s, err := take(ctx, name, c.operations[name], counts[c.name])
			if err != nil {
				return nil, fmt.Errorf("%s: %w", c.name, err)
			}
			results[c.name] = append(results[c.name], s)
		}
	}
	return results, nil
}

// take measures n calls, after one that fills the pools which the collector empties.
func take(ctx context.Context, name string, op operation, n int) (sample, error) {
	var before, after runtime.MemStats
	runtime.GC()
	if err := call(ctx, name, op); err != nil {
		return sample{}, err
	}
	runtime.ReadMemStats(&before)
	start := cpuTime()
	for range n {
		if err := call(ctx, name, op); err != nil {
			return sample{}, err
		}
	}
	cpu := cpuTime() - start
	runtime.ReadMemStats(&after)
	per := float64(n)
	return sample{
		cpu:    cpu / time.Duration(n),
		allocs: float64(after.Mallocs-before.Mallocs) / per,
		bytes:  float64(after.TotalAlloc-before.TotalAlloc) / per,
	}, nil
}

// throughput returns the calls a second of many goroutines on one client.
func throughput(ctx context.Context, op operation, goroutines int, length time.Duration) (float64, error) {
	var n atomic.Int64
	var failure atomic.Value
	var group sync.WaitGroup
	start := time.Now()
	for range goroutines {
		group.Go(func() {
			for time.Since(start) < length {
				if _, err := op(ctx); err != nil {
					failure.Store(err)
					return
				}
				n.Add(1)
			}
		})
	}
	group.Wait()
	if err, ok := failure.Load().(error); ok {
		return 0, err
	}
	return float64(n.Load()) / time.Since(start).Seconds(), nil
}

// quartiles returns the first, the second and the third.
func quartiles(values []float64) (low, median, high float64) {
	sorted := slices.Sorted(slices.Values(values))
	at := func(share float64) float64 { return sorted[int(share*float64(len(sorted)-1)+0.5)] }
	return at(0.25), at(0.5), at(0.75)
}

// ratios are those of one contender to another, round by round.
func ratios(of, to []sample, value func(sample) float64) []float64 {
	out := make([]float64, len(of))
	for i := range of {
		out[i] = value(of[i]) / value(to[i])
	}
	return out
}
