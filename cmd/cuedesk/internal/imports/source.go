package imports

import (
	"sync"
	"time"
)

// source guards what reading the rows writes. An import that ends early leaves behind a source that blocks, such as
// standard input: what that reads later must not be seen.
type source struct {
	mu    sync.Mutex
	done  chan struct{} // closed when the reading has ended; nil: it has not begun
	ended bool          // nothing is taken any more
}

// begin reports whether rows may be read.
func (s *source) begin() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended {
		return false
	}
	s.done = make(chan struct{})
	return true
}

// accept runs a function that takes in what was read, unless the source has ended.
func (s *source) accept(take func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.ended {
		take()
	}
}

// blocked is how long a source may take to notice that no more is wanted.
const blocked = 200 * time.Millisecond

// end lets nothing more in, and reports whether the reading has ended.
func (s *source) end() bool {
	s.mu.Lock()
	s.ended = true
	done := s.done
	s.mu.Unlock()
	if done == nil {
		return true
	}
	timer := time.NewTimer(blocked)
	defer timer.Stop()
	select {
	case <-done:
		return true
	case <-timer.C:
		return false
	}
}
