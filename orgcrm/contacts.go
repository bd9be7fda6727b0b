package orgcrm

import (
	"cmp"
	"context"
	"log/slog"
	"maps"
	"net/url"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// ContactsService has the operations on contacts, on the values of their custom
// fields, and on the views of contacts that an organization shares (API: "Contacts
// API").
type ContactsService struct{ core *rest.Core }

// ListOptions choose contacts (API: "GET /contacts"). All fields are optional. The
// documentation says that the list has pages, but not how to get the next one.
type ListOptions struct {
	Search string     // parameter q, free text; empty: not sent
	Tag    string     // parameter tag; empty: not sent
	Other  url.Values // further parameters, such as those of paging, which are not documented
}

// LogValue logs nothing personal.
func (o ListOptions) LogValue() slog.Value { return slog.StringValue(o.String()) }

// String returns what LogValue logs.
func (ListOptions) String() string { return "contact list options" }

func (o ListOptions) query() (url.Values, []rest.FieldError) {
	q := rest.NewQuery()
	maps.Copy(q.Values, o.Other)
	return q.Set("q", o.Search).Set("tag", o.Tag).Done()
}

// List returns one page of contacts (API: "GET /contacts"). The documentation does not
// say how large a page is, nor how to get the next one: to read all contacts, use
// [ContactsService.SearchAll].
func (s *ContactsService) List(ctx context.Context, opts ListOptions) (*Page[Contact], error) {
	return rest.Fetch[Page[Contact]](ctx, s.core, rest.Read("GET /api/v1/contacts").Query(opts.query()))
}

// Create adds a contact (API: "POST /contacts"). If the contact may have been created
// in spite of the error, the error matches [cuedesk.ErrOutcomeUnknown], and Create was
// not retried. If the status of the error is 201, the contact was created, but the
// response cannot be read.
func (s *ContactsService) Create(ctx context.Context, in ContactCreate) (*Contact, error) {
	return rest.Fetch[Contact](ctx, s.core, rest.Create("POST /api/v1/contacts").Body(in, nil))
}

// Get returns a contact (API: "GET /contacts/{contact_id}"), or an error that
// matches [cuedesk.ErrNotFound].
func (s *ContactsService) Get(ctx context.Context, id ContactID) (*Contact, error) {
	c := rest.Checks{In: "path"}
	if id == "views" {
		c.Fail("contact_id", "value", "must not be %q, which is another operation", id)
	}
	op := rest.Read("GET /api/v1/contacts/{contact_id}", id).Query(nil, c.Problems)
	return rest.Fetch(ctx, s.core, op, func(c *Contact) bool { return same(c.ID, id) })
}

// Update changes the fields that are set (API: "PATCH /contacts/{contact_id}"). If none
// is set, it returns the contact as [ContactsService.Get] does. The documentation does
// not show the response: the contact has its ID, and the members that the API has sent,
// if any.
func (s *ContactsService) Update(ctx context.Context, id ContactID, in ContactUpdate) (*Contact, error) {
	if in.isZero() && id != "" {
		return s.Get(ctx, id)
	}
	op := rest.Idempotent("PATCH /api/v1/contacts/{contact_id}", id).Body(in, nil).MayBeEmpty()
	out, err := rest.Fetch(ctx, s.core, op, func(c *Contact) bool { return same(c.ID, id) })
	if err != nil {
		return nil, err
	}
	out.ID = cmp.Or(out.ID, id)
	return out, nil
}

// Delete deletes a contact (API: "DELETE /contacts/{contact_id}"). If the first attempt
// was applied but its response was lost, the retry may find no contact: the error then
// matches [cuedesk.ErrNotFound]. This is also true of the other methods that delete or
// remove something.
func (s *ContactsService) Delete(ctx context.Context, id ContactID) error {
	return rest.Do(ctx, s.core, rest.Idempotent("DELETE /api/v1/contacts/{contact_id}", id))
}

// Import adds contacts in bulk and returns the summary of the result (API: "POST
// /contacts/import"). The documentation shows neither the body nor the summary. The
// body, which must not be nil, is sent as JSON, for example a []ContactCreate. If
// contacts may have been created in spite of the error, the error matches
// [cuedesk.ErrOutcomeUnknown], and Import was not retried.
func (s *ContactsService) Import(ctx context.Context, body any) (cuedesk.Value, error) {
	return fetchValue(ctx, s.core, rest.Create("POST /api/v1/contacts/import").Body(body, requireBody("import", body)))
}

// Opportunities returns the opportunities linked to a contact (API: "GET
// /contacts/{contact_id}/opportunities"). The documentation does not show their form.
func (s *ContactsService) Opportunities(ctx context.Context, id ContactID) (cuedesk.Value, error) {
	return fetchValue(ctx, s.core, rest.Read("GET /api/v1/contacts/{contact_id}/opportunities", id))
}

// Views returns the saved smart-list views, which the organization shares (API:
// "GET /contacts/views"). The documentation does not show their form.
func (s *ContactsService) Views(ctx context.Context) (cuedesk.Value, error) {
	return fetchValue(ctx, s.core, rest.Read("GET /api/v1/contacts/views"))
}

// ReplaceViews replaces all views of the organization (API: "PUT /contacts/views"). The
// documentation does not show the body: views, which must not be nil, is sent as JSON.
// It is safest to change what [ContactsService.Views] has returned. An empty list
// probably deletes all views. A [Query] in it is sent as the groups of a search. The
// response is not read.
func (s *ContactsService) ReplaceViews(ctx context.Context, views any) error {
	return rest.Do(ctx, s.core, rest.Idempotent("PUT /api/v1/contacts/views").Body(views, requireBody("views", views)))
}

// setValue sets one value. The member's name is a guess.
type setValue struct {
	Value any `json:"value"`
}

// SetCustomField sets the value of a contact's custom field, by the field's key
// (API: "PUT /contacts/{contact_id}/custom/{key}"). The documentation does not show
// the body: it is assumed to be {"value": …}. The response is not read.
func (s *ContactsService) SetCustomField(ctx context.Context, id ContactID, key string, value any) error {
	op := rest.Idempotent("PUT /api/v1/contacts/{contact_id}/custom/{key}", id, key)
	return rest.Do(ctx, s.core, op.Body(setValue{value}, nil))
}
