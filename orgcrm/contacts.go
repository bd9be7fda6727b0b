package orgcrm

import (
	"context"
	"log/slog"
	"maps"
	"net/url"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// ContactsService has the operations on contacts, on the values of their custom
// fields, and on the views of contacts that an organization shares.
type ContactsService struct{ core *rest.Core }

// ListOptions choose contacts. The documentation says that the list has pages,
// but not how one asks for another.
type ListOptions struct {
	Query string     // parameter q, free text; empty: not sent
	Tag   string     // parameter tag; empty: not sent
	Other url.Values // further parameters, such as those of paging, which the documentation does not name
}

// LogValue logs nothing personal: what is searched for is somebody's.
func (ListOptions) LogValue() slog.Value { return slog.StringValue("contact list options") }

func (o ListOptions) query() (url.Values, []rest.FieldError) {
	q := rest.NewQuery()
	maps.Copy(q.Values, o.Other)
	return q.Set("q", o.Query).Set("tag", o.Tag).Done()
}

// List returns contacts, one page of them. How large a page is and how to get the
// next the documentation does not say: [ContactsService.SearchAll] with an empty
// query goes through all contacts.
func (s *ContactsService) List(ctx context.Context, opts ListOptions) (*Page[Contact], error) {
	return fetchPage[Contact](ctx, s.core, rest.Read("GET /api/v1/contacts").Query(opts.query()))
}

// Create adds a contact. If it may have been created in spite of the error, that
// matches [cuedesk.ErrOutcomeUnknown].
func (s *ContactsService) Create(ctx context.Context, in ContactCreate) (*Contact, error) {
	return rest.FetchIf(ctx, s.core, rest.Create("POST /api/v1/contacts").Body(in, nil), complete[Contact])
}

// Get returns a contact, or an error that matches [cuedesk.ErrNotFound].
func (s *ContactsService) Get(ctx context.Context, id ContactID) (*Contact, error) {
	return rest.FetchIf(ctx, s.core, rest.Read("GET /api/v1/contacts/{contact_id}", id), complete[Contact])
}

// Update changes what is set in the update and returns the contact as it is then.
func (s *ContactsService) Update(ctx context.Context, id ContactID, in ContactUpdate) (*Contact, error) {
	op := rest.Idempotent("PATCH /api/v1/contacts/{contact_id}", id).Body(in, nil)
	return rest.FetchIf(ctx, s.core, op, complete[Contact])
}

// Delete deletes a contact.
func (s *ContactsService) Delete(ctx context.Context, id ContactID) error {
	return send(ctx, s.core, rest.Idempotent("DELETE /api/v1/contacts/{contact_id}", id))
}

// Import adds contacts in bulk and returns the summary of the result. The
// documentation shows neither the body nor the summary: body is sent as JSON,
// whatever it is, for example a []ContactCreate. If contacts may have been created
// in spite of the error, that matches [cuedesk.ErrOutcomeUnknown].
func (s *ContactsService) Import(ctx context.Context, body any) (cuedesk.Value, error) {
	return fetchValue(ctx, s.core, rest.Create("POST /api/v1/contacts/import").Body(body, present("import", body)))
}

// Opportunities returns the opportunities linked to a contact. The documentation
// does not show any.
func (s *ContactsService) Opportunities(ctx context.Context, id ContactID) (cuedesk.Value, error) {
	return fetchValue(ctx, s.core, rest.Read("GET /api/v1/contacts/{contact_id}/opportunities", id))
}

// Views returns the saved smart-list views, which the organization shares. The
// documentation does not show any.
func (s *ContactsService) Views(ctx context.Context) (cuedesk.Value, error) {
	return fetchValue(ctx, s.core, rest.Read("GET /api/v1/contacts/views"))
}

// ReplaceViews saves the views, in place of those that there are. The
// documentation does not show the body: views is sent as JSON, whatever it is.
// What Views returned, changed where needed, is the safest. The answer is not
// read.
func (s *ContactsService) ReplaceViews(ctx context.Context, views any) error {
	return send(ctx, s.core, rest.Idempotent("PUT /api/v1/contacts/views").Body(views, present("views", views)))
}

// setValue sets one value. The member's name is a guess.
type setValue struct {
	Value any `json:"value"`
}

// SetCustom sets the value of a contact's custom field, by the field's key. The
// documentation does not show the body: the value is sent as {"value": …}. The
// answer is not read.
func (s *ContactsService) SetCustom(ctx context.Context, id ContactID, key string, value any) error {
	op := rest.Idempotent("PUT /api/v1/contacts/{contact_id}/custom/{key}", id, key)
	return send(ctx, s.core, op.Body(setValue{value}, nil))
}
