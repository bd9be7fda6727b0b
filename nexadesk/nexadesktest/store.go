package nexadesktest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
)

// namespace is what all IDs are derived from.
var namespace = uuid.MustParse("0a1b7c52-6f0e-5b0e-9c55-6e2f6f0c8d11")

// store has the contacts in the order of their creation.
type store struct {
	serial   int
	contacts []*contact
	byID     map[string]*contact
	byEmail  map[string]*contact // by the address in lower case
}

// clone returns a copy that shares nothing, with times as responses have them. The
// values of metadata are never changed, and may be shared.
func (c Contact) clone() Contact {
	c.Tags = append([]string{}, c.Tags...)
	c.Metadata = maps.Clone(c.Metadata)
	for _, at := range []*time.Time{&c.CreatedAt, &c.LastActivity, &c.LastConversationAt} {
		*at = at.UTC().Truncate(time.Millisecond)
	}
	return c
}

// add keeps a new contact.
func (s *store) add(in Contact) *contact {
	s.serial++
	c := &contact{Contact: in, id: uuid.NewSHA1(namespace, fmt.Append(nil, s.serial)).String(), seq: s.serial}
	s.contacts = append(s.contacts, c)
	if s.byID == nil {
		s.byID, s.byEmail = map[string]*contact{}, map[string]*contact{}
	}
	s.byID[c.id] = c
	s.claim(c)
	return c
}

// find returns the contact with the ID, or nil.
func (s *store) find(id string) *contact { return s.byID[strings.ToLower(id)] }

// owner returns the contact with the e-mail address, or nil.
func (s *store) owner(email string) *contact { return s.byEmail[strings.ToLower(email)] }

// claim notes that the contact has its e-mail address.
func (s *store) claim(c *contact) {
	if c.Email != "" {
		s.byEmail[strings.ToLower(c.Email)] = c
	}
}

// release forgets that the contact has its e-mail address.
func (s *store) release(c *contact) {
	if s.owner(c.Email) == c {
		delete(s.byEmail, strings.ToLower(c.Email))
	}
}

// remove forgets the contact.
func (s *store) remove(c *contact) {
	s.release(c)
	delete(s.byID, c.id)
	s.contacts = slices.DeleteFunc(s.contacts, func(other *contact) bool { return other == c })
}
