package orgcrm

import (
	"log/slog"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// Contact is a contact of the organization (API: "Contacts API"). The
// documentation names its columns, but does not show one: text that is null or not
// sent is empty, and a number is its digits; what may have several forms in JSON
// is kept as it was received.
type Contact struct {
	// empty if the API does not send a member "id", or one that is neither text nor
	// a number
	ID      ContactID     `json:"id,omitzero"`
	Name    string        `json:"name,omitzero"`    // may be empty
	Email   string        `json:"email,omitzero"`   // may be empty
	Phone   string        `json:"phone,omitzero"`   // may be empty
	Company string        `json:"company,omitzero"` // may be empty
	Source  string        `json:"source,omitzero"`  // where the contact came from; may be empty
	Notes   string        `json:"notes,omitzero"`   // may be empty
	Tags    cuedesk.Value `json:"tags,omitzero"`    // its tags; Strings reads an array of names
	// presumably "do not contact"; Bool reads it, and fails if the API did not say
	DNC       cuedesk.Value `json:"dnc,omitzero"`
	CreatedAt cuedesk.Value `json:"created_at,omitzero"` // when it was created; Time reads RFC 3339
	// all other members, such as custom values, and text columns that hold objects
	// or lists
	Extra map[string]cuedesk.Value `json:",embed"`
}

// UnmarshalJSON takes a column that has another form than text for an extra
// member: it must not make a whole list unreadable.
func (c *Contact) UnmarshalJSON(data []byte) error {
	var members map[string]cuedesk.Value
	if err := rest.Unmarshal(data, &members); err != nil {
		return err
	}
	*c = Contact{Tags: members["tags"], DNC: members["dnc"], CreatedAt: members["created_at"]}
	for name, text := range map[string]*string{
		"id": (*string)(&c.ID), "name": &c.Name, "email": &c.Email, "phone": &c.Phone,
		"company": &c.Company, "source": &c.Source, "notes": &c.Notes,
	} {
		if !structured(members[name]) {
			*text = members[name].String()
			delete(members, name)
		}
	}
	for _, name := range []string{"tags", "dnc", "created_at"} {
		delete(members, name)
	}
	if len(members) > 0 {
		c.Extra = members
	}
	return nil
}

// structured reports whether a value is an object or an array.
func structured(v cuedesk.Value) bool {
	kind := jsontext.Value(v.Raw()).Kind()
	return kind == jsontext.KindBeginObject || kind == jsontext.KindBeginArray
}

// complete asks for one documented member, because an answer without any is no
// contact; which of them are always sent is not documented.
func (c Contact) complete() bool {
	return string(c.ID)+c.Name+c.Email+c.Phone+c.Company+c.Source+c.Notes != "" ||
		c.Tags.Exists() || c.DNC.Exists() || c.CreatedAt.Exists()
}

// LogValue logs the ID only: the rest is personal.
func (c Contact) LogValue() slog.Value { return slog.StringValue(c.String()) }

// String returns what LogValue logs.
func (c Contact) String() string { return "contact " + rest.Printable(string(c.ID)) }

// ContactCreate is a new contact (API: "POST /contacts"). The documentation names
// the columns, but neither says which are required nor in which form they are
// sent: those that are zero are left out, tags as a list of names and a boolean
// dnc are guesses, and so is the name of the member that holds custom values. To
// send a column in another form, set it in Extra and leave its field zero.
type ContactCreate struct {
	Name    string         `json:"name,omitzero"`    // optional
	Email   string         `json:"email,omitzero"`   // optional
	Phone   string         `json:"phone,omitzero"`   // optional
	Company string         `json:"company,omitzero"` // optional
	Source  string         `json:"source,omitzero"`  // optional
	Notes   string         `json:"notes,omitzero"`   // optional
	Tags    []string       `json:"tags,omitzero"`    // optional, by name
	DNC     bool           `json:"dnc,omitzero"`     // optional; see Contact
	Custom  map[string]any `json:"custom,omitzero"`  // optional, by key; values that encode as JSON
	Extra   map[string]any `json:",embed"`           // optional members that the documentation does not name
}

// LogValue logs nothing personal.
func (in ContactCreate) LogValue() slog.Value { return slog.StringValue(in.String()) }

// String returns what LogValue logs.
func (ContactCreate) String() string { return "new contact" }

// ContactUpdate is a partial update (API: "PATCH /contacts/{contact_id}"): what is
// not set stays as it is. The forms are as guessed as those of [ContactCreate].
// [cuedesk.Clear] is sent as null; the documentation does not say how to empty a
// field, nor whether tags and custom values replace those that are there. To
// change single ones, there are [TagsService.AddToContact],
// [TagsService.RemoveFromContact] and [ContactsService.SetCustomField].
type ContactUpdate struct {
	Name    cuedesk.Optional[string]   `json:"name,omitzero"`    // optional
	Email   cuedesk.Optional[string]   `json:"email,omitzero"`   // optional
	Phone   cuedesk.Optional[string]   `json:"phone,omitzero"`   // optional
	Company cuedesk.Optional[string]   `json:"company,omitzero"` // optional
	Source  cuedesk.Optional[string]   `json:"source,omitzero"`  // optional
	Notes   cuedesk.Optional[string]   `json:"notes,omitzero"`   // optional
	Tags    cuedesk.Optional[[]string] `json:"tags,omitzero"`    // optional, by name
	DNC     cuedesk.Optional[bool]     `json:"dnc,omitzero"`     // optional; see Contact
	Custom  map[string]any             `json:"custom,omitzero"`  // optional, by key
	Extra   map[string]any             `json:",embed"`           // optional members that the documentation does not name
}

// isZero reports whether the update sets nothing.
func (in ContactUpdate) isZero() bool {
	return in.Name.IsZero() && in.Email.IsZero() && in.Phone.IsZero() && in.Company.IsZero() && in.Source.IsZero() &&
		in.Notes.IsZero() && in.Tags.IsZero() && in.DNC.IsZero() && len(in.Custom) == 0 && len(in.Extra) == 0
}

// LogValue logs nothing personal.
func (in ContactUpdate) LogValue() slog.Value { return slog.StringValue(in.String()) }

// String returns what LogValue logs.
func (ContactUpdate) String() string { return "contact update" }
