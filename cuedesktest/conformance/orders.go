package conformance

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/cuedesk/cuedesk-go"
)

// orderFields are the fields that a list of contacts is sorted by.
var orderFields = map[cuedesk.ContactOrderField]func(a, b *cuedesk.Contact) int{
	cuedesk.OrderByCreatedAt: func(a, b *cuedesk.Contact) int { return a.CreatedAt.Compare(b.CreatedAt) },
	cuedesk.OrderByUpdatedAt: func(a, b *cuedesk.Contact) int { return a.UpdatedAt.Compare(b.UpdatedAt) },
	cuedesk.OrderByFirstName: func(a, b *cuedesk.Contact) int { return strings.Compare(a.FirstName, b.FirstName) },
	cuedesk.OrderByLastName:  func(a, b *cuedesk.Contact) int { return strings.Compare(a.LastName, b.LastName) },
	cuedesk.OrderByExternalContactID: func(a, b *cuedesk.Contact) int {
		return strings.Compare(a.ExternalContactID, b.ExternalContactID)
	},
	"": func(a, b *cuedesk.Contact) int { return a.CreatedAt.Compare(b.CreatedAt) },
}

// checkOrders checks each field and direction that a list of contacts is sorted by, and the defaults.
func (s *suite) checkOrders(ctx context.Context, p *fixtures) {
	const section = "List Contacts"
	for _, field := range sortedKeys(orderFields) {
		compare := orderFields[field]
		for _, order := range []cuedesk.Order{"", cuedesk.Ascending, cuedesk.Descending} {
			opts := cuedesk.ListContactsOptions{OrderField: field, Order: order, ListID: p.list.ID}
			what := "order_field " + cmp.Or(string(field), "by default") + " and order " + cmp.Or(string(order), "by default")
			s.settled(ctx, section, func() {
				page, err := s.client.Contacts.List(ctx, opts)
				if s.ok(section, err) {
					s.sorted(section, what, page.Items, order != cuedesk.Ascending, compare)
					same(s, section, "contacts found with "+what, len(page.Items), len(p.members))
				}
			})
		}
	}
}

// sorted checks an order. How equal contacts are ordered is not documented.
func (s *suite) sorted(section, what string, contacts []cuedesk.Contact, descending bool,
	compare func(a, b *cuedesk.Contact) int,
) {
	ok := slices.IsSortedFunc(contacts, func(a, b cuedesk.Contact) int {
		if descending {
			return compare(&b, &a)
		}
		return compare(&a, &b)
	})
	if !ok {
		s.reportDifference(section, "%s: got %v, which is not in order", what, names(contacts))
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
