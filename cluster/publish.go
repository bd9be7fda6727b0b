package cluster

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strconv"
	"sync"

	"github.com/google/uuid"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/importer"
)

// Published is the result of [Cluster.Publish] and [Cluster.PublishExport].
type Published struct {
	Name    string // name of the job
	Rows    int    // rows that were read; of an export, contacts as far as they were counted
	Invalid int    // of these: rows that cannot be sent; Cluster.Exceptions yields them
	Batches int    // batches for workers to import; of an export, its parts
	Lanes   int    // lanes with batches
}

const (
	defaultLanes = 16
	senders      = 8 // batches that are being stored at the same time
)

// Publish reads rows once and stores them for workers to import: all of them, or none.
// The name has 1 to 64 letters, digits, - and _.
//
// If Publish returns an error or the process is killed, call it again: it removes what
// an unfinished call has left, also under another name. If the answer to the last
// request was lost ([ErrUnavailable]), the job may be published already: the second call
// then returns an error that matches [ErrPublished].
//
// The same rows cannot be published twice, also not under another name: the error
// matches [ErrPublished] until [Cluster.Remove] has removed the job.
//
// Options have these differences from [importer.Run]: Lanes 0 means 16, Explain is
// the limit of each batch, and Journal, Each, Progress, Total and Wait must not be
// set. Row.Source is not stored. No two rows may have the same line. Invalid options
// match [cuedesk.ErrInvalid]. If the source yields an error, Publish returns it.
//
// Memory holds up to one batch for each lane and match field, and nine more.
func (c *Cluster) Publish(
	ctx context.Context, name string, rows iter.Seq2[importer.Row, error], opts importer.Options,
) (*Published, error) {
	p, err := c.newPublisher(name, opts)
	if err != nil {
		return nil, err
	}
	if err := p.begin(ctx); err != nil {
		return nil, err
	}
	return p.end(ctx, p.store(ctx, rows))
}

// end makes the job visible if all of it is stored, and removes it otherwise. If the job may be visible, the stored
// data stays: the next call of Publish finds out.
func (p *publisher) end(ctx context.Context, err error) (*Published, error) {
	if err == nil {
		err = context.Cause(ctx)
	}
	ctx = context.WithoutCancel(ctx) // a manifest that is under way cannot be called back
	stored := err == nil
	if stored {
		err = p.commit(ctx)
	}
	switch {
	case err == nil:
		return p.published(), nil
	case stored && !errors.Is(err, ErrPublished) && !errors.Is(err, ErrTakenOver), errors.Is(err, ErrUnavailable):
		return nil, err
	default:
		return nil, errors.Join(err, p.abandon(ctx))
	}
}

// publisher is a call of Publish.
type publisher struct {
	c        *Cluster
	opts     importer.Options
	route    func(importer.Row) importer.Route
	manifest manifest
	digest   digest
	stage    uint64 // the revision of the key that says that this call publishes the job
	open     map[batchPlace][]importer.Row
	rejected []Exception
	lines    [][]byte // of each lane, those of batches that are not stored yet
	chunks   int      // of rejected rows that are stored
	out      chan batch
	fail     context.CancelCauseFunc
}

// batchPlace is where rows of one batch go.
type batchPlace struct {
	lane int
	by   cuedesk.MatchField
}

// batch is a message that is to be stored.
type batch struct {
	lane, n int
	data    []byte
}

func (c *Cluster) newPublisher(name string, opts importer.Options) (*publisher, error) {
	opts.Lanes = cmp.Or(opts.Lanes, defaultLanes)
	route, err := importer.NewRouter(opts)
	set := opts.Journal != nil || opts.Each != nil || opts.Progress != nil || opts.Total != 0 || opts.Wait != nil
	if set {
		err = errors.Join(err, errors.New("options Journal, Each, Progress, Total and Wait must not be set"))
	}
	if !namePattern.MatchString(name) {
		err = errors.Join(err, errName)
	}
	if err != nil {
		return nil, invalid([]error{err})
	}
	return &publisher{
		c: c, opts: opts, route: route, open: map[batchPlace][]importer.Row{}, digest: newDigest(opts),
		lines: make([][]byte, opts.Lanes),
		manifest: manifest{
			Version: manifestVersion, ID: uuid.NewString(), Name: name, Kind: Import,
			Options: newSettings(opts), Lanes: make([]laneSum, opts.Lanes),
		},
	}, nil
}

// stage says who publishes a job that is not published yet. A manifest has the ID of the job under the same name.
type stage struct {
	ID string `json:"id"` // of its messages; empty: it is not being published
}

