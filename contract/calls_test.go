package contract

import (
	"context"

	"github.com/cuedesk/cuedesk-go"
)

// The IDs of the documentation's examples.
var (
	someContact = cuedesk.MustParseID[cuedesk.Contact]("ff0556cf-fbad-4d55-94cd-119bac9df2da")
	someList    = cuedesk.MustParseID[cuedesk.List]("ff234212-c92e-4f33-9350-297887ca11de")
	someField   = cuedesk.MustParseID[cuedesk.CustomField]("ff24cdaf-f0a1-4db9-ba47-109f6d663544")
	someNote    = cuedesk.MustParseID[cuedesk.Note]("ff46efcd-b2c3-4d4e-cf69-321f8e885766")
	someImport  = cuedesk.MustParseID[cuedesk.Import]("ff28a1b2-c3d4-5e6f-7a8b-9c0d1e2f3a4b")
)

type call = func(context.Context, *cuedesk.Client) (any, error)

// calls are the operations by operationId, each called with what it requires and no more.
var calls = map[string]call{
	"listContacts": func(ctx context.Context, c *cuedesk.Client) (any, error) {
		return c.Contacts.List(ctx, cuedesk.ListContactsOptions{})
	},
	"createContact": func(ctx context.Context, c *cuedesk.Client) (any, error) {
		return c.Contacts.Create(ctx, cuedesk.ContactCreate{Email: "batman@example.com"})
	},
	"searchContacts": func(ctx context.Context, c *cuedesk.Client) (any, error) {
		return c.Contacts.Search(ctx, cuedesk.Query{}, cuedesk.PageOptions{})
	},
	"bulkCreateContacts": func(ctx context.Context, c *cuedesk.Client) (any, error) {
		return c.Bulk.Create(ctx, cuedesk.BulkCreate{Contacts: []cuedesk.ContactCreate{{}}})
	},
	"getContactImport": func(ctx context.Context, c *cuedesk.Client) (any, error) {
		return c.Bulk.Job(someImport).Status(ctx)
	},
	"getContact": func(ctx context.Context, c *cuedesk.Client) (any, error) {
		return c.Contacts.Get(ctx, someContact)
	},
	"updateContact": func(ctx context.Context, c *cuedesk.Client) (any, error) {
		return c.Contacts.Update(ctx, someContact, cuedesk.ContactUpdate{FirstName: cuedesk.Set("x")})
	},
	"listContactCustomFields": func(ctx context.Context, c *cuedesk.Client) (any, error) {
		return c.Contacts.CustomFields(ctx, someContact)
	},
	"addContactCustomField": func(ctx context.Context, c *cuedesk.Client) (any, error) {
		return c.Contacts.SetCustomField(ctx, someContact, someField, nil)
	},
	"updateContactCustomFields": func(ctx context.Context, c *cuedesk.Client) (any, error) {
		return c.Contacts.UpdateCustomFields(ctx, someContact, map[string]any{"text": nil})
	},
	"deleteContactCustomField": func(ctx context.Context, c *cuedesk.Client) (any, error) {
		return nil, c.Contacts.DeleteCustomField(ctx, someContact, someField)
	},
	"listContactListsForContact": func(ctx context.Context, c *cuedesk.Client) (any, error) {
		return c.Contacts.Lists(ctx, someContact, cuedesk.ListsOfContactOptions{})
	},
	"listContactNotes": func(ctx context.Context, c *cuedesk.Client) (any, error) {
		return c.Notes.List(ctx, someContact, cuedesk.PageOptions{})
	},
	"createContactNote": func(ctx context.Context, c *cuedesk.Client) (any, error) {
		return c.Notes.Create(ctx, someContact, cuedesk.NoteCreate{Content: cuedesk.NoteContent{Text: "."}})
	},
	"getContactNote": func(ctx context.Context, c *cuedesk.Client) (any, error) {
		return c.Notes.Get(ctx, someContact, someNote)
	},
	"replaceContactNote": func(ctx context.Context, c *cuedesk.Client) (any, error) {
		in := cuedesk.NoteReplace{Content: cuedesk.NoteContent{Text: "."}}
		return c.Notes.Replace(ctx, someContact, someNote, in)
	},
	"deleteContactNote": func(ctx context.Context, c *cuedesk.Client) (any, error) {
		return nil, c.Notes.Delete(ctx, someContact, someNote)
	},
	"listContactLists": func(ctx context.Context, c *cuedesk.Client) (any, error) {
		return c.Lists.List(ctx, cuedesk.ListListsOptions{})
	},
	"createContactList": func(ctx context.Context, c *cuedesk.Client) (any, error) {
		return c.Lists.Create(ctx, cuedesk.ListCreate{Name: "."})
	},
	"getContactList": func(ctx context.Context, c *cuedesk.Client) (any, error) {
		return c.Lists.Get(ctx, someList)
	},
	"updateContactList": func(ctx context.Context, c *cuedesk.Client) (any, error) {
		return c.Lists.Update(ctx, someList, cuedesk.ListUpdate{Name: cuedesk.Set("x")})
	},
	"deleteContactList": func(ctx context.Context, c *cuedesk.Client) (any, error) {
		return nil, c.Lists.Delete(ctx, someList)
	},
	"listContactsInContactList": func(ctx context.Context, c *cuedesk.Client) (any, error) {
		return c.Lists.Contacts(ctx, someList, cuedesk.ListMembersOptions{})
	},
	"addContactsToContactList": func(ctx context.Context, c *cuedesk.Client) (any, error) {
		return c.Lists.AddContacts(ctx, someList, someContact)
	},
	"removeContactsFromContactList": func(ctx context.Context, c *cuedesk.Client) (any, error) {
		return c.Lists.RemoveContacts(ctx, someList, someContact)
	},
	"listCustomFields": func(ctx context.Context, c *cuedesk.Client) (any, error) {
		return c.CustomFields.List(ctx, cuedesk.PageOptions{})
	},
	"createCustomField": func(ctx context.Context, c *cuedesk.Client) (any, error) {
		return c.CustomFields.Create(ctx, cuedesk.CustomFieldCreate{Name: "Text", FieldType: cuedesk.FieldText})
	},
	"getCustomField": func(ctx context.Context, c *cuedesk.Client) (any, error) {
		return c.CustomFields.Get(ctx, someField)
	},
	"updateCustomField": func(ctx context.Context, c *cuedesk.Client) (any, error) {
		in := cuedesk.CustomFieldReplace{Name: "Text", FieldType: cuedesk.FieldText}
		return c.CustomFields.Replace(ctx, someField, in)
	},
	"deleteCustomField": func(ctx context.Context, c *cuedesk.Client) (any, error) {
		return nil, c.CustomFields.Delete(ctx, someField)
	},
}
