package main

import (
	"context"
	"strings"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// inventory is what the fake holds, read without faults.
type inventory struct {
	client   *cuedesk.Client
	count    map[string]int // how many resources there are of a key
	contacts map[string]*cuedesk.Contact
	lists    map[string]*cuedesk.List
	fields   map[string]*cuedesk.CustomField
}

// compare finds what is lost, doubled, or there without a report.
func (w *environment) compare(ctx context.Context, fake *cuedesktest.Server, workers []*worker) error {
	inv, err := takeInventory(ctx, fake)
	if err != nil {
		return err
	}
	for _, worker := range workers {
		if err := inv.notes(ctx, worker.model); err != nil {
			return err
		}
	}
	for _, worker := range workers {
		worker.compareFates(ctx, inv)
		worker.compareContacts(ctx, inv)
		if err := worker.compareLists(ctx, inv); err != nil {
			return err
		}
		worker.compareFields(ctx, inv)
	}
	for key := range inv.count {
		w.result.addMistake(ctx, unreported, mistake{text: key + ": no worker made it"})
	}
	return nil
}

func takeInventory(ctx context.Context, fake *cuedesktest.Server) (*inventory, error) {
	inv := &inventory{
		client:   fake.Client(),
		count:    map[string]int{},
		contacts: map[string]*cuedesk.Contact{},
		lists:    map[string]*cuedesk.List{},
		fields:   map[string]*cuedesk.CustomField{},
	}
	for c, err := range inv.client.Contacts.All(ctx, cuedesk.ListContactsOptions{}) {
		if err != nil {
			return nil, err
		}
		inv.count[c.ExternalContactID]++
		inv.contacts[c.ExternalContactID] = c
	}
	for l, err := range inv.client.Lists.All(ctx, cuedesk.ListListsOptions{}) {
		if err != nil {
			return nil, err
		}
		inv.count[firstWord(l.Name)]++
		inv.lists[firstWord(l.Name)] = l
	}
	for f, err := range inv.client.CustomFields.All(ctx, cuedesk.PageOptions{}) {
		if err != nil {
			return nil, err
		}
		inv.count[firstWord(f.Name)]++
		inv.fields[firstWord(f.Name)] = f
	}
	return inv, nil
}

func firstWord(name string) string {
	word, _, _ := strings.Cut(name, " ")
	return word
}

// notes counts the notes of a worker's contacts, and compares those that should be there.
func (inv *inventory) notes(ctx context.Context, m *model) error {
	for _, c := range m.contacts {
		if !c.noted {
			continue
		}
		for n, err := range inv.client.Notes.All(ctx, c.id, cuedesk.PageOptions{}) {
			if err != nil {
				return err
			}
			inv.count[n.Title]++
			for _, want := range c.notes {
				if want.id == n.ID {
					want.found = n.Content.Text
				}
			}
		}
	}
	return nil
}

// compareFates compares how often a resource is there with what was reported of it, and crosses it off.
func (w *worker) compareFates(ctx context.Context, inv *inventory) {
	for key, fate := range w.model.fates {
		switch n := inv.count[key]; {
		case n > 1+w.model.lateRequests[key]: // not even late requests explain that
			w.mistakeOf(ctx, doubled, key, "is there %d times", n)
		case n > 1:
			w.differs(ctx, doubled, key, "is there %d times", n)
		case n == 0 && fate == exists:
			w.differs(ctx, lost, key, "was reported as created, and is not there")
		case n == 1 && fate == absent:
			w.differs(ctx, unreported, key, "was reported as deleted or not created, and is there")
		}
		delete(inv.count, key)
	}
	for _, im := range w.model.imports {
		there := 0
		for _, key := range im.keys {
			if inv.contacts[key] != nil {
				there++
			}
		}
		if there != 0 && there != len(im.keys) {
			w.differs(ctx, lost, im.keys[0], "is one of %d contacts of an import, of which %d are there", len(im.keys), there)
		}
	}
}

func (w *worker) compareContacts(ctx context.Context, inv *inventory) {
	for _, c := range w.model.contacts {
		got := inv.contacts[c.key]
		if got == nil {
			continue // compareFates has said so
		}
		w.same(ctx, c.key, got.ID.String(), c.id.String())
		w.same(ctx, c.key, contactState(got), c.state())
		w.same(ctx, c.key, w.valueState(texts(got.CustomFields)), w.valueState(c.values))
		for _, n := range c.notes {
			w.same(ctx, n.key, n.found, n.text)
		}
	}
}

func (w *worker) compareLists(ctx context.Context, inv *inventory) error {
	for _, l := range w.model.lists {
		got := inv.lists[l.key]
		if got == nil {
			continue
		}
		w.same(ctx, l.key, got.ID.String()+got.Name, l.id.String()+l.name)
		var ids []cuedesk.ContactID
		for c, err := range inv.client.Lists.AllContacts(ctx, l.id, cuedesk.ListMembersOptions{}) {
			if err != nil {
				return err
			}
			ids = append(ids, c.ID)
		}
		w.same(ctx, l.key, memberText(ids), members(l.members))
	}
	return nil
}

func (w *worker) compareFields(ctx context.Context, inv *inventory) {
	for _, f := range w.model.fields {
		if got := inv.fields[f.key]; got != nil {
			w.same(ctx, f.key, got.ID.String()+got.Name+got.FieldKey, f.id.String()+f.name+f.value)
		}
	}
}

// same compares the state that was reported with the one that is.
func (w *worker) same(ctx context.Context, key, got, want string) {
	if got != want {
		w.differs(ctx, lost, key, "is %q, reported was %q", got, want)
	}
}
