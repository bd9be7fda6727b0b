package importer

import (
	"context"
	"errors"
	"maps"
	"strings"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// lagWaits are the waits before each reading back, in thirtieths of Options.IndexLag; the
// last comes later than that.
var lagWaits = []time.Duration{0, 1, 4, 10, 20}

// fullWaits are those where the rows that are not shown must be known to be not there.
var fullWaits = []time.Duration{0, 30, 4}

// distinguishes reports whether counts cannot tell created rows from updated ones, and
// are to be told apart.
func (r *run) distinguishes() bool {
	return r.opts.Distinguish && r.opts.MergeType == cuedesk.MergeCreateOrUpdate
}

// settle finds out what became of each row of a batch. If the counts of its only import
// say the same of all rows, it sends no request.
func (r *run) settle(ctx context.Context, b *batch, end ending) error {
	n := len(b.send)
	one := end.counted && !b.sentAgain // the counts are those of the only import
	switch {
	case end.counted && end.created == n:
		return r.settleIn(ctx, b, end)
	case one && end.failed == n:
		return r.explainFailures(ctx, b)
	case one && end.created+end.failed == 0:
		b.mark(r.skipped(b))
		return nil
	case end.counted && end.failed < n && b.wasRead && !r.skips(): // halves of what was skipped would be, too
		_, err := r.importHalves(ctx, b)
		return err
	case one && end.created == 0:
		return r.settleOpen(ctx, b, end, readBackResult{notShown: indexes(n), complete: true})
	}
	back, err := r.readBack(ctx, b, end)
	if err != nil {
		return err
	}
	return r.settleOpen(ctx, b, end, back)
}

// settleIn settles rows that are all in, as the counts say.
func (r *run) settleIn(ctx context.Context, b *batch, end ending) error {
	b.mark(r.stateOf(b, nil, true), "")
	if !r.distinguishes() {
		return nil
	}
	_, err := r.readBack(ctx, b, end)
	return err
}

// skipped returns the state of rows that the import has skipped.
func (r *run) skipped(b *batch) (State, Reason) {
	if b.maybeCreated && r.opts.MergeType == cuedesk.MergeCreate {
		return Unknown, ReasonNotShown
	}
	return Skipped, r.skipReason()
}

// stateOf returns the state of a row that is in; nil: its contact was not looked at. That
// the import has created what was there is proven, or not.
func (r *run) stateOf(b *batch, c *cuedesk.Contact, proven bool) State {
	switch {
	case r.opts.MergeType == cuedesk.MergeCreate && proven:
		return Created
	case r.opts.MergeType == cuedesk.MergeCreate:
		return Imported
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

// skips reports whether the merge type leaves rows out.
func (r *run) skips() bool { return r.opts.MergeType != cuedesk.MergeCreateOrUpdate }

func (r *run) skipReason() Reason {
	if r.opts.MergeType == cuedesk.MergeCreate {
		return ReasonExists
	}
	return ReasonNew
}

// readBackResult is what reading back has shown of a batch.
type readBackResult struct {
	notShown    []int // rows that were not shown
	complete    bool  // searches show all that the import has written
	otherValues bool  // rows that were not shown have contacts with other values: perhaps what was sent, in another form
}

// allShown reports whether none of the rows that were not shown, of n, was written.
func (k readBackResult) allShown(n int, end ending) bool {
	return k.complete && !k.otherValues && n-len(k.notShown) >= end.created
}

// shownContacts is what a search for what has changed shows of a batch, by the numbers of its contacts.
type shownContacts struct {
	in    map[int]*cuedesk.Contact // contacts with all values of the row
	other map[int]*cuedesk.Contact // contacts that match a row that is not in, and have other values
}

// readBack marks the rows whose values are shown by a search for what has changed since
// the batch was begun.
func (r *run) readBack(ctx context.Context, b *batch, end ending) (readBackResult, error) {
	defer r.during(&r.settling)()
	found, complete, err := r.scanUntilShown(ctx, b, end)
	if err != nil {
		return readBackResult{}, err
	}
	proven := complete && end.counted && r.acceptOtherValues(&found, end)
	back := readBackResult{complete: complete, otherValues: len(found.other) > 0}
	for i := range b.send {
		if found.in[i] == nil {
			back.notShown = append(back.notShown, i)
			continue
		}
		b.set(i, r.stateOf(b, found.in[i], proven), "")
		b.result(i).ContactID = found.in[i].ID
	}
	// The API adds to the list what it counts: only if that is all, it is known which.
	if end.counted && end.created == len(b.send) || r.opts.ListID.IsZero() {
		return back, nil
	}
	return back, r.joinList(ctx, b, found.in)
}

// scanUntilShown searches for what the batch has changed, and reports whether that is complete.
// While fewer are shown than the API counts, the index may be late, and it looks again.
func (r *run) scanUntilShown(
	ctx context.Context, b *batch, end ending,
) (found shownContacts, complete bool, err error) {
	waits, enough := lagWaits, end.created
	again := end.failed == len(b.send) && end.refused == nil && !b.wasRead // the rows are sent once more anyway
	if !end.counted || r.skips() || b.sentAgain && !again {
		waits, enough = fullWaits, len(b.send)
	}
	waited := time.Duration(0)
	for _, wait := range waits {
		if err := rest.Sleep(ctx, wait*r.opts.IndexLag/30); err != nil {
			return found, false, err
		}
		waited += wait
		seen, err := r.scan(ctx, b)
		if err != nil && endsRun(ctx, err) {
			return found, false, err
		}
		if err == nil || len(seen.in) > len(found.in) {
			found = seen
		}
		complete = err == nil && (waited >= 30 || len(found.in) == len(b.send))
		if complete || err == nil && len(found.in) >= enough {
			break
		}
	}
	return found, complete, nil
}

// acceptOtherValues reports whether the import has created all contacts that are shown, as their number
// proves. With other values than were sent, the API has then changed these.
func (r *run) acceptOtherValues(found *shownContacts, end ending) bool {
	if r.opts.MergeType != cuedesk.MergeCreate || len(found.in)+len(found.other) != end.created {
		return false
	}
	maps.Copy(found.in, found.other)
	clear(found.other)
	return true
}

// endsRun reports whether an error of a read says that no further call will succeed.
func endsRun(ctx context.Context, err error) bool {
	refused := errors.Is(err, cuedesk.ErrUnauthorized) || errors.Is(err, cuedesk.ErrForbidden)
	return ctx.Err() != nil || refused && !errors.Is(err, cuedesk.ErrIntermediary)
}

// scan reads what has changed since the batch was begun, and returns the contacts that
// its rows match.
func (r *run) scan(ctx context.Context, b *batch) (shownContacts, error) {
	found := shownContacts{in: map[int]*cuedesk.Contact{}, other: map[int]*cuedesk.Contact{}}
	latest, err := r.client.Contacts.First(ctx, cuedesk.Where().OrderBy(cuedesk.UpdatedAt.Desc()))
	if err != nil { // there are contacts, or nothing would be open: that none are shown proves nothing
		return found, err
	}
	// By the clock of the API, of which only this is known: it has passed latest.
	b.since = latest.UpdatedAt.Add(-time.Since(b.begun) - time.Second)
	changed := cuedesk.UpdatedAt
	if r.opts.MergeType == cuedesk.MergeCreate {
		changed = cuedesk.CreatedAt
	}
	match, trimmed := matchFields[b.key.By], b.trimmed()
	query := cuedesk.Where(changed.NotBefore(b.since))
	for contact, err := range r.client.Contacts.Scan(ctx, query, cuedesk.WithPrefetch(0)) {
		if err != nil {
			return found, err
		}
		value := match.normal(match.known(contact))
		i, ok := b.values[value]
		if !ok {
			i, ok = trimmed[value]
		}
		switch {
		case ok && b.isIn(i, contact):
			found.in[i] = contact
			delete(found.other, i)
		case ok && found.in[i] == nil:
			found.other[i] = contact
		}
	}
	return found, nil
}

// trimmed returns the values with white space around them as an API may keep them: without.
func (b *batch) trimmed() map[string]int {
	trimmed := map[string]int{}
	for value, i := range b.values {
		if short := strings.TrimSpace(value); short != value {
			trimmed[short] = i
		}
	}
	return trimmed
}

// newest returns the contact that was created last; an empty one if there are none. The
// list is asked, because searches may not show the contacts of the last seconds.
func (r *run) newest(ctx context.Context) (*cuedesk.Contact, error) {
	page, err := r.client.Contacts.List(ctx, cuedesk.ListContactsOptions{
		PageOptions: cuedesk.PageOptions{Limit: 1}, OrderField: cuedesk.OrderByCreatedAt, Order: cuedesk.Descending,
	})
	if err != nil || len(page.Items) == 0 {
		return &cuedesk.Contact{}, err
	}
	return &page.Items[0], nil
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
