package cuedesk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// Upsert creates a contact, or updates the one that has the same value in the field
// by, and returns it as it is then (API: "Bulk Create Contacts"). The field is
// required in the input. A field that is empty in the input is not sent, and stays as
// it is.
//
// The API does the looking: Upsert is a bulk import of one contact with
// [MergeCreateOrUpdate]. It waits for the import, searches for the contact, compares
// it as [ContactsService.Ensure] does, and gets it. That takes five requests or more,
// and as long as the API's imports do. Where a second contact does no harm, or where
// time counts, use [ContactsService.Create].
//
// Upsert may be called again after any error, without a look first: if it arrives
// late or twice, it still makes one contact, provided that the API carries out
// imports of one contact one after the other, which is assumed. [Retryable] says
// whether another call may succeed. A late import sets the values that it was sent
// with, also over newer ones.
//
// Created is true if no search found the contact before the import. That includes a
// contact that was created a moment before, if searches did not show it yet: the API
// counts created and updated contacts alike. If several contacts match, Upsert
// returns one that the import has changed, as far as searches show it; of several,
// the one that was updated last. The documentation does not say whether an import
// finds archived contacts: Upsert returns an archived one only if the import has
// changed it, or no other shows up.
//
// Options are those of [Job.Wait], [WithAccepted] and [WithRepeatImports]. Upsert
// waits as long as [WithStallTimeout] says until searches show the contact. Reads may
// be late, so that Upsert looks again for as long as [WithNotFoundGrace] says after
// the import has ended, if the contact that a search shows
//
//   - is not found by its ID: after that, it ends with the error of that request;
//   - has another value in the field: after that, it ends with an error that matches
//     [ErrBadResponse];
//   - is as it was before, and lacks what was sent: after that, it returns that
//     contact, because the API may write values in another form than they are sent.
//
// An error that matches [ErrOutcomeUnknown] leaves open whether there is an import,
// or what became of it: the contact may be there, or come later. What went wrong
// after the import was accepted is a cause of it, and never makes it match
// [ErrInvalid], [ErrNotFound] or [ErrConflict]. An error that matches
// [ErrImportFailed] says that the API did not take the contact, and not why: a value
// may be malformed, or several contacts may match.
//
// Upsert sends the import once, unless it was certainly not accepted: an API might
// carry out two imports side by side that follow close on each other. If it is not
// known whether there is an import, Upsert looks after 5 seconds, and returns the
// contact if it has the values that were sent. [WithRepeatImports] lets it send the
// import again.
func (s *ContactsService) Upsert(
	ctx context.Context, in ContactCreate, by MatchField, opts ...WaitOption,
) (*Ensured, error) {
	if err := s.core.Validate(rest.Create(bulkPattern).Body((*createBody)(&in), by.problemsIn(in))); err != nil {
		return nil, err
	}
	u := upsert{contacts: s, matching: matching{in, by}, opts: opts}
	var err error
	if u.before, err = s.findMatches(ctx, u.matching); err != nil {
		return nil, err
	}
	contact, err := u.importContact(ctx, &BulkService{s.core})
	if err != nil {
		return nil, markSafeToRepeat(err)
	}
	return &Ensured{Contact: contact, Created: u.earlier(contact) == nil}, nil
}

// markSafeToRepeat says of the error of an upsert that the call may be made again whatever became
// of it.
func markSafeToRepeat(err error) error {
	e, ok := errors.AsType[*Error](err)
	if !ok {
		return err
	}
	marked := *e
	marked.safeToRepeat = true
	return &marked
}

// upsert is one call of Upsert.
type upsert struct {
	matching

	contacts *ContactsService
	opts     []WaitOption
	before   []*Contact // those that matched before the import
}

// importContact imports the contact and returns what the import has written.
func (u *upsert) importContact(ctx context.Context, imports *BulkService) (*Contact, error) {
	job, err := imports.Create(ctx, BulkCreate{
		Contacts: []ContactCreate{u.in}, MatchOn: u.by, MergeType: MergeCreateOrUpdate,
		RepeatImports: newPoller(time.Time{}, u.opts).repeats,
	})
	if err != nil {
		return u.findAgain(ctx, err)
	}
	contact, err := u.finish(ctx, job)
	if err != nil {
		return nil, u.afterAcceptance(err)
	}
	return contact, nil
}

// findAgain looks for what an import has written of which it is not known whether there is
// one. Without the values that were sent, a contact proves nothing.
func (u *upsert) findAgain(ctx context.Context, failed error) (*Contact, error) {
	cause, ok := errors.AsType[*Error](failed)
	if !ok || !errors.Is(failed, ErrOutcomeUnknown) || !endsInTime(ctx, defaultSettle) {
		return nil, failed
	}
	if err := rest.Sleep(ctx, defaultSettle); err != nil {
		return nil, cause.withCause(err)
	}
	found, err := u.contacts.findMatches(ctx, u.matching)
	if err == nil && len(found) == 1 && !found[0].Archived && u.hasValues(found[0]) {
		var contact *Contact
		contact, err = u.contacts.Get(ctx, found[0].ID)
		if err == nil && u.compareContact(contact) != different && u.hasValues(contact) {
			return contact, nil
		}
	}
	if err != nil {
		return nil, cause.withCause(&findError{err})
	}
	return nil, failed
}

