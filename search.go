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
	counted int // contacts that a part of a workspace had when it was made
}

// Where returns a query for the contacts that match all filters, for example
//
//	cuedesk.Where(cuedesk.Email.EndsWith("@example.com"), cuedesk.CustomLong("num_seats").AtLeast(100))
//
// That the API combines filters by "and" is assumed: the documentation does not say
// so.
func Where(filters ...Filter) Query { return Query{}.And(filters...) }

// And returns the query with further filters, all of which must match.
func (q Query) And(filters ...Filter) Query {
	q.filters, q.counted = slices.Concat(q.filters, filters), 0
	return q
}

// Text returns the query with a free-text search over the API's default contact
// fields.
func (q Query) Text(term string) Query {
	q.text, q.counted = term, 0
	return q
}

// OrderBy returns the query with an order, such as CreatedAt.Desc(). Without one
// the API decides.
func (q Query) OrderBy(sort Sort) Query {
	q.sort = sort
	return q
}

// LogValue logs nothing personal: the values are people's.
func (q Query) LogValue() slog.Value { return slog.StringValue(q.String()) }

// Filter compares a field with a value. The methods of the fields make filters,
// such as Email.Contains("@example.com"), and [Compare] makes all others.
type Filter struct {
	field    string
	operator Operator
	value    any // string, []string, or nil
	dataType DataType
	problem  string // what is wrong with the value
}

// LogValue logs the field and the operator: the value is people's.
func (f Filter) LogValue() slog.Value { return slog.StringValue(f.String()) }

// Operator is how a filter compares. There may be others than the constants.
type Operator string

// The operators of filters (API: "Search Operators").
const (
	OperatorEquals      Operator = "equals"
	OperatorNotEquals   Operator = "not_equals"
	OperatorContains    Operator = "contains"
	OperatorNotContains Operator = "not_contains"
	OperatorStartsWith  Operator = "starts_with"
	OperatorEndsWith    Operator = "ends_with"
	OperatorRange       Operator = "range" // two values; that it includes both is assumed
	OperatorGreater     Operator = "gt"
	OperatorLess        Operator = "lt"
	OperatorAtLeast     Operator = "gte"
	OperatorAtMost      Operator = "lte"
	OperatorExists      Operator = "exists"     // no value
	OperatorNotExists   Operator = "not_exists" // no value
)

// DataType says how a custom field is compared. There may be others than the
// constants.
type DataType string

// The data types of custom fields in filters and orders (API: "Filter Object").
const (
	DataText    DataType = "text"
	DataLong    DataType = "long"
	DataDouble  DataType = "double"
	DataDate    DataType = "date"
	DataBoolean DataType = "boolean"
)

// Compare returns a filter that no method of a field makes: text in an order, an
// array of values, or a type of custom field that has no methods, such as date:time,
// which is compared as [DataDate] (assumed).
//
//	cuedesk.Compare("last_name", cuedesk.OperatorRange, "", "A", "M")
//	cuedesk.Compare("opens_at", cuedesk.OperatorAtLeast, cuedesk.DataDate, "09:00:00")
//
// One value is sent as text, and several as an array, as [OperatorRange] takes them.
// The documentation does not say what other operators do with an array. An empty data
// type is not sent: the API then takes a custom field for text. It ignores the data
// type of predefined fields. Only field and operator are required; nothing else is
// checked.
func Compare(field string, operator Operator, dataType DataType, values ...string) Filter {
	f := Filter{field: field, operator: operator, dataType: dataType}
	switch len(values) {
	case 0:
	case 1:
		f.value = values[0]
	default:
		f.value = slices.Clone(values)
	}
	return f
}

// Sort is a field and a direction, such as CreatedAt.Desc().
type Sort struct {
	field    string
	order    Order
	dataType DataType
}

// The query as the API takes it.
type (
	searchBody struct {
		SearchTerm     string         `json:"search_term,omitzero"`
		AdvancedSearch []searchFilter `json:"advanced_search,omitzero"`
		SortBy         searchSort     `json:"sort_by,omitzero"`
	}
	searchFilter struct {
		Field    string   `json:"field"`
		Operator Operator `json:"operator"`
		Value    any      `json:"value,omitzero"`
		DataType DataType `json:"data_type,omitzero"`
	}
	searchSort struct {
		Field     string   `json:"field"`
		SortOrder Order    `json:"sort_order,omitzero"`
		DataType  DataType `json:"data_type,omitzero"`
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

// problems finds what filters and orders must have and do not.
func (q Query) problems() []rest.FieldError {
	c := rest.Checks{In: "body"}
	for i, f := range q.filters {
		if f.field == "" {
			c.Fail("advanced_search.field", "missing", "is required: filter %d has none", i)
		}
		if f.operator == "" {
			c.Fail("advanced_search.operator", "missing", "is required: filter %d has none", i)
		}
		if f.problem != "" {
			c.Fail("advanced_search.value", "value", "%s", f.problem)
		}
	}
	if q.sort != (Sort{}) {
		c.Required("sort_by.field", q.sort.field)
	}
	return c.Problems
}

const searchPattern = "POST /v1/contacts/search"

// page is the operation that fetches one page of what the query finds.
func (q Query) page(at PageOptions) rest.Operation {
	return rest.Read(searchPattern).Query(pageQuery(at).Done()).Body(q, q.problems())
}

// Search returns one page of the contacts that the query finds, 10 unless the page
// options say otherwise (API: "Search Contacts"). The API does not say whether it
// compares text case-sensitively.
func (s *ContactsService) Search(ctx context.Context, q Query, page PageOptions) (*Page[Contact], error) {
	return fetchPage[Contact](ctx, s.core, q.page(page), page)
}

// SearchAll iterates over all contacts that the query finds, from start on (API:
// "Search Contacts"). If the query has no order, or that of creation, and start has
// no offset, SearchAll does what [ContactsService.Scan] does, oldest first unless the
// query says otherwise. Otherwise it promises what [ContactsService.All] promises.
func (s *ContactsService) SearchAll(ctx context.Context, q Query, start PageOptions,
	pages ...IterOption,
) iter.Seq2[*Contact, error] {
	return s.search(q, start).all(ctx, pages)
}

// SearchPages iterates as [ContactsService.SearchAll] does, page by page; the pages
// are those of [ContactsService.Pages].
func (s *ContactsService) SearchPages(ctx context.Context, q Query, start PageOptions,
	pages ...IterOption,
) iter.Seq2[*Page[Contact], error] {
	return s.search(q, start).pages(ctx, pages)
}

// search is the list of contacts that the query finds.
func (s *ContactsService) search(q Query, start PageOptions) source[Contact] {
	if start.Offset == 0 && (q.sort == Sort{} || q.sort.field == createdAt) {
		src := s.scan(q, CreatedAt)
		src.start = start
		return src
	}
	sort := contactKey(q.sort.field, q.sort.order)
	src := byOffset[Contact]{options: q, start: start, sort: sort, page: q.page}.source(s.core)
	src.setSearchCompleteness(q)
	src.begin = func(ctx context.Context, src *source[Contact]) error { return s.firstFound(ctx, src, q) }
	if q.sort.field != "" {
		q.sort.order = q.sort.order.opposite()
		src.newest = firstFetcher[Contact](s.core, q.page)
	}
	return src
}
