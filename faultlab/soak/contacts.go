package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/cuedesk/cuedesk-go"
)

func (w *worker) createContact(ctx context.Context) bool {
	c := &contact{key: w.key("contact"), name: w.uniqueText(), values: map[string]string{}}
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
	got, err := ask(ctx, w, c.read(w))
	w.expect(ctx, c.key, got, c.state(), err)
	return true
}

func (w *worker) updateContact(ctx context.Context) bool { return w.rename(ctx, w.uniqueText()) }

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
			w.wrong(ctx, lost, "%s: an update to %q gave back %q", c.key, name, got.FirstName)
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
	found, err := ask(ctx, w, func(ctx context.Context) ([]cuedesk.Contact, error) { return w.find(ctx, c.key) })
	if err == nil && len(found) != 1 {
		w.wrong(ctx, lost, "%s: a search finds it %d times", c.key, len(found))
		return true
	}
	state := ""
	if err == nil {
		state = contactState(&found[0])
	}
	w.expect(ctx, c.key, state, c.state(), err)
	return true
}

// iterateSearch searches for all contacts of the worker, a few at a time and ahead.
func (w *worker) iterateSearch(ctx context.Context) bool {
	start := "contact-" + w.prefix + "-"
	var want []string
	for key, f := range w.model.fates {
		if f == exists && strings.HasPrefix(key, start) && !w.model.isUncertain(key) {
			want = append(want, key)
		}
	}
	mine := cuedesk.Where(cuedesk.ExternalContactID.StartsWith(start))
	got, err := ask(ctx, w, func(ctx context.Context) (found []string, err error) {
		for c, err := range w.client.Contacts.SearchAll(ctx, mine, cuedesk.PageOptions{Limit: 5}, cuedesk.WithPrefetch(2)) {
			if err != nil {
				return nil, err
			}
			if key := c.ExternalContactID; w.model.fates[key] != maybe && !w.model.isUncertain(key) {
				found = append(found, c.ExternalContactID)
			}
		}
		return found, nil
	})
	slices.Sort(got)
	slices.Sort(want)
	w.expect(ctx, "a search", fmt.Sprint(got), fmt.Sprint(want), err)
	return true
}

// ensureContact has a contact made unless it is there, and does so until it succeeds: that is allowed even if the
// outcome is unknown.
func (w *worker) ensureContact(ctx context.Context) bool {
	c, known := pick(w, w.model.contacts), true
	if c == nil || w.rand.IntN(2) == 0 {
		c, known = &contact{key: w.key("contact"), name: w.uniqueText(), values: map[string]string{}}, false
	}
	in := cuedesk.ContactCreate{ExternalContactID: c.key, FirstName: c.name}
	for range w.tries() {
		got, err := ask(ctx, w, func(ctx context.Context) (*cuedesk.Ensured, error) {
			return w.client.Contacts.Ensure(ctx, in, cuedesk.MatchExternalContactID, cuedesk.WithSettleTime(lag))
		})
		if err == nil {
			w.ensured(ctx, c, known, got)
			return true
		}
	}
	w.wrong(ctx, lost, "%s: could not be ensured", c.key)
	return true
}

// ensured compares a contact with what Ensure gave back, and takes in one that is new.
func (w *worker) ensured(ctx context.Context, c *contact, known bool, got *cuedesk.Ensured) {
	if known && got.Created {
		w.wrong(ctx, doubled, "%s: was made although it was there", c.key)
	}
	if !known {
		c.id = got.Contact.ID
		w.model.contacts = append(w.model.contacts, c)
		w.model.fates[c.key] = exists
	}
	w.same(ctx, c.key, got.Contact.ID.String()+contactState(got.Contact), c.id.String()+c.state())
}

// listContacts asks for a page of everything, to which other workers add contacts.
func (w *worker) listContacts(ctx context.Context) bool {
	page, err := ask(ctx, w, func(ctx context.Context) (*cuedesk.Page[cuedesk.Contact], error) {
		return w.client.Contacts.List(ctx, cuedesk.ListContactsOptions{PageOptions: cuedesk.PageOptions{Limit: 10}})
	})
	if err == nil && (page.Total < len(w.model.contacts) || len(page.Items) < min(10, page.Total)) {
		w.wrong(ctx, lost, "a page has %d of %d contacts; there must be %d", len(page.Items), page.Total,
			len(w.model.contacts))
	}
	return true
}
