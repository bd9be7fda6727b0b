package cluster

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

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
	l := &Limiter{limiter{c: c, began: time.Now()}}
	err := l.r.load(ctx)
	l.r.ahead = 0
	return l, err
}

// Load reads the limit and the clock of the servers again.
func (l *Limiter) Load(ctx context.Context) error { return l.r.load(ctx) }

// Advance is the clock of the servers being changed.
func (l *Limiter) Advance(by time.Duration) { l.r.ahead += by }

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
	return l.advance(batchKey(l.job.ID, l.n, l.next()), importer.Counts{}, exceptions, nil)
}

// SetAside sets the lane aside.
func (l Lease) SetAside(reason string) error { return l.setAside(reason) }

// Release lets others take the lane.
func (l Lease) Release(ctx context.Context) { l.release(ctx) }

// BeginJournal writes the first record of the journal of the next batch.
func (l Lease) BeginJournal(ctx context.Context) error {
	j := journal{c: l.c, key: "journal." + batchKey(l.job.ID, l.n, l.next()), holds: l.holds}
	return j.Append(ctx, []byte("{}"))
}

// AppendJournal appends a record to the journal of the next batch.
func (l Lease) AppendJournal(ctx context.Context, record []byte) error {
	j := journal{c: l.c, key: "journal." + batchKey(l.job.ID, l.n, l.next()), holds: l.holds}
	for _, err := range j.Records(ctx) {
		if err != nil {
			return err
		}
	}
	return j.Append(ctx, record)
}

// GiveUp ends the work on the lane because of an error, and returns it if it ends the worker.
func (l Lease) GiveUp(inDoubt bool, err error) error {
	return (&worker{}).giveUp(l.lease, inDoubt, err)
}

// EndLeases makes all leases those of processes that have ended.
func (c *Cluster) EndLeases(ctx context.Context) error {
	info, err := c.state.stream.Info(ctx)
	if err == nil {
		c.ended = info.State.LastSeq
	}
	return err
}

// MayTake reports whether a worker may take a lane that it has seen unchanged for so long.
func (c *Cluster) MayTake(ctx context.Context, name string, lane int, unchanged time.Duration) (bool, error) {
	m, _, _, err := c.job(ctx, name)
	if err != nil {
		return false, err
	}
	var state laneState
	revision, _, err := c.state.read(ctx, laneKey(m.ID, lane), &state)
	w := &worker{c: c, seen: map[string]observation{"lane": {revision, time.Now().Add(-unchanged)}}}
	return w.mayTake("lane", state, revision), err
}

// DeleteStream removes a stream, with all that is in it.
func (c *Cluster) DeleteStream(ctx context.Context, name string) error {
	return c.js.DeleteStream(ctx, name)
}

// SkipNext leaves out the next batch of the first lane, as a worker does that does not find it.
func (c *Cluster) SkipNext(ctx context.Context, name string) error {
	l, err := c.Claim(ctx, name, "another", 0)
	if err != nil {
		return err
	}
	defer l.release(ctx)
	_, err = (&worker{c: c}).step(l.lease, l.next()) //nolint:contextcheck // a lease has its context
	return err
}

// Replicas returns how many servers have the batches.
func (c *Cluster) Replicas() int { return c.work.CachedInfo().Config.Replicas }

// SaveEvery sets how often a stored part is noted.
func (c *Cluster) SaveEvery(every time.Duration) { c.saveEvery = every }

// Chunks returns the subjects of the chunks of a part that are noted.
func (c *Cluster) Chunks(ctx context.Context, name string, lane int) ([]string, error) {
	m, _, _, err := c.job(ctx, name)
	if err != nil {
		return nil, err
	}
	var state laneState
	_, _, err = c.state.read(ctx, laneKey(m.ID, lane), &state)
	return slices.Collect(c.chunkSubjects(m.ID, lane, state.Export)), err
}

// DropChunk removes a chunk of a part.
func (c *Cluster) DropChunk(ctx context.Context, name string, lane, n int) error {
	chunks, err := c.Chunks(ctx, name, lane)
	if err != nil {
		return err
	}
	return c.purge(ctx, c.work, chunks[n])
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

// Tidy returns what a worker does that has found a job done now, for whenever it goes on.
func (c *Cluster) Tidy(ctx context.Context, name string) (func() error, error) {
	m, _, _, err := c.job(ctx, name)
	if err != nil {
		return nil, err
	}
	_, order, _, err := c.state.get(ctx, queueKey(m.Kind, name))
	return func() error { return c.tidy(ctx, queued{m, order}) }, err
}

// Removal returns the rest of what Remove does that has found a job now, for whenever it goes on.
func (c *Cluster) Removal(ctx context.Context, name string) (func() error, error) {
	m, _, _, err := c.job(ctx, name)
	return func() error { return c.removeJob(ctx, m) }, err
}

// StoreChunk stores a chunk of the part, as a worker does that does not know yet that it has lost the lane.
func (l Lease) StoreChunk(data []byte) error {
	_, err := (&storedPart{lease: l.lease, attempt: "attempt"}).Write(data)
	return err
}

// Fill stores what belongs to no job until the servers take no more.
func (c *Cluster) Fill(ctx context.Context) error {
	for n := range 1000 {
		_, err := c.js.Publish(ctx, c.workSubject(batchKey("filler", 0, n)), make([]byte, 64<<10))
		if err != nil {
			return err
		}
	}
	return nil
}

// Mark returns what a connection may write last, and what waits until the servers have stored all that it has written
// before: they refuse the mark then. Behind a message that was cut off, the mark is a part of that, and is not refused:
// then nothing is stored any more, and the wait ends by itself.
func (c *Cluster) Mark(ctx context.Context) (mark []byte, wait func() error, err error) {
	inbox := c.conn.NewInbox()
	answers, err := c.conn.SubscribeSync(inbox)
	if err != nil {
		return nil, nil, err
	}
	subjects := []string{c.workSubject("mark"), c.state.subject("mark")}
	header := fmt.Sprintf("NATS/1.0\r\n%s: %d\r\n\r\n", jetstream.ExpectedLastSeqHeader, int64(1)<<40)
	for _, subject := range subjects {
		mark = fmt.Appendf(mark, "HPUB %s %s %d %d\r\n%s\r\n", subject, inbox, len(header), len(header), header)
	}
	return mark, func() error {
		ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
		defer cancel()
		for range subjects {
			if _, err := answers.NextMsgWithContext(ctx); err != nil && !errors.Is(err, context.DeadlineExceeded) {
				return err
			}
		}
		return nil
	}, c.conn.Flush()
}

// AwaitRoom waits until the servers take messages: they count what is removed somewhat later.
func (c *Cluster) AwaitRoom(ctx context.Context) {
	for ctx.Err() == nil {
		if _, err := c.state.put(ctx, "room", nil, anyRevision, 0); err == nil {
			break
		}
	}
	_ = c.state.purge(ctx, "room")
}
