package cuedesk

import (
	"context"
	"iter"
	"log/slog"
	"slices"

	"github.com/go-json-experiment/json"

	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// Query is what a search looks for (API: "Search Contacts"). It does not change:
// each method returns another, so that queries may branch and be shared between
// goroutines. The zero value, like Where(), finds every contact.
type Query struct {
	text    string
	filters []Filter
	sort    Sort
}

// Where returns a query for the contacts that match all filters, for example
//
//	cuedesk.Where(cuedesk.Email.EndsWith("@example.com"), cuedesk.CustomLong("num_seats").AtLeast(100))
func Where(filters ...Filter) Query { return Query{}.And(filters...) }

// And returns the query with further filters, all of which must match.
func (q Query) And(filters ...Filter) Query {
	q.filters = slices.Concat(q.filters, filters)
	return q
}

// Text returns the query with a free-text search over the API's default contact
// fields.
func (q Query) Text(term string) Query {
	q.text = term
	return q
}

// OrderBy returns the query with an order, such as CreatedAt.Desc(). Without one
// the API decides.
func (q Query) OrderBy(sort Sort) Query {
	q.sort = sort
	return q
}

// LogValue logs nothing personal: the values are people's.
func (q Query) LogValue() slog.Value { return slog.StringValue("contact search") }

// Filter compares a field with a value. The methods of the fields make filters,
// such as Email.Contains("@example.com").
type Filter struct {
	field    string
	operator string
	value    any // string, []string of two, or nil
	dataType string
}

// LogValue logs the field and the operator: the value is people's.
func (f Filter) LogValue() slog.Value { return slog.StringValue(f.field + " " + f.operator) }

// Sort is a field and a direction, such as CreatedAt.Desc().
type Sort struct {
	field    string
	order    Order
	dataType string
}

// The query as the API takes it.
type (
	searchBody struct {
		SearchTerm     string         `json:"search_term,omitzero"`
		AdvancedSearch []searchFilter `json:"advanced_search,omitzero"`
		SortBy         searchSort     `json:"sort_by,omitzero"`
	}
	searchFilter struct {
		Field    string `json:"field"`
		Operator string `json:"operator"`
		Value    any    `json:"value,omitzero"`
		DataType string `json:"data_type,omitzero"`
	}
	searchSort struct {
		Field     string `json:"field"`
		SortOrder Order  `json:"sort_order,omitzero"`
		DataType  string `json:"data_type,omitzero"`
	}
)

// MarshalJSON writes the request body of a search.
func (q Query) MarshalJSON() ([]byte, error) {
	body := searchBody{SearchTerm: q.text, SortBy: searchSort{q.sort.field, q.sort.order, q.sort.dataType}}
	for _, f := range q.filters {
		body.AdvancedSearch = append(body.AdvancedSearch, searchFilter{f.field, f.operator, f.value, f.dataType})
	}
	return json.Marshal(body)
}

// check finds fields without a name and comparisons with nothing.
func (q Query) check() []rest.FieldError {
	c := rest.Checks{In: "body"}
	for i, f := range q.filters {
		if f.field == "" {
			c.Fail("advanced_search.field", "missing", "is required: filter %d has none", i)
		}
		values, isRange := f.value.([]string)
		if isRange && slices.Contains(values, "") || f.value == "" && f.dataType == "double" {
			c.Fail("advanced_search.value", "value", "must be a finite number")
		}
	}
	if q.sort != (Sort{}) {
		c.Required("sort_by.field", q.sort.field)
	}
	return c.Problems
}

// page is the operation that fetches one page of what the query finds.
func (q Query) page(at PageOptions) rest.Operation {
	return rest.Read("POST /v1/contacts/search").Query(pageQuery(at).Done()).Body(q, q.check())
}

// Search returns one page of the contacts that the query finds, 10 unless the
// page options say otherwise (API: "Search Contacts"). Whether text is compared
// with regard to case the API does not say.
func (s *ContactsService) Search(ctx context.Context, q Query, page PageOptions) (*Page[Contact], error) {
	return rest.Fetch[Page[Contact]](ctx, s.core, q.page(page))
}

// SearchAll iterates over all contacts that the query finds, from start on. Without
// an order of the query, and in order of creation, it is [ContactsService.Scan],
// oldest first unless the query says otherwise; in another order, or from an offset,
// what it promises says [ContactsService.All].
func (s *ContactsService) SearchAll(ctx context.Context, q Query, start PageOptions, pages ...IterOption) iter.Seq2[*Contact, error] {
	return s.search(q, start).all(ctx, pages)
}

// SearchPages iterates as [ContactsService.SearchAll] does, page by page; the pages
// are those of [ContactsService.Pages].
func (s *ContactsService) SearchPages(ctx context.Context, q Query, start PageOptions, pages ...IterOption) iter.Seq2[*Page[Contact], error] {
	return s.search(q, start).pages(ctx, pages)
}

// search is the list of contacts that the query finds.
func (s *ContactsService) search(q Query, start PageOptions) source[Contact] {
	if start.Offset == 0 && (q.sort == Sort{} || q.sort.field == createdAt) {
		src := s.scan(q, CreatedAt)
		src.start = start
		return src
	}
	return byOffset(s.core, q, start, contactKey(q.sort.field, q.sort.order), q.page)
}
