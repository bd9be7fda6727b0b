package nexadesk

import (
	"log/slog"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// ContactID identifies a contact. The documentation does not say that it is a
// UUID, though its examples look like one: it is kept as it was received.
type ContactID string

// same reports whether two IDs name the same contact: those that look like UUIDs
// may differ in case.
func (id ContactID) same(other ContactID) bool { return strings.EqualFold(string(id), string(other)) }

// of returns an operation on the contact, which the query names.
func (id ContactID) of(op rest.Operation) rest.Operation {
	q := rest.NewQuery().Set("id", string(id))
	q.Checks.Required("id", string(id))
	if !utf8.ValidString(string(id)) || strings.ContainsFunc(string(id), unicode.IsControl) {
		q.Checks.Fail("id", "value", "must not contain control characters or invalid UTF-8")
	}
	return op.Query(q.Done())
}

// Contact is a visitor who talked to the chatbot, or was added by hand (API:
// "List Contacts"). A member that is null or that a response leaves out is zero;
// that of [ContactsService.Create] has only what the input had, the ID and the
// time.
type Contact struct {
	ID                 ContactID                `json:"id"`                            // always set
	FirstName          string                   `json:"first_name,omitzero"`           // never empty in the API
	LastName           string                   `json:"last_name,omitzero"`            // may be empty
	Email              string                   `json:"email,omitzero"`                // no two contacts have the same; may be empty
	Phone              string                   `json:"phone,omitzero"`                // as it was entered
	CompanyName        string                   `json:"company_name,omitzero"`         // may be empty
	AvatarURL          string                   `json:"avatar_url,omitzero"`           // of a picture; often empty
	Tags               []string                 `json:"tags,omitzero"`                 // in the API's order
	ProfileNotes       string                   `json:"profile_notes,omitzero"`        // notes about the contact
	InterestSummary    string                   `json:"interest_summary,omitzero"`     // what the contact is interested in; no operation sets it
	LastActivity       time.Time                `json:"last_activity,omitzero"`        // UTC; zero if never
	CreatedAt          time.Time                `json:"created_at,omitzero"`           // UTC
	ConversationCount  int                      `json:"conversation_count,omitzero"`   // conversations with the contact
	LastConversationAt time.Time                `json:"last_conversation_at,omitzero"` // UTC; zero if never
	Extra              map[string]cuedesk.Value `json:",embed"`                        // members that this version does not know
}

// LogValue logs the ID only: the rest is personal.
func (c Contact) LogValue() slog.Value { return slog.StringValue("contact " + string(c.ID)) }

// ContactCreate is a new contact (API: "Create Contact"). Lengths are counted in
// characters.
type ContactCreate struct {
	FirstName    string         `json:"first_name"`             // required, at most 100
	LastName     string         `json:"last_name,omitzero"`     // optional, at most 100
	Email        string         `json:"email,omitzero"`         // optional, an address that no other contact has
	Phone        string         `json:"phone,omitzero"`         // optional, at most 50, of any form
	CompanyName  string         `json:"company_name,omitzero"`  // optional, at most 200
	Tags         []string       `json:"tags,omitzero"`          // optional
	ProfileNotes string         `json:"profile_notes,omitzero"` // optional, at most 5000
	Metadata     map[string]any `json:"metadata,omitzero"`      // optional, anything that encodes as JSON; no documented response shows it
}

// LogValue logs nothing personal.
func (ContactCreate) LogValue() slog.Value { return slog.StringValue("new contact") }

func (in ContactCreate) check() []rest.FieldError {
	c := rest.Checks{In: "body"}
	c.Required("first_name", in.FirstName)
	checkTexts(&c, in.FirstName, in.LastName, in.Email, in.Phone, in.CompanyName, in.ProfileNotes)
	return c.Problems
}

// ContactUpdate is a partial update (API: "Update Contact"): what is not set stays
// as it is. [cuedesk.Clear] is sent as null; the documentation does not say how to
// empty a field. It gives no limits for updates either: those of [ContactCreate]
// are assumed to hold. It offers no way to change the metadata.
type ContactUpdate struct {
	FirstName    cuedesk.Optional[string]   `json:"first_name,omitzero"`    // optional, at most 100
	LastName     cuedesk.Optional[string]   `json:"last_name,omitzero"`     // optional, at most 100
	Email        cuedesk.Optional[string]   `json:"email,omitzero"`         // optional, an address that no other contact has
	Phone        cuedesk.Optional[string]   `json:"phone,omitzero"`         // optional, at most 50
	CompanyName  cuedesk.Optional[string]   `json:"company_name,omitzero"`  // optional, at most 200
	Tags         cuedesk.Optional[[]string] `json:"tags,omitzero"`          // optional; replaces all tags, an empty list removes them
	ProfileNotes cuedesk.Optional[string]   `json:"profile_notes,omitzero"` // optional, at most 5000
}

// LogValue logs nothing personal.
func (ContactUpdate) LogValue() slog.Value { return slog.StringValue("contact update") }

func (in ContactUpdate) check() []rest.FieldError {
	c := rest.Checks{In: "body"}
	checkTexts(&c, value(in.FirstName), value(in.LastName), value(in.Email), value(in.Phone), value(in.CompanyName), value(in.ProfileNotes))
	return c.Problems
}

// value returns what the field is set to; empty text if it is not.
func value(o cuedesk.Optional[string]) string {
	text, _ := o.Get()
	return text
}

// checkTexts refuses what the documented limits do. Empty text is within them.
func checkTexts(c *rest.Checks, firstName, lastName, email, phone, company, notes string) {
	c.Characters("first_name", firstName, 0, 100)
	c.Characters("last_name", lastName, 0, 100)
	if email != "" {
		c.Email("email", email)
	}
	c.Characters("phone", phone, 0, 50)
	c.Characters("company_name", company, 0, 200)
	c.Characters("profile_notes", notes, 0, 5000)
}
