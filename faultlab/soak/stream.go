package main

import (
	"context"
	"slices"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/importer"
)

func (w *worker) importStream(ctx context.Context) bool {
	w.stream(ctx, w.small())
	return true
}

// stream imports contacts by the importer. Every row must come back once, and its state says what must become of it.
func (w *worker) stream(ctx context.Context, size int) {
	rows := w.batch(size)
	var results []importer.Result
	_, _ = ask(ctx, w, func(ctx context.Context) (*importer.Report, error) {
		return importer.Run(ctx, w.client, importer.Rows(slices.Values(rows)), importer.Options{
			MatchOn: []cuedesk.MatchField{cuedesk.MatchExternalContactID}, Wait: []cuedesk.WaitOption{pollInterval},
			Lanes: 1, Settle: lag, IndexLag: lag, Stall: longest, Explain: 20,
			Each: func(r importer.Result) { results = append(results, r) },
		})
	})
	settled := map[string]bool{}
	for _, r := range results {
		settled[r.Row.Contact.ExternalContactID] = true
		w.settle([]cuedesk.ContactCreate{r.Row.Contact}, w.fateOf(ctx, r))
	}
	for _, row := range rows {
		if !settled[row.ExternalContactID] { // the source was not read to its end
			w.settle([]cuedesk.ContactCreate{row}, absent)
		}
	}
	if len(settled) != len(results) {
		w.wrong(ctx, lost, "%d results for %d contacts", len(results), len(settled))
	}
}

// The importer's patience: searches here are never late, and outages are short.
const (
	lag     = 20 * time.Millisecond
	longest = time.Minute
)

// fateOf returns what must become of a row.
func (w *worker) fateOf(ctx context.Context, r importer.Result) fate {
	wrong := r.Row.Contact.Email == noAddress
	switch {
	case r.State.IsIn() && wrong, r.State == importer.Failed && !wrong, r.State == importer.Invalid:
		w.wrong(ctx, lost, "a row ended as %s (%s)", r.State, r.Reason)
	case r.State.IsIn():
		return exists
	case r.State == importer.Failed, r.Reason == importer.ReasonNotSent:
		return absent
	}
	return maybe
}
