package cuedesktest

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"github.com/cuedesk/cuedesk-go/internal/email"
)

var (
	// identifiers are the fields of which a contact needs at least one.
	identifiers = []string{"external_contact_id", "email", "phone_number", "whatsapp_id", "fb_messenger_id"}
	// textFields are the text fields that requests can set.
	textFields = append([]string{"first_name", "last_name"}, identifiers...)
	// matchFields are the fields that an import can match on.
	matchFields = []string{"email", "phone_number", "external_contact_id"}
)

// clientReference is searchable as documented, but no operation sets or shows it.
const clientReference = "client_reference"

// contact is a contact as stored. Fields without a value are not in the maps.
type contact struct {
	id       uuid.UUID
	seq      int64
	text     map[string]string
	custom   map[string]jsontext.Value
	archived bool
	created  time.Time
	updated  time.Time
	engaged  time.Time
	notes    []*note
}

// contactWire is a contact in a response.
type contactWire struct {
	UUID              uuid.UUID                 `json:"uuid"`
	WorkspaceUUID     uuid.UUID                 `json:"workspace_uuid"`
	FirstName         string                    `json:"first_name,omitzero"`
	LastName          string                    `json:"last_name,omitzero"`
	ExternalContactID string                    `json:"external_contact_id,omitzero"`
	Email             string                    `json:"email,omitzero"`
	PhoneNumber       string                    `json:"phone_number,omitzero"`
	WhatsAppID        string                    `json:"whatsapp_id,omitzero"`
	FBMessengerID     string                    `json:"fb_messenger_id,omitzero"`
	Archived          bool                      `json:"archived"`
	CreatedAt         string                    `json:"created_at"`
	UpdatedAt         string                    `json:"updated_at"`
	LastEngagedAt     string                    `json:"last_engaged_at,omitzero"`
	CustomFields      map[string]jsontext.Value `json:"custom_fields"`
}

// contactWire returns the contact as responses show it.
func (s *settings) contactWire(c *contact) contactWire {
	return contactWire{
		UUID:              c.id,
		WorkspaceUUID:     workspace,
		FirstName:         c.text["first_name"],
		LastName:          c.text["last_name"],
		ExternalContactID: c.text["external_contact_id"],
		Email:             c.text["email"],
		PhoneNumber:       c.text["phone_number"],
		WhatsAppID:        c.text["whatsapp_id"],
		FBMessengerID:     c.text["fb_messenger_id"],
		Archived:          c.archived,
		CreatedAt:         s.responseTime(c.created),
		UpdatedAt:         s.responseTime(c.updated),
		LastEngagedAt:     c.engagedAt(),
		CustomFields:      c.custom,
	}
}

func (c *contact) engagedAt() string {
	if c.engaged.IsZero() {
		return ""
	}
	return c.engaged.UTC().Format(secondLayout)
}

// contactInput is a contact in a request.
type contactInput struct {
	text   map[string]optionalMember[string]
	custom map[string]jsontext.Value
}

func readContact(f *form) contactInput {
	in := contactInput{text: map[string]optionalMember[string]{}}
	for _, field := range textFields {
		if text := optional(f, field, aString); text.given {
			in.text[field] = text
		}
	}
	if raw, ok := f.take("custom_fields"); ok {
		in.custom = f.values("custom_fields", raw)
	}
	return in
}

// flaws returns what keeps the input from being applied to the contact, nil being one that is yet to be created.
func (s *store) flaws(in contactInput, to *contact) []flaw {
	var flaws []flaw
	if !in.identifies(to) {
		flaws = append(flaws, flaw{"value_error", "At least one of " + strings.Join(identifiers, ", ") + " is required", ""})
	}
	return append(append(flaws, in.flaws()...), s.valueFlaws(in.custom)...)
}

// flaws returns what is wrong with the input, whatever there is in the workspace.
func (in contactInput) flaws() []flaw {
	if address := in.text["email"].valueOr(""); address != "" && !email.Plausible(address) {
		return []flaw{{"value_error", "Input should be a valid email address", "email"}}
	}
	return nil
}

// identifies reports whether the contact has an identifier once the input is applied.
func (in contactInput) identifies(to *contact) bool {
	return slices.ContainsFunc(identifiers, func(field string) bool {
		if text := in.text[field]; text.given {
			return text.valueOr("") != ""
		}
		return to != nil && to.text[field] != ""
	})
}

// apply changes the contact. Null and "" clear.
func (s *store) apply(in contactInput, to *contact, now time.Time) {
	for field, text := range in.text {
		s.setText(to, field, text.valueOr(""))
	}
	to.setValues(in.custom)
	s.touch(to, now)
}

// touch marks the contact as changed.
func (s *store) touch(c *contact, now time.Time) {
	c.updated = s.storedTime(now)
	s.changed(c, now)
}

// setValues sets custom values. Null clears.
func (c *contact) setValues(values map[string]jsontext.Value) {
	maps.Copy(c.custom, values)
	maps.DeleteFunc(c.custom, func(_ string, value jsontext.Value) bool { return value.Kind() == 'n' })
}
