package cuedesk

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/cuedesk/cuedesk-go/internal/match"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// MatchField is the field by which an import finds existing contacts.
type MatchField string

// The fields by which an import may find existing contacts.
const (
	MatchEmail             MatchField = "email"
	MatchPhoneNumber       MatchField = "phone_number"
	MatchExternalContactID MatchField = "external_contact_id"
)

// valueIn returns the contact's value of the field.
func (m MatchField) valueIn(in ContactCreate) string {
	switch m {
	case MatchEmail:
		return in.Email
	case MatchPhoneNumber:
		return in.PhoneNumber
	case MatchExternalContactID:
		return in.ExternalContactID
	}
	return ""
}

// valueOf returns a contact's value of the field.
func (m MatchField) valueOf(c *Contact) string {
	return m.valueIn(ContactCreate{Email: c.Email, PhoneNumber: c.PhoneNumber, ExternalContactID: c.ExternalContactID})
}

// field returns the field as a search has it.
func (m MatchField) field() TextField { return TextField{field{name: string(m)}} }

func (m MatchField) isKnown() bool {
	return m == MatchEmail || m == MatchPhoneNumber || m == MatchExternalContactID
}

// problemsIn says what is wrong with a field that is unknown or that the contact does
// not have.
func (m MatchField) problemsIn(in ContactCreate) []rest.FieldError {
	c := rest.Checks{In: "body"}
	if !m.isKnown() {
		c.Fail("by", "value", "must be MatchEmail, MatchPhoneNumber or MatchExternalContactID")
	} else {
		c.Required(string(m), m.valueIn(in))
	}
	return c.Problems
}

// similarity says how well a contact fits what was searched for.
type similarity int

const (
	different  similarity = iota
	equivalent            // the same in the normal form of the field
	identical
)

// compare compares two values of the field: exactly, and in its normal form.
func (m MatchField) compare(a, b string) similarity {
	switch {
	case a == "" || b == "":
		return different
	case a == b:
		return identical
	case m.normal(a) == m.normal(b):
		return equivalent
	}
	return different
}

// normal returns the normal form of a value of the field.
func (m MatchField) normal(value string) string {
	switch m {
	case MatchEmail:
		return match.Email(value)
	case MatchPhoneNumber:
		return match.Phone(value)
	}
	return value
}

// maxCompared is how many contacts of a search are compared with what was asked
// for. A search that finds more has not applied the filter.
const maxCompared = 1000

// errFilterIgnored is the cause when nothing can be concluded from a search.
var errFilterIgnored = fmt.Errorf("%w: the search finds contacts that do not match its filter", ErrBadResponse)

// matching is what identifies a contact: the values of an input, and the field that counts.
type matching struct {
	in ContactCreate
	by MatchField
}

// compareContact says how well a contact fits.
func (m matching) compareContact(c *Contact) similarity {
	return m.by.compare(m.by.valueIn(m.in), m.by.valueOf(c))
}

// class says which of the contacts that match to take: one in use before an archived
// one, and then an identical one before one that is alike.
func (m matching) class(c *Contact) int {
	class := int(m.compareContact(c))
	if c.Archived {
		class -= int(identical)
	}
	return class
}

// order puts first whom to take: of one class, the oldest.
func (m matching) order(a, b *Contact) int {
	return cmp.Or(m.class(b)-m.class(a), a.CreatedAt.Compare(b.CreatedAt))
}

// findMatches searches for the contacts that have the input's value of the field, and
// returns those that do, in the order in which to take them.
func (s *ContactsService) findMatches(ctx context.Context, m matching) ([]*Contact, error) {
	query := Where(m.by.field().Is(m.by.valueIn(m.in))).OrderBy(CreatedAt.Asc())
	var matches []*Contact
	looked := 0
	// By offset: it is the search that is doubted here, and a bound is a filter, too.
	found := byOffset[Contact]{options: query, sort: contactKey(createdAt, Ascending), page: query.page}.source(s.core)
	for contact, err := range found.all(ctx, nil) {
		if err != nil {
			return nil, err
		}
		if m.compareContact(contact) != different {
			matches = append(matches, contact)
		}
		if looked++; looked == maxCompared {
			break
		}
	}
	if len(matches) == 0 && looked == maxCompared {
		return nil, s.core.Fail(query.page(PageOptions{}), errFilterIgnored)
	}
	slices.SortStableFunc(matches, m.order)
	return matches, nil
}
