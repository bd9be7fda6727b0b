package main

import (
	"fmt"
	"maps"

	"github.com/cuedesk/cuedesk-go"
)

// fate is what the caller knows of a resource that it had created.
type fate int

const (
	exists fate = iota + 1 // once
	maybe                  // once or not at all: its creation was reported as unknown, and left at that
	absent                 // deleted, or certainly not created
)

// model is what one worker knows of what it did. Every resource has a key of its own, which it keeps when it changes.
type model struct {
	fates        map[string]fate
	contacts     []*contact
	lists        []*list
	fields       []*field
	imports      []imported
	lateRequests map[string]int // how many requests for a resource were carried out late
}

func newModel() *model { return &model{fates: map[string]fate{}, lateRequests: map[string]int{}} }

// isUncertain reports whether what a resource is like depends on when a late request arrives.
func (m *model) isUncertain(key string) bool { return m.lateRequests[key] > 0 }

// contact is a contact as it should be. Its key is its external ID.
type contact struct {
	key    string
	id     cuedesk.ContactID
	name   string            // its first name
	values map[string]string // of custom fields, by field key
	notes  []*note
	noted  bool // there has been a note, or an attempt at one
}

// note is a note as it should be. Its key is its title.
type note struct {
	key   string
	id    cuedesk.NoteID
	text  string
	found string // its text in the end
}

// list is a list as it should be. Its key is the first word of its name.
type list struct {
	key     string
	id      cuedesk.ListID
	name    string
	members map[cuedesk.ContactID]bool
}

// field is a custom field as it should be. Its key is the first word of its name.
type field struct {
	key   string
	id    cuedesk.CustomFieldID
	name  string
	value string // its name in custom values
}

// imported are the contacts of an import, by their keys: they are all there, or none is.
type imported struct{ keys []string }

func (c *contact) label() string { return c.key }
func (n *note) label() string    { return n.key }
func (l *list) label() string    { return l.key }
func (f *field) label() string   { return f.key }

// state returns what a read of the contact should find.
func (c *contact) state() string { return c.key + " " + c.name }

// contactState returns what a contact that was read is like.
func contactState(c *cuedesk.Contact) string { return c.ExternalContactID + " " + c.FirstName }

// valueState returns what a set of custom values is like, but for those of fields that may be gone.
func (w *worker) valueState(values map[string]string) string {
	certain := maps.Clone(values)
	for _, f := range w.model.fields {
		if w.model.isUncertain(f.key) {
			delete(certain, f.value)
		}
	}
	return fmt.Sprint(certain)
}

// texts returns custom values as text.
func texts(values cuedesk.CustomValues) map[string]string {
	all := map[string]string{}
	for key, value := range values.All() {
		all[key] = value.String()
	}
	return all
}
