// Package orgcrm is a typed client of the Contacts API of an organization-scoped
// CRM: contacts and their tags, custom values and opportunities, smart-list views
// and search, tags, custom field definitions, and the custom values of an
// organization. It covers all 23 documented operations, and stands on the same
// core as package cuedesk: options, errors, retries and [cuedesk.Optional] are
// that package's own.
//
// # First call
//
// A [Client] belongs to one organization, whose ID is sent with each request:
//
//	client, err := orgcrm.NewClient("https://crm.example.com", "org-1", token)
//	if err != nil {
//		return err
//	}
//	contact, err := client.Contacts.Create(ctx, orgcrm.ContactCreate{
//		Name:  "Bruce Wayne",
//		Email: "batman@example.com",
//	})
//
// A member of the organization who is restricted to assigned data sees only the
// contacts assigned to them: what is not found may still be there.
//
// # Search
//
// A search is an OR of groups, each an AND of conditions:
//
//	query := orgcrm.AnyOf(
//		orgcrm.AllOf(orgcrm.Tags.Contains("replied-interested")),
//		orgcrm.AllOf(orgcrm.Company.Contains("Wayne"), orgcrm.Custom("plan").Contains("pro")),
//	)
//	for contact, err := range client.Contacts.SearchAll(ctx, query, orgcrm.SearchOptions{}) {
//		if err != nil {
//			return err
//		}
//		fmt.Println(contact.Name)
//	}
//
// # Where the documentation is silent
//
// The documentation names paths, the body of a search, the columns of a contact,
// and a few statuses. It does not show a response. The client therefore decodes
// what is certain and keeps the rest:
//
//   - Text columns are strings. Members that may have several forms in JSON, such
//     as tags and times, are a [cuedesk.Value]. All other members are in Extra.
//     encoding/json writes a contact with them, and reads it again.
//   - A list is accepted as an array, or as an object with one array in it. See
//     [Page].
//   - An answer that has none of the members it should have matches
//     [cuedesk.ErrBadResponse]: it must not pass for an empty contact.
//   - Where even the kind of answer is open, a method returns a [cuedesk.Value], or
//     does not read the answer at all.
//   - An update that is answered by nothing, or by an object of another kind, has
//     been carried out; its result has the ID alone.
//   - The doc comment of a method says where its request is a guess.
//
// [Client.Do] calls any operation with any body, and decodes any answer.
//
// # Testing
//
// Package orgcrmtest has a stateful fake of the API, for tests without a network.
package orgcrm
