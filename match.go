package cuedesk

import (
	"context"
	"fmt"
	"slices"
	"strings"

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

// requireIn refuses, as input of an operation, a field that is unknown or that the
// contact does not have.
func (m MatchField) requireIn(in ContactCreate, operation string) error {
	c := rest.Checks{In: "body"}
	if m != MatchEmail && m != MatchPhoneNumber && m != MatchExternalContactID {
		c.Fail("by", "value", "must be MatchEmail, MatchPhoneNumber or MatchExternalContactID")
	} else {
		c.Required(string(m), m.valueIn(in))
	}
	if len(c.Problems) > 0 {
		return invalidInput(operation, fieldErrors(c.Problems)...)
	}
	return nil
}

// likeness says how well a contact fits what was searched for.
type likeness int

const (
	unlike likeness = iota
	alike           // the same in the normal form of the field
	identical
)

// compare compares two values of the field: exactly, and in its normal form,
// which is ASCII lower case for an e-mail address and the digits of a phone number.
func (m MatchField) compare(a, b string) likeness {
	switch {
	case a == "" || b == "":
		return unlike
	case a == b:
		return identical
	case m == MatchEmail && lowerASCII(a) == lowerASCII(b):
		return alike
	case m == MatchPhoneNumber && digits(a) != "" && digits(a) == digits(b):
		return alike
	}
	return unlike
}

func lowerASCII(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// maxLooked is how many contacts of a search are compared with what was asked
// for. A search that finds more has not applied the filter.
const maxLooked = 1000

// errFilterIgnored is the cause when nothing can be concluded from a search.
var errFilterIgnored = fmt.Errorf("%w: the search finds contacts that do not match its filter", ErrBadResponse)

// findMatches searches for the contacts that have the input's value of the field, and
// returns those that do, the oldest first: identical ones, or else alike ones.
func (s *ContactsService) findMatches(ctx context.Context, in ContactCreate, by MatchField) ([]*Contact, error) {
	want := by.valueIn(in)
	query := Where(by.field().Is(want)).OrderBy(CreatedAt.Asc())
	var found [identical + 1][]*Contact
	looked := 0
	// By offset: it is the search that is doubted here, and a bound is a filter, too.
	all := byOffset(s.core, query, PageOptions{}, contactKey(createdAt, Ascending), query.page)
	for contact, err := range all.all(ctx, nil) {
		if err != nil {
			return nil, err
		}
		like := by.compare(want, by.valueOf(contact))
		found[like] = append(found[like], contact)
		if looked++; looked == maxLooked {
			break
		}
	}
	matches := found[identical]
	if len(matches) == 0 {
		matches = found[alike]
	}
	if len(matches) == 0 && looked == maxLooked {
		return nil, s.core.Fail(query.page(PageOptions{}), errFilterIgnored)
	}
	slices.SortStableFunc(matches, func(a, b *Contact) int { return a.CreatedAt.Compare(b.CreatedAt) })
	return matches, nil
}
