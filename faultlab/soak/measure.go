package main

import (
	"context"
	"net"
	"os"
	"runtime"
	"runtime/metrics"
	"strings"
	"sync"
	"time"

	"go.uber.org/goleak"
)

// warmUpSockets opens and closes a listener, so that what the runtime keeps for all sockets is there already.
func warmUpSockets(ctx context.Context) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	return listener.Close()
}

// leftGoroutines returns how many goroutines there are that were not there before, and their stacks.
func leftGoroutines(before goleak.Option) (int, string) {
	err := goleak.Find(before)
	if err == nil {
		return 0, ""
	}
	return max(1, strings.Count(err.Error(), "Goroutine ")), err.Error()
}

// notCounted stands for a number of file descriptors on systems that do not tell.
const notCounted = -1

// descriptors returns how many file descriptors are open.
func descriptors() int {
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return notCounted
	}
	return len(entries)
}

// leftDescriptors returns how many more file descriptors are open than before. Closing takes effect a little later.
func leftDescriptors(ctx context.Context, before int) int {
	if before == notCounted {
		return notCounted
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	for descriptors() > before && pause(ctx, time.Millisecond) == nil {
		continue
	}
	return max(0, descriptors()-before)
}

// memory is what is on the heap.
type memory struct {
	mu          sync.Mutex
	peak        uint64
	checkpoints []uint64 // after each round, when all that can be freed is
}

// heap returns the size of the objects on the heap, dead ones too.
func heap() uint64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// sample takes part in finding the peak.
func (m *memory) sample() {
	now := heap()
	m.mu.Lock()
	defer m.mu.Unlock()
	m.peak = max(m.peak, now)
}

// checkpoint records what is left after a round.
func (m *memory) checkpoint() {
	m.sample()
	runtime.GC()
	runtime.GC() // finalizers and pools need a second one
	m.mu.Lock()
	defer m.mu.Unlock()
	m.checkpoints = append(m.checkpoints, heap())
}

// heapTolerance is how much the heap may vary between checkpoints.
const heapTolerance = 1 << 20

// growth returns by how much the heap at any later checkpoint is above the first.
func (m *memory) growth() int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	var most int64
	for _, size := range m.checkpoints {
		most = max(most, int64(size)-int64(m.checkpoints[0])) //nolint:gosec // no heap is that large
	}
	return most
}
