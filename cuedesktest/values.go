package cuedesktest

import (
	"regexp"
	"slices"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// wholeNumber is an integer as JSON, and filters on whole numbers, write it.
var wholeNumber = regexp.MustCompile(`^[+-]?[0-9]+$`)

// values reads an object of custom values by key. Keys are data, so their spelling is left alone.
func (f *form) values(name string, raw jsontext.Value) map[string]jsontext.Value {
	values, flaws := anObject(raw)
	for _, flaw := range flaws {
		f.fail(name, flaw)
	}
	for key, value := range values {
		// It is known to be valid, so that compacting cannot fail. Numbers stay as they are.
		_ = value.Compact()
		values[key] = value
	}
	return values
}

// valueFlaws returns what is wrong with custom values.
func (s *store) valueFlaws(values map[string]jsontext.Value) []flaw {
	var flaws []flaw
	for _, key := range sortedKeys(values) {
		at := "custom_fields." + key
		d := s.definitionByKey[key]
		if d == nil {
			flaws = append(flaws, flaw{"value_error", "There is no such custom field", at})
			continue
		}
		flaws = append(flaws, d.valueFlaws(at, values[key])...)
	}
	return flaws
}

// valueFlaws returns what is wrong with a value of the custom field.
func (d *definition) valueFlaws(at string, value jsontext.Value) []flaw {
	if value.Kind() == 'n' || d.allows(value) {
		return nil
	}
	return []flaw{{"value_error", "Input should be a valid value of a custom field of type " + d.fieldType, at}}
}

// allows reports whether a value is of the custom field's type.
func (d *definition) allows(value jsontext.Value) bool {
	kind := value.Kind()
	text, _ := aString(value)
	switch d.fieldType {
	case "text":
		return kind == '"'
	case "number:integer":
		return kind == '0' && wholeNumber.Match(value)
	case "number:decimal", "number:percentage":
		return kind == '0'
	case "checkbox":
		return kind == 't' || kind == 'f'
	case "date":
		return parses(text, time.DateOnly)
	case "date:date_time":
		return parses(text, time.RFC3339)
	case "date:time":
		return parses(text, time.TimeOnly, "15:04")
	case "select":
		return d.offers(text)
	case "multiselect":
		labels, flaws := listOf(aString, 0, -1)(value)
		return flaws == nil && !slices.ContainsFunc(labels, func(label string) bool { return !d.offers(label) })
	}
	// A relative date and a user: the documentation shows neither, only that some values are objects.
	return kind == '"' || kind == '{'
}

func parses(text string, layouts ...string) bool {
	return slices.ContainsFunc(layouts, func(layout string) bool {
		_, err := time.Parse(layout, text)
		return err == nil
	})
}

func customValues(found *contact) any {
	return map[string]any{"custom_fields": found.custom}
}

func listValues(c *call) (any, error) {
	found, err := c.contact()
	if err != nil {
		return nil, err
	}
	return customValues(found), nil
}

func setValue(c *call) (any, error) {
	in := c.body()
	id := required(in, "custom_field_uuid", anID)
	value := required(in, "value", anything)
	found, err := c.contact()
	if err != nil {
		return nil, err
	}
	d := c.definitionByID[id]
	if d == nil {
		return nil, notFound("Custom field")
	}
	if err := c.reject(d.valueFlaws("value", value)); err != nil {
		return nil, err
	}
	_ = value.Compact()
	return c.changeValues(found, map[string]jsontext.Value{d.key: value}), nil
}

func updateValues(c *call) (any, error) {
	in := c.body()
	var values map[string]jsontext.Value
	if raw := required(in, "custom_fields", anything); raw != nil {
		values = in.values("custom_fields", raw)
	}
	found, err := c.contact()
	if err != nil {
		return nil, err
	}
	if err := c.reject(c.valueFlaws(values)); err != nil {
		return nil, err
	}
	return c.changeValues(found, values), nil
}

func (c *call) changeValues(found *contact, values map[string]jsontext.Value) any {
	found.setValues(values)
	c.touch(found, c.now)
	return customValues(found)
}

func deleteValue(c *call) (any, error) {
	id := c.path("custom_field_uuid")
	found, err := c.contact()
	if err != nil {
		return nil, err
	}
	d := c.definitionByID[id]
	if d == nil {
		return nil, notFound("Custom field")
	}
	if _, ok := found.custom[d.key]; ok {
		delete(found.custom, d.key)
		c.touch(found, c.now)
	}
	return nil, nil
}
