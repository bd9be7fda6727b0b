package orgcrm

import "github.com/go-json-experiment/json"

// The columns of contacts that a search can compare. For custom fields, see [Custom].
var (
	Name      = TextField{Field{"name"}}
	Email     = TextField{Field{"email"}}
	Phone     = TextField{Field{"phone"}}
	Company   = TextField{Field{"company"}}
	Source    = TextField{Field{"source"}}
	Notes     = TextField{Field{"notes"}}
	Tags      = TagsField{Field{"tags"}}
	DNC       = Field{"dnc"}
	CreatedAt = Field{"created_at"}
)

// Custom returns the custom field with a key, which is sent as "custom.KEY".
func Custom(key string) TextField {
	if key == "" {
		return TextField{} // refused when the query is sent
	}
	return TextField{Field{"custom." + key}}
}

// contains is the one operator that the documentation shows.
const contains = "contains"

// Field is a field that a search can compare.
type Field struct{ name string }

// Op returns a condition with any operator. The documentation shows only "contains". An
// operator that the API does not know is refused with 422, which matches
// [cuedesk.ErrInvalid]. The value is encoded as JSON when Op is called: for example as
// true, a number, a time in RFC 3339, or null for nil.
func (f Field) Op(operator string, value any) Condition {
	raw, err := json.Marshal(value, json.Deterministic(true))
	return Condition{f.name, operator, raw, err != nil}
}

// TextField is a field that holds text.
type TextField struct{ Field }

// Contains returns the condition that the field contains a text. The documentation shows
// the operator for tags only, and does not say whether it is case-sensitive.
func (f TextField) Contains(text string) Condition { return f.Op(contains, text) }

// TagsField is the field that holds the tags of contacts.
type TagsField struct{ Field }

// Contains returns the condition that a contact has a tag, as in the example of the
// documentation. The documentation does not say whether a part of the tag's name is
// enough.
func (f TagsField) Contains(tag string) Condition { return f.Op(contains, tag) }
