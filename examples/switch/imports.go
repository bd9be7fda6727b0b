package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/cuedesk/cuedesk-go"
)

// batch is an import of some of the people.
type batch struct {
	label   string
	people  []*person
	job     *cuedesk.Job    // nil if it was not accepted, as far as is known
	status  *cuedesk.Import // the last that is known, or nil
	err     error           // what it ended with, or nil
	missing int             // of the people who were not in Cuedesk before: those who are not there after it
}

// sendImports sends everybody who can be imported. The contacts of an import are
// matched on one field, and one without it would be created anew by every run:
// those without an e-mail address are imported apart, matched on the ID that they
// have in the source.
func (m *mover) sendImports(ctx context.Context) {
	groups, total := map[cuedesk.MatchField][]*person{}, 0
	for _, p := range primaries(m.everybody) {
		if p.failed == "" {
			groups[p.matchOn()] = append(groups[p.matchOn()], p)
		}
	}
	for _, p := range groups[byUUID] {
		p.sentAlone = true
	}
	order := []cuedesk.MatchField{cuedesk.MatchEmail, cuedesk.MatchExternalContactID}
	for _, field := range order {
		total += (len(groups[field]) + cuedesk.MaxBulk - 1) / cuedesk.MaxBulk
	}
	for _, field := range order {
		if m.stopped == "" {
			m.sendGroup(ctx, field, groups[field], total)
		}
	}
}

// sendGroup sends import after import until one of them stops it. One that may
// still be running must not meet another.
func (m *mover) sendGroup(ctx context.Context, field cuedesk.MatchField, people []*person, total int) {
	inputs := func(yield func(cuedesk.ContactCreate) bool) {
		for _, p := range people {
			if !yield(p.input()) {
				return
			}
		}
	}
	label := func() string { return fmt.Sprintf("import %d of %d", len(m.batches)+1, total) }
	progress := cuedesk.WithProgress(func(now *cuedesk.Import) {
		m.out.progress("  %s: %s, %d done", label(), now.Status, now.Summary.Created+now.Summary.Failed)
	})
	// Repeated: the README says what that relies on.
	in := cuedesk.BulkCreate{MatchOn: field, RepeatImports: true}
	for part, err := range m.client.Bulk.Import(ctx, inputs, in, progress) {
		b := newBatch(label(), people[part.First:part.First+len(part.Contacts)], part, err)
		m.batches = append(m.batches, b)
		m.out.finish("  %s, %d contacts matched on %s: %s", b.label, len(b.people), field, b.outcome())
		switch {
		case !b.ended():
			m.running, m.stopped = b.name(), "how "+b.label+" ended is not known"
		case denied(err):
			m.stopped, m.cause = b.label+" was "+b.outcome(), err
		case ctx.Err() != nil:
			m.stopped = "the move was interrupted"
		}
		if m.stopped != "" {
			return
		}
	}
}

func newBatch(label string, people []*person, part *cuedesk.Batch, err error) *batch {
	b := &batch{label: label, people: people, job: part.Job, status: part.Import, err: err}
	for _, p := range people {
		p.batch = b
	}
	return b
}

func (b *batch) completed() bool {
	return b.status != nil && b.status.Status == cuedesk.ImportCompleted
}

// ended reports whether nothing more can come of the import.
func (b *batch) ended() bool {
	return b.status != nil && b.status.Done() || b.job == nil && !errors.Is(b.err, cuedesk.ErrOutcomeUnknown)
}

// outcome says how the import ended.
func (b *batch) outcome() string {
	switch {
	case b.completed():
		return fmt.Sprintf("%d created or updated, %d failed", b.status.Summary.Created, b.status.Summary.Failed)
	case b.ended() && b.job != nil:
		return "failed entirely"
	case b.ended():
		return "not accepted: " + why(b.err)
	}
	return "how it ended is not known: " + why(b.err)
}

// name names the import for people, where it is known what it is called.
func (b *batch) name() string {
	if b.job == nil {
		return "the import"
	}
	return "import " + b.job.ID.String()
}

// countsTheMissing reports whether the import counts at least those who are missing
// as failed. If not they may show up yet, and must not be created again.
func (b *batch) countsTheMissing() bool {
	return b.ended() && (!b.completed() || b.status.Summary.Failed >= b.missing)
}
