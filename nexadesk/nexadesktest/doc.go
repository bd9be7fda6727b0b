// Package nexadesktest is the Nexadesk Contacts API in memory, for tests: a fake
// that keeps what it is given.
//
// [NewServer] makes a workspace of its own, empty at first, and [Server.Client] a
// client of it. No network is involved: the server is an [net/http.RoundTripper]
// and answers in the goroutine of the caller, so that tests can run in parallel and
// inside [testing/synctest] bubbles. It is an [net/http.Handler] too, for programs
// that need a real address.
//
// All four documented operations are there, and refuse what the documentation does
// not allow. Members and query parameters that it does not know are refused as
// well, so that a misspelling shows. [Server.Inject] makes requests go wrong, with
// the faults of package cuedesktest:
//
//	srv.Inject("GET /api/v1/external/contacts", cuedesktest.Status(429).RetryAfter("1"))
//
// # Where the documentation is silent
//
// The server then does what is most likely to show a mistake in a client:
//
//   - Errors have the documented envelope: status 400 for what is invalid, 401, 404.
//     A create answers with 201, all else with 200.
//   - E-mail addresses that differ in case are the same. An update to the address
//     of another contact is refused like a create, with 409.
//   - An update answers with the bare envelope, without the contact. Null and ""
//     clear a field, but the first name, which is refused.
//   - Metadata is kept, but no response shows it; see [Server.Contact].
//   - A sort needs its direction; without a sort the newest contacts come first.
//     Names are sorted as first name, then last name, all text byte by byte,
//     contacts without a value last in either direction, and equal ones in the
//     order of their creation or, if descending, the reverse of it.
//   - A cursor goes on after the last contact of its page, by the value that it was
//     sorted by: contacts that are created or deleted during a walk neither repeat nor
//     hide others. With another search, tag or sort a cursor is refused.
//   - IDs follow from what was created before, so that a test that runs again sees
//     the same ones.
package nexadesktest
