package rest

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/cuedesk/cuedesk-go/internal/email"
)

// Checks gathers what is wrong with one part of a request before it is sent.
type Checks struct {
	In       string // "body", "query" or "path"
	Problems []FieldError
}

// Fail adds a problem.
func (c *Checks) Fail(field, kind, format string, args ...any) {
	c.Problems = append(c.Problems, FieldError{Type: kind, In: c.In, Field: field, Msg: fmt.Sprintf(format, args...)})
}

// Required refuses empty text.
func (c *Checks) Required(field, value string) {
	if value == "" {
		c.Fail(field, "missing", "is required")
	}
}

// Size refuses a number, such as that of contacts, below least or above most.
func (c *Checks) Size(field string, n, least, most int, unit string) {
	if n < least || n > most {
		c.Fail(field, "size", "must have %d to %d %s, not %d", least, most, unit, n)
	}
}

// Characters refuses text that is shorter than least or longer than most.
func (c *Checks) Characters(field, value string, least, most int) {
	c.Size(field, utf8.RuneCountInString(value), least, most, "characters")
}

// Email refuses text that cannot be an e-mail address.
func (c *Checks) Email(field, value string) {
	if !email.Plausible(value) {
		c.Fail(field, "email", "must be an e-mail address")
	}
}

// Clean refuses text that no identifier holds, and that servers, logs and proxies
// read in different ways: control characters and invalid UTF-8.
func (c *Checks) Clean(field, value string) {
	if problem := problemOfText(value); problem != "" {
		c.Fail(field, "value", "%s", problem)
	}
}

// problemOfText says what is wrong with text that [Checks.Clean] refuses.
func problemOfText(value string) (problem string) {
	if utf8.ValidString(value) && !strings.ContainsFunc(value, unicode.IsControl) {
		return ""
	}
	return "must not contain control characters or invalid UTF-8"
}

// Query gathers query parameters and what is wrong with them.
type Query struct {
	Values url.Values
	Checks Checks
}

// NewQuery returns a query without parameters.
func NewQuery() *Query { return &Query{url.Values{}, Checks{In: "query"}} }

// Set adds a parameter unless it is empty: the API then has a default.
func (q *Query) Set(name, value string) *Query {
	if value != "" {
		q.Values.Set(name, value)
	}
	return q
}

// Done returns what [Operation.Query] takes.
func (q *Query) Done() (url.Values, []FieldError) { return q.Values, q.Checks.Problems }

// checkQuery refuses what is not UTF-8, as JSON does: servers read it in different ways,
// and a filter that is read as none finds everything.
func checkQuery(values url.Values) []FieldError {
	c := Checks{In: "query"}
	for name, all := range values {
		if !utf8.ValidString(name) || slices.ContainsFunc(all, func(v string) bool { return !utf8.ValidString(v) }) {
			c.Fail(name, "value", "must not contain invalid UTF-8")
		}
	}
	slices.SortFunc(c.Problems, func(a, b FieldError) int { return strings.Compare(a.Field, b.Field) })
	return c.Problems
}
