package orgcrm

import "github.com/go-json-experiment/json"

// The columns of contacts that a search may name. For custom fields see [Custom].
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

// Custom is a custom field, by its key, which is sent with "custom." before it.
func Custom(key string) TextField {
	if key == "" {
		return TextField{} // refused when the query is sent
	}
	return TextField{Field{"custom." + key}}
}

// contains is the one operator that the documentation shows.
const contains = "contains"

// Field is a field of a search.
type Field struct{ name string }

// Op compares the field with a value by any operator. The documentation shows
// "contains" and does not list the others; one that the API does not know it
// refuses with 422, which matches [cuedesk.ErrInvalid]. The value is sent as it
// encodes as JSON now: true, a number, a time in RFC 3339, or null for nil.
func (f Field) Op(operator string, value any) Condition {
	raw, err := json.Marshal(value, json.Deterministic(true))
	return Condition{f.name, operator, raw, err != nil}
}

// TextField is a field that holds text.
type TextField struct{ Field }

// Contains finds contacts whose text has this in it. The documentation shows the
// operator for tags only, and does not say whether case matters.
func (f TextField) Contains(text string) Condition { return f.Op(contains, text) }

// TagsField is the field that holds the tags of contacts.
type TagsField struct{ Field }

// Contains finds contacts by a tag (the example of the documentation). Whether the
// tag must be the whole of one it does not say.
func (f TagsField) Contains(tag string) Condition { return f.Op(contains, tag) }