// begin makes this call the one that publishes the job, and drops what others have left.
func (p *publisher) begin(ctx context.Context) error {
	for {
		var was stage
		at, _, err := p.c.state.read(ctx, stageKey(p.manifest.Name), &was)
		if err != nil {
			return err
		}
		p.stage, err = p.c.state.write(ctx, stageKey(p.manifest.Name), stage{p.manifest.ID}, at)
		switch {
		case errors.Is(err, errConflict): // another one has begun just now
		case err != nil:
			return err
		default:
			return p.c.discardStrays(ctx)
		}
	}
}

// store stores the batches of all rows, several at the same time.
func (p *publisher) store(ctx context.Context, rows iter.Seq2[importer.Row, error]) error {
	sending, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	p.out, p.fail = make(chan batch), fail
	var wait sync.WaitGroup
	for range senders {
		wait.Go(func() { p.send(sending) })
	}
	err := p.read(sending, rows)
	close(p.out)
	wait.Wait()
	if err == nil {
		err = context.Cause(sending)
	}
	return err
}

// send stores batches until there are no more. One that is under way when the publisher gives up is waited for: it
// would arrive when the others have been removed.
func (p *publisher) send(ctx context.Context) {
	ctx, stop := p.c.withGrace(ctx)
	defer stop()
	for b := range p.out {
		if err := p.storeBatch(ctx, b); err != nil {
			p.fail(err)
		}
	}
}

// read puts the rows into batches.
func (p *publisher) read(ctx context.Context, rows iter.Seq2[importer.Row, error]) error {
	for row, err := range rows {
		if err != nil {
			return fmt.Errorf("cluster: source, after %d rows: %w", p.manifest.Rows, err)
		}
		p.manifest.Rows++
		row.Line = cmp.Or(row.Line, p.manifest.Rows)
		p.digest.add(row)
		if err := p.put(ctx, row); err != nil {
			return err
		}
	}
	byLane := func(a, b batchPlace) int { return cmp.Or(a.lane-b.lane, cmp.Compare(a.by, b.by)) }
	for _, place := range slices.SortedFunc(maps.Keys(p.open), byLane) {
		if err := p.flush(ctx, place); err != nil {
			return err
		}
	}
	if err := p.storeAllLines(ctx); err != nil {
		return err
	}
	return p.reject(ctx)
}

// put puts a row into its batch.
func (p *publisher) put(ctx context.Context, row importer.Row) error {
	route := p.route(row)
	if route.Invalid != nil {
		p.manifest.Invalid++
		p.rejected = append(p.rejected, newException(*route.Invalid))
		if len(p.rejected) < cuedesk.MaxBulk {
			return nil
		}
		return p.reject(ctx)
	}
	place := batchPlace{route.Lane, route.MatchOn}
	row.Source = nil
	p.open[place] = append(p.open[place], row)
	if len(p.open[place]) < cmp.Or(p.opts.BatchSize, cuedesk.MaxBulk) {
		return nil
	}
	return p.flush(ctx, place)
}

// reject stores what is wrong with rows that cannot be sent.
func (p *publisher) reject(ctx context.Context) error {
	if len(p.rejected) == 0 {
		return nil
	}
	key := "result." + p.manifest.ID + ".rejected." + strconv.Itoa(p.chunks)
	_, err := p.c.state.write(ctx, key, p.rejected, anyRevision)
	p.rejected, p.chunks = nil, p.chunks+1
	return err
}

// flush stores the rows of a batch.
func (p *publisher) flush(ctx context.Context, place batchPlace) error {
	rows := p.open[place]
	delete(p.open, place)
	return p.pack(ctx, place.lane, rows)
}

// headroom is what a message has beside its data, at most.
const headroom = 4 << 10

// pack stores rows as one batch, or in halves if they are too large for a message.
func (p *publisher) pack(ctx context.Context, lane int, rows []importer.Row) error {
	data, err := encodeRows(rows)
	if err != nil {
		return fmt.Errorf("cluster: %w", err)
	}
	if int64(len(data)) > p.c.conn.MaxPayload()-headroom {
		if len(rows) == 1 {
			return fmt.Errorf("cluster: line %d is larger than a message may be, %d bytes", rows[0].Line, p.c.conn.MaxPayload())
		}
		half := len(rows) / 2
		if err := p.pack(ctx, lane, rows[:half]); err != nil {
			return err
		}
		return p.pack(ctx, lane, rows[half:])
	}
	if err := p.noteLines(ctx, lane, linesOf(rows)); err != nil {
		return err
	}
	sum := &p.manifest.Lanes[lane]
	b := batch{lane, sum.Batches, data}
	sum.Batches, sum.Rows = sum.Batches+1, sum.Rows+len(rows)
	select {
	case p.out <- b:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
