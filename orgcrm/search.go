package orgcrm

import (
	"context"
	"fmt"
	"log/slog"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// Condition is a comparison of a field with a value. The methods of fields return
// conditions: for example, Tags.Contains("replied-interested").
type Condition struct {
	field    string
	operator string
	value    jsontext.Value
	problem  bool // the value cannot be JSON
}

// LogValue logs nothing personal.
func (c Condition) LogValue() slog.Value { return slog.StringValue(c.String()) }

// String returns what LogValue logs.
func (c Condition) String() string { return "condition" }

// Group is a group of conditions that must all be met.
type Group struct{ conditions []Condition }

// AllOf returns a group of conditions that must all be met. It needs at least one: a
// search with an empty group matches [cuedesk.ErrInvalid].
func AllOf(conditions ...Condition) Group { return Group{slices.Clone(conditions)} }

// LogValue logs nothing personal.
func (g Group) LogValue() slog.Value { return slog.StringValue(g.String()) }

// String returns what LogValue logs.
func (g Group) String() string { return "group of conditions" }

// Query says what a search finds. It is immutable: each method returns a new query, so
// that queries can branch, and be shared between goroutines. The zero value has no
// groups, like AnyOf().
type Query struct {
	groups []Group
	text   string
}

// AnyOf returns a query for the contacts that meet at least one of the groups:
//
//	orgcrm.AnyOf(
//		orgcrm.AllOf(orgcrm.Tags.Contains("replied-interested")),
//		orgcrm.AllOf(orgcrm.Company.Contains("Wayne"), orgcrm.Source.Contains("referral")),
//	)
//
// A query without groups is assumed to find every contact.
func AnyOf(groups ...Group) Query { return Query{}.Or(groups...) }

// Or returns the query with further groups.
func (q Query) Or(groups ...Group) Query {
	q.groups = slices.Concat(q.groups, groups)
	return q
}

// Text returns the query with a free text that contacts must match as well. The
// documentation does not say which fields the API searches.
func (q Query) Text(text string) Query {
	q.text = text
	return q
}

// MarshalJSON writes the groups as in a search, for the definition of a view: see
// [ContactsService.ReplaceViews]. The free text is not a part of it.
func (q Query) MarshalJSON() ([]byte, error) {
	if problems := q.problems(); len(problems) > 0 {
		return nil, fmt.Errorf("orgcrm: %s %s", problems[0].Field, problems[0].Msg)
	}
	return json.Marshal(q.filter())
}

// LogValue logs nothing personal.
func (q Query) LogValue() slog.Value { return slog.StringValue(q.String()) }

// String returns what LogValue logs.
func (q Query) String() string { return "contact search" }

// SearchOptions choose a page of what a search finds. All fields are optional.
type SearchOptions struct {
	Limit  int // contacts per page; 0: the API's default, which is not documented, or 50 in SearchAll
	Offset int // number of contacts to skip
}

func (o SearchOptions) problems() []rest.FieldError {
	c := rest.Checks{In: "body"}
	if o.Limit < 0 {
		c.Fail("limit", "range", "must not be below 0, as is %d", o.Limit)
	}
	if o.Offset < 0 {
		c.Fail("offset", "range", "must not be below 0, as is %d", o.Offset)
	}
	return c.Problems
}

// searchBody is the body of a search, as documented.
type (
	searchBody struct {
		Query  searchQuery `json:"query"`
		Text   string      `json:"q,omitzero"`
		Limit  int         `json:"limit,omitzero"`
		Offset int         `json:"offset"`
	}
	searchQuery struct {
		Groups []searchGroup `json:"groups"`
	}
	searchGroup struct {
		Conditions []searchCondition `json:"conditions"`
	}
	searchCondition struct {
		Field string         `json:"field"`
		Op    string         `json:"op"`
		Value jsontext.Value `json:"value"`
	}
)

// filter is the member "query" of the body.
func (q Query) filter() searchQuery {
	var filter searchQuery
	for _, g := range q.groups {
		var group searchGroup
		for _, c := range g.conditions {
			group.Conditions = append(group.Conditions, searchCondition{c.field, c.operator, c.value})
		}
		filter.Groups = append(filter.Groups, group)
	}
	return filter
}

// problems finds groups without conditions, of which it is open whether they find
// nothing or everything, and conditions that cannot be sent.
func (q Query) problems() []rest.FieldError {
	c := rest.Checks{In: "body"}
	for i, g := range q.groups {
		at := fmt.Sprintf("query.groups[%d].conditions", i)
		if len(g.conditions) == 0 {
			c.Fail(at, "missing", "is required: at least one condition")
		}
		for j, condition := range g.conditions {
			at := fmt.Sprintf("%s[%d]", at, j)
			c.Required(at+".field", condition.field)
			c.Required(at+".op", condition.operator)
			if condition.problem {
				c.Fail(at+".value", "json", "cannot be JSON")
			}
		}
	}
	return c.Problems
}

// page is the operation that fetches one page of what the query finds.
func (q Query) page(at SearchOptions) rest.Operation {
	body := searchBody{q.filter(), q.text, at.Limit, at.Offset}
	return rest.Read("POST /api/v1/contacts/search").Body(body, slices.Concat(q.problems(), at.problems()))
}

// Search returns one page of the contacts that the query finds (API: "POST
// /contacts/search"). A filter that the API refuses with 422 matches
// [cuedesk.ErrInvalid], as does one that cannot be sent.
func (s *ContactsService) Search(ctx context.Context, q Query, page SearchOptions) (*Page[Contact], error) {
	return rest.Fetch[Page[Contact]](ctx, s.core, q.page(page))
}
