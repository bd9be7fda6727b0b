package conformance

import (
	"cmp"
	"maps"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

const bulkOperation = "POST /v1/contacts/bulk"

// Lists of the documentation. The suite has its own, so that it depends neither on the client nor on the fake.
var (
	textFields = []string{
		"first_name", "last_name", "external_contact_id", "email", "phone_number", "whatsapp_id", "fb_messenger_id",
	}
	matchFields = []string{"email", "phone_number", "external_contact_id"}
	fieldTypes  = []string{
		"text", "number:integer", "number:decimal", "number:percentage", "checkbox",
		"date", "date:date_time", "date:time", "date:relative", "select", "multiselect", "user",
	}
	operators = []string{
		"equals", "not_equals", "contains", "not_contains", "starts_with", "ends_with",
		"gt", "gte", "lt", "lte", "range", "exists", "not_exists",
	}
)

// The documented page sizes.
const (
	defaultLimit = 50
	searchLimit  = 10
	maxLimit     = 100
)

// selects reports whether custom fields of the type have options.
func selects(fieldType string) bool { return fieldType == "select" || fieldType == "multiselect" }

// textOf returns a JSON string; "" if it is something else.
func textOf(raw jsontext.Value) (text string) {
	if json.Unmarshal(raw, &text) != nil {
		return ""
	}
	return text
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
