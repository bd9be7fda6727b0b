package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/cuedesk/cuedesk-go"
)

// batch is a bulk import of some of the rows.
type batch struct {
	label  string
	rows   []*row
	input  cuedesk.BulkCreate
	job    *cuedesk.Job    // nil if the import was not accepted
	status *cuedesk.Import // the last that is known, or nil
	err    error           // why it ended early, or nil
}

// plan makes batches of the rows that can be imported. The contacts of an import
// are matched on one field, and a contact without it would be created anew by
// every run. Rows without an e-mail address are therefore imported apart, matched
// on the phone number.
func plan(rows []*row, list cuedesk.ListID) []*batch {
	var byEmail, byPhone []*row
	for _, r := range rows {
		switch {
		case !r.pending():
		case r.contact.Email != "":
			byEmail = append(byEmail, r)
		default:
			byPhone = append(byPhone, r)
		}
	}
	batches := append(split(byEmail, cuedesk.MatchEmail, list), split(byPhone, cuedesk.MatchPhoneNumber, list)...)
	for i, b := range batches {
		b.label = fmt.Sprintf("import %d of %d, %d contacts matched on %s", i+1, len(batches), len(b.rows), b.input.MatchOn)
	}
	return batches
}

// split cuts rows into batches of a size that the API takes.
func split(rows []*row, match cuedesk.MatchField, list cuedesk.ListID) []*batch {
	var batches []*batch
	for chunk := range slices.Chunk(rows, cuedesk.MaxBulk) {
		b := &batch{rows: chunk, input: cuedesk.BulkCreate{ListID: list, MatchOn: match, RepeatImports: true}}
		for _, r := range chunk {
			b.input.Contacts = append(b.input.Contacts, r.contact)
		}
		batches = append(batches, b)
	}
	return batches
}

// importRows imports batch after batch. One that fails does not keep the others
// from being tried.
func (w *workspace) importRows(ctx context.Context, rows []*row) ([]*batch, error) {
	w.out.line("\nImporting")
	batches := plan(rows, w.list.ID)
	for _, b := range batches {
		b.run(ctx, w.client, w.out)
		w.out.finish("  %s: %s", b.label, b.outcome())
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	return batches, nil
}

// run starts the import and follows it to its end.
func (b *batch) run(ctx context.Context, client *cuedesk.Client, out *printer) {
	if b.job, b.err = client.Bulk.Create(ctx, b.input); b.err != nil {
		return
	}
	for status, err := range b.job.Updates(ctx) {
		if err != nil {
			b.err = err
			return
		}
		b.status = status
		out.progress("  %s: %s, %d done", b.label, status.Status, status.Summary.Created+status.Summary.Failed)
	}
}

// done reports whether the import has finished, so that its counts are final.
func (b *batch) done() bool { return b.status != nil && b.status.Done() }

// outcome says how the import ended.
func (b *batch) outcome() string {
	switch {
	case b.job == nil:
		return fmt.Sprintf("not accepted (%v)", b.err)
	case !b.done():
		return fmt.Sprintf("accepted, but its end was not seen (%v)", b.err)
	case b.status.Status == cuedesk.ImportFailed:
		return "failed entirely"
	}
	return fmt.Sprintf("%d created or updated, %d failed", b.status.Summary.Created, b.status.Summary.Failed)
}

// reason says why a row of the batch is not in the list.
func (b *batch) reason() string {
	switch {
	case b.done() && b.status.Status == cuedesk.ImportCompleted:
		return "the API did not import it; it does not say why"
	case b.done():
		return "its import failed entirely"
	case b.job == nil:
		return "its import was not accepted"
	}
	return "the end of its import was not seen, and it is not in the list"
}
