// Package operations has the operations of the documentation, each called as its
// example does: the table that golden, failure, cassette, documentation, fuzz and
// contract tests run over.
package operations

import (
	"context"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// The IDs of the documentation's examples.
var (
	ContactID = cuedesk.MustParseID[cuedesk.Contact]("ff0556cf-fbad-4d55-94cd-119bac9df2da")
	OtherID   = cuedesk.MustParseID[cuedesk.Contact]("ff1667df-acde-4e66-a5de-220cbe916e2b")
	ListID    = cuedesk.MustParseID[cuedesk.List]("ff234212-c92e-4f33-9350-297887ca11de")
	FieldID   = cuedesk.MustParseID[cuedesk.CustomField]("ff24cdaf-f0a1-4db9-ba47-109f6d663544")
	SelectID  = cuedesk.MustParseID[cuedesk.CustomField]("ff35debc-a1b2-4c3d-be58-210e7d774655")
	NoteID    = cuedesk.MustParseID[cuedesk.Note]("ff46efcd-b2c3-4d4e-cf69-321f8e885766")
	ImportID  = cuedesk.MustParseID[cuedesk.Import]("ff28a1b2-c3d4-5e6f-7a8b-9c0d1e2f3a4b")
)

// Operation is one example of an operation.
type Operation struct {
	Golden  string // folder in testdata/golden
	Pattern string
	Class   rest.Class
	Call    func(ctx context.Context, c *cuedesk.Client) (any, error)
}

func search(q cuedesk.Query) func(context.Context, *cuedesk.Client) (any, error) {
	return func(ctx context.Context, c *cuedesk.Client) (any, error) {
		return c.Contacts.Search(ctx, q, cuedesk.PageOptions{})
	}
}

// Bruce is the new contact of the examples.
var Bruce = cuedesk.ContactCreate{
	FirstName: "Bruce", LastName: "Wayne", Email: "batman@example.com", PhoneNumber: "1234567890",
	CustomFields: map[string]any{"date_of_birth": "1985-02-19"},
}

var clark = cuedesk.ContactCreate{
	FirstName: "Clark", LastName: "Kent", Email: "clark.kent@dailyplanet.com", PhoneNumber: "9876543210",
}

// All are the operations, each called as its example does; some have several examples.
var All = []Operation{
	{"list-contacts", "GET /v1/contacts", rest.ClassRead, func(ctx context.Context, c *cuedesk.Client) (any, error) {
		return c.Contacts.List(ctx, cuedesk.ListContactsOptions{})
	}},
	{"search-contacts", "POST /v1/contacts/search", rest.ClassRead, search(cuedesk.Where(
		cuedesk.Email.Contains("@example.com"),
		cuedesk.CustomLong("num_seats").AtLeast(100),
	).OrderBy(cuedesk.CreatedAt.Desc()))},
	{"search-contacts-text", "POST /v1/contacts/search", rest.ClassRead, search(cuedesk.Where().Text("john"))},
	{"search-contacts-exists", "POST /v1/contacts/search", rest.ClassRead, search(cuedesk.Where(
		cuedesk.CustomDate("date_of_birth").Exists(),
	))},
	{"create-contact", "POST /v1/contacts", rest.ClassCreate, func(ctx context.Context, c *cuedesk.Client) (any, error) {
		return c.Contacts.Create(ctx, Bruce)
	}},
	{
		"get-contact", "GET /v1/contacts/{contact_uuid}", rest.ClassRead,
		func(ctx context.Context, c *cuedesk.Client) (any, error) {
			return c.Contacts.Get(ctx, ContactID)
		},
	},
	{
		"update-contact", "PATCH /v1/contacts/{contact_uuid}", rest.ClassIdempotent,
		func(ctx context.Context, c *cuedesk.Client) (any, error) {
			return c.Contacts.Update(ctx, ContactID, cuedesk.ContactUpdate{
				FirstName: cuedesk.Set("Bruce"), LastName: cuedesk.Set("Wayne-Kent"),
				CustomFields: map[string]any{"date_of_birth": "1985-02-19"},
			})
		},
	},
	{
		"bulk-create-contacts", "POST /v1/contacts/bulk", rest.ClassCreate,
		func(ctx context.Context, c *cuedesk.Client) (any, error) {
			return c.Bulk.Create(ctx, cuedesk.BulkCreate{
				ListID: ListID, Contacts: []cuedesk.ContactCreate{Bruce, clark},
				MatchOn: cuedesk.MatchEmail, MergeType: cuedesk.MergeCreateOrUpdate,
			})
		},
	},
	{
		"get-contact-import", "GET /v1/contacts/bulk/{contact_import_uuid}", rest.ClassRead,
		func(ctx context.Context, c *cuedesk.Client) (any, error) {
			return c.Bulk.Job(ImportID).Status(ctx)
		},
	},
	{
		"list-contact-custom-fields", "GET /v1/contacts/{contact_uuid}/custom-fields", rest.ClassRead,
		func(ctx context.Context, c *cuedesk.Client) (any, error) {
			return c.Contacts.CustomFields(ctx, ContactID)
		},
	},
	{
		"add-contact-custom-field", "POST /v1/contacts/{contact_uuid}/custom-fields", rest.ClassIdempotent,
		func(ctx context.Context, c *cuedesk.Client) (any, error) {
			return c.Contacts.SetCustomField(ctx, ContactID, FieldID, "1985-02-19")
		},
	},
	{
		"update-contact-custom-fields", "PATCH /v1/contacts/{contact_uuid}/custom-fields", rest.ClassIdempotent,
		func(ctx context.Context, c *cuedesk.Client) (any, error) {
			return c.Contacts.UpdateCustomFields(ctx, ContactID, map[string]any{
				"date_of_birth": "1990-01-15", "subscription": "Startup",
			})
		},
	},
	{
		"delete-contact-custom-field", "DELETE /v1/contacts/{contact_uuid}/custom-fields/{custom_field_uuid}",
		rest.ClassIdempotent,
		func(ctx context.Context, c *cuedesk.Client) (any, error) {
			return nil, c.Contacts.DeleteCustomField(ctx, ContactID, FieldID)
		},
	},
	{
		"list-contact-lists", "GET /v1/contact-lists", rest.ClassRead,
		func(ctx context.Context, c *cuedesk.Client) (any, error) {
			return c.Lists.List(ctx, cuedesk.ListListsOptions{})
		},
	},
	{
		"create-contact-list", "POST /v1/contact-lists", rest.ClassCreate,
		func(ctx context.Context, c *cuedesk.Client) (any, error) {
			return c.Lists.Create(ctx, cuedesk.ListCreate{Name: "VIP Customers", Emoji: "\u2b50"})
		},
	},
	{
		"get-contact-list", "GET /v1/contact-lists/{contact_list_uuid}", rest.ClassRead,
		func(ctx context.Context, c *cuedesk.Client) (any, error) {
			return c.Lists.Get(ctx, ListID)
		},
	},
	{
		"update-contact-list", "PATCH /v1/contact-lists/{contact_list_uuid}", rest.ClassIdempotent,
		func(ctx context.Context, c *cuedesk.Client) (any, error) {
			return c.Lists.Update(ctx, ListID, cuedesk.ListUpdate{
				Name: cuedesk.Set("Premium VIP Customers"), Emoji: cuedesk.Set("\U0001f48e"),
			})
		},
	},
	{
		"delete-contact-list", "DELETE /v1/contact-lists/{contact_list_uuid}", rest.ClassIdempotent,
		func(ctx context.Context, c *cuedesk.Client) (any, error) {
			return nil, c.Lists.Delete(ctx, ListID)
		},
	},
	{
		"list-contacts-in-contact-list", "GET /v1/contact-lists/{contact_list_uuid}/contacts", rest.ClassRead,
		func(ctx context.Context, c *cuedesk.Client) (any, error) {
			return c.Lists.Contacts(ctx, ListID, cuedesk.ListMembersOptions{})
		},
	},
	{
		"add-contacts-to-contact-list", "POST /v1/contact-lists/{contact_list_uuid}/contacts", rest.ClassIdempotent,
		func(ctx context.Context, c *cuedesk.Client) (any, error) {
			return c.Lists.AddContacts(ctx, ListID, ContactID, OtherID)
		},
	},
	{
		"remove-contacts-from-contact-list", "DELETE /v1/contact-lists/{contact_list_uuid}/contacts", rest.ClassIdempotent,
		func(ctx context.Context, c *cuedesk.Client) (any, error) {
			return c.Lists.RemoveContacts(ctx, ListID, ContactID)
		},
	},
	{
		"list-contact-lists-for-contact", "GET /v1/contacts/{contact_uuid}/contact-lists", rest.ClassRead,
		func(ctx context.Context, c *cuedesk.Client) (any, error) {
			return c.Contacts.Lists(ctx, ContactID, cuedesk.ListsOfContactOptions{})
		},
	},
	{
		"list-custom-fields", "GET /v1/custom-fields", rest.ClassRead,
		func(ctx context.Context, c *cuedesk.Client) (any, error) {
			return c.CustomFields.List(ctx, cuedesk.PageOptions{})
		},
	},
	{
		"create-custom-field", "POST /v1/custom-fields", rest.ClassCreate,
		func(ctx context.Context, c *cuedesk.Client) (any, error) {
			return c.CustomFields.Create(ctx, cuedesk.CustomFieldCreate{
				Name: "Priority", FieldType: cuedesk.FieldSelect, FieldKey: "priority", Editable: cuedesk.Set(true),
				Icon: "star", SelectOptions: []string{"Low", "Medium", "High"},
			})
		},
	},
	{
		"get-custom-field", "GET /v1/custom-fields/{custom_field_uuid}", rest.ClassRead,
		func(ctx context.Context, c *cuedesk.Client) (any, error) {
			return c.CustomFields.Get(ctx, FieldID)
		},
	},
	{
		"update-custom-field", "PATCH /v1/custom-fields/{custom_field_uuid}", rest.ClassIdempotent,
		func(ctx context.Context, c *cuedesk.Client) (any, error) {
			return c.CustomFields.Replace(ctx, SelectID, cuedesk.CustomFieldReplace{
				Name: "Updated Priority", FieldType: cuedesk.FieldSelect, Editable: true,
				Icon: "star", SelectOptions: []string{"Low", "Medium", "High", "Critical"},
			})
		},
	},
	{
		"delete-custom-field", "DELETE /v1/custom-fields/{custom_field_uuid}", rest.ClassIdempotent,
		func(ctx context.Context, c *cuedesk.Client) (any, error) {
			return nil, c.CustomFields.Delete(ctx, FieldID)
		},
	},
	{
		"list-contact-notes", "GET /v1/contacts/{contact_uuid}/notes", rest.ClassRead,
		func(ctx context.Context, c *cuedesk.Client) (any, error) {
			return c.Notes.List(ctx, ContactID, cuedesk.PageOptions{})
		},
	},
	{
		"create-contact-note", "POST /v1/contacts/{contact_uuid}/notes", rest.ClassCreate,
		func(ctx context.Context, c *cuedesk.Client) (any, error) {
			return c.Notes.Create(ctx, ContactID, cuedesk.NoteCreate{
				Title: "Meeting Notes", Content: cuedesk.NoteContent{Text: "Discussed project timeline and deliverables."},
			})
		},
	},
	{
		"get-contact-note", "GET /v1/contacts/{contact_uuid}/notes/{note_uuid}", rest.ClassRead,
		func(ctx context.Context, c *cuedesk.Client) (any, error) {
			return c.Notes.Get(ctx, ContactID, NoteID)
		},
	},
	{
		"replace-contact-note", "PUT /v1/contacts/{contact_uuid}/notes/{note_uuid}", rest.ClassIdempotent,
		func(ctx context.Context, c *cuedesk.Client) (any, error) {
			return c.Notes.Replace(ctx, ContactID, NoteID, cuedesk.NoteReplace{
				Title: "Updated Meeting Notes", Content: cuedesk.NoteContent{Text: "Revised action items from the meeting."},
			})
		},
	},
	{
		"delete-contact-note", "DELETE /v1/contacts/{contact_uuid}/notes/{note_uuid}", rest.ClassIdempotent,
		func(ctx context.Context, c *cuedesk.Client) (any, error) {
			return nil, c.Notes.Delete(ctx, ContactID, NoteID)
		},
	},
}
