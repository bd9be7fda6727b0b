package orgcrm

import (
	"context"
	"log/slog"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// TagsService has the operations on the organization's tags, and on which of them
// a contact has (API: "Contacts API", the customization router).
type TagsService struct{ core *rest.Core }

// Tag is a tag of the organization. The documentation does not show one: that it
// has an ID and a name follows from the paths.
type Tag struct {
	ID    TagID                    `json:"id"`            // empty if the API does not send a member "id"
	Name  string                   `json:"name,omitzero"` // contacts have it by its name
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

// List returns the organization's tags.
func (s *TagsService) List(ctx context.Context) (*Page[Tag], error) {
	return rest.Fetch[Page[Tag]](ctx, s.core, rest.Read("GET /api/v1/tags"))
}

// Create adds a tag to the organization. The documentation does not show the
// body: the name is sent as {"name": …}. If the tag may have been created in spite
// of the error, that matches [cuedesk.ErrOutcomeUnknown].
func (s *TagsService) Create(ctx context.Context, name string) (*Tag, error) {
	in := tagCreate{name}
	return rest.Fetch[Tag](ctx, s.core, rest.Create("POST /api/v1/tags").Body(in, in.problems()))
}

// Delete deletes a tag. Whether contacts lose it the documentation does not say.
func (s *TagsService) Delete(ctx context.Context, id TagID) error {
	return rest.Do(ctx, s.core, rest.Idempotent("DELETE /api/v1/tags/{tag_id}", id))
}

// AddToContact adds tags to a contact, by name. The documentation does not show
// the body: the names are sent as {"tags": […]}. It is taken to change
// nothing when it is repeated. The answer is not read.
func (s *TagsService) AddToContact(ctx context.Context, id ContactID, names ...string) error {
	in := addTags{names}
	return rest.Do(ctx, s.core, rest.Idempotent("POST /api/v1/contacts/{contact_id}/tags", id).Body(in, in.problems()))
}

// RemoveFromContact removes a tag from a contact, by name. The name is part of
// the path, escaped as needed. Names that have no place in a path are an error
// before anything is sent: those with "." or ".." alone or between slashes, with
// control characters, or of nothing but slashes and white space.
func (s *TagsService) RemoveFromContact(ctx context.Context, id ContactID, name string) error {
	return rest.Do(ctx, s.core, rest.Idempotent("DELETE /api/v1/contacts/{contact_id}/tags/{name}", id, name))
}
