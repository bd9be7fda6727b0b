package cuedesktest

import (
	"slices"
	"strconv"
	"strings"
)

// query is what a search asks for.
type query struct {
	words   []string
	filters []filter
	order   order
}

func searchContacts(c *call) (any, error) {
	p := c.page(searchLimit)
	q := readQuery(c.body())
	if err := c.validationError(); err != nil {
		return nil, err
	}
	found := slices.DeleteFunc(c.searchable(c.now), func(candidate *contact) bool { return !q.finds(candidate) })
	return paged(p, "contacts", c.withCurrentFields(q.order.sorted(found)), c.contactWire), nil
}

func readQuery(f *form) query {
	q := query{
		words: strings.Fields(strings.ToLower(optional(f, "search_term", aString).valueOr(""))),
		order: order{field: "created_at", descending: true, ties: f.call.ties},
	}
	for n, raw := range optional(f, "advanced_search", listOf(anything, 0, -1)).value {
		q.filters = append(q.filters, readFilter(f.call.form("advanced_search."+strconv.Itoa(n), raw)))
	}
	if by := optional(f, "sort_by", anything); by.given && !by.null {
		q.order = readOrder(f.call.form("sort_by", by.value))
	}
	return q
}

func readOrder(f *form) order {
	return order{
		field:      required(f, "field", characters(1, -1)),
		descending: optional(f, "sort_order", choice("asc", "desc")).valueOr("asc") == "desc",
		dataType:   optional(f, "data_type", choice(dataTypes...)).valueOr("text"),
		ties:       f.call.ties,
	}
}

// finds reports whether the contact meets all conditions and has every word of the search term in a text field.
func (q *query) finds(c *contact) bool {
	for _, word := range q.words {
		if !mentions(c, word) {
			return false
		}
	}
	return !slices.ContainsFunc(q.filters, func(f filter) bool { return !f.matches(c) })
}

func mentions(c *contact, word string) bool {
	return slices.ContainsFunc(textFields, func(field string) bool {
		return strings.Contains(strings.ToLower(c.text[field]), word)
	})
}
