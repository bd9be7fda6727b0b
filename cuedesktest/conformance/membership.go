package conformance

import (
	"context"
	"net/url"
	"slices"

	"github.com/google/uuid"

	"github.com/cuedesk/cuedesk-go"
)

// checkMembership adds contacts to a list, again, and removes them.
func (s *suite) checkMembership(ctx context.Context) {
	const section = "Add Contacts to a Contact List"
	p := s.setUp(ctx)
	list := s.newList(ctx, "membership")
	first, second := p.members[0], p.members[1]
	added, err := s.client.Lists.AddContacts(ctx, list.ID, first.contact.ID, second.contact.ID)
	s.mustSucceed(section, err)
	same(s, section, "whether there is a message", added.Message != "", true)
	s.sameIDs(section, "added", added.Added, first, second)
	same(s, section, "warnings about contacts that were added", len(added.Warnings), 0)
	s.checkMembers(ctx, list, first, second)
	again := map[string]any{"contact_uuids": []any{first.contact.ID}}
	s.answer(ctx, section, addMembersRoute, again, []string{"message", "added", "warnings"}, list.ID)
	s.checkWarnings(ctx, list, first, p.members[2])
	s.checkMembers(ctx, list, first, second, p.members[2])
	_, err = s.client.Lists.RemoveContacts(ctx, list.ID, second.contact.ID, p.members[2].contact.ID)
	s.ok("Remove Contacts from a Contact List", err)
	s.checkMembers(ctx, list, first)
	s.checkListsOf(ctx, first, second)
	s.checkBatches(ctx, list)
}

// checkWarnings adds a contact that is there, one that does not exist, and a new one.
func (s *suite) checkWarnings(ctx context.Context, list *cuedesk.List, old, fresh member) {
	const section = "Add Contacts to a Contact List"
	nobody := cuedesk.ContactID{UUID: uuid.New()}
	added, err := s.client.Lists.AddContacts(ctx, list.ID, old.contact.ID, nobody, fresh.contact.ID)
	s.mustSucceed(section, err)
	warned := map[cuedesk.ContactID]bool{}
	for _, w := range added.Warnings {
		warned[w.ContactID] = true
		same(s, section, "whether a warning has a message", w.Message != "", true)
	}
	same(s, section, "whether there is a warning about a contact that does not exist", warned[nobody], true)
	same(s, section, "whether added has a contact that does not exist", slices.Contains(added.Added, nobody), false)
	same(s, section, "whether there is a warning about a contact that was added", warned[fresh.contact.ID], false)
	same(s, section, "whether added has a contact that was added", slices.Contains(added.Added, fresh.contact.ID), true)
	if s.Strict { // whether a contact that is there already counts as added is not documented
		same(s, section, "whether there is a warning about a contact that is there already", warned[old.contact.ID], true)
		same(s, section, "whether added has a contact that is there already", slices.Contains(added.Added, old.contact.ID),
			false)
	}
}

// checkMembers checks that all operations that know the members of a list agree, in the end.
func (s *suite) checkMembers(ctx context.Context, list *cuedesk.List, want ...member) {
	s.settled(ctx, "List Contacts in a Contact List", func() { s.compareMembers(ctx, list, want) })
}

func (s *suite) compareMembers(ctx context.Context, list *cuedesk.List, want []member) {
	const section = "List Contacts in a Contact List"
	for _, archived := range []bool{false, true} {
		page, err := s.client.Lists.Contacts(ctx, list.ID, cuedesk.ListMembersOptions{IncludeArchived: archived})
		if s.ok(section, err) {
			s.sameIDs(section, "contacts", idsOf(page.Items), want...)
			same(s, section, "pagination.total", page.Total, len(want))
		}
	}
	page, err := s.client.Contacts.List(ctx, cuedesk.ListContactsOptions{ListID: list.ID})
	if s.ok("List Contacts", err) {
		s.sameIDs("List Contacts", "contacts with contact_list_uuid", idsOf(page.Items), want...)
	}
	got, err := s.client.Lists.Get(ctx, list.ID)
	if s.ok("Get a Contact List", err) {
		same(s, "Get a Contact List", "count", got.Count, len(want))
	}
}

// checkListsOf checks which lists contacts are in, on pages too.
func (s *suite) checkListsOf(ctx context.Context, in, out member) {
	const section = "Get Contact Lists for a Contact"
	lists := []*cuedesk.List{s.newList(ctx, "of contact a"), s.newList(ctx, "of contact b")}
	for _, list := range lists {
		_, err := s.client.Lists.AddContacts(ctx, list.ID, out.contact.ID)
		s.mustSucceed("Add Contacts to a Contact List", err)
	}
	of := listing{
		section: section, operation: "GET /v1/contacts/{contact_uuid}/contact-lists", ask: url.Values{},
		args: []any{out.contact.ID},
	}
	found := listPages(of, append(lists, s.setUp(ctx).list)...)
	found.fetch = func(ctx context.Context, at cuedesk.PageOptions) (*cuedesk.Page[cuedesk.List], error) {
		return s.client.Contacts.Lists(ctx, out.contact.ID, cuedesk.ListsOfContactOptions{PageOptions: at})
	}
	found.comparePages(ctx, s)
	s.settled(ctx, section, func() { s.checkStatusOfLists(ctx, in) })
}

// checkStatusOfLists chooses lists of a contact, one of its own and that of all members, by their status.
func (s *suite) checkStatusOfLists(ctx context.Context, in member) {
	const section = "Get Contact Lists for a Contact"
	for status, want := range map[cuedesk.ListStatus]int{cuedesk.ListActive: 2, cuedesk.ListArchived: 0} {
		page, err := s.client.Contacts.Lists(ctx, in.contact.ID, cuedesk.ListsOfContactOptions{Status: status})
		if s.ok(section, err) {
			same(s, section, "active lists with status "+string(status), page.Total, want)
		}
	}
}