// hasValues reports whether the contact has all values that were sent.
func (u *upsert) hasValues(c *Contact) bool { return c.Diff(u.in.AsUpdate()).IsZero() }

// finish waits for the import of one contact and returns what it has written.
func (u *upsert) finish(ctx context.Context, job *Job) (*Contact, error) {
	if p := newPoller(time.Time{}, u.opts); p.accepted != nil {
		p.accepted(job)
	}
	status, err := job.Wait(ctx, u.opts...)
	if errors.Is(err, ErrImportFailed) && status.Summary.Created > 0 { // which is no proof that it has failed
		err = job.fail(fmt.Errorf("%w: failed, and counted as created", ErrBadResponse))
	}
	if err != nil {
		return nil, err
	}
	if err := status.Summary.checkSingle(); err != nil {
		return nil, job.fail(err)
	}
	return u.findImported(ctx, newPoller(time.Time{}, u.opts))
}

// afterAcceptance says of an error after an import was accepted that the contact may
// be there, unless the import has failed.
func (u *upsert) afterAcceptance(err error) error {
	cause, ok := errors.AsType[*Error](err)
	if !ok || errors.Is(err, ErrImportFailed) {
		return err
	}
	err = u.fail(rest.Create(bulkPattern), errors.Join(ErrOutcomeUnknown, &findError{err}))
	if e, ok := errors.AsType[*Error](err); ok {
		e.RetryAfter, e.Transient = cause.RetryAfter, cause.Transient
	}
	return err
}

// fail returns the error of what the responses to an operation show.
func (u *upsert) fail(op rest.Operation, err error) error { return u.contacts.core.Fail(op, err) }

// checkSingle returns an error unless the import of one contact created or updated it.
func (s ImportSummary) checkSingle() error {
	switch {
	case s.Failed > 0:
		return fmt.Errorf("%w: 1 of 1 contacts", ErrImportFailed)
	case s.Created < 1:
		return fmt.Errorf("%w: the counts leave the contact out", ErrBadResponse)
	}
	return nil
}

// findImported looks until it finds the contact that the import has written.
func (u *upsert) findImported(ctx context.Context, p *poller) (*Contact, error) {
	for {
		contact, err := u.look(ctx, time.Since(p.seen) >= p.grace)
		switch {
		case contact != nil:
			return contact, nil
		case err != nil:
			err = p.waitOrFail(ctx, err)
		default:
			if err = p.pause(ctx, 0); err != nil {
				err = u.fail(rest.Read(searchPattern), fmt.Errorf("imported, but not found by a search: %w", err))
			}
		}
		if err != nil {
			return nil, err
		}
	}
}

// look returns the contact that the import has written, nil if that is not to be seen
// yet. When it is late, what there is must do.
func (u *upsert) look(ctx context.Context, late bool) (*Contact, error) {
	found, err := u.contacts.findMatches(ctx, u.matching)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	best := slices.MaxFunc(found, u.compareProof)
	if !late && !u.changed(best) && u.class(best) != int(identical) {
		return nil, nil // it may be another, as long as searches do not show the new one
	}
	contact, err := u.contacts.Get(ctx, best.ID)
	switch {
	case err != nil && (late || !errors.Is(err, ErrNotFound)):
		return nil, err
	case late && u.compareContact(contact) == different:
		return nil, u.fail(rest.Read(getPattern), fmt.Errorf("%w: the contact does not match", ErrBadResponse))
	case late || err == nil && u.compareContact(contact) != different && u.isWritten(contact):
		return contact, nil
	}
	return nil, nil
}

// compareProof compares how much speaks for it that the import has written a contact.
func (u *upsert) compareProof(a, b *Contact) int {
	if changed := u.changed(a); changed != u.changed(b) {
		if changed {
			return 1
		}
		return -1
	}
	return cmp.Or(u.class(a)-u.class(b), a.UpdatedAt.Compare(b.UpdatedAt))
}

// earlier returns the contact as it was before the import, or nil.
func (u *upsert) earlier(c *Contact) *Contact {
	if i := slices.IndexFunc(u.before, func(b *Contact) bool { return b.ID == c.ID }); i >= 0 {
		return u.before[i]
	}
	return nil
}

// changed reports whether the contact is new or has changed since before the import.
func (u *upsert) changed(c *Contact) bool {
	before := u.earlier(c)
	return before == nil || !before.UpdatedAt.Equal(c.UpdatedAt)
}

// isWritten reports whether the contact shows what the import has done to it.
func (u *upsert) isWritten(c *Contact) bool { return u.changed(c) || u.hasValues(c) }
