package importer

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cuedesk/cuedesk-go"
)

// Run imports rows and returns what became of each (API: "Bulk Create Contacts").
// The report is never nil, and counts every row that was read, also when there is
// an error.
//
// A row that fails is not an error. An error says why Run ended before the rows
// did, or that the source failed. It wraps the error of the source, of the context
// or of the API, or matches [ErrJournal] or [ErrSourceChanged]. Invalid options
// and a nil context match [cuedesk.ErrInvalid]; nothing is sent then.
//
// If the source yields an error, Run stops reading, imports the rows before it, and
// returns the error. When the context ends, Run returns within a second, once what
// is being added to the journal is added; what was in flight is [Unfinished]. A
// source that blocks is not waited for, and may still be called once. If the
// source, a callback or the journal panics, Run panics with the text and the stack
// of that panic, and can be called again with the same journal.
func Run(ctx context.Context, client *cuedesk.Client, rows iter.Seq2[Row, error], opts Options) (*Report, error) {
	o, err := opts.complete()
	r := &run{client: client, opts: o, began: time.Now(), explain: max(o.Explain, 0), asking: make(chan struct{}, 1)}
	if err == nil && ctx == nil {
		err = fmt.Errorf("importer: %w: context must not be nil", cuedesk.ErrInvalid)
	}
	if err == nil {
		err = r.prepare(ctx)
	}
	if err == nil {
		err = r.importAll(ctx, rows)
	}
	return r.finish(), err
}

// prepare reads the journal, and learns which workspace the rows go to.
func (r *run) prepare(ctx context.Context) error {
	r.history.journal = r.opts.Journal
	err := r.history.load(ctx, r.opts, r.client.BaseURL())
	if err == nil {
		err = r.bind(ctx)
	}
	if err != nil {
		return fmt.Errorf("importer: %w", err)
	}
	return nil
}

// run is one call of Run.
type run struct {
	client  *cuedesk.Client
	opts    Options
	began   time.Time
	history history
	lanes   []chan *batch
	stop    context.CancelCauseFunc
	read    atomic.Int64 // rows taken from the source
	spare   sync.Pool    // batches that are finished, for their memory
	lost    [][]*lost    // of each lane

	workspaceUnknown atomic.Bool      // the workspace is empty, and does not say which it is
	asking           chan struct{}    // has room for the one who sends a probe
	openAnswers      [len(probes)]int // open answers in a row; above maxOpen: none are sent; guarded by asking

	feeding    sync.Mutex          // guards what follows, up to the next mutex
	open       map[batchKey]*batch // those that are being filled; N is 0
	next       map[batchKey]int    // the number of the next batch; N is 0
	sourceErr  error               // what the source has yielded
	sourceDone bool                // no more rows are taken

	mu        sync.Mutex // guards what follows, and the callbacks
	report    Report
	inFlight  int
	importing int
	settling  int
	explain   int            // rows that may still be looked up
	panicked  error          // with the stack of a panic
	returned  bool           // Run is about to return
	reasons   map[string]int // how many rows were found to have failed for one
}

// importAll starts the lanes, feeds them, and waits for them.
func (r *run) importAll(ctx context.Context, rows iter.Seq2[Row, error]) error {
	runCtx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	r.stop, r.open, r.next = stop, map[batchKey]*batch{}, map[batchKey]int{}
	r.lost = make([][]*lost, r.opts.Lanes)
	var lanes sync.WaitGroup
	for range r.opts.Lanes {
		// One batch in flight, one that is full, and one that is being filled: other
		// lanes can be fed while this one works.
		lane := make(chan *batch, 1)
		r.lanes = append(r.lanes, lane)
		lanes.Go(func() { r.guard(func() { r.drain(runCtx, lane) }) })
	}
	var sourceErr error
	r.guard(func() { sourceErr = r.feed(runCtx, rows) })
	for _, lane := range r.lanes {
		close(lane)
	}
	lanes.Wait()
	r.repanic()
	err := context.Cause(runCtx)
	if late := r.history.flush(ctx); !errors.Is(err, ErrJournal) {
		err = errors.Join(err, late)
	}
	if err != nil {
		err = fmt.Errorf("importer: %w", err)
	}
	return errors.Join(sourceErr, err)
}

// drain processes the batches of a lane, one after the other.
func (r *run) drain(ctx context.Context, lane <-chan *batch) {
	for b := range lane {
		if ctx.Err() != nil {
			r.withdraw(b)
		} else if err := r.process(ctx, b); err != nil {
			r.stop(err)
		}
		r.account(b)
	}
}

// account takes the rows of a finished batch into the report.
func (r *run) account(b *batch) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i := range b.rows {
		if b.rows[i].ImportID.IsZero() && !b.settled[i] {
			b.rows[i].ImportID = b.importID
		}
		r.emit(&b.rows[i])
	}
	r.report.Batches++
	r.show()
	b.empty()
	r.spare.Put(b)
}

// emit counts a row, and hands it out.
func (r *run) emit(result *Result) {
	r.report.add(result)
	if r.opts.Each != nil {
		r.opts.Each(*result)
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
	r.report.Read, r.report.Elapsed = int(r.read.Load()), time.Since(r.began)
	r.show()
	report := r.report
	report.sort()
	return &report
}
