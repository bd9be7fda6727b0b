package move

import (
	"strings"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/importer"
)

// person is a contact of the source, and what becomes of it.
type person struct {
	mapped

	id            string // in the source, or made of what the contact says
	idIsGenerated bool   // the ID is made, and may be another one the next time
	sameAs        *person
	hasOtherName  bool   // it has another name than the one it is a duplicate of
	empty         bool   // it has nothing that the mapping knows
	notes         []note // its own and those of its duplicates

	before       *knownContact    // in Cuedesk before the move, or nil
	addressOwner *person          // of the source, who has the person's address in Cuedesk, or nil
	after        *knownContact    // in Cuedesk after it, or nil
	createdHere  []*knownContact  // contacts that are new in Cuedesk, and are this one
	result       *importer.Result // what its import says of it, or nil
	sentAlone    bool             // it was sent, or was to be sent, on its own
	target       *knownContact    // the contact that was updated then
	err          error            // what came of that

	failed     string              // why it is not moved; empty: it is, or is to be
	concerned  []cuedesk.ContactID // what the reason is about
	retryable  bool                // another run may move it
	incomplete []string            // what is missing although it is moved
	remarks    []string            // what else is to be known
}

// note is a note to add.
type note struct{ title, text string }

// outcome is what became of a person.
type outcome string

const (
	created   outcome = "created"
	updated   outcome = "updated"
	failed    outcome = "failed"
	duplicate outcome = "duplicate"
	empty     outcome = "empty"
)

// newPerson returns the contact of the source that has this ID. If it has none, an
// ID is made, for people to read.
func newPerson(id string, contact any, m mapped) *person {
	if id == "" {
		return &person{mapped: m, id: hash(contact), idIsGenerated: true}
	}
	return &person{mapped: m, id: id}
}

// identify gives the person its ID in Cuedesk. A made one would not be found again
// once the contact has changed.
func (p *person) identify(source string) {
	if !p.idIsGenerated {
		p.contact.ExternalContactID = externalID(source, p.id)
	}
}

// outcome is what became of the person; before the move, what is to become.
func (p *person) outcome() outcome {
	switch {
	case p.sameAs != nil && p.sameAs.failed != "":
		return failed
	case p.sameAs != nil:
		return duplicate
	case p.empty:
		return empty
	case p.failed != "":
		return failed
	case p.before != nil:
		return updated
	}
	return created
}

// isMoved reports whether the person is in Cuedesk by this move.
func (p *person) isMoved() bool { return p.outcome() == created || p.outcome() == updated }

// primary returns the person itself, or the one it is a duplicate of.
func (p *person) primary() *person {
	if p.sameAs != nil {
		return p.sameAs
	}
	return p
}

// fail says why the person is not moved, and what that is about.
func (p *person) fail(reason string, about ...*knownContact) {
	p.failed = reason
	for _, c := range about {
		p.concerned = append(p.concerned, c.id)
	}
}

// reason says why the person is not moved.
func (p *person) reason() string {
	if p.sameAs != nil && p.sameAs.failed != "" {
		return "the contact it is a duplicate of was not moved"
	}
	return p.failed
}

// aboutText names what the reason is about.
func (p *person) aboutText() string {
	var ids []string
	for _, id := range p.concerned {
		ids = append(ids, id.String())
	}
	return strings.Join(ids, ", ")
}

// prepare finds duplicates, and those who are empty. Two contacts are the same if
// they have the same e-mail address, and only then: a phone number may be that of
// a reception. The first one is moved.
func prepare(everybody []*person, source string) {
	first := map[string]*person{}
	for _, p := range everybody {
		key := emailKey(p.contact.Email)
		switch {
		case p.isEmpty():
			p.empty = true
		case p.idIsGenerated && key == "":
			p.fail("it has neither an ID nor an e-mail address by which another run could find it")
		case key != "" && first[key] != nil:
			first[key].add(p, source)
		default:
			first[key] = p
			p.addNote(source, p.id, p.note)
		}
	}
}

// add makes another one a duplicate of the person.
func (p *person) add(other *person, source string) {
	other.sameAs = p
	before := fullName(p.contact)
	name := fullName(other.contact)
	other.hasOtherName = name != "" && before != "" && name != before
	differs := p.merge(other.mapped)
	p.addNote(source, other.id, strings.TrimSpace(duplicateNote(source, other.id, differs)+"\n\n"+other.note))
}

func (p *person) addNote(source, id, text string) {
	if text != "" {
		p.notes = append(p.notes, note{noteTitle(source, id), text})
	}
}

// isEmpty reports whether the mapping has found nothing but an ID and perhaps
// tags.
func (p *person) isEmpty() bool {
	c := p.contact
	return c.FirstName+c.LastName+c.Email+c.PhoneNumber+c.WhatsAppID+c.FBMessengerID+p.note == "" &&
		len(c.CustomFields) == 0
}
