package cuedesk_test

import (
	"context"
	"time"

	"github.com/cuedesk/cuedesk-go"
)

// The IDs of the documentation's examples.
var (
	contactID = cuedesk.MustParseID[cuedesk.Contact]("ff0556cf-fbad-4d55-94cd-119bac9df2da")
	otherID   = cuedesk.MustParseID[cuedesk.Contact]("ff1667df-acde-4e66-a5de-220cbe916e2b")
	listID    = cuedesk.MustParseID[cuedesk.List]("ff234212-c92e-4f33-9350-297887ca11de")
	fieldID   = cuedesk.MustParseID[cuedesk.CustomField]("ff24cdaf-f0a1-4db9-ba47-109f6d663544")
	selectID  = cuedesk.MustParseID[cuedesk.CustomField]("ff35debc-a1b2-4c3d-be58-210e7d774655")
	noteID    = cuedesk.MustParseID[cuedesk.Note]("ff46efcd-b2c3-4d4e-cf69-321f8e885766")
	importID  = cuedesk.MustParseID[cuedesk.Import]("ff28a1b2-c3d4-5e6f-7a8b-9c0d1e2f3a4b")
)

// class is how an operation is repeated.
type class string

const (
	read       class = "read"
	idempotent class = "idempotent"
	create     class = "create"
)

// operation is one row of the table that the golden and the failure tests run
// over: each operation of the documentation, called as its example does.
type operation struct {
	golden  string // folder in testdata/golden
	pattern string
	class   class
	empty   bool // the documented response has no body
	call    func(ctx context.Context, c *cuedesk.Client) (any, error)
}

// page turns a page back into the documented response.
func page[T any](collection string, p *cuedesk.Page[T], err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return map[string]any{
		collection:   p.Items,
		"pagination": map[string]int{"limit": p.Limit, "offset": p.Offset, "total": p.Total},
	}, nil
}

// fields turns custom values back into the documented response.
func fields(values cuedesk.CustomValues, err error) (any, error) {
	return map[string]any{"custom_fields": values}, err
}

type call = func(ctx context.Context, c *cuedesk.Client) (any, error)

func search(q cuedesk.Query) call {
	return func(ctx context.Context, c *cuedesk.Client) (any, error) {
		p, err := c.Contacts.Search(ctx, q, cuedesk.PageOptions{})
		return page("contacts", p, err)
	}
}

func bulk(in cuedesk.BulkCreate) call {
	return func(ctx context.Context, c *cuedesk.Client) (any, error) {
		job, err := c.Bulk.Create(ctx, in)
		if err != nil {
			return nil, err
		}
		return map[string]any{"contact_import_uuid": job.ID}, nil
	}
}

var bruce = cuedesk.ContactCreate{
	FirstName: "Bruce", LastName: "Wayne", Email: "batman@example.com", PhoneNumber: "1234567890",
	CustomFields: map[string]any{"date_of_birth": "1985-02-19"},
}

var clark = cuedesk.ContactCreate{
	FirstName: "Clark", LastName: "Kent", Email: "clark.kent@dailyplanet.com", PhoneNumber: "9876543210",
}

