package orgcrmtest

import (
	"fmt"
	"slices"

	"github.com/go-json-experiment/json/jsontext"
)

// org is what an organization has, in the order of its creation.
type org struct {
	serial   *int // of the server, so that no two organizations have the same IDs
	contacts []*contact
	tags     []tag
	fields   []field
	values   map[string]jsontext.Value
	views    jsontext.Value
}

func newOrg(serial *int) *org {
	return &org{serial: serial, values: map[string]jsontext.Value{}, views: jsontext.Value("[]")}
}

// tag is a tag of the organization.
type tag struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// field is the definition of a custom field: its ID and whatever else it was given.
type field struct {
	ID      string                    `json:"id"`
	Members map[string]jsontext.Value `json:",embed"`
}

// newID returns the next ID.
func (o *org) newID(kind string) string {
	*o.serial++
	return fmt.Sprintf("%s-%d", kind, *o.serial)
}

// find returns the contact, or nil.
func (o *org) find(id string) *contact {
	n := slices.IndexFunc(o.contacts, func(c *contact) bool { return c.id == id })
	if n < 0 {
		return nil
	}
	return o.contacts[n]
}

// registerTags makes the names tags of the organization.
func (o *org) registerTags(names []string) {
	for _, name := range names {
		if !slices.ContainsFunc(o.tags, func(t tag) bool { return t.Name == name }) {
			o.tags = append(o.tags, tag{o.newID("tag"), name})
		}
	}
}

// list is a list in a response.
type list[T any] struct {
	Items []T `json:"items"`
	Total int `json:"total"`
}

func listOf[T any](items []T) list[T] { return list[T]{slices.Concat([]T{}, items), len(items)} }
