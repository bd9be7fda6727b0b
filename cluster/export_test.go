package cluster

import (
	"context"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/cuedesk/cuedesk-go/importer"
)

// EncodeRows and DecodeRows are those of messages.
var (
	EncodeRows = encodeRows
	DecodeRows = decodeRows
)

// Limiter is a worker's part of the rate limit.
type Limiter struct{ r limiter }

// NewLimiter returns one that has read the limit, of a process that has the clock of the servers.
func (c *Cluster) NewLimiter(ctx context.Context) (*Limiter, error) {
	l := &Limiter{limiter{c: c}}
	err := l.r.load(ctx)
	l.r.ahead = 0
	return l, err
}

// Take returns when a request may be sent.
func (l *Limiter) Take(ctx context.Context) (time.Time, error) { return l.r.take(ctx) }

// Lease is a lane that a worker holds.
type Lease struct{ *lease }

// Claim takes a lane for a worker, as if it had seen the lane at a revision.
func (c *Cluster) Claim(ctx context.Context, name, worker string, lane int) (Lease, error) {
	m, _, _, err := c.job(ctx, name)
	if err != nil {
		return Lease{}, err
	}
	var state laneState
	revision, _, err := c.state.read(ctx, laneKey(m.ID, lane), &state)
	if err != nil {
		return Lease{}, err
	}
	l, err := c.claim(ctx, worker, time.Now(), m, lane, state, revision)
	return Lease{l}, err
}

// Advance counts a batch as done, with rows that are not in.
func (l Lease) Advance(exceptions ...Exception) error {
	return l.advance(batchKey(l.job.ID, l.n, l.next()), importer.Counts{}, exceptions)
}

// SetAside sets the lane aside.
func (l Lease) SetAside(reason string) error {
	defer l.end(errLeaseLost)
	return l.update(func(s *laneState) { s.Holder, s.Stopped = "", reason })
}

// Release lets others take the lane.
func (l Lease) Release(ctx context.Context) { l.release(ctx) }

// BeginJournal writes the first record of the journal of the next batch.
func (l Lease) BeginJournal(ctx context.Context) error {
	j := journal{c: l.c, key: "journal." + batchKey(l.job.ID, l.n, l.next()), holds: l.holds}
	return j.Append(ctx, []byte("{}"))
}

// Drop removes a batch.
func (c *Cluster) Drop(ctx context.Context, name string, lane, n int) error {
	m, _, _, err := c.job(ctx, name)
	if err != nil {
		return err
	}
	return c.purge(ctx, c.work, c.workSubject(batchKey(m.ID, lane, n)))
}

// OnWrite calls a function when a key is written.
func (c *Cluster) OnWrite(key string, call func()) (stop func(), err error) {
	s, err := c.conn.Subscribe(c.state.subject(key), func(*nats.Msg) { call() })
	return func() { _ = s.Unsubscribe() }, err
}

// AllowDirect changes the bucket as a key-value bucket of others is.
func (c *Cluster) AllowDirect(ctx context.Context) error {
	config := c.state.stream.CachedInfo().Config
	config.AllowDirect = true
	_, err := c.js.UpdateStream(ctx, config)
	return err
}

// Messages returns how many batches the servers have.
func (c *Cluster) Messages(ctx context.Context) (int, error) {
	info, err := c.work.Info(ctx)
	if err != nil {
		return 0, err
	}
	return int(info.State.Msgs), nil
}

// Keys returns the keys of the bucket that fit to a pattern.
func (c *Cluster) Keys(ctx context.Context, pattern string) ([]string, error) {
	return c.state.keys(ctx, pattern)
}

// Silence stops the worker from extending the lease, as a crash does.
func (l Lease) Silence() { l.end(errLeaseLost) }

// Expire removes all batches, as if they had been there for too long.
func (c *Cluster) Expire(ctx context.Context) error {
	return c.purge(ctx, c.work, c.workSubject(">"))
}
