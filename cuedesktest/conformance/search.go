package conformance

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/cuedesk/cuedesk-go"
)

// checkSearch compares what searches find with a model, over the suite's own contacts.
func (s *suite) checkSearch(ctx context.Context) {
	s.searchable(ctx)
	members := s.refreshed(ctx)
	s.checkEverything(ctx, members)
	s.checkSearchErrors(ctx)
	if !s.combinesFilters(ctx) {
		return
	}
	for _, field := range s.searchFields() {
		for _, operator := range operators {
			if s.Strict || field.documents(operator) {
				s.checkOperator(ctx, field, operator, members)
			}
		}
	}
	for _, field := range s.searchFields() {
		s.checkSorting(ctx, field, members)
	}
	s.checkText(ctx, members)
	s.checkHints(ctx, members)
	if s.Strict {
		s.checkCase(ctx, members)
		s.checkSeveralValues(ctx, members)
	}
}

// combinesFilters reports whether a contact has to meet all filters, which is not documented. Where it need not, the
// suite cannot restrict searches to its own contacts, and leaves out what it would compare.
func (s *suite) combinesFilters(ctx context.Context) bool {
	nobody := map[string]any{"field": "email", "operator": "equals", "value": "nobody-" + s.unique + "@example.com"}
	out, ok := s.search(ctx, map[string]any{}, nobody)
	if ok && s.Strict {
		same(s, "Search Contacts", "contacts found by two filters of which they meet one", len(out.Contacts), 0)
	}
	return ok && len(out.Contacts) == 0
}

// isMarked is the filter that the suite restricts searches to its own contacts with.
func (s *suite) isMarked() cuedesk.Filter { return cuedesk.CustomText(s.key("mark")).Is(s.unique) }

// ourFilter is the same filter in a body.
func (s *suite) ourFilter() map[string]any {
	return map[string]any{"field": s.key("mark"), "operator": "equals", "value": s.unique, "data_type": "text"}
}

// searchable waits until searches find the suite's contacts.
func (s *suite) searchable(ctx context.Context) {
	total := 0
	want := len(s.setUp(ctx).members)
	s.waitUntil(ctx, func() bool {
		page, err := s.client.Contacts.Search(ctx, cuedesk.Where(s.isMarked()), cuedesk.PageOptions{})
		s.mustSucceed("Search Contacts", err)
		total = page.Total
		return total == want
	})
	same(s, "Search Contacts", "contacts found by the value of a custom field that only they have", total, want)
}

// documents reports whether the documentation makes clear what the operator does with values of the field's type.
func (f searchField) documents(operator string) bool {
	switch operator {
	case "exists", "not_exists", "equals", "not_equals":
		return true
	case "contains", "not_contains", "starts_with", "ends_with":
		return f.dataType == "text"
	}
	return f.dataType != "boolean"
}

// found is the response to a search.
type found struct {
	Contacts   []cuedesk.Contact `json:"contacts"`
	Pagination map[string]int    `json:"pagination"`
}

// search searches among the suite's contacts with a body that the client's own query could not write, or would not.
func (s *suite) search(ctx context.Context, body map[string]any, filters ...map[string]any) (found, bool) {
	body["advanced_search"] = append([]map[string]any{s.ourFilter()}, filters...)
	var out found
	ok := s.ok("Search Contacts", s.client.Do(ctx, searchOperation, body, &out))
	return out, ok
}

// checkOperator compares what one filter finds with the model.
func (s *suite) checkOperator(ctx context.Context, field searchField, operator string, members []member) {
	pivot := field.text(&members[0])
	if pivot == "" && !strings.HasSuffix(operator, "exists") {
		return // last_engaged_at: no contact has one
	}
	operands := []string{pivot}
	filter := map[string]any{"field": field.name, "operator": operator, "value": pivot}
	switch {
	case operator == "range":
		other := field.text(&members[3])
		operands = append(operands, other)
		slices.SortFunc(operands, func(a, b string) int { return compareAs(field.dataType, a, b) })
		filter["value"] = operands
	case strings.HasSuffix(operator, "exists"):
		delete(filter, "value")
	}
	if field.custom {
		filter["data_type"] = field.dataType
	}
	out, ok := s.search(ctx, map[string]any{}, filter)
	if !ok {
		return
	}
	s.compareFound(field, operator, operands, members, out)
}

// compareFound compares the result of one filter with the model.
func (s *suite) compareFound(field searchField, operator string, operands []string, members []member, out found) {
	var want, got []string
	hits := map[cuedesk.ContactID]bool{}
	for _, contact := range out.Contacts {
		hits[contact.ID] = true
	}
	for n := range members {
		m := &members[n]
		value := field.text(m)
		if !s.Strict && undecided(field, operator, value, operands) {
			delete(hits, m.contact.ID)
			continue
		}
		if matches(field.dataType, operator, value, operands...) {
			want = append(want, m.in.LastName)
		}
		if hits[m.contact.ID] {
			got = append(got, m.in.LastName)
			delete(hits, m.contact.ID)
		}
	}
	if len(hits) > 0 {
		got = append(got, fmt.Sprintf("and %d others", len(hits)))
	}
	if !slices.Equal(got, want) {
		s.reportDifference("Search Contacts", "operator %s on %s: got %v, want %v", operator, field.title, got, want)
	}
}

// undecided reports whether the documentation leaves open what the operator does with this value: a negative operator
// with none, a range with its ends, and any with a time of the server that is displayed like the operand.
func undecided(field searchField, operator, value string, operands []string) bool {
	if value == "" {
		return strings.HasPrefix(operator, "not_") && operator != "not_exists"
	}
	return (field.setByServer || operator == "range") && slices.ContainsFunc(operands, func(operand string) bool {
		return compareAs(field.dataType, value, operand) == 0
	})
}

// sameIDs compares contacts, in any order.
func (s *suite) sameIDs(section, what string, got []cuedesk.ContactID, want ...member) {
	missing := 0
	for _, m := range want {
		if !slices.Contains(got, m.contact.ID) {
			missing++
		}
	}
	if missing > 0 || len(got) != len(want) {
		s.reportDifference(section, "%s: got %d, of which %d are right, want %d", what, len(got), len(want)-missing,
			len(want))
	}
}

// idsOf returns the IDs of contacts.
func idsOf(contacts []cuedesk.Contact) []cuedesk.ContactID {
	ids := make([]cuedesk.ContactID, len(contacts))
	for n := range contacts {
		ids[n] = contacts[n].ID
	}
	return ids
}
