package rest

import (
	"fmt"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"

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

// Size refuses a number of things, such as contacts, below least or above most.
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

// SameID reports whether two IDs of an API that does not say what they look like
// name the same resource: they are equal, or the same UUID in two spellings.
func SameID(a, b string) bool {
	if a == b {
		return true
	}
	one, err := uuid.Parse(a)
	other, otherErr := uuid.Parse(b)
	return err == nil && otherErr == nil && one == other
}
