// Package cuedesk is a typed client of the Cuedesk Contacts API: contacts, the
// values of their custom fields, contact lists, custom field definitions, notes,
// and bulk import.
//
// # First call
//
// A [Client] has one service for each resource. Make one client, keep it, and use
// it from as many goroutines as you like:
//
//	client, err := cuedesk.NewClient(os.Getenv("CUEDESK_TOKEN"))
//	if err != nil {
//		return err
//	}
//	contact, err := client.Contacts.Create(ctx, cuedesk.ContactCreate{
//		FirstName: "Bruce",
//		Email:     "batman@example.com",
//	})
//
// A contact needs at least one identifier: an e-mail address, a phone number, an
// external contact ID, a WhatsApp ID, or a Facebook Messenger ID.
//
// Every call takes a context, which bounds it as a whole, retries and waits
// included. IDs are typed: a [ListID] where a [ContactID] belongs does not
// compile. [ParseID] reads one from text.
//
// # Configuration
//
// [NewClient] takes options and reports all that is wrong with them at once:
//
//	client, err := cuedesk.NewClient(token,
//		cuedesk.WithTimeout(10*time.Second), // of one attempt
//		cuedesk.WithRateLimit(20, 5),        // 20 requests a second, 5 at once
//		cuedesk.WithLogger(slog.Default()),
//	)
//
// [Client.With] derives a client that differs by some options and shares the rest
// with the original: connections, the rate limit, the retry budget. Use it for a
// header that only some calls have. [WithTokenSource] is for tokens that expire,
// [WithHTTPClient] for a transport of your own, [WithObserver] for metrics and
// traces. There are no package-level settings.
//
// The token is sent to the origin of the base URL only, and redirects are not
// followed. Plain http is refused for hosts other than loopback.
//
// # Errors
//
// The error of a call is an [*Error]. Ask what kind it is with [errors.Is] and
// for details with [errors.As]:
//
//	_, err := client.Contacts.Get(ctx, id)
//	if errors.Is(err, cuedesk.ErrNotFound) {
//		return nil // there is no such contact
//	}
//	if apiErr := (*cuedesk.Error)(nil); errors.As(err, &apiErr) {
//		log.Printf("status %d, request %s", apiErr.StatusCode, apiErr.RequestID)
//	}
//
// [ErrInvalid] covers input that the API refuses and input that the client does
// not even send; [Error.Fields] says which field, if it is about one. A response
// that is not JSON, such as the HTML page of a proxy, gives an [*Error] like any
// other, with the beginning of the body in [Error.Snippet]. When a context ends,
// the error matches [context.Canceled] or [context.DeadlineExceeded] beside what
// the last response said.
//
// Contacts are personal data. The text of an error holds the route of the
// operation and no ID, no value and no words of the server, so that it can be
// logged. [Error.Explain] has the words of the server, for a person. Contacts,
// notes and inputs log nothing but IDs with [log/slog].
//
// # Pages
//
// List methods return one [Page]. All methods iterate over everything, 100 items
// a page unless the options say otherwise:
//
//	for contact, err := range client.Contacts.All(ctx, cuedesk.ListContactsOptions{}) {
//		if err != nil {
//			return err
//		}
//		fmt.Println(contact.Email)
//	}
//
// An error is the last that an iterator yields. Break stops the fetching. The iterator
// can be ranged over again, which starts from the beginning. Items that keep their place
// while a list changes come exactly once; where that cannot be guaranteed, the iterator
// ends with [ErrListChanged], never with a short list.
//
// [ContactsService.Scan] reads millions of contacts, [ContactsService.Changes] what has
// changed since the last time, and [ContactsService.Partitions] splits a workspace for
// several machines. [WithPosition] and [ResumeFrom] go on after a crash.
//
// # Updates
//
// A partial update has [Optional] fields, which are left alone unless you [Set]
// or [Clear] them:
//
//	contact, err := client.Contacts.Update(ctx, id, cuedesk.ContactUpdate{
//		LastName:    cuedesk.Set("Wayne-Kent"),
//		PhoneNumber: cuedesk.Clear[string](),
//	})
//
// The same holds for a list. Two operations of the API replace a whole resource
// instead: [NotesService.Replace] and [CustomFieldsService.Replace]. Start the latter
// from [CustomField.AsReplace].
//
// # Search
//
// A [Query] is made of filters, which must all match. Each field has the
// comparisons that make sense for its type:
//
//	query := cuedesk.Where(
//		cuedesk.Email.EndsWith("@example.com"),
//		cuedesk.CustomLong("num_seats").AtLeast(100),
//		cuedesk.LastEngagedAt.Before(time.Now().AddDate(-1, 0, 0)),
//	).OrderBy(cuedesk.CreatedAt.Desc())
//	for contact, err := range client.Contacts.SearchAll(ctx, query, cuedesk.PageOptions{}) {
//		if err != nil {
//			return err
//		}
//		fmt.Println(contact.Email)
//	}
//
// A query does not change: [Query.And], [Query.Text] and [Query.OrderBy] return
// another one, so that queries can share a beginning. Custom fields are named by
// field key with the function for their type: [CustomText], [CustomLong],
// [CustomDouble], [CustomBool], [CustomDate] or [CustomDateTime].
//
// # Custom values
//
// The values of a contact's custom fields are read by field key, or all at once
// into a struct. They are kept as the API sent them, so that nothing is rounded:
//
//	seats, err := contact.CustomFields.Get("num_seats").Int64()
//
//	var values struct {
//		Seats  int    `json:"num_seats"`
//		Tariff string `json:"subscription"`
//	}
//	err = contact.CustomFields.Decode(&values)
//
// A value that the contact does not have is null, and [Value.Exists] tells it
// from one that is there and null. To set values, use a map[string]any in
// [ContactCreate], [ContactUpdate] or [ContactsService.UpdateCustomFields]; nil
// clears one.
//
// # Storing resources
//
// Members of a response that this version does not know are in the field Extra of its
// type. [encoding/json] and github.com/go-json-experiment/json write a resource as the
// API sends it, with what is in Extra, and read contacts, lists, notes and custom fields
// again. [fmt] and [log/slog] print the ID only, so that no personal data gets into a log.
//
// # Bulk import
//
// [BulkService.Create] takes up to 1000 contacts and returns a [Job] at once,
// while the API works on it:
//
//	job, err := client.Bulk.Create(ctx, cuedesk.BulkCreate{
//		Contacts: contacts,
//		ListID:   list.ID,
//		MatchOn:  cuedesk.MatchEmail,
//	})
//	if err != nil {
//		return err
//	}
//	result, err := job.Wait(ctx)
//
// An import that completed may have failed for single contacts:
// [Import.CompletedWithFailures] says so, and [ImportSummary] has how many. The
// API does not say which; to find out, import into a list and see who is missing
// from it. Only an import that failed entirely is an error, [ErrImportFailed].
//
// Set MatchOn to a field that every contact of the import has. A contact without
// it is created again each time it is imported.
//
// [Job.Updates] yields each status on the way. A process that ends can store
// [Job].ID and go on with [BulkService.Job]. Package
// [github.com/cuedesk/cuedesk-go/importer] takes a stream of any length, and says of each
// contact what became of it.
//
// # Retries
//
// What may be repeated depends on what the operation does, not on its HTTP method:
//
//   - Reads, searches included, and calls with the same effect once or twice
//     (updates, deletions, setting a value, adding to a list) are repeated after
//     transient errors: connection errors, timeouts of an attempt, responses that
//     break off, overload, and what something on the way answers in place of the API.
//     docs/reliability.md lists the statuses.
//   - Calls that create something are repeated only where the API certainly did
//     not apply them: no connection was made, or the status was 429. Otherwise the
//     error matches [ErrOutcomeUnknown]; it may even be applied later, which
//     [ErrMayApplyLater] says. [ContactsService.Upsert] is the create that makes one
//     contact however often it arrives.
//   - A bulk create is one of these, unless [BulkCreate].RepeatImports is set.
//
// A call makes up to four requests, waits between them with full jitter, and
// honours Retry-After. It does not begin a wait that the context's deadline would
// cut off. A budget keeps an outage from multiplying the load, and with it used
// up the error matches [ErrRetryBudget] beside its cause. [WithRetry] changes all
// of this; [Error.Attempts] has every request of a call.
//
// # Testing
//
// Package [github.com/cuedesk/cuedesk-go/cuedesktest] has a fake of the API that
// works without a network and keeps what it is given:
//
//	srv := cuedesktest.NewServer()
//	client := srv.Client()
//	srv.Inject("GET /v1/contacts", cuedesktest.Status(503))
//
// Let your code take a [*Client]; there is no interface to mock. Package
// [github.com/cuedesk/cuedesk-go/cassette] replays what a test has recorded once.
//
// The examples of this page run against such a fake. The first one shows the function
// seeded, by which most of them begin.
package cuedesk
