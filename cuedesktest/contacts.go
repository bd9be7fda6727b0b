package cuedesktest

import (
	"cmp"
	"slices"
)

func listContacts(c *call) (any, error) {
	p := c.page(defaultLimit)
	by := order{
		field: c.choice("order_field", "created_at",
			"created_at", "first_name", "last_name", "updated_at", "external_contact_id"),
		descending: c.choice("order", "desc", "asc", "desc") == "desc",
		ties:       c.ties,
	}
	in, filtered := c.id("contact_list_uuid")
	if err := c.validationError(); err != nil {
		return nil, err
	}
	found := c.contacts
	if filtered {
		found = nil
		if l := c.listByID[in]; l != nil {
			found = l.members
		}
	}
	return paged(p, "contacts", by.sorted(found), c.contactWire), nil
}

func createContact(c *call) (any, error) {
	in := readContact(c.body())
	if err := c.validationError(); err != nil {
		return nil, err
	}
	if err := c.reject(c.flaws(in, nil)); err != nil {
		return nil, err
	}
	created := c.newContact(c.now)
	c.apply(in, created, c.now)
	return c.contactWire(created), nil
}

func getContact(c *call) (any, error) {
	found, err := c.contact()
	if err != nil {
		return nil, err
	}
	return c.contactWire(found), nil
}

func updateContact(c *call) (any, error) {
	in := readContact(c.body())
	found, err := c.contact()
	if isNotFound(err) { // the fields are looked at before the contact is looked up
		err = cmp.Or(c.reject(in.flaws()), err)
	}
	if err != nil {
		return nil, err
	}
	if err := c.reject(c.flaws(in, found)); err != nil {
		return nil, err
	}
	c.apply(in, found, c.now)
	return c.contactWire(found), nil
}

func listsOfContact(c *call) (any, error) {
	p := c.page(defaultLimit)
	status := c.choice("status", "", statusActive, statusArchived)
	found, err := c.contact()
	if err != nil {
		return nil, err
	}
	lists := slices.DeleteFunc(slices.Clone(c.lists), func(l *list) bool {
		return !l.has(found) || status != "" && l.status != status
	})
	sortLists(lists, "name", false, c.ties)
	return paged(p, "contact_lists", lists, (*list).wire), nil
}

// reject turns flaws in the request's body into an error.
func (c *call) reject(flaws []flaw) error {
	for _, f := range flaws {
		c.fail("body", "", f)
	}
	return c.validationError()
}
