// Package nexadesktest has a fake of the Nexadesk Contacts API for tests, which keeps
// its contacts in memory.
//
// [NewServer] makes a server without contacts, and [Server.Client] a client of it. No
// network is needed: the server implements [net/http.RoundTripper], and answers in the
// goroutine of the caller, so that tests can run in parallel and inside
// [testing/synctest] bubbles. It also implements [net/http.Handler], for programs that
// need an address.
//
// It has all four documented operations, which refuse what the documentation does not
// allow. Members and query parameters that are not documented are refused as well, so
// that a test finds misspelt ones. [Server.Inject] makes requests fail, with the faults
// of package cuedesktest:
//
//	srv.Inject("GET /api/v1/external/contacts", cuedesktest.Status(429).RetryAfter("1"))
//
// # Where the documentation is silent
//
// The server then does what is most likely to reveal a mistake in a client:
//
//   - Errors have the documented envelope: status 400 for invalid requests, 401 and
//     404. A create answers with 201, all other operations with 200.
//   - E-mail addresses that differ only in case are the same. An update to the address
//     of another contact gets 409, like a create.
//   - An update answers with the envelope only, without the contact. Null and "" clear
//     a field; for the first name, they are refused.
//   - Metadata is stored, but no response has it: see [Server.Contact].
//   - A sort must name its direction. Without a sort, the newest contacts come first.
//     Sorting by name compares the first name, then the last name. Texts are sorted
//     byte by byte. Contacts without a value come last in either direction. Equal
//     contacts are in the order of their creation; if descending, in the reverse order.
//   - A cursor continues after the last contact of its page, by the value of the sort
//     field: contacts that are created or deleted during an iteration neither repeat
//     nor hide others. With another search, tag or sort, a cursor is refused.
//   - IDs depend only on what was created before, so that a test gets the same ones
//     each time.
package nexadesktest
