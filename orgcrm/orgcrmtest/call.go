package orgcrmtest

import (
	"maps"
	"mime"
	"net/http"
	"slices"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// call is one request to one operation of an organization.
type call struct {
	*org

	r   *http.Request
	now time.Time
}

// body returns the request's JSON.
func (c *call) body() (jsontext.Value, error) {
	media, _, err := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	if err != nil || media != "application/json" {
		return nil, invalid("content_type", "Input should have the content type application/json")
	}
	var raw jsontext.Value
	if json.UnmarshalRead(c.r.Body, &raw) != nil {
		return nil, invalid("json_invalid", "Input should be valid JSON")
	}
	return raw, nil
}

// object returns the members of the request's JSON object.
func (c *call) object() (map[string]jsontext.Value, error) {
	raw, err := c.body()
	if err != nil {
		return nil, err
	}
	members, ok := parse[map[string]jsontext.Value](raw, jsontext.KindBeginObject)
	if !ok {
		return nil, invalid("object_type", "Input should be an object")
	}
	return members, nil
}

// member returns the one member that the request's JSON object must have.
func (c *call) member(name string) (jsontext.Value, error) {
	members, err := c.object()
	if err != nil {
		return nil, err
	}
	if members[name] == nil {
		return nil, invalid("missing", "Field required", name)
	}
	for _, other := range slices.Sorted(maps.Keys(members)) {
		if other != name {
			return nil, invalid("extra_forbidden", "Extra inputs are not permitted", other)
		}
	}
	return members[name], nil
}

// contact returns the contact that the path names.
func (c *call) contact() (*contact, error) {
	if found := c.find(c.r.PathValue("contact_id")); found != nil {
		return found, nil
	}
	return nil, notFound("Contact")
}

// parse reads JSON that must be of a kind.
func parse[T any](raw jsontext.Value, kind jsontext.Kind) (value T, ok bool) {
	ok = raw.Kind() == kind && json.Unmarshal(raw, &value) == nil
	return value, ok
}

// names reads an array of names, none of which is empty, and returns each once.
func names(raw jsontext.Value) ([]string, bool) {
	list, ok := parse[[]string](raw, jsontext.KindBeginArray)
	return withoutRepeats(list), ok && !slices.Contains(list, "")
}

// withoutRepeats returns each of the names once, in the order in which they come first.
func withoutRepeats(names []string) []string {
	var once []string
	for _, name := range names {
		if !slices.Contains(once, name) {
			once = append(once, name)
		}
	}
	return once
}
