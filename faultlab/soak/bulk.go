package main

import (
	"context"
	"errors"
	"time"

	"github.com/cuedesk/cuedesk-go"
)

// batch returns a few new contacts for an import.
func (w *worker) batch() (imported, cuedesk.BulkCreate) {
	var im imported
	var in cuedesk.BulkCreate
	for range 2 + w.rand.IntN(6) {
		key := w.key("row")
		im.keys = append(im.keys, key)
		in.Contacts = append(in.Contacts, cuedesk.ContactCreate{ExternalContactID: key, FirstName: key})
	}
	return im, in
}

// settle notes what must become of the contacts of an import.
func (w *worker) settle(im imported, f fate) {
	for _, key := range im.keys {
		w.model.fates[key] = f
	}
	w.model.imports = append(w.model.imports, im)
}

// importMatched imports contacts that are found again by a field. After an error the worker leaves it at that, or just
// does it again, whether or not it was carried out.
func (w *worker) importMatched(ctx context.Context) bool {
	im, in := w.batch()
	in.MatchOn = cuedesk.MatchExternalContactID
	reached := absent
	for range patience {
		job, err := w.client.Bulk.Create(w.call(ctx), in)
		if err == nil {
			w.await(ctx, job, len(im.keys))
			w.settle(im, exists)
			return true
		}
		if w.refused(err) == maybe {
			reached = maybe
		}
		if w.rand.IntN(2) == 0 {
			w.settle(im, reached)
			return true
		}
	}
	w.result.wrong(ctx, lost, "an import was never accepted")
	return true
}

// refused counts the error of a create, and returns what it says has become of the thing.
func (w *worker) refused(err error) fate {
	if errors.Is(err, cuedesk.ErrOutcomeUnknown) {
		w.result.tally.add(toldUnknown, "")
		return maybe
	}
	w.result.failed(err)
	return absent
}

// importUnmatched imports contacts that would be doubled if it were done again.
func (w *worker) importUnmatched(ctx context.Context) bool {
	im, in := w.batch()
	job, err := w.client.Bulk.Create(w.call(ctx), in)
	if err != nil {
		w.settle(im, w.refused(err))
		return true
	}
	w.await(ctx, job, len(im.keys))
	w.settle(im, exists)
	return true
}

// await waits for an import, and resumes waiting after an error.
func (w *worker) await(ctx context.Context, job *cuedesk.Job, rows int) {
	for range patience {
		status, err := w.client.Bulk.Job(job.ID).Wait(w.call(ctx), cuedesk.WithPollInterval(time.Millisecond, 4*time.Millisecond))
		switch {
		case errors.Is(err, cuedesk.ErrImportFailed) || errors.Is(err, cuedesk.ErrNotFound):
			w.result.wrong(ctx, lost, "an import ended with %v", err)
			return
		case err != nil:
			w.result.failed(err)
		case status.Summary.Created != rows || status.Summary.Failed != 0:
			w.result.wrong(ctx, lost, "an import of %d contacts ended as %+v", rows, status.Summary)
			return
		default:
			return
		}
	}
	w.result.wrong(ctx, lost, "an import could not be waited for")
}
