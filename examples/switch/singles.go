package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/cuedesk/cuedesk-go"
)

// giveUp is how many failures in a row, of a kind that says nothing about the
// contact, end the sending of single contacts.
const giveUp = 10

// sendSingles sends those one by one whom the imports did not bring as they were
// sent, and those whom no import could find. An import says how many failed, but
// neither who nor why: this does. It returns how many there were.
func (m *mover) sendSingles(ctx context.Context) int {
	people := m.leftOut()
	outages := 0
	var last error
	for i, p := range people {
		p.sentAlone = true
		if outages == giveUp {
			p.err = fmt.Errorf("not tried, because of others: %w", last)
			continue
		}
		m.out.progress("  %d of %d sent singly", i, len(people))
		p.err = m.send(ctx, p)
		last = p.err
		if outages++; !isOutage(p.err) {
			outages = 0
		}
	}
	if len(people) > 0 {
		m.out.finish("  %d sent singly: %d done", len(people), count(people, func(p *person) bool { return p.err == nil }))
	}
	return len(people)
}

// isOutage reports whether any other contact would have met the same error.
func isOutage(err error) bool {
	apiErr, ok := errors.AsType[*cuedesk.Error](err)
	switch {
	case err == nil || errors.Is(err, cuedesk.ErrInvalid):
		return false
	case !ok || apiErr.StatusCode < 400 || apiErr.StatusCode >= 500:
		return true
	}
	return slices.Contains([]int{401, 403, 408, 429}, apiErr.StatusCode)
}

// leftOut returns those who are to be sent singly.
func (m *mover) leftOut() []*person {
	var people []*person
	for _, p := range primaries(m.everybody) {
		if p.sentAlone || m.after != nil && p.batch != nil && m.isLeftOut(p) {
			if p.before == nil {
				p.partlyImported = m.current(p)
			}
			people = append(people, p)
		}
	}
	return people
}

// isLeftOut reports whether the person's import has ended, and did not bring it, or
// not as it was sent.
func (m *mover) isLeftOut(p *person) bool {
	switch c := m.current(p); {
	case c != nil:
		return p.batch.ended() && !c.shared && len(p.differences(c)) > 0
	case p.before != nil:
		return false
	}
	return p.batch.countsTheMissing() && len(p.createdHere) == 0
}

// send sends one person.
func (m *mover) send(ctx context.Context, p *person) error {
	if there := cmp.Or(p.before, p.partlyImported); there != nil {
		return m.updateOne(ctx, p, there)
	}
	ensured, err := m.client.Contacts.Ensure(ctx, p.input(), p.matchOn())
	if err == nil && !ensured.Created {
		p.joined = true
		if m.isOthers(p, ensured.Contact.ID) {
			return errors.New("another contact of the source is the one that Cuedesk has for it")
		}
		err = m.updateOne(ctx, p, newKnown(ensured.Contact))
	}
	return err
}

// isOthers reports whether a contact of Cuedesk is another person of the source.
func (m *mover) isOthers(p *person, id cuedesk.ContactID) bool {
	return slices.ContainsFunc(primaries(m.everybody), func(other *person) bool {
		c := m.current(other)
		return other != p && c != nil && c.id == id
	})
}

// updateOne updates a contact of Cuedesk. An external ID that it has is left as it
// is, and so is the spelling of its address.
func (m *mover) updateOne(ctx context.Context, p *person, to *known) error {
	in := p.contact
	if to.externalID != "" {
		in.ExternalContactID = ""
	}
	if emailKey(to.email) == emailKey(in.Email) {
		in.Email = ""
	}
	_, err := m.client.Contacts.Update(ctx, to.id, asUpdate(in))
	return err
}

// asUpdate is the update that sets what is not empty.
func asUpdate(in cuedesk.ContactCreate) cuedesk.ContactUpdate {
	set := func(text string) (field cuedesk.Optional[string]) {
		if text != "" {
			field = cuedesk.Set(text)
		}
		return field
	}
	return cuedesk.ContactUpdate{
		FirstName:         set(in.FirstName),
		LastName:          set(in.LastName),
		ExternalContactID: set(in.ExternalContactID),
		Email:             set(in.Email),
		PhoneNumber:       set(in.PhoneNumber),
		WhatsAppID:        set(in.WhatsAppID),
		FBMessengerID:     set(in.FBMessengerID),
		CustomFields:      in.CustomFields,
	}
}
