package conformance

import (
	"context"
	"slices"
	"strings"
	"time"

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
	s.answer(ctx, "Get a Contact", contactShape.get, nil, slices.Concat(contactShape.always, textFields),
		p.subject.contact.ID)
	err := s.client.Do(ctx, "POST /v1/contacts", map[string]any{"first_name": s.name("no identifier")}, nil)
	s.refused("Create a Contact", "a contact without an identifier", err)
	s.checkCasing(ctx)
	s.checkUpdate(ctx, &p.subject)
	if s.Strict {
		s.checkClearing(ctx, &p.subject)
	}
	s.checkOrders(ctx, p)
	if s.Strict { // the clocks of an API may differ
		s.checkCreationTimes(p)
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
		if name == "phone_number" && !s.Strict { // in which form the API keeps one is not documented
			same(s, section, "digits of phone_number", digits(texts[name]), digits(wanted[name]))
			continue
		}
		same(s, section, name, texts[name], wanted[name])
	}
	for _, key := range sortedKeys(want.CustomFields) {
		s.sameValue(section, "value of "+strings.TrimPrefix(key, s.key("")), got.CustomFields.Get(key),
			want.CustomFields[key])
	}
	same(s, section, "archived", got.Archived, false)
	s.checkTimes(section, got.CreatedAt, got.UpdatedAt)
}

// digits returns the digits of a text.
func digits(text string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, text)
}

// checkTimes checks two times of one resource.
func (s *suite) checkTimes(section string, created, updated time.Time) {
	if created.IsZero() || updated.Before(created) {
		s.reportDifference(section, "updated_at %v is before created_at %v, or that is missing", updated, created)
	}
}

// updated checks that an update leaves created_at alone and does not move updated_at back. In which steps it moves on
// is not documented.
func (s *suite) updated(section string, created, was, createdNow, now time.Time) {
	if !createdNow.Equal(created) {
		s.reportDifference(section, "created_at: got %v, want %v as before", createdNow, created)
	}
	if now.Before(was) || s.Strict && now.Equal(was) {
		s.reportDifference(section, "updated_at: got %v, want later than %v", now, was)
	}
}

// checkUpdate checks that an update changes what it names, in either spelling, and nothing else.
func (s *suite) checkUpdate(ctx context.Context, subject *member) {
	const section = "Update a Contact"
	was := subject.contact
	subject.in.LastName, subject.in.WhatsAppID = "maple", "wa-"+s.unique
	s.waitForNextTime(ctx)
	got, err := s.client.Contacts.Update(ctx, was.ID, cuedesk.ContactUpdate{
		LastName: cuedesk.Set(subject.in.LastName), WhatsAppID: cuedesk.Set(subject.in.WhatsAppID),
	})
	s.mustSucceed(section, err)
	s.sameContact(section, got, subject.in)
	s.updated(section, was.CreatedAt, was.UpdatedAt, got.CreatedAt, got.UpdatedAt)
	subject.in.FirstName = "yew"
	camel := map[string]any{"firstName": subject.in.FirstName}
	s.answer(ctx, section, "PATCH /v1/contacts/{contact_uuid}", camel, slices.Concat(contactShape.always, textFields),
		was.ID)
	if got, err = s.client.Contacts.Get(ctx, was.ID); s.ok("Get a Contact", err) {
		same(s, "JSON Field Casing", "first_name set as firstName", got.FirstName, subject.in.FirstName)
		s.sameContact(section, got, subject.in)
		subject.contact = got
	}
}

// checkCreationTimes checks that contacts that were created later say so.
func (s *suite) checkCreationTimes(p *fixtures) {
	sorted := slices.IsSortedFunc(p.members, func(a, b member) int {
		return a.contact.CreatedAt.Compare(b.contact.CreatedAt)
	})
	same(s, "Create a Contact", "whether created_at rises from contact to contact", sorted, true)
}
