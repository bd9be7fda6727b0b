package importer

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"sync"
	"time"

	"github.com/cuedesk/cuedesk-go"
)

// Run imports rows and returns what became of each. The report is never nil; it
// counts every row that was read, also beside an error. An error says why Run ended
// before the rows did, or that the source failed: it wraps the source's, the
// context's, or one that matches [ErrJournal], [ErrSourceChanged] or the like, or
// that of the API. That rows failed is no error.
//
// A source that yields an error ends there, and everything before it is imported.
// When the context ends, Run returns within a second, with what was in flight as
// [Unfinished]. A source that blocks is left behind then: it may still be called once.
//
// Options that are not valid make an error that matches [cuedesk.ErrInvalid], before
// anything is sent (API: "Bulk Create Contacts").
func Run(ctx context.Context, client *cuedesk.Client, rows iter.Seq2[Row, error], opts Options) (*Report, error) {
	o, err := opts.complete()
	r := &run{client: client, opts: o, began: time.Now(), explain: max(o.Explain, 0)}
	if err == nil {
		r.history.journal = o.Journal
		err = r.history.load(ctx, o)
	}
	if err == nil {
		err = r.importAll(ctx, rows)
	}
	return r.finish(), err
}

// run is one call of Run.
type run struct {
	client  *cuedesk.Client
	opts    Options
	began   time.Time
	history history
	open    map[batchKey]*batch // those that are being filled; N is 0
	next    map[batchKey]int    // the number of the next batch; N is 0
	lanes   []chan *batch
	stop    context.CancelCauseFunc

	mu       sync.Mutex // guards what follows, and the journal and the callbacks
	report   Report
	inFlight int
	explain  int // rows that may still be looked up
}

// importAll starts the lanes, feeds them, and waits for them.
func (r *run) importAll(ctx context.Context, rows iter.Seq2[Row, error]) error {
	runCtx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	r.stop, r.open, r.next = stop, map[batchKey]*batch{}, map[batchKey]int{}
	var lanes sync.WaitGroup
	for range r.opts.Lanes {
		// One batch in flight, one that is full, and one that is being filled: other
		// lanes can be fed while this one works.
		lane := make(chan *batch, 1)
		r.lanes = append(r.lanes, lane)
		lanes.Go(func() { r.drain(runCtx, lane) })
	}
	sourceErr := r.feed(runCtx, rows)
	for _, lane := range r.lanes {
		close(lane)
	}
	lanes.Wait()
	err := context.Cause(runCtx)
	if err != nil {
		err = fmt.Errorf("importer: %w", err)
	}
	return errors.Join(sourceErr, err)
}

// drain processes the batches of a lane, one after the other.
func (r *run) drain(ctx context.Context, lane <-chan *batch) {
	for b := range lane {
		if ctx.Err() != nil {
			b.abandon(ReasonNotSent)
		} else if err := r.process(ctx, b); err != nil {
			r.stop(err)
		}
		r.account(b)
	}
}

// feed reads the rows and puts them into batches. It returns the source's error.
func (r *run) feed(ctx context.Context, rows iter.Seq2[Row, error]) error {
	var sourceErr error
	n := 0
	for in := range read(ctx, rows) {
		if in.err != nil {
			sourceErr = fmt.Errorf("importer: source, after %d rows: %w", n, in.err)
			break
		}
		n++
		in.row.Line = cmp.Or(in.row.Line, n)
		if err := r.put(ctx, in.row, n); err != nil {
			r.stop(err)
			break
		}
	}
	if ctx.Err() == nil && sourceErr == nil {
		if err := r.missing(n); err != nil {
			r.stop(err)
		}
	}
	r.flush(ctx)
	return sourceErr
}

// input is a row or an error of the source.
type input struct {
	row Row
	err error
}

