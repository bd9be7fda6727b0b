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

// keepPanic ends the run. A source that was left behind may panic once the run has ended: the panic goes on then.
func (r *run) keepPanic(cause any) {
	err, ok := cause.(error)
	switch {
	case cause == nil:
		err = errors.New("runtime.Goexit was called")
	case !ok:
		err = fmt.Errorf("%v", cause)
	}
	err = fmt.Errorf("importer: %w: %w\n\n%s", errPanic, err, debug.Stack())
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.returned && cause == nil:
		return
	case r.returned:
		panic(err)
	}
	if r.panicked == nil {
		r.panicked = err
	}
	r.stop(errPanic)
}

// repanic panics with what was kept.
func (r *run) repanic() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.returned = true
	if r.panicked != nil {
		panic(r.panicked)
	}
}
