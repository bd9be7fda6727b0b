package resttest

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go"
)

// CheckErrorMemory answers the call with huge errors in the API's format, each a text around an element that is
// repeated, and checks that an error of n bytes takes no more than 3n + 16 MiB of heap, and that the error itself is
// small. It must not run beside other tests.
func CheckErrorMemory[C any](t *testing.T, newClient func(*testing.T, http.RoundTripper) C, call func(C) error,
	forms ...[3]string,
) {
	t.Helper()
	const size = 8 << 20
	for i, form := range forms {
		t.Run(fmt.Sprint("form ", i), func(t *testing.T) {
			client := newClient(t, Transport(func(*http.Request) (*http.Response, error) {
				resp := Reply(422, JSON, "")
				resp.Body = io.NopCloser(repeated(form, size))
				resp.ContentLength = -1
				return resp, nil
			}))
			var err error
			peak := PeakHeap(3*size+16<<20, func() { err = call(client) })
			if peak > 3*size+16<<20 {
				t.Errorf("%d MiB of heap for %d MiB", peak>>20, size>>20)
			}
			apiErr, ok := errors.AsType[*cuedesk.Error](err)
			if !ok || errors.Is(err, cuedesk.ErrIntermediary) {
				t.Fatalf("got %.200v", err)
			}
			if n := len(apiErr.Error()); n > 4<<10 || len(apiErr.Fields) > 100 || len(apiErr.Explain()) > 1<<20 {
				t.Errorf("%d bytes of text, %d of explanation, %d fields", n, len(apiErr.Explain()), len(apiErr.Fields))
			}
		})
	}
}

// repeated is the form's begin, as many of its element as fit, and its end.
func repeated(form [3]string, size int) io.Reader {
	chunk := strings.Repeat(form[1], max(1, 64<<10/len(form[1])))
	parts := []io.Reader{strings.NewReader(form[0])}
	for n := 0; n < size-2*len(chunk); n += len(chunk) {
		parts = append(parts, strings.NewReader(chunk))
	}
	return io.MultiReader(append(parts, strings.NewReader(form[2]))...)
}

// PeakHeap runs f while garbage is collected only as the limit, in bytes above what is in use, demands it, and returns
// the most heap that f took.
func PeakHeap(limit uint64, f func()) uint64 {
	runtime.GC()
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	inUse := func() uint64 {
		metrics.Read(sample)
		return sample[0].Value.Uint64()
	}
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	before := inUse()
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(int64(stats.Sys - stats.HeapReleased + limit/2)))
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	var peak uint64
	for {
		peak = max(peak, inUse())
		select {
		case <-done:
			return max(peak, before) - before
		default:
			runtime.Gosched()
		}
	}
}
