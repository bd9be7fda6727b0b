package orgcrm

import (
	"log/slog"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// Contact is a contact of the organization (API: "Contacts API"). The documentation
// names its columns, but does not show a contact. A text that is null or missing is
// empty; one that is sent as a number has its digits. A member that may have several
// forms in JSON is a [cuedesk.Value].
type Contact struct {
	// empty if the API sends no member "id", or one that is neither a text nor a
	// number
	ID      ContactID     `json:"id,omitzero"`
	Name    string        `json:"name,omitzero"`    // may be empty
	Email   string        `json:"email,omitzero"`   // may be empty
	Phone   string        `json:"phone,omitzero"`   // may be empty
	Company string        `json:"company,omitzero"` // may be empty
	Source  string        `json:"source,omitzero"`  // where the contact came from; may be empty
	Notes   string        `json:"notes,omitzero"`   // may be empty
	Tags    cuedesk.Value `json:"tags,omitzero"`    // its tags; Strings returns an array of names
	// probably "do not contact"; Bool returns it, and an error if it was not sent
	DNC       cuedesk.Value `json:"dnc,omitzero"`
	CreatedAt cuedesk.Value `json:"created_at,omitzero"` // when it was created; Time reads RFC 3339
	// all other members, such as custom values, and text columns that hold objects
	// or arrays
	Extra map[string]cuedesk.Value `json:",embed"`
}

// UnmarshalJSON reads a contact as the API sends it. A text column that has another form
// is kept in Extra, so that it does not make a whole list unreadable.
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
		if !isObjectOrArray(members[name]) {
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

// isObjectOrArray reports whether a value is an object or an array.
func isObjectOrArray(v cuedesk.Value) bool {
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

// ContactCreate is a new contact (API: "POST /contacts"). The documentation names the
// columns, but neither which are required nor their forms. Fields that are zero are not
// sent. Assumed are the array of names for tags, the boolean for dnc, and the name of
// the member for custom values. To send a column in another form, set it in Extra, and
// leave its field zero.
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
	Extra   map[string]any `json:",embed"`           // optional, further members, not documented
}

// LogValue logs nothing personal.
func (in ContactCreate) LogValue() slog.Value { return slog.StringValue(in.String()) }

// String returns what LogValue logs.
func (ContactCreate) String() string { return "new contact" }

// ContactUpdate is a partial update (API: "PATCH /contacts/{contact_id}"): fields that
// are not set stay as they are. The forms are assumed, as for [ContactCreate].
// [cuedesk.Clear] is sent as null: that this clears a field is assumed. It is not
// documented whether tags and custom values replace those of the contact: to change
// single ones, use [TagsService.AddToContact], [TagsService.RemoveFromContact] and
// [ContactsService.SetCustomField].
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
	Extra   map[string]any             `json:",embed"`           // optional, further members, not documented
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
