package orgcrmtest

import (
	"slices"

	"github.com/go-json-experiment/json/jsontext"
)

func listContacts(c *call) (any, error) {
	query := c.r.URL.Query()
	var found []*contact
	for _, candidate := range c.contacts {
		if candidate.hasWords(query.Get("q")) && (!query.Has("tag") || slices.Contains(candidate.tags, query.Get("tag"))) {
			found = append(found, candidate)
		}
	}
	return listOf(wireContacts(found)), nil
}

func createContact(c *call) (any, error) {
	members, err := c.object()
	if err != nil {
		return nil, err
	}
	created, err := c.add(members)
	if err != nil {
		return nil, err
	}
	return created.wire(), nil
}

// add adds a contact.
func (c *call) add(members map[string]jsontext.Value) (*contact, error) {
	created, err := newContact(c.now).changed(members)
	if err != nil {
		return nil, err
	}
	created.id = c.newID("contact")
	c.contacts = append(c.contacts, created)
	c.registerTags(created.tags)
	return created, nil
}

func getContact(c *call) (any, error) {
	found, err := c.contact()
	if err != nil {
		return nil, err
	}
	return found.wire(), nil
}

func updateContact(c *call) (any, error) {
	found, err := c.contact()
	if err != nil {
		return nil, err
	}
	members, err := c.object()
	if err != nil {
		return nil, err
	}
	return c.change(found, members)
}

// change sets members of the contact.
func (c *call) change(found *contact, members map[string]jsontext.Value) (any, error) {
	next, err := found.changed(members)
	if err != nil {
		return nil, err
	}
	*found = *next
	c.registerTags(found.tags)
	return found.wire(), nil
}

func deleteContact(c *call) (any, error) {
	found, err := c.contact()
	if err != nil {
		return nil, err
	}
	c.contacts = slices.DeleteFunc(c.contacts, func(other *contact) bool { return other == found })
	return nil, nil
}

func listOpportunities(c *call) (any, error) {
	found, err := c.contact()
	if err != nil {
		return nil, err
	}
	return listOf(found.opportunities), nil
}

func listViews(c *call) (any, error) { return c.views, nil }

func replaceViews(c *call) (any, error) {
	views, err := c.body()
	if err != nil {
		return nil, err
	}
	c.views = views
	return views, nil
}
