package conformance

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"github.com/cuedesk/cuedesk-go"
)

// shape is what the documentation shows of a resource.
type shape struct {
	get    string   // the operation that returns one
	listed string   // the member of a page that holds them
	always []string // members that each has
	other  []string // members that not each has
}

var (
	contactShape = shape{
		get: "GET /v1/contacts/{contact_uuid}", listed: "contacts",
		always: []string{"uuid", "workspace_uuid", "archived", "created_at", "updated_at", "custom_fields"},
		other:  append([]string{"last_engaged_at"}, textFields...),
	}
	listShape = shape{
		get: "GET /v1/contact-lists/{contact_list_uuid}", listed: "contact_lists",
		always: []string{
			"uuid", "name", "status", "emoji", "workspace_uuid", "count", "created_by", "updated_by", "created_at", "updated_at",
		},
	}
	fieldShape = shape{
		get: "GET /v1/custom-fields/{custom_field_uuid}", listed: "custom_fields",
		always: []string{
			"uuid", "workspace_uuid", "name", "icon", "field_type", "field_key", "status",
			"created_at", "updated_at", "archived_at", "editable", "sensitive",
		},
		other: []string{"select_options"},
	}
	noteShape = shape{
		get: "GET /v1/contacts/{contact_uuid}/notes/{note_uuid}", listed: "notes",
		always: []string{"uuid", "content", "created_at", "updated_at", "archived_at", "status"},
		other:  []string{"title"},
	}
)

// object is a JSON object, past the types of the client.
type object = map[string]jsontext.Value

// answer sends a request that should succeed, and checks that the response has members, whatever their values. What
// the request creates is deleted in the end.
func (s *suite) answer(ctx context.Context, section, operation string, body any, members []string, args ...any) object {
	got, err := s.create(ctx, operation, body, args...)
	if !s.ok(section, err) {
		return nil
	}
	for _, name := range members {
		if _, ok := got[name]; !ok {
			s.reportDifference(section, "the response has no member %q", name)
		}
	}
	return got
}

// create sends a request past the checks of the client. The result of a POST is deleted in the end, if possible.
func (s *suite) create(ctx context.Context, operation string, body any, args ...any) (object, error) {
	var created object
	err := s.client.Do(ctx, operation, body, &created, args...)
	remove, posted := strings.CutPrefix(operation, "POST ")
	id := idOf(created)
	if posted && id != "" && operation != "POST /v1/contacts" {
		s.later(func(ctx context.Context) error {
			return s.client.Do(ctx, "DELETE "+remove+"/{uuid}", nil, nil, append(slices.Clone(args), id)...)
		})
	}
	return created, err
}

// idOf is the uuid of a resource; "" if it has none.
func idOf(o object) string {
	return textOf(o["uuid"])
}

// listing is a request whose response shows resources.
type listing struct {
	section, operation string
	shape              shape
	ask                any // the query or the body
	args               []any
	owner              []any // what the path of one resource has before its own ID
}

// sameAsGot checks that a list shows of resources what getting them shows.
func (s *suite) sameAsGot(ctx context.Context, l listing, want []uuid.UUID) {
	for _, item := range s.items(ctx, l) {
		id, err := uuid.Parse(idOf(item))
		if err != nil || !slices.Contains(want, id) {
			continue
		}
		var got object
		if !s.ok(l.section, s.client.Do(ctx, l.shape.get, nil, &got, append(slices.Clone(l.owner), id)...)) {
			return
		}
		for _, name := range slices.Concat(l.shape.always, l.shape.other) {
			if shown, alone := canonical(item[name]), canonical(got[name]); shown != alone {
				s.reportDifference(l.section, "%s of an item: got %s, want %s as in %s", name, orNothing(shown), orNothing(alone),
					l.shape.get)
			}
		}
	}
}

// canonical is JSON in the one way that RFC 8785 writes it.
func canonical(value jsontext.Value) string {
	value = value.Clone()
	_ = value.Canonicalize() // no value stays none
	return string(value)
}

// maxPages are more than there are, unless an implementation goes round in circles.
const maxPages = 100

// items returns what is on the pages of a list or a search.
func (s *suite) items(ctx context.Context, l listing) []object {
	var all []object
	for range maxPages {
		page := s.itemsOf(ctx, l, url.Values{"limit": {strconv.Itoa(maxLimit)}, "offset": {strconv.Itoa(len(all))}})
		all = append(all, page...)
		if len(page) < maxLimit {
			break
		}
	}
	return all
}

func (s *suite) itemsOf(ctx context.Context, l listing, at url.Values) []object {
	var page map[string]cuedesk.Value
	if !s.ok(l.section, s.client.Do(ctx, l.operation, l.ask, &page, append(slices.Clone(l.args), at)...)) {
		return nil
	}
	var items []object
	s.ok(l.section, page[l.shape.listed].Decode(&items))
	return items
}
