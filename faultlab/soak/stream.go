package main

import (
	"context"
	"errors"
	"slices"

	"github.com/cuedesk/cuedesk-go"
)

func (w *worker) importStream(ctx context.Context) bool {
	w.stream(ctx, w.small())
	return true
}

// yielded is a batch of a stream, and the error beside it.
type yielded struct {
	batch *cuedesk.Batch
	err   error
}

// stream imports contacts as a stream, and takes up what is under way when that breaks off. What was not sent by then
// must not be there.
func (w *worker) stream(ctx context.Context, size int) {
	rows := w.batch(size)
	batches, _ := ask(ctx, w, func(ctx context.Context) (all []yielded, err error) {
		for batch, failed := range w.client.Bulk.Import(ctx, slices.Values(rows), cuedesk.BulkCreate{}, pace) {
			all = append(all, yielded{batch, failed})
			err = errors.Join(err, failed)
		}
		return all, err
	})
	sent := 0
	for _, got := range batches {
		if got.batch.First != sent {
			w.wrong(ctx, lost, "a batch begins at %d, not at %d", got.batch.First, sent)
		}
		sent += len(got.batch.Contacts)
		w.settle(got.batch.Contacts, w.fateOf(ctx, got))
	}
	if sent < len(rows) && !mayStop(batches) {
		w.wrong(ctx, lost, "of a stream of %d contacts %d were not sent", len(rows), len(rows)-sent)
	}
	w.settle(rows[sent:], absent)
}

// mayStop reports whether a stream may have ended there: after an error that is about more than the batch's contacts.
func mayStop(batches []yielded) bool {
	if len(batches) == 0 {
		return false
	}
	last := batches[len(batches)-1]
	return last.err != nil && (last.batch.Job != nil || !errors.Is(last.err, cuedesk.ErrInvalid))
}

// fateOf returns what must become of the contacts of a batch.
func (w *worker) fateOf(ctx context.Context, got yielded) fate {
	switch {
	case got.batch.Job == nil:
		return refused(got.err)
	case got.err != nil:
		w.await(ctx, got.batch.Job, got.batch.Contacts)
	default:
		w.ended(ctx, got.batch.Import, got.batch.Contacts)
	}
	return exists
}
