package cluster

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/exporter"
	"github.com/cuedesk/cuedesk-go/importer"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// drain works on the batches of a lane until there are no more, the lease is lost, or they cannot be done. It reports
// whether one was done. An error is one that ends the worker, or that servers refuse with what was not done.
func (w *worker) drain(l *lease) (done bool, err error) {
	w.lanes.Add(1)
	defer w.lanes.Add(-1)
	inDoubt, first := false, l.next()
	if err = w.discardPrevious(l); err == nil {
		err = w.bind(l)
	}
	for n := first; err == nil && n < l.job.Lanes[l.n].Batches; n = l.next() {
		inDoubt, err = w.step(l, n)
	}
	if err == nil {
		l.release(l.ctx)
		return true, nil
	}
	done = l.next() > first
	if err = w.giveUp(l, inDoubt, err); done && isRefusal(err) {
		err = nil
	}
	return done, err
}

// discardPrevious removes the contacts of the batch before, if a worker was stopped when it had counted them.
func (w *worker) discardPrevious(l *lease) error {
	if l.next() == 0 || l.job.Kind == Export {
		return nil
	}
	key := batchKey(l.job.ID, l.n, l.next()-1)
	msg, err := w.c.message(l.ctx, w.c.workSubject(key))
	if err != nil || msg == nil {
		return err
	}
	return w.c.discardBatch(l.ctx, key, msg.Sequence)
}

// giveUp ends the work on a lane. It returns the error if that ends the worker, now or if it does not end. If a request
// may still be under way, others take the lane when its lease is over.
func (w *worker) giveUp(l *lease, inDoubt bool, err error) error {
	if cause := context.Cause(l.ctx); isQueue(cause) { // the rate limit is not to be had
		err = cause
	}
	ends, aside := false, false
	switch {
	case l.c.dropRemoved(l.ctx, l.job):
	case isOurs(l, err), inDoubt && isOfJob(err):
	case isOfJob(err):
		aside = l.setAside(reasonOf(err)) == nil
	default:
		ends = true
	}
	switch {
	case aside:
	case inDoubt:
		_ = l.update(func(s *laneState) { s.Lost-- }) // this worker does not fall silent
	default:
		l.release(l.ctx)
	}
	l.end(errLeaseLost)
	if ends || !aside && isRefusal(err) {
		return err
	}
	return nil
}

// errLost: a batch stops whoever works on it.
var errLost = fmt.Errorf("more than %d workers in a row ended or fell silent with the same batch", maxSilentWorkers)

// setAside frees a lane, which no worker takes again.
func (l *lease) setAside(reason string) error {
	defer l.end(errLeaseLost)
	return l.update(func(s *laneState) { s.Holder, s.Stopped, s.Lost = "", reason, 0 })
}

// isOurs reports whether an error is about the queue, the lease or a file that another process still has, not about
// the API: the batch goes on with another lease.
func isOurs(l *lease, err error) bool {
	queue := isQueue(err) && !errors.Is(err, nats.ErrMaxPayload) // which comes again
	return l.ctx.Err() != nil || queue || errors.Is(err, errLeaseLost) || errors.Is(err, exporter.ErrLocked)
}

// isOfJob reports whether an error comes again whichever worker takes the lane: it is not about a token, a machine or
// an outage.
func isOfJob(err error) bool {
	if e, ok := errors.AsType[*cuedesk.Error](err); ok && e.Transient {
		return false
	}
	for _, other := range []error{
		ErrOtherWorkspace, errWorkspaceUnknown, cuedesk.ErrUnauthorized, cuedesk.ErrForbidden, cuedesk.ErrServer,
		rest.ErrTokenSource, rest.ErrGate,
	} {
		if errors.Is(err, other) {
			return false
		}
	}
	_, file := errors.AsType[*fs.PathError](err)
	return !file
}

// errDamaged: a batch is not as it was stored.
var errDamaged = errors.New("cluster: a batch is damaged")

// maxReason is how much of an error is kept with a lane, in bytes.
const maxReason = 500

// reasonOf returns the text of an error. Errors of the API have no values of contacts.
func reasonOf(err error) string { return cut(err.Error(), maxReason) }

// step does a batch of a lane. If it fails, inDoubt says whether a request may still be under way.
func (w *worker) step(l *lease, n int) (inDoubt bool, err error) {
	key := batchKey(l.job.ID, l.n, n)
	msg, err := w.c.message(l.ctx, w.c.workSubject(key))
	if err != nil {
		return false, err
	}
	if msg == nil {
		return false, w.skipMissing(l, key, n)
	}
	if l.job.Kind == Export {
		err = w.exportPart(l, msg)
	} else {
		inDoubt, err = w.importBatch(l, key, msg)
	}
	if err != nil {
		return inDoubt, err
	}
	return false, w.c.discardBatch(l.ctx, key, msg.Sequence)
}

