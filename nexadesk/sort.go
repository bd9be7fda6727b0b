package nexadesk

import "github.com/cuedesk/cuedesk-go/internal/rest"

// SortField is what a list of contacts can be sorted by (API: "List Contacts"):
// [SortByCreatedAt], [SortByLastActivity], [SortByName] or [SortByEmail].
// [SortField.Asc] and [SortField.Desc] make a [Sort] of one.
//
// For a walk over everything, take SortByCreatedAt.Asc(): a contact keeps its place
// among the others, and one that is added during the walk comes at the end. The
// other values change, and a contact that changes during the walk may move past the
// cursor and be missed. What the API does then is not documented.
type SortField string

// What a list of contacts may be sorted by.
const (
	SortByCreatedAt    SortField = "created_at"
	SortByLastActivity SortField = "last_activity"
	SortByName         SortField = "name"
	SortByEmail        SortField = "email"
)

// Asc sorts by the field, lowest first. The documentation shows only the opposite:
// that it is called asc is assumed.
func (f SortField) Asc() Sort { return Sort{f, "asc"} }

// Desc sorts by the field, highest first.
func (f SortField) Desc() Sort { return Sort{f, "desc"} }

// Sort is an order of contacts: a field and a direction, such as
// SortByLastActivity.Desc(). The zero Sort is the API's default, which is not
// documented.
type Sort struct {
	field     SortField
	direction string
}

// set adds the order to a query, and refuses one that the API does not have.
func (s Sort) set(q *rest.Query) {
	switch s.field {
	case SortByCreatedAt, SortByLastActivity, SortByName, SortByEmail:
		q.Set("sort", string(s.field)+":"+s.direction)
	default:
		if s != (Sort{}) {
			q.Checks.Fail("sort", "value", "must be created_at, last_activity, name or email")
		}
	}
}
