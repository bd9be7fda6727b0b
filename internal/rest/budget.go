package rest

import "sync"

// budget is a token bucket that keeps an outage from multiplying the load: each
// retry takes a token, each definite answer of the server gives one back.
type budget struct {
	mu     sync.Mutex
	tokens int
	size   int // negative: no limit
}

func newBudget(size int) *budget { return &budget{tokens: size, size: size} }

func (b *budget) take() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.tokens == 0 {
		return false
	}
	if b.size > 0 {
		b.tokens--
	}
	return true
}

func (b *budget) refund() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.tokens = min(b.tokens+1, b.size)
}
