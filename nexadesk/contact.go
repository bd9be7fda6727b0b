package nexadesk

import (
	"log/slog"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/jsonscan"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// Contact is a visitor who has talked to the chatbot, or was added manually (API: "List
// Contacts"). A member that is null or missing in a response is zero. As documented, the
// response to [ContactsService.Create] has only the input, the ID and CreatedAt.
type Contact struct {
	ID        ContactID `json:"id"`                  // always set
	FirstName string    `json:"first_name,omitzero"` // required of a new contact
	LastName  string    `json:"last_name,omitzero"`  // may be empty
	// the API refuses a second contact with the same address; may be empty
	Email        string   `json:"email,omitzero"`
	Phone        string   `json:"phone,omitzero"`         // as it was entered; may be empty
	CompanyName  string   `json:"company_name,omitzero"`  // may be empty
	AvatarURL    string   `json:"avatar_url,omitzero"`    // URL of a picture; may be empty
	Tags         []string `json:"tags,omitzero"`          // in the order of the API
	ProfileNotes string   `json:"profile_notes,omitzero"` // notes about the contact; may be empty
	// what the contact is interested in; no operation sets it; may be empty
	InterestSummary    string    `json:"interest_summary,omitzero"`
	LastActivity       time.Time `json:"last_activity,omitzero"`        // UTC; zero if never
	CreatedAt          time.Time `json:"created_at,omitzero"`           // UTC
	ConversationCount  int       `json:"conversation_count,omitzero"`   // conversations with the contact
	LastConversationAt time.Time `json:"last_conversation_at,omitzero"` // UTC; zero if never
	// members that this version does not know
	Extra map[string]cuedesk.Value `json:",embed"`
}

// LogValue logs the ID only: the rest is personal.
func (c Contact) LogValue() slog.Value { return slog.StringValue(c.String()) }

// String returns what LogValue logs.
func (c Contact) String() string { return "contact " + rest.Printable(string(c.ID)) }

// UnmarshalJSON reads a contact as the API sends it. A time that is not in RFC 3339 is
// zero, and the text is kept in Extra under the name of the member; empty text is zero.
// Any other value of a wrong type is an error.
func (c *Contact) UnmarshalJSON(data []byte) error {
	type contact Contact // without this method
	data, odd := jsonscan.SplitTimes(data, "last_activity", "created_at", "last_conversation_at")
	if err := rest.Unmarshal(data, (*contact)(c)); err != nil {
		return err
	}
	for _, m := range odd {
		var v cuedesk.Value
		if err := v.UnmarshalJSON(m.Value); err != nil {
			return err
		}
		if c.Extra == nil {
			c.Extra = map[string]cuedesk.Value{}
		}
		c.Extra[m.Name] = v
	}
	return nil
}
