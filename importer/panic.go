package importer

import (
	"errors"
	"fmt"
	"runtime/debug"
)

// errPanic ends the run in which something has panicked that the caller has given.
var errPanic = errors.New("panic")

// guard runs what calls something of the caller's in a goroutine of the run. A panic there is kept for Run, where
// the caller can recover it.
func (r *run) guard(work func()) {
	ended := false
	defer func() {
		if !ended {
			r.keepPanic(recover())
		}
	}()
	work()
	ended = true
}

// keepPanic ends the run. Once it has ended, as for a source that was left behind, there is no one who could recover.
func (r *run) keepPanic(cause any) {
	if cause == nil {
		cause = "runtime.Goexit was called"
	}
	err := fmt.Errorf("importer: %w: %v\n\n%s", errPanic, cause, debug.Stack())
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.returned {
		panic(err)
	}
	if r.panicked == nil {
		r.panicked = err
	}
	r.stop(errPanic)
}

// raise panics with what was kept.
func (r *run) raise() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.returned = true
	if r.panicked != nil {
		panic(r.panicked)
	}
}
