package orgcrm

import (
	"github.com/go-json-experiment/json/jsontext"

	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// ID is the ID of one kind of resource, so that a tag's ID where a contact's
// belongs does not compile. The documentation does not say what IDs look like:
// they are kept as text, and an ID that the API sends as a number is its digits.
// The empty ID stands for none: a method given one returns an error without a
// request.
type ID[T any] string

type (
	// ContactID is the contact_id of a contact.
	ContactID = ID[Contact]
	// TagID is the tag_id of a tag.
	TagID = ID[Tag]
	// CustomFieldID is the field_id of a custom field definition.
	CustomFieldID = ID[CustomField]
)

// UnmarshalJSON reads text or a number; null is the empty ID.
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
