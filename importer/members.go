package importer

import (
	"context"
	"maps"
	"slices"

	"github.com/cuedesk/cuedesk-go"
)

// maxMemberPages bounds the pages of members that are read for a batch.
const maxMemberPages = 50

// joinList makes contacts of rows that are in members of the list. Rows are unknown
// whose contacts nothing shows to be members.
func (r *run) joinList(ctx context.Context, b *batch, contacts map[int]*cuedesk.Contact) error {
	if len(contacts) == 0 {
		return nil
	}
	ids := make([]cuedesk.ContactID, 0, len(contacts))
	for _, c := range contacts {
		ids = append(ids, c.ID)
	}
	result, err := r.client.Lists.AddContacts(ctx, r.opts.ListID, ids...)
	warnings := map[cuedesk.ContactID]string{}
	for _, w := range result.Warnings {
		warnings[w.ContactID] = w.Message
	}
	outside := maps.Clone(contacts)
	remove(outside, slices.DeleteFunc(result.Added, func(id cuedesk.ContactID) bool {
		_, warned := warnings[id]
		return warned
	}))
	if err == nil && len(outside) > 0 { // the API may warn of contacts that are members already
		err = r.findMembers(ctx, outside)
	}
	if err != nil && endsRun(ctx, err) {
		return err
	}
	for i, c := range outside {
		b.set(i, Unknown, ReasonNotInList)
		b.result(i).Err = err
		if msg := warnings[c.ID]; msg != "" {
			b.result(i).Fields = []cuedesk.FieldError{{Type: "warning", In: "body", Field: "contact_uuids", Msg: msg}}
		}
	}
	return nil
}

// remove removes the contacts with these IDs.
func remove(contacts map[int]*cuedesk.Contact, ids []cuedesk.ContactID) {
	known := make(map[cuedesk.ContactID]bool, len(ids))
	for _, id := range ids {
		known[id] = true
	}
	maps.DeleteFunc(contacts, func(_ int, c *cuedesk.Contact) bool { return known[c.ID] })
}

// findMembers removes the contacts that are shown to be members of the list: a single
// one by its lists, and several by the members that have changed last.
func (r *run) findMembers(ctx context.Context, outside map[int]*cuedesk.Contact) error {
	if len(outside) > 1 {
		return r.readMembers(ctx, outside)
	}
	for _, c := range outside {
		lists := r.client.Contacts.AllLists(ctx, c.ID, cuedesk.ListsOfContactOptions{}, cuedesk.WithPrefetch(0))
		for list, err := range lists {
			if err != nil {
				return err
			}
			if list.ID == r.opts.ListID {
				clear(outside)
				return nil
			}
		}
	}
	return nil
}

// readMembers reads contacts of the list, those that have changed last first, until all
// have come or what follows is older. Pages that shift only show some again.
func (r *run) readMembers(ctx context.Context, outside map[int]*cuedesk.Contact) error {
	one := cuedesk.ListMembersOptions{PageOptions: cuedesk.PageOptions{Limit: 1}, IncludeArchived: true}
	members, err := r.client.Lists.Contacts(ctx, r.opts.ListID, one)
	if err != nil {
		return err
	}
	at := cuedesk.ListContactsOptions{
		PageOptions: cuedesk.PageOptions{Limit: 100}, ListID: r.opts.ListID,
		OrderField: cuedesk.OrderByUpdatedAt, Order: cuedesk.Descending,
	}
	for range maxMemberPages {
		page, err := r.client.Contacts.List(ctx, at)
		if err != nil || page.Total > members.Total { // the filter was not applied
			return err
		}
		ids := make([]cuedesk.ContactID, 0, len(page.Items))
		for i := range page.Items {
			ids = append(ids, page.Items[i].ID)
		}
		remove(outside, ids)
		n := len(page.Items)
		if n == 0 || len(outside) == 0 || allChangedAfter(outside, &page.Items[n-1]) {
			return nil
		}
		at.Offset += n
	}
	return nil
}

// allChangedAfter reports whether all contacts have changed after one.
func allChangedAfter(contacts map[int]*cuedesk.Contact, one *cuedesk.Contact) bool {
	for _, c := range contacts {
		if !c.UpdatedAt.After(one.UpdatedAt) {
			return false
		}
	}
	return true
}
