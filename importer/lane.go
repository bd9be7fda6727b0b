package importer

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// process imports a batch, unless the journal knows how it ended, and finds out what
// became of each row. An error ends the run; the batch is then unfinished.
func (r *run) process(ctx context.Context, b *batch) error {
	if b.journaled != nil && b.journaled.done.Type != "" {
		b.replay()
		r.replayLost(b)
		r.count(func(report *Report) { report.Resumed++ })
		return nil
	}
	r.addInFlight(len(b.rows))
	defer r.addInFlight(-len(b.rows))
	known := len(r.lost[b.key.Lane])
	end, err := r.importFree(ctx, b)
	if err == nil {
		err = r.importRepeats(ctx, b)
	}
	if err == nil {
		err = r.finishBatch(ctx, b, end, r.lost[b.key.Lane][known:])
	}
	if err == nil {
		err = r.noteWorkspaceLater(ctx)
	}
	if err != nil {
		r.leave(b)
	}
	return err
}

// finishBatch notes how a batch ended. If that is lost where the counts of its import said
// everything, the next call has them by a single request.
func (r *run) finishBatch(ctx context.Context, b *batch, end ending, imports []*lost) error {
	note := b.done(end)
	b.noteLost(&note, imports)
	if end.counted && end.created == len(b.send) && !b.importID.IsZero() && !r.distinguishes() {
		_, err := r.history.appendLater(note)
		return err
	}
	return r.history.append(ctx, note)
}

// leave makes a batch unfinished.
func (r *run) leave(b *batch) {
	if b.importID.IsZero() && b.begun.IsZero() {
		r.withdraw(b)
		return
	}
	b.abandon(ReasonInFlight)
	in := InFlight{b.importID, len(b.rows), b.rows[0].Row.Line, b.rows[len(b.rows)-1].Row.Line}
	r.count(func(report *Report) { report.InFlight = append(report.InFlight, in) })
}

// ending is how the import of a batch ended.
type ending struct {
	counted bool  // the counts are known, and the import is over
	over    bool  // the import is over, or was never accepted
	created int   // created or updated
	failed  int   // by the API's count
	refused error // the request was refused, and not carried out; or nil
}

// importBatch sends a batch and waits for its import. An import of rows of which nothing
// says why they have failed is sent twice if it fails entirely.
func (r *run) importBatch(ctx context.Context, b *batch) (ending, error) {
	if b.inPart { // an earlier call ended beside it: nothing else may be sent before it has ended
		_, err := r.wait(ctx, b)
		switch {
		case ctx.Err() == nil && errors.Is(err, cuedesk.ErrImportStalled): // it may go on
			r.keepLost(b, b.importID)
			return ending{}, nil
		case err != nil && !isLost(ctx, err) && !errors.Is(err, cuedesk.ErrImportFailed):
			return ending{}, err
		}
		b.importID, b.inPart = cuedesk.ImportID{}, false
	}
	for again := false; ; again = true {
		if b.importID.IsZero() {
			refused, err := r.send(ctx, b)
			if err != nil || refused != nil {
				return ending{counted: true, over: true, failed: len(b.send), refused: refused}, err
			}
		}
		status, err := r.wait(ctx, b)
		switch {
		case err == nil:
			return r.checkCounts(status.Summary), nil
		case errors.Is(err, cuedesk.ErrImportFailed) && status.Summary.Created > 0:
			return ending{over: true}, nil
		case errors.Is(err, cuedesk.ErrImportFailed) && b.unexplained && !again:
			b.importID, b.resend = cuedesk.ImportID{}, time.Now().Add(r.opts.Settle)
		case errors.Is(err, cuedesk.ErrImportFailed):
			return ending{counted: true, over: true, failed: len(b.send)}, nil
		case isLost(ctx, err):
			r.keepLost(b, b.importID)
			return ending{}, nil
		default:
			return ending{}, err
		}
	}
}

// wait waits for the import of a batch. The job believes only counts of its rows.
func (r *run) wait(ctx context.Context, b *batch) (*cuedesk.Import, error) {
	defer r.during(&r.importing)()
	job := r.client.Bulk.Job(b.importID)
	if !b.inPart {
		job.Rows = len(b.send)
	}
	return job.Wait(ctx, r.opts.Wait...)
}

