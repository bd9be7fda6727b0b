package conformance

import (
	"context"
	"fmt"
	"strconv"

	"github.com/cuedesk/cuedesk-go"
)

// fixtures are what most parts of the suite work with. Contacts cannot be deleted, so there are few of them, and the
// parts that change one share the subject.
type fixtures struct {
	ready   bool
	fields  map[string]*cuedesk.CustomField // by the names in fieldKinds
	members []member                        // what is searched, sorted and paged; nothing changes them
	list    *cuedesk.List                   // holds the members
	subject member                          // what the other parts change
}

// member is a contact and what it was created from.
type member struct {
	in      cuedesk.ContactCreate
	contact *cuedesk.Contact
}

// fieldKinds are the custom fields of the suite.
var fieldKinds = []struct {
	name    string
	kind    cuedesk.FieldType
	options []string
}{
	{"mark", cuedesk.FieldText, nil}, // the members are the contacts that have it
	{"text", cuedesk.FieldText, nil},
	{"integer", cuedesk.FieldInteger, nil},
	{"decimal", cuedesk.FieldDecimal, nil},
	{"percentage", cuedesk.FieldPercentage, nil},
	{"checkbox", cuedesk.FieldCheckbox, nil},
	{"date", cuedesk.FieldDate, nil},
	{"date_time", cuedesk.FieldDateTime, nil},
	// The documentation does not say whether values are labels or keys: these are the same.
	{"select", cuedesk.FieldSelect, []string{"high", "low", "medium"}},
	{"multiselect", cuedesk.FieldMultiselect, []string{"high", "low", "medium"}},
}

// cast are the members' values. Numbers are chosen so that they are in another order as text, words so that each
// operator on text finds others. The first is what searches compare with; the last has no custom values.
var cast = []struct {
	first, last string
	custom      map[string]any
}{
	{"elm", "birch", castValues("birch", 10, 2.25, 40.5, true, "2024-02-29", "2025-03-01T12:00:00Z", "low")},
	{"cedar", "silverbirch", castValues("birchbark", 9, 10.75, 7.25, false, "1985-02-19", "2025-03-01T11:59:59Z", "high")},
	{"birch", "birchbark", castValues("silverbirch", 100, -1.5, 100, true, "2025-12-10", "2024-03-01T12:00:01Z",
		"medium")},
	{"fir", "amber", castValues("cedar", -5, 0.5, 0, false, "2024-03-01", "2025-12-31T23:59:59Z", "low")},
	{"amber", "silverbirchbark", castValues("amber", 10, 2.25, 40.5, true, "2024-02-28", "2025-03-01T12:00:00Z", "high")},
	{"silverbirch", "elm", castValues("silverbirchbark", 0, 100, 9, false, "2030-01-01", "1999-01-01T00:00:00Z",
		"medium")},
	{"oak", "fir", nil},
}

func castValues(text string, integer int, decimal, percentage float64, checkbox bool, date, dateTime,
	sel string,
) map[string]any {
	return map[string]any{
		"text": text, "integer": integer, "decimal": decimal, "percentage": percentage, "checkbox": checkbox,
		"date": date, "date_time": dateTime, "select": sel,
	}
}

// setUp returns the fixtures, made when they are first needed.
func (s *suite) setUp(ctx context.Context) *fixtures {
	if s.fixtures == nil {
		s.fixtures = &fixtures{fields: map[string]*cuedesk.CustomField{}}
		s.makeFixtures(ctx, s.fixtures)
		s.fixtures.ready = true
	}
	if !s.fixtures.ready {
		s.reportDifference("Setting up", "not checked, because what it works with could not be created")
		panic(stopped{})
	}
	return s.fixtures
}

func (s *suite) makeFixtures(ctx context.Context, p *fixtures) {
	for _, kind := range fieldKinds {
		p.fields[kind.name] = s.newField(ctx, cuedesk.CustomFieldCreate{
			Name: s.name(kind.name), FieldType: kind.kind, FieldKey: s.key(kind.name), SelectOptions: kind.options,
		})
	}
	p.list = s.newList(ctx, "members")
	var ids []cuedesk.ContactID
	for n, one := range cast {
		in := s.identified(n + 1)
		in.FirstName, in.LastName = one.first, one.last
		in.CustomFields = s.keyed(one.custom)
		in.CustomFields[s.key("mark")] = s.unique
		if n%3 == 2 {
			in.PhoneNumber = ""
		}
		p.members = append(p.members, s.newMember(ctx, in))
		ids = append(ids, p.members[n].contact.ID)
	}
	_, err := s.client.Lists.AddContacts(ctx, p.list.ID, ids...)
	s.mustSucceed("Add Contacts to a Contact List", err)
	subject := s.identified(0)
	subject.FirstName, subject.LastName = "hazel", "rowan"
	p.subject = s.newMember(ctx, subject)
}

// key is the field key of one of the suite's custom fields.
func (s *suite) key(name string) string { return "c" + s.unique + "_" + name }

// keyed returns the values by field key.
func (s *suite) keyed(values map[string]any) map[string]any {
	out := map[string]any{}
	for name, value := range values {
		out[s.key(name)] = value
	}
	return out
}

// identified returns a contact with all identifiers. Area code 555 is not in use.
func (s *suite) identified(n int) cuedesk.ContactCreate {
	const sevenDigits = 10_000_000
	serial, _ := strconv.ParseInt(s.unique, 16, 64) // it is hexadecimal, of 48 bits
	phone := fmt.Sprintf("1555%07d", (serial+int64(n))%sevenDigits)
	return cuedesk.ContactCreate{
		ExternalContactID: fmt.Sprintf("%s-%s-%d", s.Prefix, s.unique, n),
		Email:             fmt.Sprintf("%s-%d@example.com", s.unique, n),
		PhoneNumber:       phone,
		WhatsAppID:        phone,
		FBMessengerID:     fmt.Sprintf("fb-%s-%d", s.unique, n),
	}
}

func (s *suite) newMember(ctx context.Context, in cuedesk.ContactCreate) member {
	created, err := s.client.Contacts.Create(ctx, in)
	s.mustSucceed("Create a Contact", err)
	return member{in, created}
}

// newField creates a custom field that is deleted in the end.
func (s *suite) newField(ctx context.Context, in cuedesk.CustomFieldCreate) *cuedesk.CustomField {
	created, err := s.client.CustomFields.Create(ctx, in)
	s.mustSucceed("Create a Custom Field", err)
	s.later(func(ctx context.Context) error { return s.client.CustomFields.Delete(ctx, created.ID) })
	return created
}

// newList creates a list that is deleted in the end.
func (s *suite) newList(ctx context.Context, what string) *cuedesk.List {
	created, err := s.client.Lists.Create(ctx, cuedesk.ListCreate{Name: s.name(what), Emoji: "⭐"})
	s.mustSucceed("Create a Contact List", err)
	s.later(func(ctx context.Context) error { return s.client.Lists.Delete(ctx, created.ID) })
	return created
}
