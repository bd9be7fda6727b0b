package nexadesktest

import (
	"io"
	"mime"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/email"
)

// input is the body of a create or an update.
type input struct {
	FirstName    cuedesk.Optional[string]         `json:"first_name"`
	LastName     cuedesk.Optional[string]         `json:"last_name"`
	Email        cuedesk.Optional[string]         `json:"email"`
	Phone        cuedesk.Optional[string]         `json:"phone"`
	CompanyName  cuedesk.Optional[string]         `json:"company_name"`
	Tags         cuedesk.Optional[[]string]       `json:"tags"`
	ProfileNotes cuedesk.Optional[string]         `json:"profile_notes"`
	Metadata     cuedesk.Optional[map[string]any] `json:"metadata"`
}

// input reads the body.
func (c *call) input() (in input, err error) {
	media, _, err := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	if err != nil || media != "application/json" {
		return in, invalid("The Content-Type of the request is not application/json")
	}
	raw, err := io.ReadAll(io.LimitReader(c.r.Body, bodyLimit))
	if err == nil {
		err = json.Unmarshal(raw, &in, json.RejectUnknownMembers(true))
	}
	if err != nil {
		return in, invalid("The request's body is not a JSON object of the documented members")
	}
	return in, nil
}

// apply changes the contact, unless there is something wrong with the input.
func (in *input) apply(to *Contact) error {
	for _, field := range []struct {
		name string
		in   cuedesk.Optional[string]
		to   *string
		most int
	}{
		{"first_name", in.FirstName, &to.FirstName, 100},
		{"last_name", in.LastName, &to.LastName, 100},
		{"email", in.Email, &to.Email, -1},
		{"phone", in.Phone, &to.Phone, 50},
		{"company_name", in.CompanyName, &to.CompanyName, 200},
		{"profile_notes", in.ProfileNotes, &to.ProfileNotes, 5000},
	} {
		if field.in.IsZero() {
			continue
		}
		*field.to, _ = field.in.Get()
		if field.most >= 0 && utf8.RuneCountInString(*field.to) > field.most {
			return invalid("%s must have at most %d characters", field.name, field.most)
		}
	}
	if !in.Tags.IsZero() {
		to.Tags, _ = in.Tags.Get()
	}
	if !in.Metadata.IsZero() {
		to.Metadata, _ = in.Metadata.Get()
	}
	return in.validate(to)
}

// validate refuses a contact that may not be.
func (in *input) validate(c *Contact) error {
	if strings.TrimSpace(c.FirstName) == "" {
		return invalid("first_name is required")
	}
	if !in.Email.IsZero() && c.Email != "" && !email.Plausible(c.Email) {
		return invalid("email must be a valid e-mail address")
	}
	return nil
}
