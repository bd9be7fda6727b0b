package nexadesktest

import "time"

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
