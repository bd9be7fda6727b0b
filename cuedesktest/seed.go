package cuedesktest

import (
	"fmt"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/cuedesk/cuedesk-go"
)

// Contact is a contact for [Server.AddContact]. All fields are optional.
type Contact struct {
	// FirstName is the first name.
	FirstName string
	// LastName is the last name.
	LastName string
	// ExternalContactID is the identifier in another system.
	ExternalContactID string
	// Email is the e-mail address.
	Email string
	// PhoneNumber is the phone number.
	PhoneNumber string
	// WhatsAppID is the WhatsApp identifier.
	WhatsAppID string
	// FBMessengerID is the Facebook Messenger identifier.
	FBMessengerID string
	// ClientReference is a field that searches can compare, but that no operation sets or returns.
	ClientReference string
	// CustomFields are the values of custom fields by key.
	CustomFields map[string]any
	// Archived is whether the contact is archived.
	Archived bool
	// CreatedAt is when the contact was created; zero: now. It is cut to milliseconds, unless
	// WithShownTimes is set.
	CreatedAt time.Time
	// UpdatedAt is when the contact was last updated; zero: CreatedAt. It is cut like CreatedAt.
	UpdatedAt time.Time
	// LastEngagedAt is when the contact was last engaged; zero: never.
	LastEngagedAt time.Time
}

// AddContact adds a contact without a request, and returns its ID. It is faster than a request, sets fields that no
// operation sets, and checks nothing: the contact needs no identifier, and custom fields need no definition. It panics
// if a custom value cannot be encoded as JSON.
func (s *Server) AddContact(in Contact) cuedesk.ContactID {
	custom := map[string]jsontext.Value{}
	for key, value := range in.CustomFields {
		raw, err := json.Marshal(value, json.Deterministic(true))
		if err != nil {
			panic(fmt.Sprintf("cuedesktest: AddContact: custom field %q: %v", key, err))
		}
		custom[key] = raw
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	s.store.advance(now)
	c := s.store.newContact(now)
	if !in.CreatedAt.IsZero() {
		c.created = s.store.storedTime(in.CreatedAt)
		c.updated = c.created
	}
	if !in.UpdatedAt.IsZero() {
		c.updated = s.store.storedTime(in.UpdatedAt)
	}
	for field, value := range in.texts() {
		s.store.setText(c, field, value)
	}
	c.setValues(custom)
	c.archived, c.engaged = in.Archived, in.LastEngagedAt
	if c.updated.Before(now) {
		now = c.updated
	}
	s.store.changed(c, now)
	return cuedesk.ContactID{UUID: c.id}
}

// texts returns the text fields by their names.
func (in *Contact) texts() map[string]string {
	return map[string]string{
		"first_name":          in.FirstName,
		"last_name":           in.LastName,
		"external_contact_id": in.ExternalContactID,
		"email":               in.Email,
		"phone_number":        in.PhoneNumber,
		"whatsapp_id":         in.WhatsAppID,
		"fb_messenger_id":     in.FBMessengerID,
		clientReference:       in.ClientReference,
	}
}

// ArchiveContact archives a contact, and reports whether it exists. No operation of the API does that.
func (s *Server) ArchiveContact(id cuedesk.ContactID) bool {
	return s.change(id, func(c *contact, now time.Time) {
		c.archived = true
		s.store.touch(c, now)
	})
}

// TouchContact sets the UpdatedAt of a contact to now, like a change of a field that the API does not return. It
// reports whether the contact exists.
func (s *Server) TouchContact(id cuedesk.ContactID) bool {
	return s.change(id, s.store.touch)
}

// RemoveContact removes a contact, also from its lists, and reports whether it existed. No operation of the API does
// that.
func (s *Server) RemoveContact(id cuedesk.ContactID) bool {
	return s.change(id, s.store.removeContact)
}

// change changes a contact past the API, and reports whether there is one.
func (s *Server) change(id cuedesk.ContactID, change func(c *contact, now time.Time)) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	s.store.advance(now)
	c := s.store.contactByID[id.UUID]
	if c != nil {
		change(c, now)
	}
	return c != nil
}

// ArchiveList archives a contact list, and reports whether it exists. No operation of the API does that.
func (s *Server) ArchiveList(id cuedesk.ListID) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	s.store.advance(now)
	l := s.store.listByID[id.UUID]
	if l != nil {
		l.status, l.updated = statusArchived, microseconds(now)
		s.store.revision++
	}
	return l != nil
}
