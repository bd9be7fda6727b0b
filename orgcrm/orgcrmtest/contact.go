package orgcrmtest

import (
	"maps"
	"slices"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// contact is a contact as stored.
type contact struct {
	id            string
	text          map[string]string // by column
	tags          []string
	dnc           bool
	custom        map[string]jsontext.Value
	other         map[string]jsontext.Value
	created       time.Time
	opportunities []jsontext.Value
}

// textColumns are the columns of a contact that hold text.
var textColumns = []string{"name", "email", "phone", "company", "source", "notes"}

func newContact(now time.Time) *contact {
	return &contact{
		text:    map[string]string{},
		custom:  map[string]jsontext.Value{},
		other:   map[string]jsontext.Value{},
		created: now.Truncate(time.Microsecond),
	}
}

// changed returns the contact with the members set, or the first that cannot be.
func (c *contact) changed(members map[string]jsontext.Value) (*contact, error) {
	next := *c
	next.text, next.custom, next.other = maps.Clone(c.text), maps.Clone(c.custom), maps.Clone(c.other)
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if msg := next.set(name, members[name]); msg != "" {
			return nil, invalid("value_error", msg, name)
		}
	}
	return &next, nil
}

// set sets one member, or returns what is wrong with it.
func (c *contact) set(name string, raw jsontext.Value) string {
	null := raw.Kind() == jsontext.KindNull
	ok := true
	switch {
	case name == "id" || name == "created_at":
		return "Input should not have what the server sets"
	case slices.Contains(textColumns, name):
		var text string
		text, ok = parse[string](raw, jsontext.KindString)
		c.text[name] = text
	case name == "tags":
		c.tags, ok = names(raw)
	case name == "dnc":
		c.dnc = raw.Kind() == jsontext.KindTrue
		ok = c.dnc || raw.Kind() == jsontext.KindFalse
	case name == "custom":
		ok = c.setCustom(raw)
	default:
		c.other[name] = raw
	}
	if !ok && !null {
		return "Input should be of another type"
	}
	return ""
}

// setCustom merges custom values; null removes one.
func (c *contact) setCustom(raw jsontext.Value) bool {
	values, ok := parse[map[string]jsontext.Value](raw, jsontext.KindBeginObject)
	for key, value := range values {
		if value.Kind() == jsontext.KindNull {
			delete(c.custom, key)
			continue
		}
		c.custom[key] = value
	}
	return ok
}

// wire is the contact in a response.
func (c *contact) wire() map[string]any {
	members := map[string]any{
		"id":         c.id,
		"tags":       slices.Concat([]string{}, c.tags),
		"dnc":        c.dnc,
		"custom":     c.custom,
		"created_at": c.created.Format(time.RFC3339Nano),
	}
	for _, column := range textColumns {
		members[column] = nil
		if text := c.text[column]; text != "" {
			members[column] = text
		}
	}
	for name, value := range c.other {
		members[name] = value
	}
	return members
}

// wireContacts are contacts in a response.
func wireContacts(contacts []*contact) []map[string]any {
	var all []map[string]any
	for _, c := range contacts {
		all = append(all, c.wire())
	}
	return all
}
