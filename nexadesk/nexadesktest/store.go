package nexadesktest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"
)

// namespace is what all IDs are derived from.
var namespace = uuid.MustParse("0a1b7c52-6f0e-5b0e-9c55-6e2f6f0c8d11")

// store has the contacts in the order of their creation.
type store struct {
	serial   int
	contacts []*contact
	byID     map[string]*contact
	byEmail  map[string][]*contact // by the address in lower case; several only by AddContact
}

// clone returns a copy that shares nothing, with times as responses have them.
func (c Contact) clone() Contact {
	c.Tags = append([]string{}, c.Tags...)
	if c.Metadata != nil {
		c.Metadata = copied(c.Metadata)
	}
	for _, at := range []*time.Time{&c.CreatedAt, &c.LastActivity, &c.LastConversationAt} {
		*at = at.UTC().Truncate(time.Millisecond)
	}
	return c
}

// copied returns a deep copy of JSON, in the types that JSON decodes to. It panics on
// what cannot be JSON, which only AddContact can bring in.
func copied(object map[string]any) (out map[string]any) {
	data, err := json.Marshal(object)
	if err == nil {
		err = json.Unmarshal(data, &out)
	}
	if err != nil {
		panic(fmt.Sprintf("nexadesktest: AddContact: metadata: %v", err))
	}
	return out
}

// add keeps a new contact.
func (s *store) add(in Contact) *contact {
	s.serial++
	c := &contact{Contact: in, id: uuid.NewSHA1(namespace, fmt.Append(nil, s.serial)).String(), seq: s.serial}
	s.contacts = append(s.contacts, c)
	if s.byID == nil {
		s.byID, s.byEmail = map[string]*contact{}, map[string][]*contact{}
	}
	s.byID[c.id] = c
	s.takeAddress(c)
	return c
}

// find returns the contact with the ID, or nil.
func (s *store) find(id string) *contact { return s.byID[strings.ToLower(id)] }

// owner returns a contact with the e-mail address, other than the given one, or nil.
func (s *store) owner(address string, but *contact) *contact {
	for _, c := range s.byEmail[strings.ToLower(address)] {
		if c != but {
			return c
		}
	}
	return nil
}

// takeAddress notes that the contact has its e-mail address.
func (s *store) takeAddress(c *contact) {
	if address := strings.ToLower(c.Email); address != "" {
		s.byEmail[address] = append(s.byEmail[address], c)
	}
}

// release forgets that the contact has its e-mail address.
func (s *store) release(c *contact) {
	address := strings.ToLower(c.Email)
	s.byEmail[address] = slices.DeleteFunc(s.byEmail[address], func(other *contact) bool { return other == c })
	if len(s.byEmail[address]) == 0 {
		delete(s.byEmail, address)
	}
}

// remove forgets the contact.
func (s *store) remove(c *contact) {
	s.release(c)
	delete(s.byID, c.id)
	s.contacts = slices.DeleteFunc(s.contacts, func(other *contact) bool { return other == c })
}
