// Package orgcrm is a typed client of the Contacts API of an organization-scoped
// CRM. It has all 23 documented operations: contacts with their tags, custom values
// and opportunities; search and smart-list views; tags; definitions of custom
// fields; and the custom values of the organization. It is built on the same core
// as package cuedesk: options, errors, retries and [cuedesk.Optional] are those of
// that package.
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
// If the token is that of a member who is restricted to assigned data, the API shows
// only the contacts that are assigned to this member: a contact that is not found may
// exist.
//
// # Search
//
// A search is an OR of groups; a group is an AND of conditions:
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
// The documentation has the paths, the body of a search, the columns of a contact,
// and a few statuses. It does not show a response. So the client decodes what is
// certain, and keeps everything else:
//
//   - Text columns are strings. Members that may have several forms in JSON, such
//     as tags and times, are a [cuedesk.Value]. All other members are in Extra.
//     encoding/json writes a contact with all of these, and reads it back.
//   - A list may be an array, or an object with one array in it: see [Page].
//   - A response with none of the expected members matches [cuedesk.ErrBadResponse]:
//     it is never taken for an empty contact.
//   - If the kind of the response is not documented at all, the method returns a
//     [cuedesk.Value], or does not read the response.
//   - An update was applied even if its response is empty or an object of another
//     kind. The result then has only the ID.
//   - The doc comment of a method says which parts of its request are assumed.
//
// [Client.Do] calls any operation with any body, and decodes any response.
//
// # Testing
//
// Package orgcrmtest has a fake of the API that keeps its data in memory, for tests
// without a network. The examples of this page run against it. The first one shows the
// function seeded, by which the others begin.
package orgcrm