// importBatch imports a batch, and stores what became of its rows.
func (w *worker) importBatch(l *lease, key string, msg *jetstream.RawStreamMsg) (inDoubt bool, err error) {
	rows, err := decodeRows(msg.Data)
	if err != nil {
		return false, errDamaged // what is wrong with it may quote it
	}
	report, exceptions, err := w.importRows(l, key, rows)
	if err != nil {
		return isInDoubt(report, err), err
	}
	addStrays := func(s *laneState) {
		all := slices.Concat(s.Strays, report.Strays)
		s.Strays = all[:min(len(all), maxStrays)]
	}
	if err := l.advance(key, report.Counts, exceptions, addStrays); err != nil {
		return false, err
	}
	w.rows.Add(int64(report.Read))
	return false, nil
}

// isInDoubt reports whether a batch was sent, and nothing says what became of that.
func isInDoubt(report *importer.Report, err error) bool {
	e, ok := errors.AsType[*cuedesk.Error](err)
	if ok && !e.MayApplyLater && !errors.Is(err, cuedesk.ErrOutcomeUnknown) {
		return false // it was refused
	}
	return slices.ContainsFunc(report.InFlight, func(in importer.InFlight) bool { return in.ImportID.IsZero() })
}

// message returns that of a subject of the work stream; nil: it is not there.
func (c *Cluster) message(ctx context.Context, subject string) (msg *jetstream.RawStreamMsg, err error) {
	err = c.call(ctx, "reading a batch", func(ctx context.Context) (err error) {
		if msg, err = c.work.GetLastMsgForSubject(ctx, subject); errors.Is(err, jetstream.ErrMsgNotFound) {
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
	o.Journal = &journal{c: w.c, key: "journal." + key, holds: l.holds}
	o.Wait, o.Workspace = w.opts.Wait, w.knownWorkspace()
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
	report, err := importer.Run(l.requests(), w.client, source, o)
	return report, exceptions, err
}

// advance counts a batch as done, and stores the rows of it that are not in: both or neither.
func (l *lease) advance(key string, counts importer.Counts, exceptions []Exception, more func(*laneState)) error {
	var results []write
	if len(exceptions) > 0 {
		data, err := json.Marshal(exceptions)
		if err != nil {
			return fmt.Errorf("cluster: results cannot be written: %w", err)
		}
		results = []write{{"result." + key, data, anyRevision}}
	}
	return l.update(func(s *laneState) {
		s.Next, s.Lost = s.Next+1, 0
		if more != nil {
			more(s)
		}
		for state, n := range counts {
			s.Counts[state] += n
		}
	}, results...)
}

// discardBatch removes the contacts of a batch that is done, with what they leave on the disk, and its journal.
func (c *Cluster) discardBatch(ctx context.Context, key string, sequence uint64) error {
	if err := c.overwrite(ctx, sequence); err != nil {
		return err
	}
	return c.state.purge(ctx, "journal."+key)
}

// overwrite removes a message, with what it leaves on the disk.
func (c *Cluster) overwrite(ctx context.Context, sequence uint64) error {
	return c.call(ctx, "removing a batch", func(ctx context.Context) error {
		err := c.work.SecureDeleteMsg(ctx, sequence)
		if err == nil {
			return nil
		}
		if _, getErr := c.work.GetMsg(ctx, sequence); errors.Is(getErr, jetstream.ErrMsgNotFound) {
			return nil
		}
		return err
	})
}

// subjects returns those of the work stream that fit to a pattern.
func (c *Cluster) subjects(ctx context.Context, pattern string) (subjects []string, err error) {
	err = c.call(ctx, "listing batches", func(ctx context.Context) error {
		info, err := c.work.Info(ctx, jetstream.WithSubjectFilter(pattern))
		if err == nil {
			subjects = slices.Collect(maps.Keys(info.State.Subjects))
		}
		return err
	})
	return subjects, err
}

// erase removes all batches of a job, with what they leave on the disk: few are left when it is done.
func (c *Cluster) erase(ctx context.Context, id string) error {
	subjects, err := c.subjects(ctx, c.workSubject(id+".>"))
	for _, subject := range subjects {
		msg, err := c.message(ctx, subject)
		if err == nil && msg != nil {
			err = c.overwrite(ctx, msg.Sequence)
		}
		if err != nil {
			return err
		}
	}
	return err
}
