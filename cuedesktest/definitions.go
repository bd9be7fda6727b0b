package cuedesktest

import (
	"slices"
	"strings"
	"time"
)

// maxOptions bounds the options of a custom field, because making keys for them takes time.
const maxOptions = 1000

// definitionInput is what creating and updating a custom field have in common.
type definitionInput struct {
	name      string
	fieldType string
	options   []string
}

func readDefinition(f *form) definitionInput {
	in := definitionInput{
		name:      required(f, "name", characters(3, 250)),
		fieldType: required(f, "field_type", choice(fieldTypes...)),
	}
	options := optional(f, "select_options", listOf(characters(1, -1), 0, maxOptions))
	in.options = options.valueOr(nil)
	switch {
	case selects(in.fieldType) && !options.given:
		f.fail("select_options", flaw{kind: "missing", msg: "Field required"})
	case selects(in.fieldType) && len(in.options) == 0:
		f.fail("select_options", flaw{kind: "too_short", msg: "List should have at least 1 items"})
	case len(slices.Compact(slices.Sorted(slices.Values(in.options)))) != len(in.options):
		f.fail("select_options", flaw{kind: "value_error", msg: "Options should be unique"})
	}
	return in
}

// set applies the input to the definition.
func (s *store) set(d *definition, in definitionInput) {
	d.name, d.fieldType = in.name, in.fieldType
	if selects(in.fieldType) {
		s.setOptions(d, in.options)
	}
}

// keyTaken reports whether a custom field cannot have the key: a search could not tell it from a predefined field.
func (s *store) keyTaken(key string) bool {
	return s.definitionByKey[key] != nil || predefined[key] != ""
}

func listDefinitions(c *call) (any, error) {
	p := c.page(defaultLimit)
	if err := c.validationError(); err != nil {
		return nil, err
	}
	found := reordered(c.ties, c.definitions, func(d *definition) time.Time { return d.created })
	return paged(p, "custom_fields", found, (*definition).wire), nil
}

func createDefinition(c *call) (any, error) {
	f := c.body()
	in := readDefinition(f)
	now := milliseconds(c.now)
	d := &definition{
		key:       optional(f, "field_key", characters(1, -1)).valueOr(""),
		editable:  optional(f, "editable", aBool).valueOr(true),
		sensitive: optional(f, "sensitive", aBool).valueOr(false),
		icon:      optional(f, "icon", orNull(aString)).value,
		created:   now,
		updated:   now,
	}
	if c.keyTaken(d.key) {
		f.fail("field_key", flaw{kind: "value_error", msg: "There is a field with this key already"})
	}
	if err := c.validationError(); err != nil {
		return nil, err
	}
	if d.key == "" {
		d.key = key(strings.TrimSpace(in.name), c.keyTaken)
	}
	d.id = c.newID("custom-field")
	c.set(d, in)
	c.definitions = append(c.definitions, d)
	c.definitionByID[d.id], c.definitionByKey[d.key] = d, d
	return d.wire(), nil
}

func getDefinition(c *call) (any, error) {
	found, err := c.definition()
	if err != nil {
		return nil, err
	}
	return found.wire(), nil
}

func updateDefinition(c *call) (any, error) {
	f := c.body()
	in := readDefinition(f)
	editable := required(f, "editable", aBool)
	sensitive := required(f, "sensitive", aBool)
	icon := required(f, "icon", orNull(aString))
	found, err := c.definition()
	if err != nil {
		return nil, err
	}
	c.set(found, in)
	found.editable, found.sensitive, found.icon = editable, sensitive, icon
	found.updated = milliseconds(c.now)
	return found.wire(), nil
}

func deleteDefinition(c *call) (any, error) {
	found, err := c.definition()
	if err != nil {
		return nil, err
	}
	c.definitions = slices.DeleteFunc(c.definitions, func(d *definition) bool { return d == found })
	delete(c.definitionByID, found.id)
	delete(c.definitionByKey, found.key)
	for _, owner := range c.contacts {
		if _, ok := owner.custom[found.key]; ok {
			delete(owner.custom, found.key)
			c.changed(owner, c.now)
		}
	}
	return nil, nil
}
