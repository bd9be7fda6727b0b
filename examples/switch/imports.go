package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/cuedesk/cuedesk-go"
)

// batch is a bulk import of some of the people.
type batch struct {
	label   string
	people  []*person
	input   cuedesk.BulkCreate
	status  *cuedesk.Import // the last that is known, or nil
	err     error           // why it ended early, or nil
	missing int             // of the people: those who are not in Cuedesk after it
}

// plan makes batches. The contacts of an import are matched on one field, and one
// without it would be created anew by every run: those without an e-mail address
// are imported apart, matched on the ID that they have in the source.
func plan(everybody []*person, list cuedesk.ListID) []*batch {
	var batches []*batch
	for _, match := range []cuedesk.MatchField{cuedesk.MatchEmail, cuedesk.MatchExternalContactID} {
		var group []*person
		for _, p := range everybody {
			if _, on := p.input(); p.sameAs == nil && p.failed == "" && on == match {
				group = append(group, p)
			}
		}
		for chunk := range slices.Chunk(group, cuedesk.MaxBulk) {
			batches = append(batches, newBatch(chunk, match, list))
		}
	}
	for i, b := range batches {
		b.label = fmt.Sprintf("import %d of %d, %d contacts matched on %s", i+1, len(batches), len(b.people), b.input.MatchOn)
	}
	return batches
}

func newBatch(people []*person, match cuedesk.MatchField, list cuedesk.ListID) *batch {
	b := &batch{people: people, input: cuedesk.BulkCreate{ListID: list, MatchOn: match}}
	for _, p := range people {
		in, _ := p.input()
		b.input.Contacts = append(b.input.Contacts, in)
		p.batch = b
	}
	return b
}

// run starts the import and follows it to its end.
func (b *batch) run(ctx context.Context, client *cuedesk.Client, out *printer) {
	job, err := client.Bulk.Create(ctx, b.input)
	if err != nil {
		b.err = err
		return
	}
	progress := cuedesk.WithProgress(func(now *cuedesk.Import) {
		out.progress("  %s: %s, %d done", b.label, now.Status, now.Summary.Created+now.Summary.Failed)
	})
	b.status, b.err = job.Wait(ctx, progress)
}

func (b *batch) completed() bool {
	return b.status != nil && b.status.Status == cuedesk.ImportCompleted
}

// outcome says how the import ended.
func (b *batch) outcome() string {
	switch {
	case b.completed():
		return fmt.Sprintf("%d created or updated, %d failed", b.status.Summary.Created, b.status.Summary.Failed)
	case b.status == nil:
		return fmt.Sprintf("no news of it (%v)", b.err)
	}
	return fmt.Sprintf("%s (%v)", b.status.Status, b.err)
}

// reason says why a person of the batch is not in Cuedesk.
func (b *batch) reason() string {
	switch {
	case b.completed():
		return "its import completed without it; the API does not say why"
	case b.status != nil && b.status.Done():
		return "its import failed entirely"
	}
	return "how its import ended is not known, and it was not in Cuedesk then"
}
