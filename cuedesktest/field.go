package cuedesktest

import (
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// predefined are the data types of the documented predefined fields. Any other field is the key of a custom field.
var predefined = map[string]string{
	"first_name":          "text",
	"last_name":           "text",
	"email":               "text",
	"phone_number":        "text",
	"whatsapp_id":         "text",
	"fb_messenger_id":     "text",
	"external_contact_id": "text",
	clientReference:       "text",
	"archived":            "boolean",
	"created_at":          "date",
	"updated_at":          "date",
	"last_engaged_at":     "date",
}

// dataTypes are the documented data types.
var dataTypes = []string{"text", "long", "double", "date", "boolean"}

// dataType returns the data type of a field: its own, or for custom fields the one that the request gives.
func dataType(field, hint string) string {
	if own := predefined[field]; own != "" {
		return own
	}
	return hint
}

// has reports whether the contact has a value in the field.
func (c *contact) has(field string) bool {
	if predefined[field] != "" {
		return len(c.texts(field)) > 0
	}
	_, ok := c.custom[field]
	return ok
}

// texts returns the values of a field as text: none, one, or for a multiselect any number.
func (c *contact) texts(field string) []string {
	switch field {
	case "archived":
		if c.archived {
			return []string{"true"}
		}
		return []string{"false"}
	case "created_at":
		return []string{formatted(c.created)}
	case "updated_at":
		return []string{formatted(c.updated)}
	case "last_engaged_at":
		return nonEmpty(c.engagedAt())
	}
	if predefined[field] != "" {
		return nonEmpty(c.text[field])
	}
	return customTexts(c.custom[field])
}

func nonEmpty(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}

// customTexts returns a custom value as text. An object has no text; one can only ask whether it exists.
func customTexts(value jsontext.Value) []string {
	switch value.Kind() {
	case '"':
		text, _ := aString(value)
		return []string{text}
	case '0', 't', 'f':
		return []string{string(value)}
	case '[':
		var items []jsontext.Value
		// The value is known to be valid.
		_ = json.Unmarshal(value, &items)
		var texts []string
		for _, item := range items {
			texts = append(texts, customTexts(item)...)
		}
		return texts
	}
	return nil
}

// span is the time that a date in text form covers: a moment, or all of a day.
type span struct{ first, last time.Time }

// aSpan reads a date, or a time of day as fields of type date:time have it; one without a zone is in UTC.
func aSpan(text string) (span, bool) {
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		return span{day, day.AddDate(0, 0, 1).Add(-1)}, true
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", time.TimeOnly, "15:04"} {
		if moment, err := time.Parse(layout, text); err == nil {
			return span{moment, moment}, true
		}
	}
	return span{}, false
}
