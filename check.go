package cuedesk

import (
	"strconv"

	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// pageQuery returns a query with limit and offset, each unless it is zero.
func pageQuery(p PageOptions) *rest.Query {
	q := rest.NewQuery()
	if p.Limit != 0 {
		q.Checks.Size("limit", p.Limit, 1, maxPage, "items")
		q.Set("limit", strconv.Itoa(p.Limit))
	}
	if p.Offset < 0 {
		q.Checks.Fail("offset", "range", "must not be below 0, as is %d", p.Offset)
	}
	if p.Offset != 0 {
		q.Set("offset", strconv.Itoa(p.Offset))
	}
	return q
}
