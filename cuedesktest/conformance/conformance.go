// Package conformance compares any implementation of the Cuedesk Contacts API with its documentation: the fake of
// package [github.com/cuedesk/cuedesk-go/cuedesktest], one of yours, a sandbox, or the real API. It uses a client of
// the implementation.
//
//	func TestConformance(t *testing.T) {
//		conformance.Run(t, client, conformance.Options{})
//	}
//
// Each difference is an error of the test, in one line that begins with the section of the documentation:
//
//	Search Contacts: pagination.limit by default: got 20, want 10
package conformance

import (
	"cmp"
	"context"
	"testing"
	"time"

	"github.com/cuedesk/cuedesk-go"
)

// Options are the options of [Run]. All fields are optional.
//
// What Strict adds:
//
//   - Errors: invalid requests get 422, never 400; entries about the query are "in" query; the message of a 404 is "404
//     NOT FOUND", that of a missing field "Field required". Pages out of bounds are refused, and so are values that
//     the documentation does not list for a parameter, an operator, a data type or a merge type.
//   - Searches: a contact must meet all filters. Each operator works on fields of each type, on contacts without a
//     value (which meet the negative operators), and on the times that the server sets. A range includes its ends. An
//     array means any of its values. Filters are case-sensitive. The search term is not, searches all text fields, and
//     finds only contacts that contain it. {} finds as many contacts as List Contacts. Contacts without a value are
//     sorted last.
//   - Updates: "" and null clear a field of a contact and the emoji of a list. Custom values that are not named stay.
//     Null clears a value in Update Contact Custom Fields. Each update changes updated_at.
//   - Values: phone numbers, and the order of the values of a multiselect field, are kept as given. created_at grows
//     from contact to contact.
//   - Imports: two imports of one new contact at the same time make one contact. The status and the counts never go
//     back. Rows that the merge type skips have not failed, and the contacts that they match join the list. An import
//     without a success has the status failed, and has counts.
//   - Lists, notes, fields: adding a contact that is in the list is a warning. A note without a title has an empty
//     title, and is found under its own contact only. Deleting a custom field deletes its values.
type Options struct {
	// Prefix is the beginning of the names of everything that the suite creates. A part that
	// differs in each run follows. Empty: "conformance".
	Prefix string
	// Patience is how long a search or a list may take to show a change, and how long an
	// import may make no progress. Each section waits this long once if a list never shows a
	// change. 0: one minute.
	Patience time.Duration
	// Strict also checks what the documentation leaves open and the fake has decided, for
	// implementations that must behave as the fake does: see the list above.
	Strict bool
}

// Run checks that the API of the client does what the documentation says. Each part of the documentation is a subtest.
// Each difference is an error of one line that begins with the section of the documentation. Without Options.Strict,
// only what the documentation says is checked.
//
// Everything that the suite creates has a unique name or key. In the end it deletes its lists, custom fields and notes,
// also if a check fails or the test is cancelled. The API has no operation that deletes contacts: each run leaves 12, a
// strict one 13, whose external_contact_id begins with the prefix. Use a workspace for tests.
//
// The token of the client must be allowed to call all operations. The client itself is not changed.
func Run(t *testing.T, client *cuedesk.Client, opts Options) {
	t.Helper()
	s, err := newSuite(client, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		// The context of the test has ended by now.
		for _, d := range s.cleanUp(context.WithoutCancel(t.Context())) {
			t.Error(d)
		}
	})
	for _, part := range suiteParts {
		t.Run(part.name, func(t *testing.T) {
			for _, d := range s.run(t.Context(), part) {
				t.Error(d)
			}
		})
	}
}

// suitePart is a part of the suite, named by a heading of the documentation.
type suitePart struct {
	name string
	run  func(*suite, context.Context)
}

// suiteParts are in the order of the documentation. The last looks at what the others have seen.
var suiteParts = []suitePart{
	{"Error Responses", (*suite).checkErrors},
	{"Pagination", (*suite).checkPagination},
	{"Contacts", (*suite).checkContacts},
	{"Search Contacts", (*suite).checkSearch},
	{"Bulk Create Contacts", (*suite).checkImports},
	{"Contact Custom Fields", (*suite).checkValues},
	{"Contact Lists", (*suite).checkLists},
	{"Contact List Membership", (*suite).checkMembership},
	{"Custom Fields", (*suite).checkFields},
	{"Contact Notes", (*suite).checkNotes},
	{"Response Codes", (*suite).checkCodes},
}

func (o Options) withDefaults() Options {
	o.Prefix = cmp.Or(o.Prefix, "conformance")
	o.Patience = cmp.Or(o.Patience, time.Minute)
	return o
}
