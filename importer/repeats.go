package importer

import (
	"context"
	"maps"
	"slices"

	"github.com/cuedesk/cuedesk-go"
)

// maxFailures is how many rows of a batch with one match value may fail by themselves before
// the ones behind them are not sent.
const maxFailures = maxSame

// merges reports whether one contact is sent with the values of all rows with a match value.
func (o *Options) merges() bool {
	return o.Repeats == MergeRepeats && o.MergeType != cuedesk.MergeCreate
}

// repeat makes the last row a repeat of the i-th contact that is sent.
func (b *batch) repeat(i int, row *Row, o *Options) {
	if b.repeats == nil {
		b.repeats, b.originals, b.merged = map[int]int{}, map[int]bool{}, map[int]bool{}
	}
	b.repeats[len(b.rows)-1], b.originals[b.rowOf[i]] = i, true
	if o.merges() {
		b.merged[b.rowOf[i]] = true
		b.send[i] = merge(b.send[i], row.Contact, b.key.By)
	}
}

// group is the rows of a batch with one match value.
type group struct {
	contact int     // what is sent of them
	left    [][]int // rows without a state, one contact each; the last one is sent next, or was
	failed  int     // how many have failed by themselves
	in      bool    // some are in
}

// groups returns those of more than one row.
func (b *batch) groups() []*group {
	rows := map[int][]int{}
	for _, row := range slices.Sorted(maps.Keys(b.repeats)) {
		i := b.repeats[row]
		if rows[i] == nil {
			rows[i] = []int{b.rowOf[i]}
		}
		rows[i] = append(rows[i], row)
	}
	groups := make([]*group, 0, len(rows))
	for _, i := range slices.Sorted(maps.Keys(rows)) {
		groups = append(groups, &group{contact: i, left: [][]int{rows[i]}})
	}
	return groups
}

// importRepeats gives the repeats of rows their states. Where the contact that was sent for
// several rows has failed, these are sent by themselves, in their order.
func (r *run) importRepeats(ctx context.Context, b *batch) error {
	for groups := b.groups(); ; {
		for _, g := range groups {
			g.settle(b, r.opts.merges())
		}
		groups = slices.DeleteFunc(groups, func(g *group) bool { return len(g.left) == 0 })
		if len(groups) == 0 {
			b.linkRepeats()
			return nil
		}
		if _, err := r.importPart(ctx, b, b.next(groups, r.opts.merges())); err != nil {
			return err
		}
	}
}

// settle gives the rows a state that were sent as one contact, or divides them if that has failed.
func (g *group) settle(b *batch, merges bool) {
	rows := g.left[len(g.left)-1]
	g.left = g.left[:len(g.left)-1]
	first := &b.rows[rows[0]]
	switch {
	case first.State == Failed && merges && len(rows) > 1:
		g.left = append(g.left, rows[len(rows)/2:], rows[:len(rows)/2])
	case first.State == Failed:
		g.failed++
		g.left = append(g.left, rows[1:])
	default:
		if first.State == Created && g.in {
			first.State = Updated
		}
		g.in = g.in || first.State.IsIn()
		b.share(rows, merges)
	}
	switch {
	case first.State == Unknown && first.Reason == ReasonImportLost:
		g.end(b, Unknown, ReasonImportLost)
	case first.State == Failed && first.Reason == ReasonSeveralMatch: // so do the others match
		g.end(b, Failed, ReasonSeveralMatch)
	case g.failed >= maxFailures:
		g.end(b, Failed, ReasonLikeOthers)
	}
	g.left = slices.DeleteFunc(g.left, func(rows []int) bool { return len(rows) == 0 })
}

// end gives the rows that are left a state: they are not sent.
func (g *group) end(b *batch, state State, reason Reason) {
	for _, row := range slices.Concat(g.left...) {
		b.rows[row].State, b.rows[row].Reason = state, reason
	}
	g.left = nil
}

// share gives rows the state of the first one, with which they were sent.
func (b *batch) share(rows []int, merges bool) {
	first := b.rows[rows[0]]
	for _, row := range rows[1:] {
		repeat := &b.rows[row]
		repeat.ImportID = first.ImportID
		switch {
		case first.State.IsIn():
			repeat.State, repeat.Reason = Duplicate, ReasonRepeated
			if merges {
				repeat.Reason = ReasonMerged
			}
		case first.State == Unknown && !merges:
			repeat.State, repeat.Reason = Unknown, ReasonRepeated
		default:
			repeat.State, repeat.Reason, repeat.Fields, repeat.Err = first.State, first.Reason, first.Fields, first.Err
		}
	}
}

// next returns the batch of the rows that are sent next. No import has them in, as their
// failure has proven.
func (b *batch) next(groups []*group, merges bool) *batch {
	contacts := make([]int, len(groups))
	for k, g := range groups {
		contacts[k] = g.contact
	}
	part := b.subset(contacts)
	part.maybeCreated, part.moreThanShown, part.merged = false, false, map[int]bool{}
	for k, g := range groups {
		rows := g.left[len(g.left)-1]
		part.rowOf[k], part.send[k] = rows[0], b.rows[rows[0]].Row.Contact
		for _, row := range rows[1:] {
			if merges {
				part.merged[rows[0]] = true
				part.send[k] = merge(part.send[k], b.rows[row].Row.Contact, b.key.By)
			}
		}
	}
	return part
}

// linkRepeats names the row that each repeat repeats: the last one before it that is no
// duplicate.
func (b *batch) linkRepeats() {
	lines := map[int]int{}
	for _, row := range slices.Sorted(maps.Keys(b.repeats)) {
		i, repeat := b.repeats[row], &b.rows[row]
		if lines[i] == 0 {
			lines[i] = b.result(i).Row.Line
		}
		repeat.Repeats = lines[i]
		if repeat.State != Duplicate {
			lines[i] = repeat.Row.Line
		}
	}
}
