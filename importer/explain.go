package importer

import (
	"context"
	"slices"

	"github.com/cuedesk/cuedesk-go"
)

// settleOpen settles the rows that reading back has not shown. The remaining rows are
// sent once more as a part: unlike a create, that makes no second contact.
func (r *run) settleOpen(ctx context.Context, b *batch, end ending, back readBackResult) error {
	open, n := back.notShown, len(b.send)
	switch {
	case len(open) == 0:
		return nil
	case end.refused != nil:
		for _, i := range open {
			b.refuse(i, end.refused)
		}
		return nil
	case end.counted && end.failed == n && b.wasRead:
		return r.explainFailures(ctx, b.subset(open))
	case r.skips() && end.counted && end.failed == 0 && back.allShown(n, end):
		for _, i := range open {
			b.set(i, Skipped, r.skipReason())
		}
		return nil
	}
	b.moreThanShown = b.moreThanShown || !end.counted || n-len(open) < end.created
	b.maybeCreated = b.maybeCreated || !end.counted || !back.allShown(n, end)
	resend := end.over && (!b.wasRead || r.skips() && len(open) < n && r.spendExplain())
	left, absent := open, []int(nil)
	if !resend || r.skips() && end.failed < len(open) {
		var err error
		if left, absent, err = r.lookUpRows(ctx, b, end, open); err != nil {
			return err
		}
	}
	if !resend {
		b.subset(slices.Concat(left, absent)).mark(Unknown, unknownReason(end))
		return nil
	}
	return r.resend(ctx, b, end, !back.complete, left, absent)
}

// resend sends rows once more. The counts say whether rows without a contact were skipped, if no others are beside
// them.
func (r *run) resend(ctx context.Context, b *batch, end ending, maybeIn bool, left, absent []int) error {
	failures := end.failed
	for _, rows := range [][]int{left, absent} {
		if len(rows) == 0 {
			continue
		}
		part := b.subset(rows)
		part.wasRead, part.sentAgain, part.failures = true, b.sentAgain && maybeIn, failures
		if _, err := r.importPart(ctx, b, part); err != nil {
			return err
		}
		failures -= part.count(Failed)
	}
	return nil
}

// unknownReason is why a row is unknown that was not seen.
func unknownReason(end ending) Reason {
	if end.over {
		return ReasonNotShown
	}
	return ReasonImportLost
}

// markUnknown makes a row unknown; err is why, or nil.
func (b *batch) markUnknown(i int, reason Reason, err error) {
	b.set(i, Unknown, reason)
	b.result(i).Err = err
}

// spendExplain takes one of the rows that may be looked up.
func (r *run) spendExplain() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.explain <= 0 {
		return false
	}
	r.explain--
	return true
}

// lookUpRows gives rows the states that searches for their contacts prove, and returns
// the others, those apart that have none to update. Rows for which Options.Explain does not
// suffice are unknown.
func (r *run) lookUpRows(ctx context.Context, b *batch, end ending, open []int) (left, absent []int, err error) {
	for _, i := range open {
		if !r.spendExplain() {
			b.set(i, Unknown, unknownReason(end))
			continue
		}
		found, applied, err := r.search(ctx, b, i)
		switch {
		case err != nil && endsRun(ctx, err):
			return nil, nil, err
		case err != nil || !applied:
			b.markUnknown(i, unknownReason(end), err)
			continue
		}
		settled, err := r.settleFound(ctx, b, end, i, found)
		switch {
		case err != nil:
			return nil, nil, err
		case settled:
		case len(found) == 0 && r.opts.MergeType == cuedesk.MergeUpdate:
			absent = append(absent, i)
		default:
			left = append(left, i)
		}
	}
	return left, absent, nil
}

// settleFound gives a row the state that the contacts which it matches prove, if they do.
func (r *run) settleFound(
	ctx context.Context, b *batch, end ending, i int, found []*cuedesk.Contact,
) (settled bool, err error) {
	creates := r.opts.MergeType == cuedesk.MergeCreate
	if creates && end.counted && slices.ContainsFunc(found, b.isEarlier) {
		b.set(i, Skipped, ReasonExists)
		return true, nil
	}
	for _, c := range found {
		if b.isIn(i, c) {
			return true, r.join(ctx, b, i, c, r.stateOf(b, c, false))
		}
	}
	if creates && len(found) > 0 { // which import has created it is not known
		b.set(i, Unknown, unknownReason(end))
		return true, nil
	}
	return false, nil
}

// isEarlier reports whether no import of the batch has created the contact.
func (b *batch) isEarlier(c *cuedesk.Contact) bool {
	return !b.maybeCreated || c.CreatedAt.Before(b.since)
}

// search returns the contacts that a row matches; applied is false if what came is of others.
func (r *run) search(ctx context.Context, b *batch, i int) (found []*cuedesk.Contact, applied bool, err error) {
	match := matchFields[b.key.By]
	value := match.value(b.send[i])
	page, err := r.client.Contacts.Search(ctx, cuedesk.Where(match.search.Is(value)), cuedesk.PageOptions{Limit: 10})
	if err != nil {
		return nil, false, err
	}
	for j := range page.Items {
		if c := &page.Items[j]; match.normal(match.known(c)) == match.normal(value) {
			found = append(found, c)
		}
	}
	return found, len(found) > 0 || len(page.Items) == 0, nil
}

// join gives a row that is in its state, and makes its contact a member of the list.
func (r *run) join(ctx context.Context, b *batch, i int, contact *cuedesk.Contact, state State) error {
	b.set(i, state, "")
	b.result(i).ContactID = contact.ID
	if r.opts.ListID.IsZero() {
		return nil
	}
	return r.joinList(ctx, b, map[int]*cuedesk.Contact{i: contact})
}
