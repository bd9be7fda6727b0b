package orgcrmtest

import (
	"maps"
	"net/http"
	"slices"

	"github.com/go-json-experiment/json/jsontext"
)

func listTags(c *call) (any, error) { return listOf(c.tags), nil }

func createTag(c *call) (any, error) {
	raw, err := c.member("name")
	if err != nil {
		return nil, err
	}
	name, ok := parse[string](raw, jsontext.KindString)
	if !ok || name == "" {
		return nil, invalid("string_type", "Input should be a string that is not empty", "name")
	}
	before := len(c.tags)
	c.registerTags([]string{name})
	if len(c.tags) == before {
		return nil, &problem{http.StatusConflict, "Tag exists"}
	}
	return c.tags[before], nil
}

func deleteTag(c *call) (any, error) {
	id := c.r.PathValue("tag_id")
	n := slices.IndexFunc(c.tags, func(t tag) bool { return t.ID == id })
	if n < 0 {
		return nil, notFound("Tag")
	}
	for _, owner := range c.contacts {
		owner.removeTag(c.tags[n].Name)
	}
	c.tags = slices.Delete(c.tags, n, n+1)
	return nil, nil
}

// removeTag takes a tag from the contact.
func (c *contact) removeTag(name string) {
	c.tags = slices.DeleteFunc(c.tags, func(other string) bool { return other == name })
}

func addTags(c *call) (any, error) {
	owner, err := c.contact()
	if err != nil {
		return nil, err
	}
	raw, err := c.member("tags")
	if err != nil {
		return nil, err
	}
	added, ok := names(raw)
	if !ok || len(added) == 0 {
		return nil, invalid("list_type", "Input should be a list of names, at least one", "tags")
	}
	owner.tags = withoutRepeats(slices.Concat(owner.tags, added))
	c.registerTags(added)
	return owner.wire(), nil
}

func removeTag(c *call) (any, error) {
	owner, err := c.contact()
	if err != nil {
		return nil, err
	}
	name := c.r.PathValue("name")
	if !slices.Contains(owner.tags, name) {
		return nil, notFound("Tag")
	}
	owner.removeTag(name)
	return nil, nil
}

func listFields(c *call) (any, error) { return listOf(c.fields), nil }

// definition returns the members of a definition in the body.
func (c *call) definition() (map[string]jsontext.Value, error) {
	members, err := c.object()
	if err == nil && members["id"] != nil {
		err = invalid("value_error", "Input should not have what the server sets", "id")
	}
	return members, err
}

func createField(c *call) (any, error) {
	members, err := c.definition()
	if err != nil {
		return nil, err
	}
	created := field{c.newID("field"), members}
	c.fields = append(c.fields, created)
	return created, nil
}

// field returns the place of the definition that the path names.
func (c *call) field() (int, error) {
	id := c.r.PathValue("field_id")
	n := slices.IndexFunc(c.fields, func(f field) bool { return f.ID == id })
	if n < 0 {
		return 0, notFound("Custom field")
	}
	return n, nil
}

func updateField(c *call) (any, error) {
	n, err := c.field()
	if err != nil {
		return nil, err
	}
	members, err := c.definition()
	if err != nil {
		return nil, err
	}
	maps.Copy(c.fields[n].Members, members)
	return c.fields[n], nil
}

func deleteField(c *call) (any, error) {
	n, err := c.field()
	if err != nil {
		return nil, err
	}
	c.fields = slices.Delete(c.fields, n, n+1)
	return nil, nil
}

func setCustom(c *call) (any, error) {
	owner, err := c.contact()
	if err != nil {
		return nil, err
	}
	value, err := c.member("value")
	if err != nil {
		return nil, err
	}
	return c.change(owner, map[string]jsontext.Value{"custom": object(c.r.PathValue("key"), value)})
}

// object returns a JSON object with one member.
func object(name string, value jsontext.Value) jsontext.Value {
	quoted, _ := jsontext.AppendQuote(nil, name)
	return slices.Concat([]byte{'{'}, quoted, []byte{':'}, value, []byte{'}'})
}

// customValue is an entry of the token store in a response.
type customValue struct {
	Key   string         `json:"key"`
	Value jsontext.Value `json:"value"`
}

func listValues(c *call) (any, error) {
	var all []customValue
	for _, key := range slices.Sorted(maps.Keys(c.values)) {
		all = append(all, customValue{key, c.values[key]})
	}
	return listOf(all), nil
}

func putValue(c *call) (any, error) {
	value, err := c.member("value")
	if err != nil {
		return nil, err
	}
	key := c.r.PathValue("key")
	c.values[key] = value
	return customValue{key, value}, nil
}

func deleteValue(c *call) (any, error) {
	key := c.r.PathValue("key")
	if c.values[key] == nil {
		return nil, notFound("Custom value")
	}
	delete(c.values, key)
	return nil, nil
}
