package conformance

import (
	"context"
	"fmt"
	"slices"

	"github.com/cuedesk/cuedesk-go"
)

// checkSorting sorts by one field, in each direction and by default. Where contacts without a value come is not
// documented.
func (s *suite) checkSorting(ctx context.Context, field searchField, members []member) {
	byID := map[cuedesk.ContactID]*member{}
	for n := range members {
		byID[members[n].contact.ID] = &members[n]
	}
	for _, order := range []string{"", "asc", "desc"} {
		by := map[string]any{"field": field.name}
		if order != "" {
			by["sort_order"] = order
		}
		if field.custom {
			by["data_type"] = field.dataType
		}
		out, ok := s.search(ctx, map[string]any{"sort_by": by})
		if !ok {
			continue
		}
		what := fmt.Sprintf("sort_by %s with sort_order %s", field.title, orNothing(order))
		same(s, "Search Contacts", "contacts found with "+what, len(out.Contacts), len(members))
		if s.Strict {
			s.checkMissingLast(what, field, out.Contacts, byID)
		}
		known := slices.DeleteFunc(out.Contacts, func(c cuedesk.Contact) bool {
			return byID[c.ID] == nil || field.text(byID[c.ID]) == ""
		})
		s.sorted("Search Contacts", what, known, order == "desc", func(a, b *cuedesk.Contact) int {
			return compareAs(field.dataType, field.text(byID[a.ID]), field.text(byID[b.ID]))
		})
	}
}
