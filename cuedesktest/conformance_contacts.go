package cuedesktest

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/cuedesk/cuedesk-go"
)

// checkContacts checks that contacts are created, read, changed and listed.
func (s *suite) checkContacts(ctx context.Context) {
	p := s.setUp(ctx)
	for _, m := range append(slices.Clone(p.members), p.subject) {
		s.sameContact("Create a Contact", m.contact, m.in)
		got, err := s.client.Contacts.Get(ctx, m.contact.ID)
		if s.ok("Get a Contact", err) {
			same(s, "Get a Contact", "uuid", got.ID, m.contact.ID)
			s.sameContact("Get a Contact", got, m.in)
		}
	}
	s.hasMembers(ctx, "Get a Contact", "GET /v1/contacts/{contact_uuid}", p.subject.contact.ID, append([]string{
		"uuid", "workspace_uuid", "archived", "created_at", "updated_at", "custom_fields",
	}, textFields...))
	err := s.client.Do(ctx, "POST /v1/contacts", map[string]any{"first_name": s.name("no identifier")}, nil)
	s.refused("Create a Contact", "a contact without an identifier", err)
	s.checkUpdate(ctx, &p.subject)
	s.checkOrders(ctx, p)
	s.checkCreationTimes(p)
}

// hasMembers checks that a response has the documented members, whatever their values.
func (s *suite) hasMembers(ctx context.Context, section, operation string, id any, names []string, args ...any) {
	var got map[string]jsontext.Value
	if !s.ok(section, s.client.Do(ctx, operation, nil, &got, append(args, id)...)) {
		return
	}
	for _, name := range names {
		if _, ok := got[name]; !ok {
			s.differ(section, "the response has no member %q", name)
		}
	}
}

// contactTexts are the text fields of a contact by their names.
func contactTexts(c *cuedesk.Contact) map[string]string {
	return map[string]string{
		"first_name": c.FirstName, "last_name": c.LastName, "external_contact_id": c.ExternalContactID,
		"email": c.Email, "phone_number": c.PhoneNumber, "whatsapp_id": c.WhatsAppID, "fb_messenger_id": c.FBMessengerID,
	}
}

// inputTexts are the text fields of a new contact by their names.
func inputTexts(in cuedesk.ContactCreate) map[string]string {
	return map[string]string{
		"first_name": in.FirstName, "last_name": in.LastName, "external_contact_id": in.ExternalContactID,
		"email": in.Email, "phone_number": in.PhoneNumber, "whatsapp_id": in.WhatsAppID, "fb_messenger_id": in.FBMessengerID,
	}
}

// sameContact compares a contact with what it was created from.
func (s *suite) sameContact(section string, got *cuedesk.Contact, want cuedesk.ContactCreate) {
	texts, wanted := contactTexts(got), inputTexts(want)
	for _, name := range textFields {
		same(s, section, name, texts[name], wanted[name])
	}
	for _, key := range sortedKeys(want.CustomFields) {
		s.sameValue(section, key, got.CustomFields.Get(key), want.CustomFields[key])
	}
	same(s, section, "archived", got.Archived, false)
	s.sane(section, got.CreatedAt, got.UpdatedAt)
}

// sane checks two times of one resource.
func (s *suite) sane(section string, created, updated time.Time) {
	if created.IsZero() || updated.Before(created) {
		s.differ(section, "updated_at %v is before created_at %v, or that is missing", updated, created)
	}
}

// updated checks that an update leaves created_at alone and does not put updated_at back.
func (s *suite) updated(section string, created, was, createdNow, now time.Time) {
	if !createdNow.Equal(created) {
		s.differ(section, "created_at: got %v, want %v as before", createdNow, created)
	}
	if now.Before(was) {
		s.differ(section, "updated_at: got %v, want %v or later", now, was)
	}
}

