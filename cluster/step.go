package cluster

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/cuedesk/cuedesk-go/importer"
)

// drain works on the batches of a lane until there are no more, or the lease is lost. An
// error is one of the API that ends the worker.
func (w *worker) drain(l *lease) error {
	w.lanes.Add(1)
	defer w.lanes.Add(-1)
	for n := l.next(); n < l.job.Lanes[l.n].Batches; n = l.next() {
		inDoubt, err := w.step(l, n)
		if err == nil {
			continue
		}
		if isOurs(l, err) {
			err = nil
		}
		if !inDoubt {
			l.release(l.ctx)
		}
		l.end(errLeaseLost)
		return err
	}
	l.release(l.ctx)
	return nil
}

// isOurs reports whether an error is about the queue or the lease, not about the API: the batch
// goes on with another lease.
func isOurs(l *lease, err error) bool {
	_, ours := errors.AsType[*queueError](err)
	return l.ctx.Err() != nil || ours || errors.Is(err, errBatchMissing) || errors.Is(err, ErrNotFound)
}

// errBatchMissing: the message of a batch that is not done is not there.
var errBatchMissing = errors.New("the batch is not there")

// step does a batch of a lane. If it fails, inDoubt says whether a request may still be under way.
func (w *worker) step(l *lease, n int) (inDoubt bool, err error) {
	key := batchKey(l.job.ID, l.n, n)
	msg, err := w.c.message(l.ctx, key)
	if err != nil {
		return false, err
	}
	if msg == nil {
		return false, w.expire(l)
	}
	if l.job.Kind == Export {
		err = w.exportPart(l, msg)
	} else {
		inDoubt, err = w.importBatch(l, key, msg)
	}
	if err != nil {
		return inDoubt, err
	}
	return false, w.c.forget(l.ctx, key, msg.Sequence)
}

// importBatch imports a batch, and stores what became of its rows.
func (w *worker) importBatch(l *lease, key string, msg *jetstream.RawStreamMsg) (inDoubt bool, err error) {
	rows, err := decodeRows(msg.Data)
	if err != nil {
		return false, fmt.Errorf("cluster: %w", err)
	}
	report, exceptions, err := w.importRows(l, key, rows)
	if err != nil {
		for _, in := range report.InFlight {
			inDoubt = inDoubt || in.ImportID.IsZero()
		}
		return inDoubt, err
	}
	if len(exceptions) > 0 {
		if _, err := w.c.state.write(l.ctx, "result."+key, exceptions, anyRevision); err != nil {
			return false, err
		}
	}
	if err := l.advance(report.Counts); err != nil {
		return false, err
	}
	w.rows.Add(int64(report.Read))
	return false, nil
}

// message returns that of a batch; nil: it is not there.
func (c *Cluster) message(ctx context.Context, key string) (msg *jetstream.RawStreamMsg, err error) {
	err = c.call(ctx, "reading a batch", func(ctx context.Context) (err error) {
		if msg, err = c.work.GetLastMsgForSubject(ctx, c.workSubject(key)); errors.Is(err, jetstream.ErrMsgNotFound) {
			return nil
		}
		return err
	})
	return msg, err
}

// importRows imports the rows of a batch: what the engine does.
func (w *worker) importRows(l *lease, key string, rows []importer.Row) (*importer.Report, []Exception, error) {
	var exceptions []Exception
	o := l.job.Options.options()
	o.Journal = &journal{c: w.c, key: "journal." + key}
	o.Wait = w.opts.Wait
	o.Each = func(r importer.Result) {
		if !r.State.IsIn() {
			exceptions = append(exceptions, newException(r))
		}
	}
	source := func(yield func(importer.Row, error) bool) {
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
	}
	report, err := importer.Run(context.WithValue(l.ctx, leaseKey{}, l), w.client, source, o)
	return report, exceptions, err
}

// advance counts a batch as done.
func (l *lease) advance(counts importer.Counts) error {
	return l.update(func(s *laneState) {
		s.Next++
		for state, n := range counts {
			s.Counts[state] += n
		}
	})
}

// forget removes the contacts of a batch that is done, with what they leave on the disk, and its journal.
func (c *Cluster) forget(ctx context.Context, key string, sequence uint64) error {
	err := c.call(ctx, "removing a batch", func(ctx context.Context) error {
		err := c.work.SecureDeleteMsg(ctx, sequence)
		if err == nil {
			return nil
		}
		if _, getErr := c.work.GetMsg(ctx, sequence); errors.Is(getErr, jetstream.ErrMsgNotFound) {
			return nil
		}
		return err
	})
	if err != nil {
		return err
	}
	return c.state.purge(ctx, "journal."+key)
}

// expire ends a lane whose next batch was removed because it was kept for too long.
func (w *worker) expire(l *lease) error {
	_, _, at, err := w.c.job(l.ctx, l.job.Name)
	if err != nil {
		return err
	}
	if time.Since(at) < w.c.opts.MaxAge {
		return fmt.Errorf("cluster: %w: %s", errBatchMissing, l.job.Name)
	}
	return l.update(func(s *laneState) { s.Next, s.Expired = l.job.Lanes[l.n].Batches, true })
}
