package importer

import (
	"context"
	"maps"
	"slices"

	"github.com/cuedesk/cuedesk-go"
)

// lost is an import whose end was not seen: it may still be under way.
type lost struct {
	id     cuedesk.ImportID // zero: not known
	by     cuedesk.MatchField
	values map[string]int // those that the rows of its batch are matched on
}

// keepLost keeps which values an import has that is lost: later batches of the lane must not be
// sent beside it with these.
func (r *run) keepLost(b *batch, id cuedesk.ImportID) {
	lane := b.key.Lane
	r.lost[lane] = append(r.lost[lane], &lost{id, b.key.By, maps.Clone(b.values)})
}

// replayLost keeps what an earlier call has lost.
func (r *run) replayLost(b *batch) {
	done := b.journaled.done
	if done.Lost && len(done.Imports) == 0 {
		r.keepLost(b, done.Import)
	}
	for _, one := range done.Imports {
		values := map[string]int{}
		for value, i := range b.values {
			if slices.Contains(one.Contacts, i) {
				values[value] = i
			}
		}
		lane := b.key.Lane
		r.lost[lane] = append(r.lost[lane], &lost{one.Import, b.key.By, values})
	}
}

// noteLost notes that imports of a batch were lost, and which: of one, all values of the batch count as its own.
func (b *batch) noteLost(note *record, imports []*lost) {
	note.Lost = len(imports) > 0
	if len(imports) == 1 {
		note.Import = imports[0].id
		return
	}
	for _, one := range imports {
		contacts := make([]int, 0, len(one.values))
		for value := range one.values {
			contacts = append(contacts, b.values[value])
		}
		slices.Sort(contacts)
		note.Imports = append(note.Imports, lostImport{one.id, contacts})
	}
}

// importFree imports the rows of a batch that are not settled, and that have no value of a lost import. The
// others are not sent.
func (r *run) importFree(ctx context.Context, b *batch) (ending, error) {
	held, err := r.heldBack(ctx, b)
	if err != nil {
		return ending{}, err
	}
	b.recallSettled()
	if len(held) == 0 && len(b.settled) == 0 {
		return r.importRows(ctx, b)
	}
	var free []int
	for i := range b.send {
		switch {
		case b.settled[b.rowOf[i]]:
		case held[i]:
			b.set(i, Unknown, ReasonImportLost)
		default:
			free = append(free, i)
		}
	}
	if len(free) == 0 {
		return ending{}, r.begin(ctx, b) // the journal must know what it is that is done
	}
	part := b.subset(free)
	part.importID, part.inPart = b.importID, b.inPart
	end, err := r.importPart(ctx, b, part)
	b.begun, b.announced = part.begun, part.announced
	return end, err
}

// heldBack returns which rows of a batch have a value of a lost import, if that has not ended
// since.
func (r *run) heldBack(ctx context.Context, b *batch) (map[int]bool, error) {
	if !b.importID.IsZero() && !b.inPart { // it was sent as a whole
		return nil, nil
	}
	held := map[int]bool{}
	imports := r.lost[b.key.Lane]
	for _, one := range imports {
		if one.by != b.key.By || !one.hasAny(b) {
			continue
		}
		ended, err := r.hasEnded(ctx, one)
		if err != nil {
			return nil, err
		}
		if ended {
			one.values = nil
		}
		for value, i := range b.values {
			if _, ok := one.values[value]; ok {
				held[i] = true
			}
		}
	}
	return held, nil
}

// hasAny reports whether rows of a batch have a value of the import.
func (l *lost) hasAny(b *batch) bool {
	for value := range b.values {
		if _, ok := l.values[value]; ok {
			return true
		}
	}
	return false
}

// hasEnded asks once whether a lost import has ended.
func (r *run) hasEnded(ctx context.Context, one *lost) (bool, error) {
	if one.id.IsZero() {
		return false, nil
	}
	status, err := r.client.Bulk.Job(one.id).Status(ctx)
	if err != nil && endsRun(ctx, err) {
		return false, err
	}
	return err == nil && status.Done(), nil
}
