package cuedesk

import (
	"fmt"
	"net/url"
	"strconv"
	"unicode/utf8"

	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// checks gathers what is wrong with one part of a request before it is sent.
type checks struct {
	in       string // "body", "query" or "path"
	problems []rest.FieldError
}

func (c *checks) fail(field, kind, format string, args ...any) {
	c.problems = append(c.problems, rest.FieldError{Type: kind, In: c.in, Field: field, Msg: fmt.Sprintf(format, args...)})
}

func (c *checks) required(field, value string) {
	if value == "" {
		c.fail(field, "missing", "is required")
	}
}

// size checks a number of things, such as contacts or characters.
func (c *checks) size(field string, n, least, most int, unit string) {
	if n < least || n > most {
		c.fail(field, "size", "must have %d to %d %s, not %d", least, most, unit, n)
	}
}

func (c *checks) characters(field, value string, least, most int) {
	c.size(field, utf8.RuneCountInString(value), least, most, "characters")
}

// query gathers query parameters and what is wrong with them.
type query struct {
	values url.Values
	checks checks
}

func newQuery() *query { return &query{url.Values{}, checks{in: "query"}} }

// set adds a parameter unless it is empty: the API then has a default.
func (q *query) set(name, value string) *query {
	if value != "" {
		q.values.Set(name, value)
	}
	return q
}

// page adds limit and offset, each unless it is zero.
func (q *query) page(p PageOptions) *query {
	if p.Limit != 0 {
		q.checks.size("limit", p.Limit, 1, maxPage, "items")
		q.set("limit", strconv.Itoa(p.Limit))
	}
	if p.Offset < 0 {
		q.checks.fail("offset", "range", "must not be below 0, as is %d", p.Offset)
	}
	if p.Offset != 0 {
		q.set("offset", strconv.Itoa(p.Offset))
	}
	return q
}

func (q *query) done() (url.Values, []rest.FieldError) { return q.values, q.checks.problems }
