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
	if b.isPart {
		for i := range b.send {
			b.result(i).ImportID = b.importID
		}
	}
	switch {
	case err != nil:
		return end, err
	case end.refused == nil || b.sentAgain && len(b.send) == 1:
		return end, r.settle(ctx, b, end)
	case len(b.send) == 1 && b.moreThanShown:
		b.markUnknown(0, ReasonNotShown, end.refused)
		return end, nil
	case len(b.send) == 1:
		b.refuse(0, end.refused)
		return end, nil
	}
	return r.importHalves(ctx, b)
}

// importPart imports some rows of a batch by themselves.
func (r *run) importPart(ctx context.Context, b, part *batch) (ending, error) {
	end, err := r.importRows(ctx, part)
	if err != nil {
		b.importID = part.importID
	}
	return end, err
}

// importHalves imports a batch as two. Each counts as a row of Options.Explain: rows for
// which that does not suffice are not sent.
func (r *run) importHalves(ctx context.Context, b *batch) (ending, error) {
	sum := ending{counted: true, over: true}
	all := indexes(len(b.send))
	middle := len(all) / 2
	for _, half := range []*batch{b.subset(all[:middle]), b.subset(all[middle:])} {
		end, err := ending{over: true}, error(nil)
		switch {
		case r.spendExplain():
			if end, err = r.importPart(ctx, b, half); err == nil {
				err = r.noteSettled(half)
			}
		case b.sentAgain && !b.wasRead:
			half.wasRead = true
			err = r.settle(ctx, half, end)
		case b.sentAgain || b.wasRead:
			half.mark(Unknown, ReasonNotShown)
		default:
			half.mark(Failed, ReasonNotExplained)
			end = ending{counted: true, over: true, failed: len(half.send)}
		}
		if err != nil {
			return ending{}, err
		}
		sum.counted = sum.counted && end.counted
		sum.created, sum.failed = sum.created+end.created, sum.failed+end.failed
	}
	return sum, nil
}

func indexes(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

// subset returns the batch of some of the contacts that are sent. Its results are those of
// the whole.
func (b *batch) subset(of []int) *batch {
	part := *b
	part.isPart, part.importID = true, cuedesk.ImportID{}
	part.send, part.rowOf = make([]cuedesk.ContactCreate, len(of)), make([]int, len(of))
	at := make(map[int]int, len(of))
	for to, from := range of {
		part.send[to], part.rowOf[to], at[from] = b.send[from], b.rowOf[from], to
	}
	part.values = make(map[string]int, len(of))
	for value, from := range b.values {
		if to, ok := at[from]; ok {
			part.values[value] = to
		}
	}
	return &part
}

// refuse makes a row failed, with what the API says about it.
func (b *batch) refuse(i int, err error) {
	b.set(i, Failed, ReasonRefused)
	b.result(i).Err = err
	if e, ok := errors.AsType[*cuedesk.Error](err); ok {
		b.result(i).Fields = e.Fields
	}
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
