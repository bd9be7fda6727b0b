package contract

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
)

// surface is what the document describes of one kind of message. Places are written as "body.contacts[].email" or
// "query.limit", facts as a place with what may be the case there: "query.order=asc", "body.icon=null",
// "body.name of 250 characters".
type surface struct {
	places map[string]bool
	open   map[string]bool // places that take any members
	facts  map[string]bool // what a message should be seen to have, each place included
	values *surface        // where facts other than places belong, with only the last name of the place; nil: here
}

func newSurface() *surface {
	return &surface{places: map[string]bool{}, open: map[string]bool{}, facts: map[string]bool{}}
}

// describe adds the place and everything in it.
func (s *surface) describe(at string, schema *openapi3.Schema) {
	s.places[at], s.facts[at] = true, true
	if anyJSON(schema) {
		schema.Nullable = true // says OpenAPI 3.0.3, but the library takes null for nothing
		s.open[at] = true
	}
	for _, fact := range possible(schema) {
		s.want(at, fact)
	}
	if extra := schema.AdditionalProperties; extra.Has != nil && *extra.Has || extra.Schema != nil {
		s.open[at] = true
	}
	for name, property := range schema.Properties {
		s.describe(at+"."+name, property.Value)
	}
	if schema.Items != nil {
		s.describe(at+"[]", schema.Items.Value)
	}
	for _, part := range slices.Concat(schema.OneOf, schema.AnyOf, schema.AllOf) {
		s.describe(at, part.Value)
	}
}

// anyJSON reports whether a schema allows every value.
func anyJSON(schema *openapi3.Schema) bool {
	return schema.Type == nil && len(schema.OneOf)+len(schema.AnyOf)+len(schema.AllOf) == 0 &&
		schema.Properties == nil && schema.Required == nil
}

func (s *surface) want(at, fact string) {
	if s.values != nil {
		s.values.facts[lastName(at)+fact] = true
		return
	}
	s.facts[at+fact] = true
}

func lastName(at string) string { return at[strings.LastIndexByte(at, '.')+1:] }

// possible returns what may be the case with a value: its kinds, enumerated values, null, and the ends of its range.
// Such an end is left out if it is the default, because a client need not send that.
func possible(schema *openapi3.Schema) []string {
	var facts []string
	for _, value := range schema.Enum {
		facts = append(facts, fmt.Sprintf("=%v", value))
	}
	if schema.Nullable {
		facts = append(facts, "=null")
	}
	for _, end := range []*float64{schema.Min, schema.Max} {
		if end != nil && schema.Default != any(*end) {
			facts = append(facts, fmt.Sprintf("=%v", *end))
		}
	}
	if schema.MinLength > 0 {
		facts = append(facts, characters(int(schema.MinLength)))
	}
	if schema.MaxLength != nil {
		facts = append(facts, characters(int(*schema.MaxLength)))
	}
	if schema.MinItems > 0 {
		facts = append(facts, items(int(schema.MinItems)))
	}
	if schema.MaxItems != nil {
		facts = append(facts, items(int(*schema.MaxItems)))
	}
	for _, alternative := range schema.OneOf {
		facts = append(facts, kind(alternative.Value.Type.Slice()...))
	}
	return facts
}

func characters(n int) string { return fmt.Sprintf(" of %d characters", n) }
func items(n int) string      { return fmt.Sprintf(" of %d items", n) }

func kind(types ...string) string { return " as " + strings.Join(types, " or ") }

// observe marks what a value at a place has, and returns the places that the document does not know.
func (s *surface) observe(at string, value any, see func(*surface, string)) (unknown []string) {
	if !s.places[at] {
		return []string{at}
	}
	see(s, at)
	for _, fact := range actual(value) {
		if s.values != nil {
			see(s.values, lastName(at)+fact)
		}
		see(s, at+fact)
	}
	if s.open[at] {
		return nil
	}
	switch value := value.(type) {
	case []any:
		for _, item := range value {
			unknown = append(unknown, s.observe(at+"[]", item, see)...)
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(value)) {
			unknown = append(unknown, s.observe(at+"."+name, value[name], see)...)
		}
	}
	return unknown
}

// actual returns what is the case with a value, in the words of possible.
func actual(value any) []string {
	switch value := value.(type) {
	case nil:
		return []string{"=null"}
	case string:
		return []string{"=" + value, characters(utf8.RuneCountInString(value)), kind("string")}
	case json.Number:
		return []string{"=" + value.String()}
	case []any:
		return []string{items(len(value)), kind("array")}
	case map[string]any:
		return []string{kind("object")}
	}
	return nil
}
