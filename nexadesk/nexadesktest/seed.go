package nexadesktest

import (
	"time"

	"github.com/cuedesk/cuedesk-go/nexadesk"
)

// Contact is a contact as the server keeps it, for setting a test up and for
// looking at what it did: see [Server.AddContact] and [Server.Contact].
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
	// AvatarURL is the address of a picture, which no operation sets.
	AvatarURL string
	// Tags are the tags.
	Tags []string
	// ProfileNotes are the notes.
	ProfileNotes string
	// InterestSummary is a text that no operation sets.
	InterestSummary string
	// Metadata is the metadata, which no response shows. What encodes as JSON is kept as JSON decodes it: numbers are
	// float64.
	Metadata map[string]any
	// LastActivity is a time that no operation sets; zero is never.
	LastActivity time.Time
	// CreatedAt is when the contact was created; zero is now.
	CreatedAt time.Time
	// ConversationCount is a number that no operation sets.
	ConversationCount int
	// LastConversationAt is a time that no operation sets; zero is never.
	LastConversationAt time.Time
}

// AddContact adds a contact past the API, and returns its ID. It sets what no
// operation sets, and checks nothing, so that two contacts may have one e-mail
// address. It panics on metadata that cannot be JSON.
func (s *Server) AddContact(in Contact) nexadesk.ContactID {
	s.mu.Lock()
	defer s.mu.Unlock()
	if in.CreatedAt.IsZero() {
		in.CreatedAt = time.Now()
	}
	return nexadesk.ContactID(s.store.add(in.clone()).id)
}

// Contact returns a copy of a contact, and whether there is one.
func (s *Server) Contact(id nexadesk.ContactID) (Contact, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found := s.store.find(string(id))
	if found == nil {
		return Contact{}, false
	}
	return found.clone(), true
}
