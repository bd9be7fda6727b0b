package cuedesktest

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
	for _, field := range s.searchFields() {
		for _, operator := range operators {
			if s.Strict || field.knows(operator) {
				s.checkOperator(ctx, field, operator, members)
			}
		}
	}
	for _, field := range s.searchFields() {
		s.checkSorting(ctx, field, members)
	}
	s.checkText(ctx, members)
	s.checkHints(ctx, members)
	s.checkEverything(ctx, members)
	s.checkSearchErrors(ctx)
}

// ours is the filter that the suite restricts searches to its own contacts with.
func (s *suite) ours() cuedesk.Filter { return cuedesk.CustomText(s.key("mark")).Is(s.unique) }

// searchable waits until searches find the suite's contacts.
func (s *suite) searchable(ctx context.Context) {
	total := 0
	want := len(s.setUp(ctx).members)
	s.until(ctx, func() bool {
		page, err := s.client.Contacts.Search(ctx, cuedesk.Where(s.ours()), cuedesk.PageOptions{})
		s.need("Search Contacts", err)
		total = page.Total
		return total == want
	})
	same(s, "Search Contacts", "contacts found by the value of a custom field that only they have", total, want)
}

// knows reports whether the documentation makes clear what the operator does with values of the field's type.
func (f searchField) knows(operator string) bool {
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
	Pagination pagination        `json:"pagination"`
}

// search searches among the suite's contacts with a body that the client's own query could not write, or would not.
func (s *suite) search(ctx context.Context, body map[string]any, filters ...map[string]any) (found, bool) {
	ours := map[string]any{"field": s.key("mark"), "operator": "equals", "value": s.unique, "data_type": "text"}
	body["advanced_search"] = append([]map[string]any{ours}, filters...)
	var out found
	ok := s.ok("Search Contacts", s.client.Do(ctx, "POST /v1/contacts/search", body, &out))
	return out, ok
}

// checkOperator compares what one filter finds with the model.
func (s *suite) checkOperator(ctx context.Context, field searchField, operator string, members []member) {
	pivot := field.text(&members[0])
	if pivot == "" && !strings.HasSuffix(operator, "exists") {
		return // last_engaged_at: nobody has been
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
		if meets(field.dataType, operator, value, operands...) {
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
		s.differ("Search Contacts", "operator %s on %s: got %v, want %v", operator, field.title, got, want)
	}
}

// undecided reports whether the documentation leaves open what the operator does with this value: a negative operator
// with none, and any with a time of the server that is displayed like the operand.
func undecided(field searchField, operator, value string, operands []string) bool {
	if value == "" {
		return strings.HasPrefix(operator, "not_") && operator != "not_exists"
	}
	return field.ofServer && slices.Contains(operands, value)
}

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
		known := slices.DeleteFunc(out.Contacts, func(c cuedesk.Contact) bool {
			return byID[c.ID] == nil || field.text(byID[c.ID]) == ""
		})
		s.sorted("Search Contacts", what, known, order == "desc", func(a, b *cuedesk.Contact) int {
			return compareAs(field.dataType, field.text(byID[a.ID]), field.text(byID[b.ID]))
		})
	}
}

// checkText searches for words in text fields. What else such a search finds is not documented.
func (s *suite) checkText(ctx context.Context, members []member) {
	wanted := members[2]
	terms := map[string]string{"email": wanted.in.Email, "external_contact_id": wanted.in.ExternalContactID}
	for _, field := range sortedKeys(terms) {
		page, err := s.client.Contacts.Search(ctx, cuedesk.Where(s.ours()).Text(terms[field]), cuedesk.PageOptions{})
		if !s.ok("Search Contacts", err) {
			continue
		}
		ids := idsOf(page.Items)
		same(s, "Search Contacts", "whether the search_term that is its "+field+" finds a contact",
			slices.Contains(ids, wanted.contact.ID), true)
		if s.Strict {
			s.sameIDs("Search Contacts", "contacts found with the search_term that is the "+field+" of one", ids, wanted)
		}
	}
	page, err := s.client.Contacts.Search(ctx, cuedesk.Where(s.ours()).Text("qqq"+s.unique+"zzz"), cuedesk.PageOptions{})
	if s.ok("Search Contacts", err) {
		same(s, "Search Contacts", "contacts found with a search_term that nothing contains", page.Total, 0)
	}
}

// checkHints sends a data_type with a predefined field, for which it is ignored, and a custom field without one, which
// is text.
func (s *suite) checkHints(ctx context.Context, members []member) {
	hints := map[string]map[string]any{
		"a predefined field with data_type long": {
			"field": "last_name", "operator": "equals", "value": members[0].in.LastName, "data_type": "long",
		},
		"a custom field without data_type": {"field": s.key("text"), "operator": "equals", "value": members[0].in.CustomFields[s.key("text")]},
	}
	for _, what := range sortedKeys(hints) {
		if out, ok := s.search(ctx, map[string]any{}, hints[what]); ok {
			s.sameIDs("Search Contacts", "contacts found by "+what, idsOf(out.Contacts), members[0])
		}
	}
}

// checkEverything searches without a condition.
func (s *suite) checkEverything(ctx context.Context, members []member) {
	var out found
	if !s.ok("Search Contacts", s.client.Do(ctx, "POST /v1/contacts/search", map[string]any{}, &out)) {
		return
	}
	same(s, "Search Contacts", "whether {} finds at least the contacts of the suite", out.Pagination.Total >= len(members), true)
	same(s, "Search Contacts", "pagination.limit of {}", out.Pagination.Limit, searchLimit)
	if page, err := s.client.Contacts.List(ctx, cuedesk.ContactListOptions{}); s.Strict && s.ok("List Contacts", err) {
		same(s, "Search Contacts", "contacts found with {}", out.Pagination.Total, page.Total)
	}
}

// checkSearchErrors sends searches that the documentation does not allow.
func (s *suite) checkSearchErrors(ctx context.Context) {
	filters := map[string]map[string]any{
		"a filter without field":                 {"operator": "exists"},
		"a filter without operator":              {"field": "email"},
		"an operator that is not documented":     {"field": "email", "operator": "like", "value": "x"},
		"a data_type that is not documented":     {"field": s.key("text"), "operator": "equals", "value": "x", "data_type": "uuid"},
		"a value that is neither text nor array": {"field": "email", "operator": "equals", "value": map[string]any{"a": 1}},
	}
	for _, what := range sortedKeys(filters) {
		err := s.client.Do(ctx, "POST /v1/contacts/search", map[string]any{"advanced_search": []any{filters[what]}}, nil)
		s.invalid("Search Contacts", what, err, "body", "")
	}
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
		s.differ(section, "%s: got %d, of which %d are right, want %d", what, len(got), len(want)-missing, len(want))
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