// read yields what the source yields, until the context ends. The source runs in a
// goroutine of its own: it may block.
func read(ctx context.Context, rows iter.Seq2[Row, error]) iter.Seq[input] {
	return func(yield func(input) bool) {
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		inputs := make(chan input, 64)
		go func() {
			defer close(inputs)
			for row, err := range rows {
				select {
				case inputs <- input{row, err}:
				case <-ctx.Done():
					return
				}
				if err != nil {
					return
				}
			}
		}()
		for {
			select {
			case in, ok := <-inputs:
				if !ok || !yield(in) {
					return
				}
			case <-ctx.Done():
				return
			}
		}
	}
}

// put puts the n-th row into its batch.
func (r *run) put(ctx context.Context, row Row, n int) error {
	route, value := r.opts.route(row)
	if route.Invalid != nil {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.report.Read++
		r.tell(*route.Invalid)
		return nil
	}
	b := r.batch(batchKey{Lane: route.Lane, By: route.MatchOn}, n)
	digest := r.history.digest(row.Contact)
	if b.past != nil && !bytes.Equal(digest, b.past.digest(len(b.rows))) {
		return fmt.Errorf("%w: the row of line %d is the first that differs", ErrSourceChanged, row.Line)
	}
	b.digests = append(b.digests, digest...)
	r.count(func(report *Report) { report.Read++ })
	if b.add(row, value, &r.opts) {
		r.hand(ctx, b)
	}
	return nil
}

// batch returns the batch that a row goes into.
func (r *run) batch(key batchKey, first int) *batch {
	if b := r.open[key]; b != nil {
		return b
	}
	n := r.next[key]
	r.next[key]++
	b := &batch{key: key, first: first, values: map[string]int{}, limit: r.opts.BatchSize}
	b.key.N = n
	if b.past = r.history.batches[b.key]; b.past != nil {
		b.past.taken = true
		b.limit, b.importID, b.inPart = b.past.rows(), b.past.importID, b.past.inPart
		known := b.past.batch
		b.begun, b.newest, b.newestID, b.undated = known.Begun, known.Newest, known.NewestID, known.Undated
		b.repeated, b.sent = true, b.past.sent
		if b.sent.After(r.began) { // the clock was set back
			b.sent = r.began
		}
		b.resend = b.sent.Add(r.opts.Settle)
	}
	if n > 0 { // the one before was full
		b.rows, b.values = make([]Result, 0, b.limit), make(map[string]int, b.limit)
		b.send, b.rowOf = make([]cuedesk.ContactCreate, 0, b.limit), make([]int, 0, b.limit)
	}
	r.open[key] = b
	return b
}

// hand hands a batch to its lane, which may be busy.
func (r *run) hand(ctx context.Context, b *batch) {
	key := b.key
	key.N = 0
	delete(r.open, key)
	select {
	case r.lanes[b.key.Lane] <- b:
	case <-ctx.Done():
		b.abandon(ReasonNotSent)
		r.account(b)
	}
}

// missing returns an error if the journal knows rows that the source did not yield.
func (r *run) missing(n int) error {
	for _, b := range r.open {
		if b.past != nil {
			return fmt.Errorf("%w: it ends after %d rows, before rows that were sent", ErrSourceChanged, n)
		}
	}
	for _, p := range r.history.batches {
		if !p.taken {
			return fmt.Errorf("%w: it ends after %d rows, before rows that were sent", ErrSourceChanged, n)
		}
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
		if b.past != nil {
			b.abandon(ReasonNotSent)
			r.account(b)
			continue
		}
		r.hand(ctx, b)
	}
}

// account takes the rows of a finished batch into the report.
func (r *run) account(b *batch) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, result := range b.rows {
		if result.ImportID.IsZero() {
			result.ImportID = b.importID
		}
		r.tell(result)
	}
	r.report.Batches++
	r.show()
}

// tell counts a row, and hands it out.
func (r *run) tell(result Result) {
	r.report.add(result)
	if r.opts.Each != nil {
		r.opts.Each(result)
	}
}

// count changes the report.
func (r *run) count(change func(*Report)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	change(&r.report)
}

// finish returns the report.
func (r *run) finish() *Report {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.report.Elapsed = time.Since(r.began)
	r.show()
	report := r.report
	report.sort()
	return &report
}
