package move

import (
	"context"
	"fmt"
	"iter"
	"strings"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/program"
	"github.com/cuedesk/cuedesk-go/importer"
)

// sendImports sends all who can be imported. The contacts of an import are matched on one field, and one without it
// would be created anew by every run: those without an e-mail address are imported apart, matched on the ID that they
// have in the source.
func (m *mover) sendImports(ctx context.Context) {
	groups := map[cuedesk.MatchField][]*person{}
	for _, p := range primaries(m.people) {
		if p.failed == "" {
			groups[p.matchOn()] = append(groups[p.matchOn()], p)
		}
	}
	for _, p := range groups[byUUID] {
		p.sentAlone = true
	}
	for _, field := range []cuedesk.MatchField{cuedesk.MatchEmail, cuedesk.MatchExternalContactID} {
		if m.stopped == "" && len(groups[field]) > 0 {
			m.sendGroup(ctx, field, groups[field])
		}
	}
}

// sendGroup imports people, and keeps what became of each. People whose import says too little are looked up, and sent
// singly, by package importer.
func (m *mover) sendGroup(ctx context.Context, field cuedesk.MatchField, people []*person) {
	report, err := importer.Run(ctx, m.client, inputs(people), importer.Options{
		MatchOn: []cuedesk.MatchField{field}, Explain: len(people), Lanes: m.lanes,
		Each: func(r importer.Result) {
			if p, ok := r.Row.Source.(*person); ok {
				p.result = &r
			}
		},
		Progress: func(now importer.Progress) {
			m.out.Progress("  %d of %d imported", now.Counts.In(), len(people))
		},
	})
	m.out.Finish("  %s matched on %s: %s", program.Count(len(people), "contact"), field, countsText(report.Counts))
	if denied(err) {
		markUnsent(people)
	}
	switch {
	case ctx.Err() != nil:
		m.stopped = "the move was interrupted"
	case err != nil:
		m.stopped, m.cause = "the imports ended early: "+describeError(err), err
	}
}

// markUnsent makes those unsent whose import was not accepted, because the API denied it.
func markUnsent(people []*person) {
	for _, p := range people {
		if p.result != nil && p.result.State == importer.Unfinished && p.result.ImportID.IsZero() {
			p.result = nil
		}
	}
}

// inputs are what is sent of people.
func inputs(people []*person) iter.Seq2[importer.Row, error] {
	return func(yield func(importer.Row, error) bool) {
		for _, p := range people {
			if !yield(importer.Row{Contact: p.input(), Source: p}, nil) {
				return
			}
		}
	}
}

// countsText says how many rows are in which state.
func countsText(counts importer.Counts) string {
	parts := []string{fmt.Sprintf("%d created or updated", counts.In())}
	for state, n := range counts {
		if state := importer.State(state); n > 0 && !state.IsIn() {
			parts = append(parts, fmt.Sprintf("%d %s", n, state))
		}
	}
	return strings.Join(parts, ", ")
}

// isImported reports whether the person's import says that it is in.
func (p *person) isImported() bool { return p.result != nil && p.result.State.IsIn() }

// isDoubtful reports whether the person's import does not say whether it was applied.
func (p *person) isDoubtful() bool {
	return p.result != nil && (p.result.State == importer.Unknown ||
		p.result.State == importer.Unfinished && p.result.Reason == importer.ReasonInFlight)
}

// notImported says why the person's import did not bring it.
func (p *person) notImported() string {
	r := p.result
	if r.Err != nil {
		return describeError(r.Err)
	}
	return program.Why(*r)
}
