package cuedesktest

import (
	"cmp"
	"maps"
	"slices"
	"strconv"

	"github.com/google/uuid"
)

// defaultLimit and searchLimit are the documented default page sizes; maxLimit is the largest.
const (
	defaultLimit = 50
	searchLimit  = 10
	maxLimit     = 100
)

// pagination is the documented pagination object.
type pagination struct {
	Limit  int `json:"limit"`
	Offset int `json:"offset"`
	Total  int `json:"total"`
}

// take returns a query parameter, and marks it as read.
func (c *call) take(name string) (string, bool) {
	given := c.query[name]
	delete(c.query, name)
	if len(given) > 1 {
		c.fail("query", name, flaw{kind: "value_error", msg: "Given more than once"})
	}
	return cmp.Or(given...), len(given) == 1
}

// number reads an integer of at least low and, unless that is negative, at most high.
func (c *call) number(name string, missing, low, high int) int {
	given, ok := c.take(name)
	if !ok {
		return missing
	}
	n, err := strconv.Atoi(given)
	switch {
	case err != nil:
		c.fail("query", name, flaw{kind: "int_parsing", msg: "Input should be a valid integer"})
	case n < low:
		c.fail("query", name, flaw{
			kind: "greater_than_equal",
			msg:  "Input should be greater than or equal to " + strconv.Itoa(low),
		})
	case high >= 0 && n > high:
		c.fail("query", name, flaw{
			kind: "less_than_equal",
			msg:  "Input should be less than or equal to " + strconv.Itoa(high),
		})
	}
	return n
}

// choice reads one of the documented values.
func (c *call) choice(name, missing string, allowed ...string) string {
	given, ok := c.take(name)
	if !ok {
		return missing
	}
	if !slices.Contains(allowed, given) {
		c.fail("query", name, oneOf(allowed))
	}
	return given
}

// flag reads a boolean.
func (c *call) flag(name string) bool {
	given, ok := c.take(name)
	if ok && given != "true" && given != "false" {
		c.fail("query", name, flaw{kind: "bool_parsing", msg: "Input should be a valid boolean"})
	}
	return given == "true"
}

// id reads a UUID.
func (c *call) id(name string) (uuid.UUID, bool) {
	given, ok := c.take(name)
	if !ok {
		return uuid.Nil, false
	}
	id, flaws := parseID(given)
	for _, f := range flaws {
		c.fail("query", name, f)
	}
	return id, true
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
