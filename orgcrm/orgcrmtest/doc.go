// Package orgcrmtest is the Contacts API of package orgcrm in memory, for tests: a fake that keeps what it is given.
//
// [NewServer] makes an API of its own, and [Server.Client] a client of one organization in it:
//
//	srv := orgcrmtest.NewServer()
//	client := srv.Client()
//
// No network is involved: the server is an [net/http.RoundTripper] and answers in the goroutine of the caller. It is an
// [net/http.Handler] too, for programs that need a real address: httptest.NewServer(srv).
//
// All documented operations are there, see [Operations]. Organizations do not see what others have; [Server.ClientOf]
// makes a client of another one. [Server.Inject] takes the faults of package cuedesktest:
//
//	srv.Inject("GET /api/v1/contacts", cuedesktest.Status(503), cuedesktest.HTML502())
//
// # What is the fake's own
//
// The documentation shows no response, and of the requests only the body of a search. What follows is therefore the
// fake's choice, and says nothing about the real API:
//
//   - Requests without the token are refused with 401, those without X-Org-Id with 400. Error bodies are
//     {"detail": "…"} or, for 422, {"detail": [{"loc": …, "msg": …, "type": …}]}.
//   - Lists are {"items": […], "total": n}, a search adds "limit" and "offset". The list of contacts gives all at once
//     and looks at no other parameters than q and tag, and no contact has an empty tag; a search gives 50 if it does
//     not ask for a number, 100 at most, in the order of creation.
//   - A contact has all documented columns, "custom" with its custom values by key, and whatever other members it was
//     given. Null and "" clear a text; tags are replaced, each kept once, and null clears them; null for "dnc" is
//     false. Custom values are merged, and null removes one; null for "custom" as a whole changes nothing.
//   - What a path names is looked for before the body is read: of the two refusals, 404 comes first.
//   - Operators are "contains" and "equals". "contains" finds a part of a text, regarding case, or a whole item of an
//     array such as the tags; "equals" compares whole values. Other operators, unknown fields and groups without
//     conditions are refused with 422. A search without groups finds every contact. Free text (q) leaves of those that
//     are found the ones that have each of its words in one of the text columns, in any case.
//   - A tag that a contact is given becomes one of the organization's. A tag that exists is not created again (409),
//     and one that is deleted is taken from all contacts.
//   - An import takes an array of contacts, or an object with one array in it, and answers with the numbers of those
//     "created" and "failed".
//   - Definitions of custom fields and views are any JSON objects or values, and are kept as they are. Custom values
//     need no definition; their bodies are {"value": …}.
//   - A tag or a key that is nothing but "/" is never found: net/http cannot route it.
//   - PUT and PATCH answer with what they changed, DELETE with 204.
//   - IDs are counted, so that a test that runs again sees the same ones.
package orgcrmtest
