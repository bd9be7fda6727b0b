package importer

import (
	"context"
	"slices"

	"github.com/cuedesk/cuedesk-go"
)

// settleOpen settles the rows that reading back has not shown. What is left is sent once
// more as a part: unlike a create, that makes no second contact, whatever was read.
func (r *run) settleOpen(ctx context.Context, b *batch, end ending, back backing) error {
	open, n := back.open, len(b.send)
	switch {
	case len(open) == 0:
		return nil
	case end.refused != nil:
		for _, i := range open {
			b.refuse(i, end.refused)
		}
		return nil
	case end.counted && end.failed == n && b.wasRead:
		return r.tellWhy(ctx, b.subset(open))
	case r.skips() && end.counted && end.failed == 0 && back.shownAll(n, end):
		for _, i := range open {
			b.set(i, Skipped, r.skipReason())
		}
		return nil
	}
	b.maybeOurs = !end.counted || !back.shownAll(n, end)
	resend := end.over && (!b.wasRead || r.skips() && len(open) < n && r.takeExplain())
	if !resend || r.skips() && end.failed < len(open) {
		var err error
		if open, err = r.lookUpRows(ctx, b, end, open); err != nil || len(open) == 0 {
			return err
		}
	}
	if !resend {
		for _, i := range open {
			b.set(i, Unknown, notSeen(end))
		}
		return nil
	}
	part := b.subset(open)
	part.wasRead, part.repeated = true, b.repeated && !back.complete
	_, err := r.importPart(ctx, b, part)
	return err
}

// notSeen is why a row is unknown that was not seen.
func notSeen(end ending) Reason {
	if end.over {
		return ReasonNotShown
	}
	return ReasonImportLost
}

// doubt makes a row unknown; err is why, or nil.
func (b *batch) doubt(i int, reason Reason, err error) {
	b.set(i, Unknown, reason)
	b.result(i).Err = err
}

// takeExplain takes one of the rows that may be looked up.
func (r *run) takeExplain() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.explain <= 0 {
		return false
	}
	r.explain--
	return true
}

// lookUpRows gives rows the states that searches for their contacts prove, and returns
// the others. Rows for which Options.Explain does not suffice are unknown.
func (r *run) lookUpRows(ctx context.Context, b *batch, end ending, open []int) ([]int, error) {
	defer r.during(&r.settling)()
	var left []int
	for _, i := range open {
		if !r.takeExplain() {
			b.set(i, Unknown, notSeen(end))
			continue
		}
		settled, err := r.lookUp(ctx, b, end, i)
		if err != nil {
			return nil, err
		}
		if !settled {
			left = append(left, i)
		}
	}
	return left, nil
}

// lookUp searches for the contact of a row, and gives the row its state if that is proof
// enough.
func (r *run) lookUp(ctx context.Context, b *batch, end ending, i int) (settled bool, err error) {
	found, applied, err := r.search(ctx, b, i)
	switch {
	case err != nil && endsRun(ctx, err):
		return false, err
	case err != nil || !applied:
		b.doubt(i, notSeen(end), err)
		return true, nil
	case end.counted && r.opts.MergeType == cuedesk.MergeUpdate && len(found) == 0,
		end.counted && r.opts.MergeType == cuedesk.MergeCreate && slices.ContainsFunc(found, b.isEarlier):
		b.set(i, Skipped, r.skipReason())
		return true, nil
	}
	for _, c := range found {
		if b.isIn(i, c) {
			return true, r.join(ctx, b, i, c, r.stateOf(b, c, false))
		}
	}
	if len(found) > 0 && r.opts.MergeType == cuedesk.MergeCreate { // which import has created it is not known
		b.set(i, Unknown, notSeen(end))
		return true, nil
	}
	return false, nil
}

// isEarlier reports whether no import of the batch has created the contact.
func (b *batch) isEarlier(c *cuedesk.Contact) bool {
	return !b.maybeOurs || c.CreatedAt.Before(b.since)
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
