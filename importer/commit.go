package importer

import (
	"context"
	"errors"
	"sync"

	"github.com/go-json-experiment/json"
)

// commits adds records to a journal. While one lane waits for it, the records of others
// gather, and are then added together: syncing is what takes time.
type commits struct {
	journal Journal
	turn    chan struct{} // has room for the one who uses the journal

	mu   sync.Mutex
	next *commit // gathers records; nil: there are none
}

// commit is what is added to the journal at once.
type commit struct {
	records [][]byte
	ended   chan struct{} // closed once err is known
	err     error
}

func newCommits(journal Journal) *commits {
	return &commits{journal: journal, turn: make(chan struct{}, 1)}
}

// gather adds a record to the next commit.
func (c *commits) gather(r record) (*commit, error) {
	data, err := json.Marshal(r)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.next == nil {
		c.next = &commit{ended: make(chan struct{})}
	}
	c.next.records = append(c.next.records, data)
	return c.next, nil
}

// write returns when the records of a commit are in the journal, whichever lane adds them.
func (c *commits) write(ctx context.Context, one *commit) error {
	select {
	case <-one.ended:
	case c.turn <- struct{}{}:
		defer func() { <-c.turn }()
		if c.take(one) {
			one.err = errNotEnded // unless Append returns
			defer close(one.ended)
			one.err = c.journal.Append(ctx, one.records...)
		}
	}
	return one.err
}

// errNotEnded is why records are not in a journal whose Append has panicked.
var errNotEnded = errors.New("the journal has panicked")

// take ends the gathering of a commit, and reports whether it had not ended.
func (c *commits) take(one *commit) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.next != one {
		return false
	}
	c.next = nil
	return true
}

// flush adds what has gathered, and has not been waited for.
func (c *commits) flush(ctx context.Context) error {
	c.mu.Lock()
	last := c.next
	c.mu.Unlock()
	if last == nil {
		return nil
	}
	return c.write(ctx, last)
}

// append adds a record, also when the context of the run has ended.
func (h *history) append(ctx context.Context, r record) error {
	one, err := h.appendLater(r)
	if err != nil {
		return err
	}
	return h.commit(ctx, one)
}

// appendLater adds a record with the next one, in the commit that it returns: it may be
// lost in a crash before that.
func (h *history) appendLater(r record) (*commit, error) {
	if h.journal == nil {
		return nil, nil
	}
	one, err := h.commits.gather(r)
	return one, appendError(err)
}

// commit returns when a commit is in the journal.
func (h *history) commit(ctx context.Context, one *commit) error {
	if one == nil {
		return nil
	}
	return appendError(h.commits.write(context.WithoutCancel(ctx), one))
}

// flush adds what appendLater has left.
func (h *history) flush(ctx context.Context) error {
	if h.journal == nil {
		return nil
	}
	return appendError(h.commits.flush(context.WithoutCancel(ctx)))
}

func appendError(err error) error {
	if err == nil {
		return nil
	}
	return journalError("appending", err)
}
