package conformance

import (
	"context"
	"slices"
	"strings"

	"github.com/cuedesk/cuedesk-go"
)

// checkText searches for the text that a contact has in each field. The documentation does not say which fields the
// search looks at, and what else it finds.
func (s *suite) checkText(ctx context.Context, members []member) {
	wanted := members[0]
	terms := contactTexts(wanted.contact)
	finds := 0
	for _, field := range textFields {
		found, ok := s.mentioning(ctx, terms[field])
		if !ok {
			continue
		}
		hit := slices.Contains(found, wanted.contact.ID)
		if hit {
			finds++
		}
		if s.Strict {
			same(s, "Search Contacts", "whether the search_term that is its "+field+" finds a contact", hit, true)
			s.sameIDs("Search Contacts", "contacts found with the search_term that is the "+field+" of one", found,
				membersWith(members, terms[field])...)
		}
	}
	same(s, "Search Contacts", "whether the text of any of its fields as search_term finds a contact", finds > 0, true)
	if found, ok := s.mentioning(ctx, "qqqxjqzzz"); ok {
		same(s, "Search Contacts", "contacts found with a search_term that nothing contains", len(found), 0)
	}
}

// mentioning searches with a term.
func (s *suite) mentioning(ctx context.Context, term string) ([]cuedesk.ContactID, bool) {
	page, err := s.client.Contacts.Search(ctx, cuedesk.Where(s.isMarked()).Text(term), cuedesk.PageOptions{})
	if !s.ok("Search Contacts", err) {
		return nil, false
	}
	return idsOf(page.Items), true
}

// membersWith are the members that have a word in a text field.
func membersWith(members []member, word string) []member {
	return slices.DeleteFunc(slices.Clone(members), func(m member) bool {
		for _, text := range contactTexts(m.contact) {
			if strings.Contains(strings.ToLower(text), strings.ToLower(word)) {
				return false
			}
		}
		return true
	})
}

// checkHints sends a data_type with a predefined field, for which it is ignored, and a custom field without one, which
// is text.
func (s *suite) checkHints(ctx context.Context, members []member) {
	text := s.key("text")
	for _, one := range []struct {
		what   string
		filter map[string]any
		want   []member
	}{
		{
			"a predefined field with data_type long",
			map[string]any{"field": "last_name", "operator": "equals", "value": members[0].in.LastName, "data_type": "long"},
			members[:1],
		},
		{
			"a custom field without data_type",
			map[string]any{"field": text, "operator": "equals", "value": members[0].in.CustomFields[text]},
			members[:1],
		},
	} {
		if out, ok := s.search(ctx, map[string]any{}, one.filter); ok {
			s.sameIDs("Search Contacts", "contacts found by "+one.what, idsOf(out.Contacts), one.want...)
		}
	}
}

// checkEverything searches without a condition.
func (s *suite) checkEverything(ctx context.Context, members []member) {
	var out found
	if !s.ok("Search Contacts", s.client.Do(ctx, searchOperation, map[string]any{}, &out)) {
		return
	}
	enough := out.Pagination["total"] >= len(members)
	same(s, "Search Contacts", "whether {} finds at least the contacts of the suite", enough, true)
	same(s, "Search Contacts", "pagination.limit of {}", out.Pagination["limit"], searchLimit)
	if s.Strict {
		s.settled(ctx, "Search Contacts", func() { s.checkTotal(ctx) })
	}
}

// checkTotal compares a search without a condition with a list. Others may create contacts at the same time.
func (s *suite) checkTotal(ctx context.Context) {
	found, err := s.client.Contacts.Search(ctx, cuedesk.Where(), cuedesk.PageOptions{})
	s.mustSucceed("Search Contacts", err)
	listed, err := s.client.Contacts.List(ctx, cuedesk.ListContactsOptions{})
	s.mustSucceed("List Contacts", err)
	same(s, "Search Contacts", "contacts found with {}", found.Total, listed.Total)
}
