package orgcrm

import (
	"context"
	"log/slog"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// TagsService has the operations on the tags of the organization and of its contacts
// (API: "Contacts API", customization router).
type TagsService struct{ core *rest.Core }

// Tag is a tag of the organization (API: "GET /tags"). The documentation does not show
// one: that it has an ID and a name follows from the paths.
type Tag struct {
	ID    TagID                    `json:"id"`            // empty if the API does not send a member "id"
	Name  string                   `json:"name,omitzero"` // the name by which contacts have it
	Extra map[string]cuedesk.Value `json:",embed"`        // all other members
}

// LogValue logs the ID only: a name can be personal.
func (t Tag) LogValue() slog.Value { return slog.StringValue(t.String()) }

// String returns what LogValue logs.
func (t Tag) String() string { return "tag " + rest.Printable(string(t.ID)) }

func (t Tag) complete() bool { return t.ID != "" || t.Name != "" }

// tagCreate is a new tag. The member's name is a guess.
type tagCreate struct {
	Name string `json:"name"`
}

func (in tagCreate) problems() []rest.FieldError {
	c := rest.Checks{In: "body"}
	c.Required("name", in.Name)
	return c.Problems
}

// addTags adds tags to a contact. The member's name is a guess.
type addTags struct {
	Tags []string `json:"tags"`
}

func (in addTags) problems() []rest.FieldError {
	c := rest.Checks{In: "body"}
	if len(in.Tags) == 0 {
		c.Fail("tags", "missing", "is required: at least one name")
	}
	for _, name := range in.Tags {
		c.Required("tags", name)
	}
	return c.Problems
}

// List returns the tags of the organization (API: "GET /tags").
func (s *TagsService) List(ctx context.Context) (*Page[Tag], error) {
	return rest.Fetch[Page[Tag]](ctx, s.core, rest.Read("GET /api/v1/tags"))
}

// Create adds a tag to the organization (API: "POST /tags"). The documentation does not
// show the body: it is assumed to be {"name": …}. If the tag may have been created in
// spite of the error, the error matches [cuedesk.ErrOutcomeUnknown].
func (s *TagsService) Create(ctx context.Context, name string) (*Tag, error) {
	in := tagCreate{name}
	return rest.Fetch[Tag](ctx, s.core, rest.Create("POST /api/v1/tags").Body(in, in.problems()))
}

// Delete deletes a tag (API: "DELETE /tags/{tag_id}"). The documentation does not say
// whether contacts lose the tag.
func (s *TagsService) Delete(ctx context.Context, id TagID) error {
	return rest.Do(ctx, s.core, rest.Idempotent("DELETE /api/v1/tags/{tag_id}", id))
}

// AddToContact adds tags to a contact, by name (API: "POST /contacts/{contact_id}/tags").
// The documentation does not show the body: it is assumed to be {"tags": […]}. It is also
// assumed that adding a tag again changes nothing, so that the request is retried. The
// response is not read.
func (s *TagsService) AddToContact(ctx context.Context, id ContactID, names ...string) error {
	in := addTags{names}
	return rest.Do(ctx, s.core, rest.Idempotent("POST /api/v1/contacts/{contact_id}/tags", id).Body(in, in.problems()))
}

// RemoveFromContact removes a tag from a contact, by name (API: "DELETE
// /contacts/{contact_id}/tags/{name}"). The name is a part of the path, and is escaped. A
// name that cannot be a part of a path matches [cuedesk.ErrInvalid], and nothing is sent:
// one with "." or ".." as a whole or between slashes, with control characters, or of
// slashes and white space only.
func (s *TagsService) RemoveFromContact(ctx context.Context, id ContactID, name string) error {
	return rest.Do(ctx, s.core, rest.Idempotent("DELETE /api/v1/contacts/{contact_id}/tags/{name}", id, name))
}
