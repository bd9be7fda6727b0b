// Package orgcrmtest has a fake of the Contacts API of package orgcrm for tests, which keeps its data in memory.
//
// [NewServer] makes a server without data, and [Server.Client] a client of one organization in it:
//
//	srv := orgcrmtest.NewServer()
//	client := srv.Client()
//
// No network is needed: the server implements [net/http.RoundTripper], and answers in the goroutine of the caller. It
// also implements [net/http.Handler], for programs that need an address: httptest.NewServer(srv).
//
// It has all documented operations: see [Operations]. Organizations do not see each other's data; [Server.ClientOf]
// makes a client of another one. [Server.Inject] takes the faults of package cuedesktest:
//
//	srv.Inject("GET /api/v1/contacts", cuedesktest.Status(503), cuedesktest.HTML502())
//
// # Where the documentation is silent
//
// The documentation shows no response, and of the requests only the body of a search. The following is the choice of
// the fake, and says nothing about the real API:
//
//   - A request without the token gets 401, one without X-Org-Id 400. The body of an error is {"detail": "…"} or, for
//     422, {"detail": [{"loc": …, "msg": …, "type": …}]}.
//   - Lists are {"items": […], "total": n}; a search adds "limit" and "offset". The list of contacts returns all of
//     them at once, and reads no parameters other than q and tag; a tag that is empty finds nothing. A search returns
//     50 contacts if it names no limit, 100 at most, in the order of their creation.
//   - A contact has all documented columns, "custom" with its custom values by key, and all other members that it was
//     given. Null and "" clear a text. Tags are replaced, each is kept once, and null clears them. Null for "dnc" is
//     false. Custom values are merged, and null removes one; null for "custom" as a whole changes nothing.
//   - A resource that the path names is looked up before the body is read, so that 404 comes before 422.
//   - Operators are "contains" and "equals". "contains" finds a part of a text, in the same case, or a whole item of an
//     array such as the tags; "equals" compares whole values. Other operators, unknown fields and groups without
//     conditions get 422. A search without groups finds every contact. With a free text (q), a contact must also have
//     each of its words in one of the text columns, in any case.
//   - A tag that is given to a contact becomes a tag of the organization. Creating a tag that exists gets 409. A tag
//     that is deleted is removed from all contacts.
//   - An import takes an array of contacts, or an object with one array in it, and answers with the numbers "created"
//     and "failed".
//   - A definition of a custom field is any JSON object, a list of views any JSON value. They are kept as they are.
//     Custom values need no definition; their bodies are {"value": …}.
//   - A tag or a key that consists of "/" only is never found, because net/http cannot route it.
//   - PUT and PATCH answer with what they have changed, DELETE with 204.
//   - IDs depend only on what was created before, so that a test gets the same ones each time.
package orgcrmtest
