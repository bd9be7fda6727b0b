package orgcrm

import (
	"cmp"
	"context"
	"log/slog"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// CustomFieldsService has the operations on the definitions of custom fields (API:
// "Contacts API", customization router). To set the value of a contact, use
// [ContactsService.SetCustomField].
type CustomFieldsService struct{ core *rest.Core }

// CustomField is the definition of a custom field (API: "GET /custom-fields"). The
// documentation does not show one: that it has an ID and a key follows from the paths.
type CustomField struct {
	ID    CustomFieldID            `json:"id"`           // empty if the API does not send a member "id"
	Key   string                   `json:"key,omitzero"` // the name of the field in searches and of contacts
	Extra map[string]cuedesk.Value `json:",embed"`       // all other members, such as its type and folder
}

// LogValue logs the ID only: names can be personal.
func (f CustomField) LogValue() slog.Value { return slog.StringValue(f.String()) }

// String returns what LogValue logs.
func (f CustomField) String() string { return "custom field " + rest.Printable(string(f.ID)) }

func (f CustomField) complete() bool { return f.ID != "" || f.Key != "" }

// List returns the definitions of custom fields (API: "GET /custom-fields").
func (s *CustomFieldsService) List(ctx context.Context) (*Page[CustomField], error) {
	return rest.Fetch[Page[CustomField]](ctx, s.core, rest.Read("GET /api/v1/custom-fields"))
}

// Create adds a custom field (API: "POST /custom-fields"). The documentation does not
// show the body: definition, which must not be nil, is sent as JSON. If the field may
// have been created in spite of the error, the error matches
// [cuedesk.ErrOutcomeUnknown].
func (s *CustomFieldsService) Create(ctx context.Context, definition any) (*CustomField, error) {
	op := rest.Create("POST /api/v1/custom-fields").Body(definition, requireBody("definition", definition))
	return rest.Fetch[CustomField](ctx, s.core, op)
}

// Update changes a custom field (API: "PATCH /custom-fields/{field_id}"). The
// documentation shows neither the body nor the response: changes, which must not be nil,
// is sent as JSON; the definition has its ID, and the members that the API has sent, if
// any.
func (s *CustomFieldsService) Update(ctx context.Context, id CustomFieldID, changes any) (*CustomField, error) {
	op := rest.Idempotent("PATCH /api/v1/custom-fields/{field_id}", id)
	op = op.Body(changes, requireBody("changes", changes)).MayBeEmpty()
	out, err := rest.Fetch(ctx, s.core, op, func(f *CustomField) bool { return same(f.ID, id) })
	if err != nil {
		return nil, err
	}
	out.ID = cmp.Or(out.ID, id)
	return out, nil
}

// Delete deletes a custom field (API: "DELETE /custom-fields/{field_id}"). Whether
// contacts lose its values is not documented.
func (s *CustomFieldsService) Delete(ctx context.Context, id CustomFieldID) error {
	return rest.Do(ctx, s.core, rest.Idempotent("DELETE /api/v1/custom-fields/{field_id}", id))
}
