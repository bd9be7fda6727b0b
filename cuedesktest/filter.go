package cuedesktest

import (
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// operators are the documented search operators.
var operators = []string{
	"equals", "not_equals", "contains", "not_contains", "starts_with", "ends_with",
	"range", "gt", "lt", "gte", "lte", "exists", "not_exists",
}

// filter is one condition of a search.
type filter struct {
	field    string
	operator string
	dataType string
	texts    []string
	operands []operand
	settings *settings
}

func readFilter(f *form) filter {
	out := filter{
		settings: &f.call.settings,
		field:    required(f, "field", characters(1, -1)),
		operator: required(f, "operator", choice(operators...)),
	}
	out.dataType = dataType(out.field, optional(f, "data_type", choice(dataTypes...)).valueOr("text"))
	value := optional(f, "value", stringOrStrings)
	out.texts = value.value
	if slices.Contains([]string{"exists", "not_exists", ""}, out.operator) {
		return out
	}
	if !value.given || value.null {
		f.fail("value", flaw{kind: "missing", msg: "Field required"})
	} else if msg := out.operandProblem(); len(out.texts) > 0 && msg != "" {
		f.fail("value", flaw{kind: "value_error", msg: msg})
	}
	return out
}

// stringOrStrings reads the value of a filter: a string, or an array of strings. It returns none if there is a flaw.
func stringOrStrings(raw jsontext.Value) ([]string, []flaw) {
	if raw.Kind() == '[' {
		texts, flaws := listOf(aString, 1, -1)(raw)
		if flaws != nil {
			return nil, flaws
		}
		return texts, nil
	}
	text, flaws := aString(raw)
	if flaws != nil {
		return nil, flaws
	}
	return []string{text}, nil
}

// operandProblem reads the operands and says what does not fit the operator.
func (f *filter) operandProblem() string {
	switch f.operator {
	case "range":
		if len(f.texts) != 2 {
			return "A range should be [min, max]"
		}
	case "gt", "lt", "gte", "lte":
		if len(f.texts) > 1 {
			return "There should be one value to compare with"
		}
	case "contains", "not_contains", "starts_with", "ends_with":
		return ""
	}
	for _, text := range f.texts {
		o, ok := parseOperand(f.dataType, text)
		if !ok {
			return "Input should be a valid " + f.dataType
		}
		f.operands = append(f.operands, f.settings.cutOperand(f.field, o))
	}
	return ""
}

// matches reports whether a contact meets the condition. The negative operators are met by contacts without a value.
func (f *filter) matches(c *contact) bool {
	switch f.operator {
	case "exists":
		return c.has(f.field)
	case "not_exists":
		return !c.has(f.field)
	case "not_equals", "not_contains":
		return !f.matchesContact(c)
	}
	return f.matchesContact(c)
}

// matchesContact reports whether a value of the contact meets the condition or, for a negative operator, the one that
// it negates. Times are compared as they are: reading them from text again is most of what a search takes.
func (f *filter) matchesContact(c *contact) bool {
	if at, ok := c.moment(f.field); ok && len(f.operands) > 0 {
		return f.compares(f.settings.cutOperand(f.field, at))
	}
	return slices.ContainsFunc(c.texts(f.field), f.matchesValue)
}

// matchesValue reports the same of one value.
func (f *filter) matchesValue(stored string) bool {
	switch f.operator {
	case "contains", "not_contains":
		return f.any(strings.Contains, stored)
	case "starts_with":
		return f.any(strings.HasPrefix, stored)
	case "ends_with":
		return f.any(strings.HasSuffix, stored)
	}
	value, ok := parseStored(f.dataType, stored)
	return ok && f.compares(value)
}

func (f *filter) any(test func(stored, text string) bool, stored string) bool {
	return slices.ContainsFunc(f.texts, func(text string) bool { return test(stored, text) })
}

func (f *filter) compares(value operand) bool {
	least, greatest := f.operands[0], f.operands[len(f.operands)-1]
	switch f.operator {
	case "range":
		return value.compareLow(least) >= 0 && value.compareHigh(greatest) <= 0
	case "gt":
		return value.compareHigh(least) > 0
	case "gte":
		return value.compareLow(least) >= 0
	case "lt":
		return value.compareLow(least) < 0
	case "lte":
		return value.compareHigh(least) <= 0
	}
	return slices.ContainsFunc(f.operands, func(o operand) bool {
		return value.compareLow(o) >= 0 && value.compareHigh(o) <= 0
	})
}
