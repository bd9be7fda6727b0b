package importer

import (
	"context"
	"errors"

	"github.com/cuedesk/cuedesk-go"
)

// importRows imports a batch and finds out what became of its rows. A batch that was
// refused is sent in halves: one row that the API cannot take must not keep out the others.
func (r *run) importRows(ctx context.Context, b *batch) (ending, error) {
	end, err := r.importBatch(ctx, b)
	switch {
	case err != nil:
		return end, err
	case end.refused == nil || b.repeated && len(b.send) == 1:
		err = r.settle(ctx, b, end)
	case len(b.send) == 1:
		b.refuse(0, end.refused)
	default:
		return r.importHalves(ctx, b)
	}
	if b.isPart {
		for i := range b.send {
			b.result(i).ImportID = b.importID
		}
	}
	return end, err
}

// importHalves imports a refused batch as two. Each counts as a row of Options.Explain:
// rows for which that does not suffice are not sent.
func (r *run) importHalves(ctx context.Context, b *batch) (ending, error) {
	sum := ending{counted: true}
	middle := len(b.send) / 2
	for _, half := range []*batch{b.part(0, middle), b.part(middle, len(b.send))} {
		if !r.takeExplain() {
			half.mark(Failed, ReasonNotExplained)
			sum.failed += len(half.send)
			continue
		}
		end, err := r.importRows(ctx, half)
		if err != nil {
			b.importID = half.importID
			return ending{}, err
		}
		sum.counted = sum.counted && end.counted
		sum.created, sum.failed = sum.created+end.created, sum.failed+end.failed
	}
	return sum, nil
}

// part returns the batch of some of the contacts that are sent. Its results are those of
// the whole.
func (b *batch) part(from, to int) *batch {
	half := *b
	half.isPart, half.importID = true, cuedesk.ImportID{}
	half.send, half.rowOf = b.send[from:to], b.rowOf[from:to]
	half.values = make(map[string]int, to-from)
	for value, i := range b.values {
		if i >= from && i < to {
			half.values[value] = i - from
		}
	}
	return &half
}

// aboutRows reports whether a refusal may be about the rows: one that names another member
// of the request is about the options, and no part of the batch would fare better.
func aboutRows(err error) bool {
	e, ok := errors.AsType[*cuedesk.Error](err)
	for i := 0; ok && i < len(e.Fields); i++ {
		switch e.Fields[i].Field {
		case "contact_list_uuid", "match_on_field", "merge_type":
			return false
		}
	}
	return true
}
