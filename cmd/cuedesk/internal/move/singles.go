package move

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/cuedesk/cuedesk-go"
)

// maxFailures is how many failures in a row, of a kind that says nothing about the
// contact, end the sending of single contacts.
const maxFailures = 10

// sendSingles updates those one by one who are in Cuedesk, but not as they were sent, and those whom no import could
// find. It returns how many there were.
func (m *mover) sendSingles(ctx context.Context) int {
	people := m.unsentPeople()
	outages := 0
	var last error
	for i, p := range people {
		p.sentAlone = true
		if outages == maxFailures {
			p.err = fmt.Errorf("not tried, because of others: %w", last)
			continue
		}
		m.out.Progress("  %d of %d sent singly", i, len(people))
		p.err = m.updateOne(ctx, p)
		last = p.err
		if outages++; !isOutage(p.err) {
			outages = 0
		}
	}
	if len(people) > 0 {
		m.out.Finish("  %d sent singly: %d done", len(people), count(people, func(p *person) bool { return p.err == nil }))
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

// unsentPeople returns those who are to be sent singly.
func (m *mover) unsentPeople() []*person {
	var people []*person
	for _, p := range primaries(m.people) {
		c := m.current(p)
		differs := m.after != nil && p.isImported() && c != nil && !c.shared && len(p.differences(c)) > 0
		if p.sentAlone || differs {
			p.target = c
			people = append(people, p)
		}
	}
	return people
}

// updateOne updates a person's contact. An external ID that it has is left as it is, and so is the spelling of its
// address.
func (m *mover) updateOne(ctx context.Context, p *person) error {
	to := cmp.Or(p.before, p.target)
	in := p.contact
	if to.externalID != "" {
		in.ExternalContactID = ""
	}
	if emailKey(to.email) == emailKey(in.Email) {
		in.Email = ""
	}
	_, err := m.client.Contacts.Update(ctx, to.id, in.AsUpdate())
	return err
}
