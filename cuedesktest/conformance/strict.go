package conformance

import (
	"context"
	"slices"
	"strings"

	"github.com/cuedesk/cuedesk-go"
)

// The checks in this file are of what the fake has decided, and the documentation leaves open.

// checkClearing clears a field of a contact and a list's emoji, with "" and with null.
func (s *suite) checkClearing(ctx context.Context, subject *member) {
	list := s.newList(ctx, "cleared")
	for _, nothing := range []any{"", nil} {
		how := " after it was set to " + jsonText(nothing)
		s.cleared(ctx, "Update a Contact", "whatsapp_id", how, "PATCH /v1/contacts/{contact_uuid}", subject.contact.ID,
			nothing)
		s.cleared(ctx, "Update a Contact List", "emoji", how, "PATCH /v1/contact-lists/{contact_list_uuid}", list.ID, nothing)
	}
	subject.in.WhatsAppID = ""
}

// cleared sets a member to something, and then to nothing.
func (s *suite) cleared(ctx context.Context, section, name, how, operation string, id, nothing any) {
	s.answer(ctx, section, operation, map[string]any{name: "⭐"}, []string{name}, id)
	got := s.answer(ctx, section, operation, map[string]any{name: nothing}, nil, id)
	if shown := canonical(got[name]); shown != "null" {
		same(s, section, name+how, shown, "")
	}
}

// checkMissingLast wants contacts without a value of what they are sorted by at the end.
func (s *suite) checkMissingLast(what string, field searchField, contacts []cuedesk.Contact,
	byID map[cuedesk.ContactID]*member,
) {
	missing := func(c cuedesk.Contact) bool { return byID[c.ID] != nil && field.text(byID[c.ID]) == "" }
	first := slices.IndexFunc(contacts, missing)
	if first >= 0 && slices.ContainsFunc(contacts[first:], func(c cuedesk.Contact) bool { return !missing(c) }) {
		s.reportDifference("Search Contacts", "%s: got %v, in which contacts without a value are not last", what,
			names(contacts))
	}
}

// checkCase searches for what is written in another case: filters look at it, the search term does not.
func (s *suite) checkCase(ctx context.Context, members []member) {
	wanted := members[0]
	shouted := map[string]any{"field": "last_name", "operator": "equals", "value": strings.ToUpper(wanted.in.LastName)}
	if out, ok := s.search(ctx, map[string]any{}, shouted); ok {
		s.sameIDs("Search Contacts", "contacts found by a value in another case", idsOf(out.Contacts))
	}
	if found, ok := s.mentioning(ctx, strings.ToUpper(wanted.in.Email)); ok {
		s.sameIDs("Search Contacts", "contacts found with a search_term in another case", found, wanted)
	}
}

// checkSeveralValues compares with an array: any of its values will do.
func (s *suite) checkSeveralValues(ctx context.Context, members []member) {
	either := []string{members[0].in.LastName, members[1].in.LastName}
	filter := map[string]any{"field": "last_name", "operator": "equals", "value": either}
	if out, ok := s.search(ctx, map[string]any{}, filter); ok {
		s.sameIDs("Search Contacts", "contacts found by an array of two values", idsOf(out.Contacts), members[:2]...)
	}
}

// checkValuesOfDeletedField deletes a custom field of which a contact has a value.
func (s *suite) checkValuesOfDeletedField(ctx context.Context, id cuedesk.ContactID) {
	const section = "Delete a Custom Field"
	field := s.newField(ctx, cuedesk.CustomFieldCreate{
		Name: s.name("temporary"), FieldType: cuedesk.FieldText, FieldKey: s.key("temporary"),
	})
	_, err := s.client.Contacts.SetCustomField(ctx, id, field.ID, "temporary")
	s.ok("Add a Custom Field to a Contact", err)
	s.ok(section, s.client.CustomFields.Delete(ctx, field.ID))
	got, err := s.client.Contacts.CustomFields(ctx, id)
	if s.ok("List Contact Custom Fields", err) {
		s.sameValue(section, "value of a custom field that was deleted", got.Get(field.FieldKey), nil)
	}
}

// checkSkippedJoin imports a contact that the merge type skips into a list that it is not in.
func (im *importing) checkSkippedJoin(ctx context.Context) {
	in := im.bulk(cuedesk.MergeCreate, "skipped", 0)
	in.ListID = im.newList(ctx, "skipped").ID
	im.do(ctx, in)
	im.settled(ctx, createBulk, func() {
		page, err := im.client.Lists.Contacts(ctx, in.ListID, cuedesk.ListMembersOptions{})
		im.mustSucceed("List Contacts in a Contact List", err)
		same(im.suite, createBulk, "contacts in the list of an import that skipped one", page.Total, 1)
	})
}

// checkTwice imports a new contact twice at once: it is to be one contact in the end.
func (im *importing) checkTwice(ctx context.Context) {
	in := cuedesk.BulkCreate{MatchOn: cuedesk.MatchEmail, ListID: im.newList(ctx, "twice").ID}
	in.Contacts = []cuedesk.ContactCreate{im.identified(400)}
	var jobs []*cuedesk.Job
	for range 2 {
		job, err := im.client.Bulk.Create(ctx, in)
		im.mustSucceed(createBulk, err)
		jobs = append(jobs, job)
	}
	for _, job := range jobs {
		_, err := job.Wait(ctx, cuedesk.WithStallTimeout(im.Patience))
		im.mustSucceed(bulkStatus, err)
	}
	im.settled(ctx, createBulk, func() {
		page, err := im.client.Lists.Contacts(ctx, in.ListID, cuedesk.ListMembersOptions{})
		im.mustSucceed("List Contacts in a Contact List", err)
		same(im.suite, createBulk, "contacts of two imports of one at the same time", page.Total, 1)
	})
}
