package importer

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"time"
)

// feed has the rows put into batches, and returns the source's error. The source runs in
// a goroutine of its own, which is left behind when the context ends: it may block.
func (r *run) feed(ctx context.Context, rows iter.Seq2[Row, error]) error {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		r.guard(func() { r.readAll(ctx, rows) })
	}()
	select {
	case <-ended:
	case <-ctx.Done():
	}
	r.feeding.Lock()
	defer r.feeding.Unlock()
	r.sourceDone = true
	if ctx.Err() == nil && r.sourceErr == nil {
		if err := r.missing(); err != nil {
			r.stop(err)
		}
	}
	r.flush(ctx)
	return r.sourceErr
}

// readAll takes in the rows of the source, until no more are wanted.
func (r *run) readAll(ctx context.Context, rows iter.Seq2[Row, error]) {
	for row, err := range rows {
		if !r.acceptRow(ctx, row, err) {
			return
		}
	}
}

// acceptRow takes in a row or the error of the source, and reports whether it wants another.
func (r *run) acceptRow(ctx context.Context, row Row, err error) bool {
	r.feeding.Lock()
	defer r.feeding.Unlock()
	if r.sourceDone || ctx.Err() != nil {
		return false
	}
	if err != nil {
		r.sourceErr = fmt.Errorf("importer: source, after %s: %w", count(int(r.read.Load()), "row"), err)
		return false
	}
	n := int(r.read.Load()) + 1
	row.Line = cmp.Or(row.Line, n)
	if err := r.addToBatch(ctx, &row, n); err != nil {
		r.stop(err)
		return false
	}
	return true
}

// addToBatch puts the n-th row into its batch.
func (r *run) addToBatch(ctx context.Context, row *Row, n int) error {
	route, value := r.opts.route(row)
	if route.Invalid != nil {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.read.Store(int64(n))
		r.emit(route.Invalid)
		return nil
	}
	b := r.batch(batchKey{Lane: route.Lane, By: route.MatchOn}, n)
	b.digests = r.history.appendDigest(b.digests, &row.Contact)
	if b.journaled != nil {
		if err := b.journaled.compare(row, n, len(b.rows), b.digests[len(b.rows)*digestSize:]); err != nil {
			return err
		}
	}
	r.read.Store(int64(n))
	if b.add(row, value, &r.opts) {
		r.enqueue(ctx, b)
	}
	return nil
}

// compare refuses the i-th row of the batch, which is the n-th of all, unless the journal
// knows it. It may be the same, and one before it have changed: to one of another lane. Its
// place among other batches is that of its first row.
func (p *journaledBatch) compare(row *Row, n, i int, digest []byte) error {
	switch {
	case !bytes.Equal(digest, p.digest(i)):
		return sourceChanged("the row of line %d, or one before it, is not what it was", row.Line)
	case i == 0 && p.batch.First != n:
		return sourceChanged("the row of line %d was number %d, and is number %d", row.Line, p.batch.First, n)
	}
	return nil
}

// sourceChanged returns an error that says what is not as it was, and what to do.
func sourceChanged(format string, args ...any) error {
	return fmt.Errorf("%w: %s; give the same rows, or another journal to begin anew",
		ErrSourceChanged, fmt.Sprintf(format, args...))
}

// batch returns the batch that a row goes into.
func (r *run) batch(key batchKey, first int) *batch {
	if b := r.open[key]; b != nil {
		return b
	}
	b, ok := r.spare.Get().(*batch)
	if !ok {
		b = &batch{values: map[string]int{}}
		if r.next[key] > 0 { // the one before was full
			b.grow(r.opts.BatchSize)
		}
	}
	r.open[key] = b
	b.key, b.first, b.limit = key, first, r.opts.BatchSize
	b.key.N = r.next[key]
	r.next[key]++
	if b.journaled = r.history.batches[b.key]; b.journaled != nil {
		r.loadJournaled(b)
	}
	return b
}

// loadJournaled gives a batch what the journal knows of it.
func (r *run) loadJournaled(b *batch) {
	b.journaled.taken = true
	b.limit, b.importID, b.inPart = b.journaled.rows(), b.journaled.importID, b.journaled.inPart
	known := b.journaled.batch
	b.begun, b.newest, b.newestID, b.undated = known.Begun, known.Newest, known.NewestID, known.Undated
	if b.begun.After(r.began) { // by a clock that was set back since, or that of another machine
		b.begun = r.began.Add(-24 * time.Hour)
	}
	b.sentAgain, b.sent = true, r.began // it may have been sent until just now
	b.resend = b.sent.Add(r.opts.Settle)
}

// enqueue hands a batch to its lane, which may be busy.
func (r *run) enqueue(ctx context.Context, b *batch) {
	key := b.key
	key.N = 0
	delete(r.open, key)
	if ctx.Err() == nil {
		r.announce(b)
	}
	select {
	case r.lanes[b.key.Lane] <- b:
	case <-ctx.Done():
		r.withdraw(b)
		r.account(b)
	}
}

// missing returns an error if the journal knows rows that the source did not yield.
func (r *run) missing() error {
	missing := false
	for _, b := range r.open {
		missing = missing || b.journaled != nil
	}
	for _, p := range r.history.batches {
		missing = missing || !p.taken
	}
	if missing {
		return sourceChanged("a row that was sent is not among its %s", count(int(r.read.Load()), "row"))
	}
	return nil
}

// flush hands over the batches that are not full, in the order of their rows. One
// that the journal knows in full, and that the source did not fill, stays unfinished.
func (r *run) flush(ctx context.Context) {
	open := make([]*batch, 0, len(r.open))
	for _, b := range r.open {
		open = append(open, b)
	}
	slices.SortFunc(open, func(a, b *batch) int { return a.first - b.first })
	for _, b := range open {
		if b.journaled != nil {
			b.abandon(ReasonNotSent)
			r.account(b)
			continue
		}
		r.enqueue(ctx, b)
	}
}