// checkCounts returns the counts, unless they leave rows out that no merge type skips.
func (r *run) checkCounts(s cuedesk.ImportSummary) ending {
	if r.opts.MergeType == cuedesk.MergeCreateOrUpdate && s.Created+s.Failed != s.Total {
		return ending{over: true}
	}
	return ending{counted: true, over: true, created: s.Created, failed: s.Failed}
}

// isLost reports whether waiting longer does not help: the API does not say how the
// import ends.
func isLost(ctx context.Context, err error) bool {
	return ctx.Err() == nil && (errors.Is(err, cuedesk.ErrImportStalled) ||
		errors.Is(err, cuedesk.ErrNotFound) || errors.Is(err, cuedesk.ErrBadResponse))
}

// send sends a batch until it is accepted, or refused as a whole. Any other failure
// ends the run. Each contact has the field that it is matched on, so that a request
// that may have been carried out can be sent again: after a while.
func (r *run) send(ctx context.Context, b *batch) (refused, err error) {
	if err := r.begin(ctx, b); err != nil {
		return nil, err
	}
	in := cuedesk.BulkCreate{Contacts: b.send, ListID: r.opts.ListID, MatchOn: b.key.By, MergeType: r.opts.MergeType}
	for p := (patience{began: time.Now()}); ; {
		if err := rest.Sleep(ctx, time.Until(b.resend)); err != nil {
			return nil, err
		}
		b.sent = time.Now()
		job, err := r.client.Bulk.Create(ctx, in)
		switch {
		case err == nil:
			b.importID = job.ID
			return nil, r.history.append(ctx, record{Type: "accepted", Key: b.key, Import: job.ID, Part: b.isPart})
		case ctx.Err() != nil:
			return nil, err
		case isRefusal(err) && aboutRows(err):
			return err, nil
		}
		b.sentAgain = b.sentAgain || errors.Is(err, cuedesk.ErrOutcomeUnknown)
		pause, ok := p.next(&r.opts, err)
		if !ok && !b.sentAgain { // as if it had not been sent
			b.begun = time.Time{}
		}
		if !ok {
			return nil, err
		}
		b.resend = time.Now().Add(pause)
	}
}

// isRefusal reports whether the API has refused what was sent: another batch may fare
// better.
func isRefusal(err error) bool {
	e, ok := errors.AsType[*cuedesk.Error](err)
	return ok && !e.MayApplyLater && (errors.Is(err, cuedesk.ErrInvalid) || errors.Is(err, cuedesk.ErrConflict) ||
		e.StatusCode == http.StatusRequestEntityTooLarge)
}

// begin notes that a batch is about to be sent, also when it is sent again.
func (r *run) begin(ctx context.Context, b *batch) error {
	first, begun := b.begun.IsZero(), time.Now()
	if first && r.distinguishes() {
		newest, err := r.newest(ctx)
		if err != nil && endsRun(ctx, err) {
			return err
		}
		b.newest, b.newestID, b.undated = newest.CreatedAt, newest.ID, err != nil
	}
	one, err := b.announced, error(nil)
	if !first || one == nil {
		one, err = r.history.appendLater(b.note(begun))
	}
	if err == nil {
		err = r.history.commit(ctx, one)
	}
	if err == nil && first {
		b.begun, b.announced = begun, one
	}
	return err
}

// note is the record of a batch that is about to be sent.
func (b *batch) note(begun time.Time) record {
	note := record{Type: "batch", Key: b.key, Begun: begun, Newest: b.newest, NewestID: b.newestID, Undated: b.undated}
	if b.journaled == nil && b.begun.IsZero() {
		note.First, note.Digests = b.first, b.digests
	}
	return note
}

// announce notes that a batch will be sent before it is its turn. Mostly, the journal then
// has it by a record of the batch before it, and the batch need not wait for that.
func (r *run) announce(b *batch) {
	if b.journaled != nil || r.distinguishes() {
		return
	}
	var err error
	if b.announced, err = r.history.appendLater(b.note(time.Now())); err != nil {
		r.stop(err)
	}
}

// withdraw makes a batch unfinished that was not sent. If it was announced, it is so no more: its
// rows may be mended before the next call.
func (r *run) withdraw(b *batch) {
	b.abandon(ReasonNotSent)
	if b.journaled != nil || b.announced == nil {
		return
	}
	if _, err := r.history.appendLater(record{Type: "withdrawn", Key: b.key}); err != nil {
		r.stop(err)
	}
}
