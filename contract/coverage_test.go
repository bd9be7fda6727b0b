package contract

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
)

// coverage is what of the document has been seen.
type coverage struct {
	mu    sync.Mutex
	calls map[string]int // requests by operationId
	seen  map[*surface]map[string]bool
	codes map[string]bool // by statusKey
}

func newCoverage() *coverage {
	return &coverage{calls: map[string]int{}, seen: map[*surface]map[string]bool{}, codes: map[string]bool{}}
}

// message marks what a value has, and returns the places in it that the document does not know.
func (c *coverage) message(s *surface, at string, value any) (unknown []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return s.observe(at, value, func(s *surface, fact string) {
		if !s.facts[fact] {
			return
		}
		if c.seen[s] == nil {
			c.seen[s] = map[string]bool{}
		}
		c.seen[s][fact] = true
	})
}

func (c *coverage) called(operation string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls[operation]++
}

func (c *coverage) answered(operation string, status int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.codes[statusKey(operation, status)] = true
}

// uncalled returns a line for each operation that was never called.
func (c *coverage) uncalled(d *document) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var lines []string
	for _, operation := range d.operations() {
		if c.calls[operation] == 0 {
			lines = append(lines, operation+" never called")
		}
	}
	return lines
}

// missing returns a line for each part of the document that was never seen.
func (c *coverage) missing(d *document) []string {
	lines := c.uncalled(d)
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, operation := range d.operations() {
		if c.calls[operation] == 0 {
			continue
		}
		lines = append(lines, c.unseen(operation, "sent", d.requests[operation])...)
		for _, status := range d.statuses[operation] {
			if key := statusKey(operation, status); !c.codes[key] {
				lines = append(lines, key+" never received")
			}
		}
	}
	for _, key := range slices.Sorted(maps.Keys(d.responses)) {
		lines = append(lines, c.unseen(key, "received", d.responses[key])...)
	}
	return lines
}

func (c *coverage) unseen(key, how string, s *surface) []string {
	var lines []string
	for _, fact := range slices.Sorted(maps.Keys(s.facts)) {
		if !c.seen[s][fact] {
			lines = append(lines, fmt.Sprintf("%s %s never %s", key, fact, how))
		}
	}
	return lines
}

// table lists how many requests each operation had.
func (c *coverage) table() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var text strings.Builder
	total := 0
	for _, operation := range slices.Sorted(maps.Keys(c.calls)) {
		fmt.Fprintf(&text, "%6d %s\n", c.calls[operation], operation)
		total += c.calls[operation]
	}
	fmt.Fprintf(&text, "%6d requests to %d operations", total, len(c.calls))
	return text.String()
}
