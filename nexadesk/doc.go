// Package nexadesk is a typed client of the Nexadesk Contacts API, which lists,
// creates, updates and deletes the contacts of a chatbot. It is built on the same
// core as package cuedesk and takes the options of that package: tokens, retries,
// rate limits, logging and hooks work in the same way.
//
// # First call
//
//	client, err := nexadesk.NewClient(os.Getenv("NEXADESK_TOKEN"))
//	if err != nil {
//		return err
//	}
//	contact, err := client.Contacts.Create(ctx, nexadesk.ContactCreate{
//		FirstName: "Bruce",
//		Email:     "batman@example.com",
//	})
//
// [cuedesk.WithBaseURL] sends requests elsewhere, such as to a proxy or a fake. Give
// it the address without "/api/v1": the routes begin with that. Plain http is
// accepted for loopback addresses only.
//
// # Errors
//
// errors.As finds a [*cuedesk.Error] in every error of a call. It matches the errors
// of package cuedesk, such as [cuedesk.ErrNotFound] and [cuedesk.ErrRateLimited].
// Its Message is the member "error" of the response, its Details the member "data".
//
// The API refuses to create a contact with the e-mail address of another one. The
// error is a [*ConflictError], which has the ID of the other contact if the API
// sends it:
//
//	conflict := (*nexadesk.ConflictError)(nil)
//	if errors.As(err, &conflict) && conflict.ExistingID != "" {
//		_, err = client.Contacts.Update(ctx, conflict.ExistingID, nexadesk.ContactUpdate{
//			Tags: cuedesk.Set([]string{"vip"}),
//		})
//	}
//
// A response with "success": false is an error, whatever its status.
//
// # Pages
//
// [ContactsService.All] iterates over all contacts, and fetches each page when it is
// needed. [ContactsService.List] returns one page, with the cursor of the next.
//
//	vips := nexadesk.ListOptions{Tag: "vip", Order: nexadesk.OrderByCreatedAt.Asc()}
//	for contact, err := range client.Contacts.All(ctx, vips) {
//		if err != nil {
//			return err
//		}
//		fmt.Println(contact.FirstName)
//	}
//
// In this order a contact keeps its place. In any other order, a contact that changes
// during the iteration may be missed: see [OrderField].
//
// # Updates
//
// A field of an update is left alone unless it is set or cleared:
//
//	_, err := client.Contacts.Update(ctx, id, nexadesk.ContactUpdate{
//		Tags:  cuedesk.Set([]string{"customer", "vip"}),
//		Phone: cuedesk.Clear[string](),
//	})
//
// The documentation does not show the response to an update: the contact that Update
// returns may have no field other than its ID.
//
// # New members and operations
//
// Members of a response that this version does not know are in the field Extra of
// its type. encoding/json writes a contact as the API sends it, with the members in
// Extra, and reads it back. [Client.Do] calls any operation with any body, and
// decodes any response.
//
// # Testing
//
// Package nexadesktest has a fake of the API that keeps its contacts in memory, for
// tests without a network.
package nexadesk
