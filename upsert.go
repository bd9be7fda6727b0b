package cuedesk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Upsert creates a contact, or updates the one that has the same value of the
// field by, and returns it as it is then. The field is required in the input; one
// that is empty is not sent, and stays as it is. The API does the looking: Upsert
// is a bulk import of one contact, with [MergeCreateOrUpdate], that is waited for,
// after which the contact is searched for, compared as [ContactsService.Ensure]
// does, and fetched.
//
// Use it where a second contact would do harm: unlike a create, it may arrive late
// or twice and still makes one contact, provided that the API carries out imports of
// the same contact one after the other, which is assumed. A late one sets the values
// that it was sent with, also over newer ones. Use [ContactsService.Create] where a
// second contact does no harm, or where time counts: Upsert takes five requests or
// more, and as long as the API's imports do.
//
// Created is true if no search found the contact before the import: one that was
// created a moment before, and that searches did not show yet, counts as created. The
// API does not say which it was: it counts both alike. If several contacts match,
// the one that was updated last is returned.
//
// Options are those of [Job.Wait], and [WithAccepted]; until searches show the
// contact, Upsert waits as long as [WithStallTimeout] says. An error that matches
// [ErrOutcomeUnknown] leaves open whether there is an import, or what became of it:
// the contact may be there, or come later. One that matches [ErrImportFailed] says
// that the API did not take the contact, and not why: the value may be malformed, or
// several contacts may match. Whatever the error, Upsert may be called again: unlike
// after a create, there is no need to look first.
func (s *ContactsService) Upsert(
	ctx context.Context, in ContactCreate, by MatchField, opts ...WaitOption,
) (*Ensured, error) {
	if err := by.requireIn(in, bulkPattern); err != nil {
		return nil, err
	}
	before, err := s.findMatches(ctx, in, by)
	if err != nil {
		return nil, err
	}
	batch := &Batch{Contacts: []ContactCreate{in}}
	imports := &BulkService{s.core}
	bulk := BulkCreate{Contacts: batch.Contacts, MatchOn: by, MergeType: MergeCreateOrUpdate}
	if batch.Job, err = imports.Create(ctx, bulk); err != nil {
		return nil, err
	}
	contact, err := s.imported(ctx, in, by, before, batch, opts)
	if err != nil {
		return nil, afterAcceptance(err)
	}
	was := func(c *Contact) bool { return c.ID == contact.ID }
	return &Ensured{Contact: contact, Created: !slices.ContainsFunc(before, was)}, nil
}

// imported waits for the import of one contact and returns what it has written.
func (s *ContactsService) imported(
	ctx context.Context, in ContactCreate, by MatchField, before []*Contact, batch *Batch, opts []WaitOption,
) (*Contact, error) {
	p := newPoller(time.Time{}, opts)
	if err := batch.wait(ctx, p, opts); err != nil {
		return nil, err
	}
	if err := batch.succeeded(); err != nil {
		return nil, err
	}
	return s.findImported(ctx, in, by, before, newPoller(time.Time{}, opts))
}

// afterAcceptance says of an error after an import was accepted that the contact may
// be there, unless the import has failed.
func afterAcceptance(err error) error {
	e, ok := errors.AsType[*Error](err)
	if !ok || errors.Is(err, ErrImportFailed) || errors.Is(err, ErrOutcomeUnknown) {
		return err
	}
	return e.with(ErrOutcomeUnknown)
}

// succeeded returns an error unless the import of one contact created or updated it.
func (b *Batch) succeeded() error {
	switch sum := b.Import.Summary; {
	case sum.Failed > 0:
		return &Error{Operation: statusPattern, err: fmt.Errorf("%w: 1 of 1 contacts", ErrImportFailed)}
	case sum.Created < 1:
		return &Error{Operation: statusPattern, err: fmt.Errorf("%w: the counts leave the contact out", ErrBadResponse)}
	}
	return nil
}

// findImported searches until the contact is found that the import has written,
// and fetches it: a search may show an older state.
func (s *ContactsService) findImported(
	ctx context.Context, in ContactCreate, by MatchField, before []*Contact, p *poller,
) (*Contact, error) {
	for {
		found, err := s.findMatches(ctx, in, by)
		if err == nil && len(found) > 0 {
			latest := slices.MaxFunc(found, func(a, b *Contact) int { return a.UpdatedAt.Compare(b.UpdatedAt) })
			if time.Since(p.seen) >= p.grace || written(latest, in, by, before) {
				return s.Get(ctx, latest.ID)
			}
		}
		if err != nil {
			err = p.retryLater(ctx, err)
		} else if err = p.pause(ctx, 0); err != nil {
			err = &Error{Operation: searchPattern, err: fmt.Errorf("imported, but not found by a search: %w", err)}
		}
		if err != nil {
			return nil, err
		}
	}
}

// written reports whether the import has written the contact, as far as a search
// shows it. One that is only alike and has not changed may be another, as long as
// searches do not show the new one yet.
func written(found *Contact, in ContactCreate, by MatchField, before []*Contact) bool {
	same := func(c *Contact) bool { return c.ID == found.ID && c.UpdatedAt.Equal(found.UpdatedAt) }
	return by.compare(by.valueIn(in), by.valueOf(found)) == identical || !slices.ContainsFunc(before, same)
}
