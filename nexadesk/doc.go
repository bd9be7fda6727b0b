// Package nexadesk is a typed client of the Nexadesk Contacts API: the contacts of
// a chatbot, which can be listed, created, updated and deleted. It stands on the
// same core as package cuedesk, and takes its options: tokens, retries, rate
// limits, logging and observers work alike.
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
// [cuedesk.WithBaseURL] points the client elsewhere, at a proxy or a fake: give it
// the address without "/api/v1", which the routes have. Plain http is refused for
// hosts other than loopback.
//
// # Errors
//
// errors.As finds a [*cuedesk.Error] in every error of a call, which matches the
// errors of package cuedesk, such as [cuedesk.ErrNotFound] and
// [cuedesk.ErrRateLimited]. Its Message is the error of the response, and its
// Details are the data.
//
// The API refuses to create a contact with the e-mail address of another. The error
// is a [*ConflictError], which knows the contact that has it if the API says so:
//
//	conflict := (*nexadesk.ConflictError)(nil)
//	if errors.As(err, &conflict) && conflict.ExistingID != "" {
//		_, err = client.Contacts.Update(ctx, conflict.ExistingID, nexadesk.ContactUpdate{
//			Tags: cuedesk.Set([]string{"vip"}),
//		})
//	}
//
// A response that says "success": false is an error whatever its status.
//
// # Pages
//
// [ContactsService.All] iterates over everything and fetches a page when it needs
// one; [ContactsService.List] returns a single page with the cursor of the next.
//
//	vips := nexadesk.ListOptions{Tag: "vip", Order: nexadesk.OrderByCreatedAt.Asc()}
//	for contact, err := range client.Contacts.All(ctx, vips) {
//		if err != nil {
//			return err
//		}
//		fmt.Println(contact.FirstName)
//	}
//
// In this order a contact keeps its place. In any other, one that changes while the
// iteration is under way may be missed: see [OrderField].
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
// The documentation does not show what an update answers: the contact that it
// returns may have nothing but its ID.
//
// # What the client does not know
//
// Members of a response that this version does not know are in the field Extra of
// its type. encoding/json writes a contact as the API sends it, with what is in
// Extra, and reads it again.
// [Client.Do] calls any operation with any body, and decodes any answer.
//
// # Testing
//
// Package nexadesktest is the API in memory, for tests without a network.
package nexadesk
