package orgcrm

import (
	"context"
	"iter"
	"log/slog"
	"slices"

	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// Condition compares a field with a value. The methods of the fields make
// conditions, such as Tags.Contains("replied-interested").
type Condition struct {
	field    string
	operator string
	value    any
}

// LogValue logs nothing personal: the value is somebody's.
func (c Condition) LogValue() slog.Value { return slog.StringValue("condition") }

// Group is a number of conditions that must all be met.
type Group struct{ conditions []Condition }

// AllOf returns a group of conditions, at least one, that must all be met.
func AllOf(conditions ...Condition) Group { return Group{slices.Clone(conditions)} }

// LogValue logs nothing personal.
func (g Group) LogValue() slog.Value { return slog.StringValue("group of conditions") }

// Query is what a search looks for. It does not change: each method returns
// another, so that queries may branch and be shared between goroutines. The zero
// value, like AnyOf(), finds every contact.
type Query struct {
	groups []Group
	text   string
}

// AnyOf returns a query for the contacts that meet at least one of the groups, for
// example
//
//	orgcrm.AnyOf(
//		orgcrm.AllOf(orgcrm.Tags.Contains("replied-interested")),
//		orgcrm.AllOf(orgcrm.Company.Contains("Wayne"), orgcrm.Source.Contains("referral")),
//	)
//
// Without groups it finds every contact.
func AnyOf(groups ...Group) Query { return Query{}.Or(groups...) }

// Or returns the query with further groups, of which one must be met.
func (q Query) Or(groups ...Group) Query {
	q.groups = slices.Concat(q.groups, groups)
	return q
}

// Text returns the query with a free-text search beside its groups. Which fields
// it looks at the documentation does not say.
func (q Query) Text(text string) Query {
	q.text = text
	return q
}

// LogValue logs nothing personal: the values are people's.
func (q Query) LogValue() slog.Value { return slog.StringValue("contact search") }

// SearchOptions choose a page of what a search finds.
type SearchOptions struct {
	Limit  int // contacts a page; 0: the API's default, which is not documented, or 50 in SearchAll
	Offset int // contacts to skip, 0 or more
}

func (o SearchOptions) check() []rest.FieldError {
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
		Field string `json:"field"`
		Op    string `json:"op"`
		Value any    `json:"value"`
	}
)

// filter is the member "query" of the body.
func (q Query) filter() searchQuery {
	filter := searchQuery{Groups: []searchGroup{}}
	for _, g := range q.groups {
		var group searchGroup
		for _, c := range g.conditions {
			group.Conditions = append(group.Conditions, searchCondition{c.field, c.operator, c.value})
		}
		filter.Groups = append(filter.Groups, group)
	}
	return filter
}

// check finds groups without conditions, of which it is open whether they find
// nothing or everything, and conditions without a field or an operator.
func (q Query) check() []rest.FieldError {
	c := rest.Checks{In: "body"}
	for _, g := range q.groups {
		if len(g.conditions) == 0 {
			c.Fail("query.groups.conditions", "missing", "is required: at least one condition")
		}
		for _, condition := range g.conditions {
			c.Required("query.groups.conditions.field", condition.field)
			c.Required("query.groups.conditions.op", condition.operator)
		}
	}
	return c.Problems
}

// page is the operation that fetches one page of what the query finds.
func (q Query) page(at SearchOptions) rest.Operation {
	body := searchBody{q.filter(), q.text, at.Limit, at.Offset}
	return rest.Read("POST /api/v1/contacts/search").Body(body, slices.Concat(q.check(), at.check()))
}

// Search returns one page of the contacts that the query finds. A filter that the
// API does not understand matches [cuedesk.ErrInvalid] (422).
func (s *ContactsService) Search(ctx context.Context, q Query, page SearchOptions) (*Page[Contact], error) {
	return fetchPage[Contact](ctx, s.core, q.page(page))
}

// searchLimit is how many contacts SearchAll asks for at once: the number in the
// documentation's example, because the largest is not documented.
const searchLimit = 50

// SearchAll iterates over all contacts that the query finds, from page.Offset on,
// page by page. It can be ranged over again, stops fetching at break, and ends
// after an error.
//
// It ends at an empty page: one that is merely short may have been cut by the API.
// A contact that was on the page before is not given again, as happens when others
// are created meanwhile; a page that is all the same as the one before is an error
// that matches [cuedesk.ErrBadResponse]. The order of a search is not documented:
// contacts that change places between two pages may be missed.
func (s *ContactsService) SearchAll(ctx context.Context, q Query, page SearchOptions) iter.Seq2[*Contact, error] {
	if page.Limit == 0 {
		page.Limit = searchLimit
	}
	return func(yield func(*Contact, error) bool) {
		walk := walk{core: s.core, query: q, next: page}
		for {
			contacts, err := walk.fetch(ctx)
			if err != nil {
				yield(nil, err)
				return
			}
			if len(walk.page) == 0 {
				return
			}
			for _, contact := range contacts {
				if !yield(contact, nil) {
					return
				}
			}
		}
	}
}
