package cuedesktest

import (
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"
)

// call is one request to one operation. Its errors are collected while it is read; validationError reports them
// together.
type call struct {
	*store

	r       *http.Request
	now     time.Time
	query   url.Values
	ties    ties
	forms   []*form
	errs    []fieldError
	refused *problem
}

func newCall(s *store, r *http.Request, now time.Time) *call {
	query, err := url.ParseQuery(r.URL.RawQuery)
	c := &call{store: s, r: r, now: now, query: query, ties: newTies(s.randomTies)}
	if err != nil {
		c.refused = badRequest("The query string is malformed.")
	}
	return c
}

// validationError reports everything that was wrong with what has been read, and all that was sent but never read.
func (c *call) validationError() error {
	if c.refused != nil {
		return c.refused
	}
	for _, name := range sortedKeys(c.query) {
		c.fail("query", name, flaw{kind: "extra_forbidden", msg: "Extra inputs are not permitted"})
	}
	for _, f := range c.forms {
		for _, name := range sortedKeys(f.members) {
			f.fail(name, flaw{kind: "extra_forbidden", msg: "Extra inputs are not permitted"})
		}
	}
	if len(c.errs) > 0 {
		return unprocessable(c.errs...)
	}
	return nil
}

func (c *call) fail(in, field string, f flaw) {
	if f.at != "" {
		field = strings.TrimPrefix(field+"."+f.at, ".")
	}
	c.errs = append(c.errs, fieldError{f.kind, in, field, f.msg})
}

// path returns the path parameter, a UUID.
func (c *call) path(name string) uuid.UUID {
	id, flaws := parseID(c.r.PathValue(name))
	for _, f := range flaws {
		c.fail("path", name, f)
	}
	return id
}

// body returns the request's JSON object.
func (c *call) body() *form {
	raw, err := io.ReadAll(io.LimitReader(c.r.Body, bodyLimit))
	switch {
	case err != nil || len(raw) == 0:
		c.refused = badRequest("The request has no body.")
	case !c.isJSON():
		c.refused = badRequest("The Content-Type of the request is not application/json.")
	case !jsontext.Value(raw).IsValid():
		c.refused = badRequest("The request's body is not valid JSON.")
	}
	if c.refused != nil {
		return &form{call: c}
	}
	return c.form("", raw)
}

// isJSON reports whether the request says that its body is JSON. The documented DELETE with a body does not say.
func (c *call) isJSON() bool {
	given := c.r.Header.Get("Content-Type")
	if given == "" {
		return c.r.Method == http.MethodDelete
	}
	media, params, err := mime.ParseMediaType(given)
	charset := strings.ToLower(params["charset"])
	return err == nil && media == "application/json" && slices.Contains([]string{"", "utf-8"}, charset)
}

// contact returns the contact that the path names.
func (c *call) contact() (*contact, error) {
	found := c.contactByID[c.path("contact_uuid")]
	if err := c.validationError(); err != nil {
		return nil, err
	}
	if found == nil {
		return nil, notFound("Contact")
	}
	return found, nil
}

// list returns the contact list that the path names.
func (c *call) list() (*list, error) {
	found := c.listByID[c.path("contact_list_uuid")]
	if err := c.validationError(); err != nil {
		return nil, err
	}
	if found == nil {
		return nil, notFound("Contact list")
	}
	return found, nil
}

// definition returns the definition of the custom field that the path names.
func (c *call) definition() (*definition, error) {
	found := c.definitionByID[c.path("custom_field_uuid")]
	if err := c.validationError(); err != nil {
		return nil, err
	}
	if found == nil {
		return nil, notFound("Custom field")
	}
	return found, nil
}