var operations = []operation{
	{"list-contacts", "GET /v1/contacts", read, false, func(ctx context.Context, c *cuedesk.Client) (any, error) {
		p, err := c.Contacts.List(ctx, cuedesk.ListContactsOptions{})
		return page("contacts", p, err)
	}},
	{"search-contacts", "POST /v1/contacts/search", read, false, search(cuedesk.Where(
		cuedesk.Email.Contains("@example.com"),
		cuedesk.CustomLong("num_seats").AtLeast(100),
	).OrderBy(cuedesk.CreatedAt.Desc()))},
	{"search-contacts-text", "POST /v1/contacts/search", read, false, search(cuedesk.Where().Text("john"))},
	{"search-contacts-exists", "POST /v1/contacts/search", read, false, search(cuedesk.Where(
		cuedesk.CustomDate("date_of_birth").Exists(),
	))},
	{"create-contact", "POST /v1/contacts", create, false, func(ctx context.Context, c *cuedesk.Client) (any, error) {
		return c.Contacts.Create(ctx, bruce)
	}},
	{
		"get-contact", "GET /v1/contacts/{contact_uuid}", read, false,
		func(ctx context.Context, c *cuedesk.Client) (any, error) {
			return c.Contacts.Get(ctx, contactID)
		},
	},
	{
		"update-contact", "PATCH /v1/contacts/{contact_uuid}", idempotent, false,
		func(ctx context.Context, c *cuedesk.Client) (any, error) {
			return c.Contacts.Update(ctx, contactID, cuedesk.ContactUpdate{
				FirstName: cuedesk.Set("Bruce"), LastName: cuedesk.Set("Wayne-Kent"),
				CustomFields: map[string]any{"date_of_birth": "1985-02-19"},
			})
		},
	},
	{"bulk-create-contacts", "POST /v1/contacts/bulk", create, false, bulk(cuedesk.BulkCreate{
		ListID: listID, Contacts: []cuedesk.ContactCreate{bruce, clark},
		MatchOn: cuedesk.MatchEmail, MergeType: cuedesk.MergeCreateOrUpdate,
	})},
	{
		"get-contact-import", "GET /v1/contacts/bulk/{contact_import_uuid}", read, false,
		func(ctx context.Context, c *cuedesk.Client) (any, error) {
			return c.Bulk.Job(importID).Status(ctx)
		},
	},
	{
		"list-contact-custom-fields", "GET /v1/contacts/{contact_uuid}/custom-fields", read, false,
		func(ctx context.Context, c *cuedesk.Client) (any, error) {
			return fields(c.Contacts.CustomFields(ctx, contactID))
		},
	},
	{
		"add-contact-custom-field", "POST /v1/contacts/{contact_uuid}/custom-fields", idempotent, false,
		func(ctx context.Context, c *cuedesk.Client) (any, error) {
			return fields(c.Contacts.SetCustomField(ctx, contactID, fieldID, "1985-02-19"))
		},
	},
	{
		"update-contact-custom-fields", "PATCH /v1/contacts/{contact_uuid}/custom-fields", idempotent, false,
		func(ctx context.Context, c *cuedesk.Client) (any, error) {
			return fields(c.Contacts.UpdateCustomFields(ctx, contactID, map[string]any{
				"date_of_birth": "1990-01-15", "subscription": "Startup",
			}))
		},
	},
	{
		"delete-contact-custom-field", "DELETE /v1/contacts/{contact_uuid}/custom-fields/{custom_field_uuid}", idempotent,
		true, func(ctx context.Context, c *cuedesk.Client) (any, error) {
			return nil, c.Contacts.DeleteCustomField(ctx, contactID, fieldID)
		},
	},
	{
		"list-contact-lists", "GET /v1/contact-lists", read, false,
		func(ctx context.Context, c *cuedesk.Client) (any, error) {
			p, err := c.Lists.List(ctx, cuedesk.ListListsOptions{})
			return page("contact_lists", p, err)
		},
	},
	{
		"create-contact-list", "POST /v1/contact-lists", create, false,
		func(ctx context.Context, c *cuedesk.Client) (any, error) {
			return c.Lists.Create(ctx, cuedesk.ListCreate{Name: "VIP Customers", Emoji: "\u2b50"})
		},
	},
	{
		"get-contact-list", "GET /v1/contact-lists/{contact_list_uuid}", read, false,
		func(ctx context.Context, c *cuedesk.Client) (any, error) {
			return c.Lists.Get(ctx, listID)
		},
	},
	{
		"update-contact-list", "PATCH /v1/contact-lists/{contact_list_uuid}", idempotent, false,
		func(ctx context.Context, c *cuedesk.Client) (any, error) {
			return c.Lists.Update(ctx, listID, cuedesk.ListUpdate{
				Name: cuedesk.Set("Premium VIP Customers"), Emoji: cuedesk.Set("\U0001f48e"),
			})
		},
	},
	{
		"delete-contact-list", "DELETE /v1/contact-lists/{contact_list_uuid}", idempotent, true,
		func(ctx context.Context, c *cuedesk.Client) (any, error) {
			return nil, c.Lists.Delete(ctx, listID)
		},
	},
	{
		"list-contacts-in-contact-list", "GET /v1/contact-lists/{contact_list_uuid}/contacts", read, false,
		func(ctx context.Context, c *cuedesk.Client) (any, error) {
			p, err := c.Lists.Contacts(ctx, listID, cuedesk.ListMembersOptions{})
			return page("contacts", p, err)
		},
	},
	{
		"add-contacts-to-contact-list", "POST /v1/contact-lists/{contact_list_uuid}/contacts", idempotent, false,
		func(ctx context.Context, c *cuedesk.Client) (any, error) {
			return c.Lists.AddContacts(ctx, listID, contactID, otherID)
		},
	},
	{
		"remove-contacts-from-contact-list", "DELETE /v1/contact-lists/{contact_list_uuid}/contacts", idempotent, true,
		func(ctx context.Context, c *cuedesk.Client) (any, error) {
			_, err := c.Lists.RemoveContacts(ctx, listID, contactID)
			return nil, err
		},
	},
	{
		"list-contact-lists-for-contact", "GET /v1/contacts/{contact_uuid}/contact-lists", read, false,
		func(ctx context.Context, c *cuedesk.Client) (any, error) {
			p, err := c.Contacts.Lists(ctx, contactID, cuedesk.ListsOfContactOptions{})
			return page("contact_lists", p, err)
		},
	},
	{
		"list-custom-fields", "GET /v1/custom-fields", read, false,
		func(ctx context.Context, c *cuedesk.Client) (any, error) {
			p, err := c.CustomFields.List(ctx, cuedesk.PageOptions{})
			return page("custom_fields", p, err)
		},
	},
	{
		"create-custom-field", "POST /v1/custom-fields", create, false,
		func(ctx context.Context, c *cuedesk.Client) (any, error) {
			return c.CustomFields.Create(ctx, cuedesk.CustomFieldCreate{
				Name: "Priority", FieldType: cuedesk.FieldSelect, FieldKey: "priority", Editable: cuedesk.Set(true),
				Icon: "star", SelectOptions: []string{"Low", "Medium", "High"},
			})
		},
	},
	{
		"get-custom-field", "GET /v1/custom-fields/{custom_field_uuid}", read, false,
		func(ctx context.Context, c *cuedesk.Client) (any, error) {
			return c.CustomFields.Get(ctx, fieldID)
		},
	},
	{
		"update-custom-field", "PATCH /v1/custom-fields/{custom_field_uuid}", idempotent, false,
		func(ctx context.Context, c *cuedesk.Client) (any, error) {
			return c.CustomFields.Replace(ctx, selectID, cuedesk.CustomFieldReplace{
				Name: "Updated Priority", FieldType: cuedesk.FieldSelect, Editable: true,
				Icon: "star", SelectOptions: []string{"Low", "Medium", "High", "Critical"},
			})
		},
	},
	{
		"delete-custom-field", "DELETE /v1/custom-fields/{custom_field_uuid}", idempotent, true,
		func(ctx context.Context, c *cuedesk.Client) (any, error) {
			return nil, c.CustomFields.Delete(ctx, fieldID)
		},
	},
	{
		"list-contact-notes", "GET /v1/contacts/{contact_uuid}/notes", read, false,
		func(ctx context.Context, c *cuedesk.Client) (any, error) {
			p, err := c.Notes.List(ctx, contactID, cuedesk.PageOptions{})
			return page("notes", p, err)
		},
	},
	{
		"create-contact-note", "POST /v1/contacts/{contact_uuid}/notes", create, false,
		func(ctx context.Context, c *cuedesk.Client) (any, error) {
			return c.Notes.Create(ctx, contactID, cuedesk.NoteCreate{
				Title: "Meeting Notes", Content: cuedesk.NoteContent{Text: "Discussed project timeline and deliverables."},
			})
		},
	},
	{
		"get-contact-note", "GET /v1/contacts/{contact_uuid}/notes/{note_uuid}", read, false,
		func(ctx context.Context, c *cuedesk.Client) (any, error) {
			return c.Notes.Get(ctx, contactID, noteID)
		},
	},
	{
		"replace-contact-note", "PUT /v1/contacts/{contact_uuid}/notes/{note_uuid}", idempotent, false,
		func(ctx context.Context, c *cuedesk.Client) (any, error) {
			return c.Notes.Replace(ctx, contactID, noteID, cuedesk.NoteReplace{
				Title: "Updated Meeting Notes", Content: cuedesk.NoteContent{Text: "Revised action items from the meeting."},
			})
		},
	},
	{
		"delete-contact-note", "DELETE /v1/contacts/{contact_uuid}/notes/{note_uuid}", idempotent, true,
		func(ctx context.Context, c *cuedesk.Client) (any, error) {
			return nil, c.Notes.Delete(ctx, contactID, noteID)
		},
	},
}

// day is a time that reads well in expectations.
var day = time.Date(2025, 12, 10, 10, 31, 34, 353_000_000, time.UTC)
