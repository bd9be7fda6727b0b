package main

import (
	"context"
	"errors"
	"time"

	"github.com/cuedesk/cuedesk-go"
)

// batch returns new contacts for an import. In half of the batches there is one that the API will not take.
func (w *worker) batch(size int) []cuedesk.ContactCreate {
	rows := make([]cuedesk.ContactCreate, size)
	for n := range rows {
		key := w.key("row")
		rows[n] = cuedesk.ContactCreate{ExternalContactID: key, FirstName: key}
	}
	if w.rand.IntN(2) == 0 {
		rows[w.rand.IntN(size)].Email = noAddress
	}
	return rows
}

// small is the size of most batches.
func (w *worker) small() int { return 2 + w.rand.IntN(6) }

// noAddress is an e-mail address that makes a row fail.
const noAddress = "not an address"

// countInvalid returns how many of the rows will fail.
func countInvalid(rows []cuedesk.ContactCreate) int {
	failing := 0
	for n := range rows {
		if rows[n].Email == noAddress {
			failing++
		}
	}
	return failing
}

// settle notes what must become of the contacts of an import.
func (w *worker) settle(rows []cuedesk.ContactCreate, f fate) {
	var im imported
	for n := range rows {
		key := rows[n].ExternalContactID
		if rows[n].Email == noAddress {
			w.model.fates[key] = absent
			continue
		}
		w.model.fates[key] = f
		im.keys = append(im.keys, key)
	}
	w.model.imports = append(w.model.imports, im)
}

// importMatched imports contacts that are found again by a field. After an error the worker leaves it at that, or just
// does it again, whether or not it was carried out.
func (w *worker) importMatched(ctx context.Context) bool {
	in := cuedesk.BulkCreate{
		Contacts:      w.batch(w.small()),
		MatchOn:       cuedesk.MatchExternalContactID,
		RepeatImports: w.rand.IntN(2) == 0, // else the worker does it
	}
	reached := absent
	for range w.tries() {
		job, err := w.start(ctx, in)
		if err == nil {
			w.await(ctx, job, in.Contacts)
			w.settle(in.Contacts, exists)
			return true
		}
		if refused(err) == maybe {
			reached = maybe
		}
		if w.rand.IntN(2) == 0 {
			w.settle(in.Contacts, reached)
			return true
		}
	}
	w.wrong(ctx, lost, "an import was never accepted")
	return true
}

// refused returns what the error of a create says has become of the resource.
func refused(err error) fate {
	if errors.Is(err, cuedesk.ErrOutcomeUnknown) {
		return maybe
	}
	return absent
}

func (w *worker) start(ctx context.Context, in cuedesk.BulkCreate) (*cuedesk.Job, error) {
	return ask(ctx, w, func(ctx context.Context) (*cuedesk.Job, error) { return w.client.Bulk.Create(ctx, in) })
}

// importUnmatched imports contacts that would be doubled if it were done again.
func (w *worker) importUnmatched(ctx context.Context) bool {
	in := cuedesk.BulkCreate{Contacts: w.batch(w.small())}
	job, err := w.start(ctx, in)
	if err != nil {
		w.settle(in.Contacts, refused(err))
		return true
	}
	w.await(ctx, job, in.Contacts)
	w.settle(in.Contacts, exists)
	return true
}

// pollInterval is how often the workers ask for an import.
var pollInterval = cuedesk.WithPollInterval(time.Millisecond, 4*time.Millisecond)

// ended compares how an import ended with how it should.
func (w *worker) ended(ctx context.Context, status *cuedesk.Import, rows []cuedesk.ContactCreate) {
	failing := countInvalid(rows)
	if status.Summary.Created != len(rows)-failing || status.Summary.Failed != failing {
		w.wrong(ctx, lost, "an import of %d contacts, %d of them wrong, ended as %+v", len(rows), failing, status.Summary)
	}
}

// await waits for an import, and resumes waiting after an error.
func (w *worker) await(ctx context.Context, job *cuedesk.Job, rows []cuedesk.ContactCreate) {
	for range w.tries() {
		status, err := ask(ctx, w, func(ctx context.Context) (*cuedesk.Import, error) {
			return w.client.Bulk.Job(job.ID).Wait(ctx, pollInterval)
		})
		switch {
		case errors.Is(err, cuedesk.ErrImportFailed) || errors.Is(err, cuedesk.ErrNotFound):
			w.wrong(ctx, lost, "an import ended with %q", err)
			return
		case err == nil:
			w.ended(ctx, status, rows)
			return
		}
	}
	w.wrong(ctx, lost, "an import could not be waited for")
}
