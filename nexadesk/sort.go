package nexadesk

import "github.com/cuedesk/cuedesk-go/internal/rest"

// OrderField is a field by which contacts can be sorted (API: "List Contacts"):
// [OrderByCreatedAt], [OrderByLastActivity], [OrderByName] or [OrderByEmail].
// [OrderField.Asc] and [OrderField.Desc] return a [Sort] by it.
//
// To read all contacts, sort by OrderByCreatedAt.Asc(): a contact keeps its place among
// the others, and one that is added during the iteration comes at the end. The values of
// the other fields change: a contact that changes during the iteration may move past the
// cursor and be missed. The behaviour of the API is not documented for that case.
type OrderField string

// The fields by which contacts can be sorted.
const (
	OrderByCreatedAt    OrderField = "created_at"
	OrderByLastActivity OrderField = "last_activity"
	OrderByName         OrderField = "name"
	OrderByEmail        OrderField = "email"
)

// Asc sorts by the field, lowest first. The documentation shows only "desc": that the
// other direction is called "asc" is assumed.
func (f OrderField) Asc() Sort { return Sort{f, "asc"} }

// Desc sorts by the field, highest first.
func (f OrderField) Desc() Sort { return Sort{f, "desc"} }

// Sort is an order of contacts: a field and a direction, such as
// OrderByLastActivity.Desc(). The zero Sort is the API's default, which is not
// documented.
type Sort struct {
	field     OrderField
	direction string
}

// set adds the order to a query, and refuses one that the API does not have.
func (s Sort) set(q *rest.Query) {
	switch s.field {
	case OrderByCreatedAt, OrderByLastActivity, OrderByName, OrderByEmail:
		q.Set("sort", string(s.field)+":"+s.direction)
	default:
		if s != (Sort{}) {
			q.Checks.Fail("sort", "value", "must be created_at, last_activity, name or email")
		}
	}
}
