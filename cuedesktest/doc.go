// Package cuedesktest is the Cuedesk Contacts API in memory, for tests: a fake that keeps what it is given.
//
// [NewServer] makes a workspace of its own, empty at first, and [Server.Client] a client of it:
//
//	srv := cuedesktest.NewServer()
//	client := srv.Client()
//
// No network is involved: the server is an [net/http.RoundTripper] and answers in the goroutine of the caller, so that
// tests can run in parallel and inside [testing/synctest] bubbles. It is an [net/http.Handler] too, for programs that
// need a real address: httptest.NewServer(srv).
//
// All documented operations are there, see [Operations], and do what their documentation says: what is created is
// found, searched, paged through and sorted, lists know their members, bulk imports take their time and fail for
// single contacts, and what the documentation does not allow is refused with the documented 422. Members and query
// parameters that the documentation does not know are refused as well, so that a misspelling shows.
//
// # Faults
//
// [Server.Inject] makes requests go wrong, by operation and in order:
//
//	srv.Inject("GET /v1/contacts", cuedesktest.Status(429).RetryAfter("1"), cuedesktest.HTML502())
//	srv.Inject("POST /v1/contacts", cuedesktest.Torn().AfterApply())
//	srv.Inject("*", cuedesktest.Latency(time.Second).Always())
//
// [Server.Requests] tells afterwards what was asked, [Server.Exchanges] also what became of it and which request
// repeats which. Package [github.com/cuedesk/cuedesk-go/cuedesktest/console] shows all of it on a page, for a test that
// one wants to look into.
//
// # Switches
//
// The documentation promises little about paging and searching, and a program that reads everything must not take a
// short list for a complete one. Options make the server behave as real ones do, so that a test can see what its
// program makes of it; [Server.Reconfigure] changes them while the program runs:
//
//	srv.Reconfigure(
//		cuedesktest.WithSearchDelay(time.Minute),                 // the index lags behind
//		cuedesktest.WithCurrentFields(true),                      // it finds IDs alone
//		cuedesktest.WithShownTimes(time.Second),                  // times are finer than they look
//		cuedesktest.WithComparedTimes(time.Second),               // filters cannot tell close times
//		cuedesktest.WithRandomTies(1),                            // equal sort keys have no order
//		cuedesktest.WithWindow(10_000, cuedesktest.WindowRefuse), // offsets end somewhere
//		cuedesktest.WithTotalCap(10_000),                         // totals are not the truth
//	)
//
// What other programs do to the workspace in the meantime, [Server.AddContact], [Server.TouchContact],
// [Server.ArchiveContact] and [Server.RemoveContact] do.
//
// # Conformance
//
// Package [github.com/cuedesk/cuedesk-go/cuedesktest/conformance] checks any implementation of the API against the
// documentation: this fake, one of yours, a sandbox, or the real one.
//
// # Where the documentation is silent
//
// The server then does what is most likely to show a mistake in a client:
//
//   - Contacts need not be unique in any field. Where an import would have to decide which of several matches to
//     update, that row fails. Rows that the merge type skips count as neither created nor failed, and what they match
//     joins the list that the import names, all of it if that is several. An import of which every row fails has
//     failed entirely. A row without a value in the match field matches nothing.
//   - Null clears a contact's field and a list's emoji, and so does "". What would leave a contact without any
//     identifier is refused, and so is an e-mail address without an @ between other characters.
//   - Setting a custom value without a definition, or one that its type does not allow, is refused. That a field is
//     not editable does not keep it from being set. Options that an update leaves out are archived.
//   - A list that a filter names but that is not there is empty; one that an import names is not found.
//   - Archived contacts are listed, searched and counted; only the members of a list leave them out. Members are in
//     the order in which they joined, notes and custom fields in that of their creation. To add a member again is a
//     warning.
//   - Text is sorted byte by byte, contacts without a value last in either direction, and equal contacts in the
//     order of their creation or, if descending, the reverse of it.
//   - Filters of a search must all be met. They look at case, the search term does not, of which each word must be in
//     one of the text fields. Negative operators are met by contacts without a value. An array of values, where it is
//     no range, means any of them. A date without a time is the whole day, in UTC. The data_type that is ignored for
//     predefined fields must still be one of the documented ones.
//   - UUIDs follow from what was created before, so that a test that runs again sees the same ones.
package cuedesktest
