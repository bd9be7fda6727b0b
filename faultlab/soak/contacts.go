package main

import (
	"context"

	"github.com/cuedesk/cuedesk-go"
)

func (w *worker) createContact(ctx context.Context) bool {
	c := &contact{key: w.key("contact"), name: w.word(), values: map[string]string{}}
	in := cuedesk.ContactCreate{ExternalContactID: c.key, FirstName: c.name}
	build := func(ctx context.Context) (*cuedesk.Contact, error) { return w.client.Contacts.Create(ctx, in) }
	find := func(ctx context.Context) ([]cuedesk.Contact, error) { return w.find(ctx, c.key) }
	if made := create(ctx, w, c.key, build, find); made != nil {
		c.id = made.ID
		w.model.contacts = append(w.model.contacts, c)
	}
	return true
}

// find searches for a contact by its key.
func (w *worker) find(ctx context.Context, key string) ([]cuedesk.Contact, error) {
	page, err := w.client.Contacts.Search(ctx, cuedesk.Where(cuedesk.ExternalContactID.Is(key)), cuedesk.PageOptions{})
	if err != nil {
		return nil, err
	}
	return page.Items, nil
}

// read reads the state of the contact.
func (c *contact) read(w *worker) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		got, err := w.client.Contacts.Get(ctx, c.id)
		if err != nil {
			return "", err
		}
		return contactState(got), nil
	}
}

func (w *worker) getContact(ctx context.Context) bool {
	c := pick(w, w.model.contacts)
	if c == nil {
		return false
	}
	got, err := c.read(w)(w.call(ctx))
	w.expect(ctx, c.key, got, c.state(), err)
	return true
}

func (w *worker) updateContact(ctx context.Context) bool { return w.rename(ctx, w.word()) }

// clearContact empties a field, and tells a field that was emptied from one that was left alone.
func (w *worker) clearContact(ctx context.Context) bool { return w.rename(ctx, "") }

// rename gives a contact another first name, or none.
func (w *worker) rename(ctx context.Context, name string) bool {
	c := pick(w, w.model.contacts)
	if c == nil {
		return false
	}
	in := cuedesk.ContactUpdate{FirstName: cuedesk.Clear[string]()}
	if name != "" {
		in.FirstName = cuedesk.Set(name)
	}
	do := func(ctx context.Context) error {
		got, err := w.client.Contacts.Update(ctx, c.id, in)
		if err == nil && got.FirstName != name {
			w.result.wrong(ctx, lost, "%s: an update to %q gave back %q", c.key, name, got.FirstName)
		}
		return err
	}
	changed := *c
	changed.name = name
	now := w.change(ctx, c.key, c.state(), changed.state(), do, c.read(w))
	if now == changed.state() {
		c.name = name
	}
	return true
}

func (w *worker) searchContact(ctx context.Context) bool {
	c := pick(w, w.model.contacts)
	if c == nil {
		return false
	}
	found, err := w.find(w.call(ctx), c.key)
	if err == nil && len(found) != 1 {
		w.result.wrong(ctx, lost, "%s: a search finds it %d times", c.key, len(found))
		return true
	}
	state := ""
	if err == nil {
		state = contactState(&found[0])
	}
	w.expect(ctx, c.key, state, c.state(), err)
	return true
}

// listContacts asks for a page of everything, to which others add meanwhile.
func (w *worker) listContacts(ctx context.Context) bool {
	page, err := w.client.Contacts.List(w.call(ctx), cuedesk.ContactListOptions{PageOptions: cuedesk.PageOptions{Limit: 10}})
	switch {
	case err != nil:
		w.result.failed(err)
	case page.Total < len(w.model.contacts) || len(page.Items) < min(10, page.Total):
		w.result.wrong(ctx, lost, "a page has %d of %d contacts; there must be %d", len(page.Items), page.Total, len(w.model.contacts))
	}
	return true
}
