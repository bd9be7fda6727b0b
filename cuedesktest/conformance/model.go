package conformance

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/cuedesk/cuedesk-go"
)

// searchField is a field that the suite searches and sorts by.
type searchField struct {
	name     string // as in a request
	title    string // as in a difference
	dataType string
	custom   bool
	// setByServer fields are set by the server: in which precision it compares them is not documented.
	setByServer bool
	text        func(*member) string // the value as filters write it; "" stands for no value
}

// searchFields are the predefined fields, but for client_reference, which no response shows, and custom fields of each
// data type.
func (s *suite) searchFields() []searchField {
	var fields []searchField
	for _, name := range textFields {
		fields = append(fields, searchField{
			name: name, title: name, dataType: "text",
			text: func(m *member) string { return contactTexts(m.contact)[name] },
		})
	}
	typeOf := map[string]string{
		"archived": "boolean", "created_at": "date", "updated_at": "date", "last_engaged_at": "date",
	}
	ofContact := map[string]func(*cuedesk.Contact) string{
		"archived":        func(c *cuedesk.Contact) string { return strconv.FormatBool(c.Archived) },
		"created_at":      func(c *cuedesk.Contact) string { return timeText(c.CreatedAt) },
		"updated_at":      func(c *cuedesk.Contact) string { return timeText(c.UpdatedAt) },
		"last_engaged_at": func(c *cuedesk.Contact) string { return timeText(c.LastEngagedAt) },
	}
	for _, name := range sortedKeys(ofContact) {
		of := ofContact[name]
		fields = append(fields, searchField{
			name: name, title: name, dataType: typeOf[name], setByServer: name != "archived",
			text: func(m *member) string { return of(m.contact) },
		})
	}
	types := map[string]string{
		"text": "text", "integer": "long", "decimal": "double", "percentage": "double", "checkbox": "boolean",
		"date": "date", "date_time": "date", "select": "text",
	}
	for _, name := range sortedKeys(types) {
		key, dataType := s.key(name), types[name]
		fields = append(fields, searchField{
			name: key, title: fmt.Sprintf("custom field (%s) of type %s", name, dataType), dataType: dataType,
			custom: true, text: func(m *member) string { return filterText(m.in.CustomFields[key]) },
		})
	}
	return fields
}

func timeText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05.000Z")
}

// filterText is a custom value as filters write it.
func filterText(value any) string {
	if number, ok := value.(float64); ok {
		return strconv.FormatFloat(number, 'f', -1, 64)
	}
	if value == nil {
		return ""
	}
	return fmt.Sprint(value)
}

// refreshed returns the members as they are now: times may have changed.
func (s *suite) refreshed(ctx context.Context) []member {
	var members []member
	for _, m := range s.setUp(ctx).members {
		now, err := s.client.Contacts.Get(ctx, m.contact.ID)
		s.mustSucceed("Get a Contact", err)
		members = append(members, member{m.in, now})
	}
	return members
}

// compareAs compares two values of a data type, as the documentation means them.
func compareAs(dataType, a, b string) int {
	switch dataType {
	case "long", "double":
		x, _ := strconv.ParseFloat(a, 64) // the suite's own numbers are small
		y, _ := strconv.ParseFloat(b, 64)
		return cmp.Compare(x, y)
	case "date":
		return momentOf(a).Compare(momentOf(b))
	}
	return strings.Compare(a, b)
}

func momentOf(text string) time.Time {
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		return day
	}
	moment, _ := time.Parse(time.RFC3339, text) // the suite's own times are well-formed
	return moment
}

// matches is the model of the operators: it reports whether a value meets a condition.
func matches(dataType, operator, value string, operands ...string) bool {
	low, high := operands[0], operands[len(operands)-1]
	switch operator {
	case "exists":
		return value != ""
	case "not_exists":
		return value == ""
	case "not_equals", "not_contains":
		return !matches(dataType, strings.TrimPrefix(operator, "not_"), value, operands...)
	}
	if value == "" {
		return false
	}
	switch operator {
	case "contains":
		return strings.Contains(value, low)
	case "starts_with":
		return strings.HasPrefix(value, low)
	case "ends_with":
		return strings.HasSuffix(value, low)
	}
	return ordered(operator, compareAs(dataType, value, low), compareAs(dataType, value, high))
}

// ordered is the model of the operators that compare, by how the value compares with the operands.
func ordered(operator string, low, high int) bool {
	switch operator {
	case "range":
		return low >= 0 && high <= 0
	case "gt":
		return low > 0
	case "gte":
		return low >= 0
	case "lt":
		return low < 0
	case "lte":
		return low <= 0
	}
	return low == 0
}
