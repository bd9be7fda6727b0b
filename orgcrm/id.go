package orgcrm

import (
	"github.com/go-json-experiment/json/jsontext"

	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// ID is the ID of one kind of resource: code that passes the ID of a tag for that of a
// contact does not compile. The documentation does not say what IDs look like: they are
// kept as text; one that the API sends as a number has its digits. The empty ID is no ID:
// a method that gets it returns an error that matches [cuedesk.ErrInvalid], and sends
// nothing.
type ID[T any] string

type (
	// ContactID is the contact_id of a contact.
	ContactID = ID[Contact]
	// TagID is the tag_id of a tag.
	TagID = ID[Tag]
	// CustomFieldID is the field_id of a custom field definition.
	CustomFieldID = ID[CustomField]
)

// UnmarshalJSON reads a text or a number; null becomes the empty ID.
func (id *ID[T]) UnmarshalJSON(data []byte) error {
	switch kind := jsontext.Value(data).Kind(); kind {
	case jsontext.KindNull:
		*id = ""
	case jsontext.KindNumber:
		*id = ID[T](data)
	case jsontext.KindString:
		return rest.Unmarshal(data, (*string)(id))
	default:
		return rest.ShapeError("an ID is neither text nor a number")
	}
	return nil
}
