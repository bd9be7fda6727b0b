package orgcrmtest

import (
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// The body of a search, as documented.
type (
	search struct {
		Query  filter `json:"query"`
		Text   string `json:"q"`
		Limit  *int   `json:"limit"`
		Offset int    `json:"offset"`
	}
	filter struct {
		Groups []group `json:"groups"`
	}
	group struct {
		Conditions []condition `json:"conditions"`
	}
	condition struct {
		Field string         `json:"field"`
		Op    string         `json:"op"`
		Value jsontext.Value `json:"value"`
	}
)

// How many contacts a search gives if it does not ask for a number, and at most.
const (
	defaultLimit = 50
	maxLimit     = 100
)

// found is what a search answers with.
type found struct {
	list[map[string]any]

	Limit  int `json:"limit"`
	Offset int `json:"offset"`
}

func searchContacts(c *call) (any, error) {
	raw, err := c.body()
	if err != nil {
		return nil, err
	}
	var in search
	if json.Unmarshal(raw, &in, json.RejectUnknownMembers(true)) != nil {
		return nil, invalid("value_error", "Input should be a search as documented")
	}
	if err := in.validate(); err != nil {
		return nil, err
	}
	limit := defaultLimit
	if in.Limit != nil {
		limit = min(*in.Limit, maxLimit)
	}
	var all []*contact
	for _, candidate := range c.contacts {
		if candidate.hasWords(in.Text) && in.Query.met(candidate) {
			all = append(all, candidate)
		}
	}
	start := min(in.Offset, len(all))
	page := all[start:min(start+limit, len(all))]
	result := found{listOf(wireContacts(page)), limit, in.Offset}
	result.Total = len(all)
	return result, nil
}

// validate refuses what has no meaning.
func (in search) validate() error {
	if in.Offset < 0 || in.Limit != nil && *in.Limit < 1 {
		return invalid("range", "Limit should be at least 1 and offset at least 0")
	}
	for _, g := range in.Query.Groups {
		if len(g.Conditions) == 0 {
			return invalid("too_short", "Group should have at least one condition", "query", "groups")
		}
		for _, c := range g.Conditions {
			if err := c.validate(); err != nil {
				return err
			}
		}
	}
	return nil
}

// columns are what a condition may name, beside custom values.
var columns = append([]string{"tags", "dnc", "created_at"}, textColumns...)

func (c condition) validate() error {
	key, custom := strings.CutPrefix(c.Field, "custom.")
	switch {
	case !slices.Contains(columns, c.Field) && (!custom || key == ""):
		return invalid("field", "Unknown field", "query", "groups", "field")
	case c.Op != "contains" && c.Op != "equals":
		return invalid("op", "Unknown operator", "query", "groups", "op")
	case c.Op == "contains" && c.Value.Kind() != jsontext.KindString || c.Value == nil:
		return invalid("value", "Value does not suit the operator", "query", "groups", "value")
	}
	return nil
}

// met reports whether the contact is in one of the groups; without any, all are.
func (f filter) met(by *contact) bool {
	return len(f.Groups) == 0 || slices.ContainsFunc(f.Groups, func(g group) bool {
		return !slices.ContainsFunc(g.Conditions, func(c condition) bool { return !c.met(by) })
	})
}

func (c condition) met(by *contact) bool {
	// The values of a contact can always be marshalled.
	have, _ := json.Marshal(by.value(c.Field))
	if c.Op == "equals" {
		return sameValue(have, c.Value)
	}
	want, _ := parse[string](c.Value, jsontext.KindString)
	if text, ok := parse[string](have, jsontext.KindString); ok {
		return strings.Contains(text, want)
	}
	items, _ := parse[[]jsontext.Value](have, jsontext.KindBeginArray)
	return slices.ContainsFunc(items, func(item jsontext.Value) bool { return sameValue(item, c.Value) })
}

// value returns what the contact has in a field; nil for nothing.
func (c *contact) value(name string) any {
	if key, custom := strings.CutPrefix(name, "custom."); custom {
		if value, ok := c.custom[key]; ok {
			return value
		}
		return nil
	}
	return c.wire()[name]
}

// sameValue compares JSON: text by its characters, the rest as it is written.
func sameValue(a, b jsontext.Value) bool {
	left, isText := parse[string](a, jsontext.KindString)
	right, isTextToo := parse[string](b, jsontext.KindString)
	if isText && isTextToo {
		return left == right
	}
	return compact(a) == compact(b)
}

// compact returns the JSON without white space between its tokens, and leaves the value as it is.
func compact(raw jsontext.Value) string {
	raw = raw.Clone()
	// JSON that was parsed before can always be compacted.
	_ = raw.Compact()
	return string(raw)
}

// hasWords reports whether each word is in one of the contact's text columns.
func (c *contact) hasWords(text string) bool {
	for word := range strings.FieldsSeq(strings.ToLower(text)) {
		if !slices.ContainsFunc(textColumns, func(column string) bool {
			return strings.Contains(strings.ToLower(c.text[column]), word)
		}) {
			return false
		}
	}
	return true
}
