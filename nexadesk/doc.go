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
// # Errors
//
// Every error of a call is a [*cuedesk.Error], and matches the errors of package
// cuedesk, such as [cuedesk.ErrNotFound] and [cuedesk.ErrRateLimited]. No two
// contacts have the same e-mail address: the refusal is a [*ConflictError], which
// knows the contact that has it:
//
//	if conflict := (*nexadesk.ConflictError)(nil); errors.As(err, &conflict) {
//		_, err = client.Contacts.Update(ctx, conflict.ExistingID, update)
//	}
//
// A response that says "success": false is an error whatever its status.
//
// # Pages
//
// [ContactsService.All] iterates over everything and fetches a page when it needs
// one; [ContactsService.List] returns a single page with the cursor of the next.
//
//	newest := nexadesk.ListOptions{Tag: "vip", Sort: nexadesk.ByCreatedAt.Desc()}
//	for contact, err := range client.Contacts.All(ctx, newest) {
//		if err != nil {
//			return err
//		}
//		fmt.Println(contact.FirstName)
//	}
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
// # Testing
//
// Package nexadesktest is the API in memory, for tests without a network.
package nexadesk
