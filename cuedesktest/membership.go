package cuedesktest

import (
	"slices"
	"time"

	"github.com/google/uuid"
)

// warning says why a contact was not added to a list.
type warning struct {
	UUID    uuid.UUID `json:"uuid"`
	Message string    `json:"message"`
}

// added is the response to adding contacts to a list.
type added struct {
	Message  string      `json:"message"`
	Added    []uuid.UUID `json:"added"`
	Warnings []warning   `json:"warnings"`
}

// add adds a contact at the end of the list, and reports whether it was not there yet.
func (l *list) add(c *contact, now time.Time) bool {
	if l.has(c) {
		return false
	}
	l.joined[c] = now
	l.members = append(l.members, c)
	return true
}

// has reports whether the contact is a member.
func (l *list) has(c *contact) bool {
	_, ok := l.joined[c]
	return ok
}

// remove removes the contacts that are members.
func (l *list) remove(contacts ...*contact) {
	for _, c := range contacts {
		delete(l.joined, c)
	}
	l.members = slices.DeleteFunc(l.members, func(m *contact) bool { return !l.has(m) })
}

func listMembers(c *call) (any, error) {
	p := c.page(defaultLimit)
	archived := c.flag("include_archived")
	found, err := c.list()
	if err != nil {
		return nil, err
	}
	members := slices.DeleteFunc(slices.Clone(found.members), func(m *contact) bool {
		return m.archived && !archived
	})
	members = reordered(c.ties, members, func(m *contact) time.Time { return found.joined[m] })
	return paged(p, "contacts", members, c.contactWire), nil
}

func addMembers(c *call) (any, error) {
	ids := required(c.body(), "contact_uuids", listOf(anID, 1, 100))
	found, err := c.list()
	if err != nil {
		return nil, err
	}
	out := added{Message: "Contacts successfully added to contact list."}
	for _, id := range ids {
		switch member := c.contactByID[id]; {
		case member == nil:
			out.Warnings = append(out.Warnings, warning{id, "Contact not found."})
		case !found.add(member, c.now):
			out.Warnings = append(out.Warnings, warning{id, "Contact is already in the contact list."})
		default:
			out.Added = append(out.Added, id)
		}
	}
	return out, nil
}

func removeMembers(c *call) (any, error) {
	ids := required(c.body(), "contact_uuids", listOf(anID, 1, 100))
	found, err := c.list()
	if err != nil {
		return nil, err
	}
	members := make([]*contact, len(ids))
	for n, id := range ids {
		members[n] = c.contactByID[id]
	}
	found.remove(members...)
	return nil, nil
}
