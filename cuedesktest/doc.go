// Package cuedesktest has a fake of the Cuedesk Contacts API for tests, which keeps its data in memory.
//
// [NewServer] makes a server with an empty workspace, and [Server.Client] a client of it:
//
//	srv := cuedesktest.NewServer()
//	client := srv.Client()
//
// No network is needed: the server implements [net/http.RoundTripper], and answers in the goroutine of the caller, so
// that tests can run in parallel and inside [testing/synctest] bubbles. It also implements [net/http.Handler], for
// programs that need an address: httptest.NewServer(srv).
//
// It has all documented operations (see [Operations]), which do what the documentation says. Contacts that are created
// can be found, searched, sorted and read in pages; lists know their members; bulk imports take time, and single rows
// of them can fail. Requests that the documentation does not allow get the documented 422. Members and query parameters
// that are not documented are refused as well, so that a test finds misspelt ones.
//
// # Faults
//
// [Server.Inject] makes requests fail, by operation and in order:
//
//	srv.Inject("GET /v1/contacts", cuedesktest.Status(429).RetryAfter("1"), cuedesktest.HTML502())
//	srv.Inject("POST /v1/contacts", cuedesktest.Torn().AfterApply())
//	srv.Inject("*", cuedesktest.Latency(time.Second).Always())
//
// [Server.Requests] returns the requests that were sent; [Server.Exchanges] also what became of each, and which request
// it repeats. Package [github.com/cuedesk/cuedesk-go/cuedesktest/console] shows all of this on a web page.
//
// # Switches
//
// The documentation promises little about paging and searching. Options make the server behave as real servers do, so
// that a test can show whether a program that reads everything takes a short list for a complete one.
// [Server.Reconfigure] changes them while the program runs:
//
//	srv.Reconfigure(
//		cuedesktest.WithSearchDelay(time.Minute),                 // searches show changes late
//		cuedesktest.WithCurrentFields(true),                      // but contacts as they are now
//		cuedesktest.WithShownTimes(time.Second),                  // responses cut times to seconds
//		cuedesktest.WithComparedTimes(time.Second),               // filters compare times in seconds
//		cuedesktest.WithRandomTies(1),                            // equal sort keys have no order
//		cuedesktest.WithWindow(10_000, cuedesktest.WindowRefuse), // offsets are limited
//		cuedesktest.WithTotalCap(10_000),                         // totals are limited
//	)
//
// [Server.AddContact], [Server.TouchContact], [Server.ArchiveContact] and [Server.RemoveContact] change the workspace
// as other programs do, without a request.
//
// # Conformance
//
// Package [github.com/cuedesk/cuedesk-go/cuedesktest/conformance] compares any implementation of the API with its
// documentation: this fake, one of yours, a sandbox, or the real API.
//
// # Where the documentation is silent
//
// The server then does what is most likely to reveal a mistake in a client:
//
//   - No field of a contact is unique. A row of an import that matches several contacts fails. A row that the merge
//     type skips counts as neither created nor failed; all contacts that it matches join the list of the import. An
//     import of which every row fails has the status failed. A row without a value in the match field matches nothing.
//   - Null and "" clear a field of a contact, and the emoji of a list. An update that would leave a contact without an
//     identifier is refused, and so is an e-mail address without an @ between other characters.
//   - A custom value without a definition, or of another type, is refused. A field that is not editable can be set.
//     Options that an update of a definition leaves out are archived.
//   - A filter by a list that does not exist finds nothing. An import into a list that does not exist gets 404.
//   - Archived contacts are listed, searched and counted, but are not among the members of a list. Members are in the
//     order in which they joined; notes and custom fields in the order of their creation. Adding a member again is a
//     warning.
//   - Texts are sorted byte by byte. Contacts without a value come last in either direction. Equal contacts are in the
//     order of their creation; if descending, in the reverse order.
//   - A contact must meet all filters of a search. Filters are case-sensitive. The search term is not: each word of it
//     must be in one of the text fields. Contacts without a value meet negative operators. An array of values means any
//     of them, unless it is a range. A date without a time is the whole day in UTC. The data_type of a predefined field
//     has no effect, but must be a documented one.
//   - UUIDs depend only on what was created before, so that a test gets the same ones each time.
package cuedesktest
