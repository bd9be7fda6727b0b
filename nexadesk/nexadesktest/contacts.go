package nexadesktest

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// call is one request to one operation.
type call struct {
	*store

	r   *http.Request
	now time.Time
}

// query returns the parameters that are given, which must be among the names, each
// given once.
func (c *call) query(names ...string) (map[string]string, error) {
	given, err := url.ParseQuery(c.r.URL.RawQuery)
	if err != nil || !validText(given) {
		return nil, invalid("The query string is malformed")
	}
	query := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		switch {
		case !slices.Contains(names, name):
			return nil, invalid("not a parameter: %s", name)
		case len(given[name]) > 1:
			return nil, invalid("%s is given more than once", name)
		}
		query[name] = given.Get(name)
	}
	return query, nil
}

// validText reports whether all names and values are UTF-8.
func validText(values url.Values) bool {
	for name, texts := range values {
		if !utf8.ValidString(name + strings.Join(texts, "")) {
			return false
		}
	}
	return true
}

// contact returns the contact that the query names.
func (c *call) contact() (*contact, error) {
	query, err := c.query("id")
	switch found := c.find(query["id"]); {
	case err != nil:
		return nil, err
	case query["id"] == "":
		return nil, invalid("id is required")
	case found == nil:
		return nil, &problem{status: http.StatusNotFound, message: "Contact not found"}
	default:
		return found, nil
	}
}

func createContact(c *call) (any, error) {
	if _, err := c.query(); err != nil {
		return nil, err
	}
	in, err := c.input()
	if err != nil {
		return nil, err
	}
	created := Contact{CreatedAt: c.now}
	if err := in.apply(&created); err != nil {
		return nil, err
	}
	if other := c.owner(created.Email, nil); other != nil {
		return nil, conflict(other)
	}
	return envelope{Data: c.add(created.clone()).created()}, nil
}

func updateContact(c *call) (any, error) {
	found, err := c.contact()
	if err != nil {
		return nil, err
	}
	in, err := c.input()
	if err != nil {
		return nil, err
	}
	if !in.Metadata.IsZero() {
		return nil, invalid("metadata cannot be updated")
	}
	changed := found.clone()
	if err := in.apply(&changed); err != nil {
		return nil, err
	}
	if other := c.owner(changed.Email, found); other != nil && !in.Email.IsZero() {
		return nil, conflict(other)
	}
	c.release(found)
	found.Contact = changed
	c.takeAddress(found)
	return envelope{}, nil
}

func deleteContact(c *call) (any, error) {
	found, err := c.contact()
	if err != nil {
		return nil, err
	}
	c.remove(found)
	return envelope{Data: struct {
		Deleted bool   `json:"deleted"`
		ID      string `json:"id"`
	}{true, found.id}}, nil
}
