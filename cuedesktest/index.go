package cuedesktest

import (
	"maps"
	"slices"
	"time"
)

// index is what searches see while there is a search delay: contacts as they were.
type index struct {
	contacts map[*contact]*contact // as they were, by what they are now
	pending  []indexChange         // by time
}

// indexChange is a change to a contact that the index takes in when the delay is over.
type indexChange struct {
	at      time.Time
	contact *contact
	version *contact // nil: the contact was removed
}

// startIndex makes an index of what there is where there is to be one, and drops it where there is not.
func (s *store) startIndex() {
	switch {
	case s.searchDelay == 0:
		s.index = nil
	case s.index == nil:
		s.index = &index{contacts: map[*contact]*contact{}}
		for _, c := range s.contacts {
			s.index.contacts[c] = c.version()
		}
	}
}

// changed counts a change to a contact, and tells the index of it.
func (s *store) changed(c *contact, at time.Time) {
	s.revision++
	if s.index != nil {
		s.index.add(indexChange{at, c, c.version()})
	}
}

// removed counts the removal of a contact, and tells the index of it.
func (s *store) removed(c *contact, now time.Time) {
	s.revision++
	if s.index != nil {
		s.index.add(indexChange{at: now, contact: c})
	}
}

// updateIndex brings the index to where it is to be.
func (s *store) updateIndex(now time.Time) {
	if s.index != nil {
		s.index.applyUntil(now.Add(-s.searchDelay))
	}
}

// searchable returns the contacts as searches see them.
func (s *store) searchable(now time.Time) []*contact {
	if s.index == nil {
		return slices.Clone(s.contacts)
	}
	s.updateIndex(now)
	return slices.Collect(maps.Values(s.index.contacts))
}

// withCurrentFields returns what was found as searches show it: as it was, or with its current fields.
func (s *store) withCurrentFields(found []*contact) []*contact {
	if s.index == nil || !s.currentFields {
		return found
	}
	current := make([]*contact, 0, len(found))
	for _, version := range found {
		if c, ok := s.contactByID[version.id]; ok {
			current = append(current, c)
		}
	}
	return current
}

// add keeps the changes in order of time. They mostly come in it.
func (x *index) add(change indexChange) {
	place := len(x.pending)
	for place > 0 && x.pending[place-1].at.After(change.at) {
		place--
	}
	x.pending = slices.Insert(x.pending, place, change)
}

// applyUntil applies the changes up to a time.
func (x *index) applyUntil(until time.Time) {
	due := 0
	for due < len(x.pending) && !x.pending[due].at.After(until) {
		change := x.pending[due]
		if change.version == nil {
			delete(x.contacts, change.contact)
		} else {
			x.contacts[change.contact] = change.version
		}
		due++
	}
	x.pending = slices.Delete(x.pending, 0, due)
}

// version returns the contact as it is now, apart from its notes, which are not searched.
func (c *contact) version() *contact {
	version := *c
	version.text, version.custom = maps.Clone(c.text), maps.Clone(c.custom)
	return &version
}
