package importer

import (
	"context"
	"errors"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// lagWaits are the waits before each reading back, in thirtieths of Options.IndexLag; the
// last comes later than that.
var lagWaits = []time.Duration{0, 1, 4, 10, 20}

// distinguishes reports whether counts cannot tell created rows from updated ones, and
// are to be told apart.
func (r *run) distinguishes() bool {
	return r.opts.Distinguish && r.opts.MergeType == cuedesk.MergeCreateOrUpdate
}

// settle finds out what became of each row of a batch. Where the counts say that all
// are in, it asks nothing more.
func (r *run) settle(ctx context.Context, b *batch, end ending) error {
	n := len(b.send)
	allIn := end.counted && end.created == n
	if allIn && !r.distinguishes() {
		b.mark(r.stateOf(b, nil), "")
		return nil
	}
	open := indexes(n)
	if end.created > 0 || !end.counted || b.repeated {
		var err error
		if open, err = r.readBack(ctx, b, end); err != nil {
			return err
		}
	}
	skipsAll := b.repeated && r.opts.MergeType == cuedesk.MergeCreate // what the first one made is there
	switch {
	case allIn:
		for _, i := range open {
			b.set(i, Imported, "")
		}
		return nil
	case end.counted && end.failed == 0 && (skipsAll || len(open) == n-end.created):
		for _, i := range open {
			b.set(i, Skipped, r.skipReason())
		}
		return nil
	}
	return r.explainRows(ctx, b, end, open)
}

func indexes(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

// stateOf returns the state of a row that is in; nil: its contact was not looked at.
func (r *run) stateOf(b *batch, c *cuedesk.Contact) State {
	switch {
	case r.opts.MergeType == cuedesk.MergeCreate:
		return Created
	case r.opts.MergeType == cuedesk.MergeUpdate:
		return Updated
	case c == nil || !r.opts.Distinguish || b.undated:
		return Imported
	case c.CreatedAt.After(b.newest):
		return Created
	case c.CreatedAt.Before(b.newest) || c.CreatedAt.Before(b.since) || c.ID == b.newestID:
		return Updated
	}
	return Imported // created at the moment of another contact, before or after it
}

func (r *run) skipReason() Reason {
	if r.opts.MergeType == cuedesk.MergeCreate {
		return ReasonExists
	}
	return ReasonNew
}

// readBack marks the rows whose values are shown by a search for what has changed since
// the batch was begun, and returns the others. While it shows fewer than the API
// counts, the index may be late, and it looks again.
func (r *run) readBack(ctx context.Context, b *batch, end ending) ([]int, error) {
	var found map[int]*cuedesk.Contact
	for _, wait := range lagWaits {
		if err := rest.Sleep(ctx, wait*r.opts.IndexLag/30); err != nil {
			return nil, err
		}
		var err error
		if found, err = r.scan(ctx, b); err != nil && endsRun(ctx, err) {
			return nil, err
		}
		if err == nil && (!end.counted || len(found) >= end.created) {
			break
		}
	}
	var open []int
	for i := range b.send {
		c := found[i]
		if c == nil {
			open = append(open, i)
			continue
		}
		b.set(i, r.stateOf(b, c), "")
		b.result(i).ContactID = c.ID
	}
	// The API adds to the list what it counts: only if that is all, it is known which.
	if end.counted && end.created == len(b.send) || r.opts.ListID.IsZero() {
		return open, nil
	}
	return open, r.joinList(ctx, b, found)
}

// endsRun reports whether an error of a read says that no further call will succeed.
func endsRun(ctx context.Context, err error) bool {
	refused := errors.Is(err, cuedesk.ErrUnauthorized) || errors.Is(err, cuedesk.ErrForbidden)
	return ctx.Err() != nil || refused && !errors.Is(err, cuedesk.ErrIntermediary)
}

// scan reads what has changed since the batch was begun, and returns the contacts that
// have the values of its rows.
func (r *run) scan(ctx context.Context, b *batch) (map[int]*cuedesk.Contact, error) {
	latest, err := r.newest(ctx, cuedesk.UpdatedAt)
	if err != nil || latest.ID.IsZero() {
		return nil, err
	}
	// By the clock of the API, of which only this is known: it has passed latest.
	b.since = latest.UpdatedAt.Add(-time.Since(b.begun) - time.Second)
	changed := cuedesk.UpdatedAt
	if r.opts.MergeType == cuedesk.MergeCreate {
		changed = cuedesk.CreatedAt
	}
	found := map[int]*cuedesk.Contact{}
	match := matchFields[b.key.By]
	query := cuedesk.Where(changed.NotBefore(b.since))
	for contact, err := range r.client.Contacts.Scan(ctx, query, cuedesk.WithPrefetch(0)) {
		if err != nil {
			return found, err
		}
		if i, ok := b.values[match.normal(match.known(contact))]; ok && b.isIn(i, contact) {
			found[i] = contact
		}
	}
	return found, nil
}

// newest returns the contact with the latest time; an empty one if there are none.
func (r *run) newest(ctx context.Context, by cuedesk.TimeField) (*cuedesk.Contact, error) {
	contact, err := r.client.Contacts.First(ctx, cuedesk.Where().OrderBy(by.Desc()))
	if err == nil {
		return contact, nil
	}
	if errors.Is(err, cuedesk.ErrNotFound) {
		err = nil
	}
	return &cuedesk.Contact{}, err
}

// isIn reports whether a contact has all values that the i-th contact was sent with.
// The value that it was matched on need only be the same in its normal form.
func (b *batch) isIn(i int, c *cuedesk.Contact) bool { return b.missing(i, c).IsZero() }

// missing returns the update that would give the contact what it was sent with.
func (b *batch) missing(i int, c *cuedesk.Contact) cuedesk.ContactUpdate {
	want := b.send[i].AsUpdate()
	switch b.key.By {
	case cuedesk.MatchEmail:
		want.Email = cuedesk.Optional[string]{}
	case cuedesk.MatchPhoneNumber:
		want.PhoneNumber = cuedesk.Optional[string]{}
	case cuedesk.MatchExternalContactID:
		want.ExternalContactID = cuedesk.Optional[string]{}
	}
	return c.Diff(want)
}
