package nexadesk

import (
	"log/slog"
	"strings"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// ContactCreate is a new contact (API: "Create Contact"). Lengths are counted in
// characters.
type ContactCreate struct {
	FirstName    string   `json:"first_name"`             // required, 1 to 100 characters, not blank
	LastName     string   `json:"last_name,omitzero"`     // optional, at most 100
	Email        string   `json:"email,omitzero"`         // optional; that of another contact is a conflict
	Phone        string   `json:"phone,omitzero"`         // optional, at most 50, in any form
	CompanyName  string   `json:"company_name,omitzero"`  // optional, at most 200
	Tags         []string `json:"tags,omitzero"`          // optional
	ProfileNotes string   `json:"profile_notes,omitzero"` // optional, at most 5000
	// optional, values that encode as JSON; no documented response has it, so that it
	// cannot be read back
	Metadata map[string]any `json:"metadata,omitzero"`
}

// LogValue logs nothing personal.
func (in ContactCreate) LogValue() slog.Value { return slog.StringValue(in.String()) }

// String returns what LogValue logs.
func (ContactCreate) String() string { return "new contact" }

func (in ContactCreate) problems() []rest.FieldError {
	c := rest.Checks{In: "body"}
	c.Required("first_name", strings.TrimSpace(in.FirstName))
	checkTexts(&c, in.FirstName, in.LastName, in.Email, in.Phone, in.CompanyName, in.ProfileNotes)
	return c.Problems
}

// ContactUpdate is a partial update (API: "Update Contact"): fields that are not set
// stay as they are. [cuedesk.Clear] is sent as null: that this clears a field is
// assumed. The documentation gives no limits for updates: those of [ContactCreate] are
// assumed. The API cannot update metadata. Lengths are counted in characters.
type ContactUpdate struct {
	FirstName cuedesk.Optional[string] `json:"first_name,omitzero"` // optional, at most 100
	LastName  cuedesk.Optional[string] `json:"last_name,omitzero"`  // optional, at most 100
	// optional; that of another contact may be a conflict
	Email       cuedesk.Optional[string] `json:"email,omitzero"`
	Phone       cuedesk.Optional[string] `json:"phone,omitzero"`        // optional, at most 50
	CompanyName cuedesk.Optional[string] `json:"company_name,omitzero"` // optional, at most 200
	// optional; replaces all tags, an empty list removes them
	Tags         cuedesk.Optional[[]string] `json:"tags,omitzero"`
	ProfileNotes cuedesk.Optional[string]   `json:"profile_notes,omitzero"` // optional, at most 5000
}

// isZero reports whether the update sets nothing.
func (in ContactUpdate) isZero() bool {
	return in.FirstName.IsZero() && in.LastName.IsZero() && in.Email.IsZero() && in.Phone.IsZero() &&
		in.CompanyName.IsZero() && in.Tags.IsZero() && in.ProfileNotes.IsZero()
}

// LogValue logs nothing personal.
func (in ContactUpdate) LogValue() slog.Value { return slog.StringValue(in.String()) }

// String returns what LogValue logs.
func (ContactUpdate) String() string { return "contact update" }

func (in ContactUpdate) problems() []rest.FieldError {
	c := rest.Checks{In: "body"}
	checkTexts(&c, value(in.FirstName), value(in.LastName), value(in.Email), value(in.Phone), value(in.CompanyName),
		value(in.ProfileNotes))
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
