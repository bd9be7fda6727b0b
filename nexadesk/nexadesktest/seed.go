package nexadesktest

import (
	"time"

	"github.com/cuedesk/cuedesk-go/nexadesk"
)

// Contact is a contact as the server keeps it: see [Server.AddContact] and
// [Server.Contact]. All fields are optional.
type Contact struct {
	// FirstName is the first name.
	FirstName string
	// LastName is the last name.
	LastName string
	// Email is the e-mail address.
	Email string
	// Phone is the phone number.
	Phone string
	// CompanyName is the name of the company.
	CompanyName string
	// AvatarURL is the URL of a picture, which no operation sets.
	AvatarURL string
	// Tags are the tags.
	Tags []string
	// ProfileNotes are the notes.
	ProfileNotes string
	// InterestSummary is a text that no operation sets.
	InterestSummary string
	// Metadata is the metadata, which no response has. It is kept as encoding/json decodes it:
	// numbers are float64.
	Metadata map[string]any
	// LastActivity is a time that no operation sets; zero: never.
	LastActivity time.Time
	// CreatedAt is when the contact was created; zero: now.
	CreatedAt time.Time
	// ConversationCount is a number that no operation sets.
	ConversationCount int
	// LastConversationAt is a time that no operation sets; zero: never.
	LastConversationAt time.Time
}

// AddContact adds a contact without a request, and returns its ID. It sets fields that
// no operation sets, and checks nothing: two contacts may have the same e-mail address.
// It panics if the metadata cannot be encoded as JSON.
func (s *Server) AddContact(in Contact) nexadesk.ContactID {
	s.mu.Lock()
	defer s.mu.Unlock()
	if in.CreatedAt.IsZero() {
		in.CreatedAt = time.Now()
	}
	return nexadesk.ContactID(s.store.add(in.clone()).id)
}

// Contact returns a copy of a contact, and whether it exists.
func (s *Server) Contact(id nexadesk.ContactID) (Contact, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found := s.store.find(string(id))
	if found == nil {
		return Contact{}, false
	}
	return found.clone(), true
}