// checkUpdate checks that an update changes what it names, in either spelling, and nothing else.
func (s *suite) checkUpdate(ctx context.Context, subject *member) {
	const section = "Update a Contact"
	was := subject.contact
	subject.in.LastName, subject.in.WhatsAppID = "maple", "wa-"+s.unique
	got, err := s.client.Contacts.Update(ctx, was.ID, cuedesk.ContactUpdate{
		LastName: cuedesk.Set(subject.in.LastName), WhatsAppID: cuedesk.Set(subject.in.WhatsAppID),
	})
	s.need(section, err)
	s.sameContact(section, got, subject.in)
	s.updated(section, was.CreatedAt, was.UpdatedAt, got.CreatedAt, got.UpdatedAt)
	subject.in.FirstName = "yew"
	camel := map[string]any{"firstName": subject.in.FirstName}
	err = s.client.Do(ctx, "PATCH /v1/contacts/{contact_uuid}", camel, nil, was.ID)
	s.ok("JSON Field Casing", err)
	if got, err = s.client.Contacts.Get(ctx, was.ID); s.ok("Get a Contact", err) {
		same(s, "JSON Field Casing", "first_name set as firstName", got.FirstName, subject.in.FirstName)
		s.sameContact(section, got, subject.in)
		subject.contact = got
	}
}

// checkCreationTimes checks that contacts that were created later say so.
func (s *suite) checkCreationTimes(p *props) {
	sorted := slices.IsSortedFunc(p.members, func(a, b member) int { return a.contact.CreatedAt.Compare(b.contact.CreatedAt) })
	same(s, "Create a Contact", "whether created_at rises from contact to contact", sorted, true)
}

// orderFields are the fields that a list of contacts is sorted by.
var orderFields = map[cuedesk.ContactOrderField]func(a, b *cuedesk.Contact) int{
	cuedesk.OrderByCreatedAt:         func(a, b *cuedesk.Contact) int { return a.CreatedAt.Compare(b.CreatedAt) },
	cuedesk.OrderByUpdatedAt:         func(a, b *cuedesk.Contact) int { return a.UpdatedAt.Compare(b.UpdatedAt) },
	cuedesk.OrderByFirstName:         func(a, b *cuedesk.Contact) int { return strings.Compare(a.FirstName, b.FirstName) },
	cuedesk.OrderByLastName:          func(a, b *cuedesk.Contact) int { return strings.Compare(a.LastName, b.LastName) },
	cuedesk.OrderByExternalContactID: func(a, b *cuedesk.Contact) int { return strings.Compare(a.ExternalContactID, b.ExternalContactID) },
	"":                               func(a, b *cuedesk.Contact) int { return a.CreatedAt.Compare(b.CreatedAt) },
}

// checkOrders checks each field and direction that a list of contacts is sorted by, and the defaults.
func (s *suite) checkOrders(ctx context.Context, p *props) {
	const section = "List Contacts"
	for _, field := range sortedKeys(orderFields) {
		compare := orderFields[field]
		for _, order := range []cuedesk.Order{"", cuedesk.Ascending, cuedesk.Descending} {
			opts := cuedesk.ContactListOptions{OrderField: field, Order: order, ListID: p.list.ID}
			page, err := s.client.Contacts.List(ctx, opts)
			if !s.ok(section, err) {
				return
			}
			what := "order_field " + cmp.Or(string(field), "by default") + " and order " + cmp.Or(string(order), "by default")
			s.sorted(section, what, page.Items, order != cuedesk.Ascending, compare)
			same(s, section, "contacts found with "+what, len(page.Items), len(p.members))
		}
	}
}

// sorted checks an order. How equal contacts are ordered is not documented.
func (s *suite) sorted(section, what string, contacts []cuedesk.Contact, descending bool, compare func(a, b *cuedesk.Contact) int) {
	ok := slices.IsSortedFunc(contacts, func(a, b cuedesk.Contact) int {
		if descending {
			return compare(&b, &a)
		}
		return compare(&a, &b)
	})
	if !ok {
		s.differ(section, "%s: got %v, which is not in order", what, names(contacts))
	}
}

// names are what differences call contacts.
func names(contacts []cuedesk.Contact) []string {
	out := make([]string, len(contacts))
	for n := range contacts {
		out[n] = cmp.Or(contacts[n].LastName, "(without last_name)")
	}
	return out
}
