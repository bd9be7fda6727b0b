package cuedesk

import (
	"strconv"

	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// pageQuery returns a query with limit and offset, each unless it is zero.
func pageQuery(p PageOptions) *rest.Query {
	q := rest.NewQuery()
	if p.Limit != 0 {
		if p.Limit < 1 || p.Limit > maxPage {
			q.Checks.Fail("limit", "range", "must be 1 to %d, not %d", maxPage, p.Limit)
		}
		q.Set("limit", strconv.Itoa(p.Limit))
	}
	if p.Offset < 0 {
		q.Checks.Fail("offset", "range", "must be 0 or more, not %d", p.Offset)
	}
	if p.Offset != 0 {
		q.Set("offset", strconv.Itoa(p.Offset))
	}
	return q
}
