package move

import (
	"strings"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/match"
)

// emailKey is what addresses are compared by, everywhere.
func emailKey(email string) string { return match.Email(withoutInvisible(email)) }

// match finds out who is in Cuedesk already: by the ID in the source, which is
// certain, and then by e-mail address. A person who cannot be told from others
// is not moved.
func (t *target) match(everybody []*person, source string) {
	byID, owners := map[*person][]*knownContact{}, map[string]*person{}
	for _, p := range everybody {
		byID[p.primary()] = append(byID[p.primary()], t.byID[p.contact.ExternalContactID]...)
		owners[p.contact.ExternalContactID] = p.primary()
	}
	for _, p := range primaries(everybody) {
		byEmail := t.byEmail[emailKey(p.contact.Email)]
		if len(byEmail) == 1 && strings.HasPrefix(byEmail[0].externalID, externalID(source, "")) {
			p.addressOwner = owners[byEmail[0].externalID]
		}
		p.identifyAmong(byID[p], byEmail, source)
		if p.before != nil && p.before.archived {
			p.remarks = append(p.remarks, "it is archived in Cuedesk")
		}
	}
	expectAddresses(primaries(everybody))
}

// expectAddresses finds those whose address another one gives up by this move, or
// by the next ones.
func expectAddresses(everybody []*person) {
	for isNew := true; isNew; {
		isNew = false
		for _, p := range everybody {
			if p.failed == "" || p.retryable || p.addressOwner == nil || p.addressOwner == p ||
				p.addressOwner.contact.Email == "" {
				continue
			}
			if p.addressOwner.failed == "" || p.addressOwner.retryable {
				p.retryable, isNew = true, true
			}
		}
	}
}

// identifyAmong decides who of those with its ID and those with its address the person is.
func (p *person) identifyAmong(byID, byEmail []*knownContact, source string) {
	switch {
	case len(byID) > 1:
		p.fail("Cuedesk has several contacts with its ID", byID...)
	case len(byEmail) > 1:
		p.fail("Cuedesk has several contacts with its e-mail address", byEmail...)
	case len(byID) == 1 && len(byEmail) == 1 && byID[0] != byEmail[0]:
		p.fail("Cuedesk has a contact with its ID and another one with its e-mail address", byID[0], byEmail[0])
	case len(byID) == 1 && len(byEmail) == 0 && p.isAnother(byID[0]):
		p.fail("Cuedesk has its ID on a contact with another name and another address", byID[0])
	case len(byID) == 1:
		p.before = byID[0]
	case len(byEmail) == 1 && p.addressOwner != nil:
		p.fail("Cuedesk has its e-mail address on another contact of "+source, byEmail[0])
	case len(byEmail) == 1:
		p.before = byEmail[0]
	}
}

// isAnother reports whether nothing but the ID speaks for the person being the
// contact in Cuedesk.
func (p *person) isAnother(c *knownContact) bool {
	mine, theirs := fullName(p.contact), oneLine(c.first+" "+c.last)
	return p.contact.Email != "" && emailKey(c.email) != "" && emailKey(c.email) != emailKey(p.contact.Email) &&
		mine != "" && theirs != "" && !strings.EqualFold(mine, theirs)
}

// primaries returns the persons who are to be moved: neither duplicates nor empty.
func primaries(everybody []*person) []*person {
	var chosen []*person
	for _, p := range everybody {
		if p.sameAs == nil && !p.empty {
			chosen = append(chosen, p)
		}
	}
	return chosen
}

// byUUID stands for no field to match on: the contact is updated by its ID in
// Cuedesk.
const byUUID cuedesk.MatchField = ""

// matchOn is how an import finds the person in Cuedesk again.
func (p *person) matchOn() cuedesk.MatchField {
	email := emailKey(p.contact.Email)
	switch {
	case email == "" || p.before != nil && emailKey(p.before.email) != email:
		return cuedesk.MatchExternalContactID
	case p.before != nil && !plainAddress(p.before.email):
		return byUUID
	}
	return cuedesk.MatchEmail
}

// input is what to send of the person. An address that Cuedesk knows is sent in
// the spelling that it has there, and a contact that has an external ID keeps it.
func (p *person) input() cuedesk.ContactCreate {
	in := p.contact
	if p.before == nil {
		return in
	}
	if p.before.externalID != "" {
		in.ExternalContactID = p.before.externalID
	}
	if emailKey(p.before.email) == emailKey(in.Email) {
		in.Email = p.before.email
	}
	return in
}
