package main

import (
	"strings"

	"github.com/cuedesk/cuedesk-go"
)

// person is a contact of the source, and what becomes of it.
type person struct {
	mapped

	id     string // in the source; empty if it has none
	sameAs *person
	notes  []note           // its own and those of its duplicates
	before *cuedesk.Contact // in Cuedesk before the move, or nil
	after  *cuedesk.Contact // in Cuedesk after it, or nil
	batch  *batch           // the import that it was in, or nil
	failed string           // why it is not moved; empty: it is, or is a duplicate
	loose  []string         // what is missing although it is moved
}

// note is a note to add.
type note struct{ title, text string }

// outcome is what became of a person.
type outcome string

const (
	created   outcome = "created"
	updated   outcome = "updated"
	failed    outcome = "not moved"
	duplicate outcome = "duplicate"
)

func (p *person) outcome() outcome {
	switch {
	case p.sameAs != nil:
		return duplicate
	case p.failed != "" || p.after == nil:
		return failed
	case p.before != nil:
		return updated
	}
	return created
}

// label names a person where the ID is missing, too.
func (p *person) label() string {
	if p.id == "" {
		return "one without an ID"
	}
	return p.id
}

// prepare finds duplicates, and those that cannot be moved. Two contacts are the
// same if they have the same e-mail address, and only then: a phone number may be
// that of a reception. The first one is moved, and the tags and notes of the
// others go to it.
func prepare(everybody []*person, source string) {
	byEmail := map[string]*person{}
	for _, p := range everybody {
		to := p
		key := emailKey(p.contact.Email)
		switch first := byEmail[key]; {
		case key == "":
			p.failed = p.unusable()
		case first == nil:
			byEmail[key] = p
		default:
			p.sameAs, to = first, first
			first.lists = lists(append(first.lists, p.lists...))
		}
		if p.note != "" {
			to.notes = append(to.notes, note{noteTitle(source, p.id), p.note})
		}
	}
}

// unusable says why somebody without an e-mail address cannot be moved.
func (p *person) unusable() string {
	c := p.contact
	switch {
	case c.FirstName+c.LastName+c.PhoneNumber+p.note == "" && len(c.CustomFields) == 0:
		return "nothing in it but an ID and perhaps tags"
	case c.ExternalContactID == "":
		return "no e-mail address and no ID by which to find it again"
	}
	return ""
}

// resolve decides who in Cuedesk the person is, before the import and after it.
// Nobody is nil without a reason.
func (t *target) resolve(p *person) (found *cuedesk.Contact, problem string) {
	byID, byEmail := t.byID[p.contact.ExternalContactID], t.byEmail[emailKey(p.contact.Email)]
	switch {
	case len(byID) > 1:
		return nil, "Cuedesk has several contacts with its ID"
	case len(byID) == 1 && len(byEmail) > 0 && (len(byEmail) > 1 || byEmail[0] != byID[0]):
		return nil, "Cuedesk has a contact with its ID and another one with its e-mail address"
	case len(byID) == 1:
		return byID[0], ""
	case len(byEmail) > 1:
		return nil, "Cuedesk has several contacts with its e-mail address"
	case len(byEmail) == 1:
		return byEmail[0], ""
	}
	return nil, ""
}

// emailKey is what addresses are compared by.
func emailKey(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

// input is what to send of the person, and what to match it on. An address that
// Cuedesk knows is sent in the spelling that it has there, and a contact that has
// an ID of yet another system keeps that.
func (p *person) input() (cuedesk.ContactCreate, cuedesk.MatchField) {
	in := p.contact
	switch b := p.before; {
	case in.Email == "":
		return in, cuedesk.MatchExternalContactID
	case b == nil:
		return in, cuedesk.MatchEmail
	case !strings.EqualFold(b.Email, in.Email):
		return in, cuedesk.MatchExternalContactID // the address is new
	case b.ExternalContactID != "" && b.ExternalContactID != in.ExternalContactID:
		in.ExternalContactID = ""
	}
	in.Email = p.before.Email
	return in, cuedesk.MatchEmail
}
