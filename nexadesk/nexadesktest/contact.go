package nexadesktest

import (
	"time"

	"github.com/cuedesk/cuedesk-go/nexadesk"
)

// contact is a contact as stored.
type contact struct {
	Contact

	id  string
	seq int
}

// timeLayout is the form of times in responses.
const timeLayout = "2006-01-02T15:04:05.000Z"

// createdWire is a contact in the response to its creation, which has fewer
// members than one in a list.
type createdWire struct {
	ID           string   `json:"id"`
	FirstName    string   `json:"first_name"`
	LastName     *string  `json:"last_name"`
	Email        *string  `json:"email"`
	Phone        *string  `json:"phone"`
	CompanyName  *string  `json:"company_name"`
	Tags         []string `json:"tags"`
	ProfileNotes *string  `json:"profile_notes"`
	CreatedAt    string   `json:"created_at"`
}

func (c *contact) created() createdWire {
	return createdWire{
		ID:           c.id,
		FirstName:    c.FirstName,
		LastName:     orNull(c.LastName),
		Email:        orNull(c.Email),
		Phone:        orNull(c.Phone),
		CompanyName:  orNull(c.CompanyName),
		Tags:         c.Tags,
		ProfileNotes: orNull(c.ProfileNotes),
		CreatedAt:    c.CreatedAt.Format(timeLayout),
	}
}

// listedWire is a contact in a list.
type listedWire struct {
	createdWire

	AvatarURL          *string `json:"avatar_url"`
	InterestSummary    *string `json:"interest_summary"`
	LastActivity       *string `json:"last_activity"`
	ConversationCount  int     `json:"conversation_count"`
	LastConversationAt *string `json:"last_conversation_at"`
}

func (c *contact) listed() listedWire {
	return listedWire{
		createdWire:        c.created(),
		AvatarURL:          orNull(c.AvatarURL),
		InterestSummary:    orNull(c.InterestSummary),
		LastActivity:       orNull(timeText(c.LastActivity)),
		ConversationCount:  c.ConversationCount,
		LastConversationAt: orNull(timeText(c.LastConversationAt)),
	}
}

// timeText returns the time as in responses; nothing for the zero time.
func timeText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(timeLayout)
}

// orNull returns text for a member that is null where there is none.
func orNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

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
	// Metadata is the metadata, which no response shows. Numbers are float64.
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
// operation sets, and checks nothing.
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
