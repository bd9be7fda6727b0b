package cuedesktest

import (
	"fmt"
	"slices"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"
)

// workspace is the workspace that everything belongs to, and the user who does everything.
var workspace = uuid.MustParse("ff027904-fdbc-4c30-a533-105d1c96e1cb")

// store is the state behind the API. Everything is in the order of its creation.
type store struct {
	settings

	serial   int64
	revision int    // counts changes, for Summary
	index    *index // nil without a search delay

	contacts    []*contact
	contactByID map[uuid.UUID]*contact
	// matching finds contacts by the fields that an import may match on.
	matching map[string]map[string][]*contact

	lists    []*list
	listByID map[uuid.UUID]*list

	definitions     []*definition
	definitionByID  map[uuid.UUID]*definition
	definitionByKey map[string]*definition
	options         int

	importByID map[uuid.UUID]*contactImport
	running    importQueue
}

func newStore(settings settings) *store {
	s := &store{
		settings:        settings,
		contactByID:     map[uuid.UUID]*contact{},
		matching:        map[string]map[string][]*contact{},
		listByID:        map[uuid.UUID]*list{},
		definitionByID:  map[uuid.UUID]*definition{},
		definitionByKey: map[string]*definition{},
		importByID:      map[uuid.UUID]*contactImport{},
	}
	for _, field := range matchFields {
		s.matching[field] = map[string][]*contact{}
	}
	s.startIndex()
	return s
}

// newID returns the next ID. The same requests lead to the same IDs, so that tests can be repeated.
func (s *store) newID(kind string) uuid.UUID {
	s.serial++
	return uuid.NewSHA1(workspace, fmt.Appendf(nil, "%s/%d", kind, s.serial))
}

// newContact adds an empty contact.
func (s *store) newContact(now time.Time) *contact {
	id := s.newID("contact")
	c := &contact{
		id:      id,
		seq:     s.serial,
		text:    map[string]string{},
		custom:  map[string]jsontext.Value{},
		created: s.storedTime(now),
		updated: s.storedTime(now),
	}
	s.contacts = append(s.contacts, c)
	s.contactByID[c.id] = c
	return c
}

// removeContact removes a contact and its memberships.
func (s *store) removeContact(c *contact, now time.Time) {
	for _, field := range matchFields {
		s.setText(c, field, "")
	}
	s.contacts = slices.DeleteFunc(s.contacts, func(other *contact) bool { return other == c })
	delete(s.contactByID, c.id)
	for _, l := range s.lists {
		if l.has(c) {
			l.remove(c)
		}
	}
	s.removed(c, now)
}

// setText sets a text field of a contact; "" clears it.
func (s *store) setText(c *contact, field, value string) {
	if known, ok := s.matching[field]; ok {
		if old := c.text[field]; old != "" {
			known[old] = slices.DeleteFunc(known[old], func(other *contact) bool { return other == c })
			if len(known[old]) == 0 {
				delete(known, old)
			}
		}
		if value != "" {
			known[value] = append(known[value], c)
		}
	}
	if value == "" {
		delete(c.text, field)
		return
	}
	c.text[field] = value
}
