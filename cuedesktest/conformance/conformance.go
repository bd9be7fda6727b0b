// Package conformance checks any implementation of the Cuedesk Contacts API against its documentation, by way of a
// client of it: the fake of package [github.com/cuedesk/cuedesk-go/cuedesktest], one of yours, a sandbox, or the real
// API.
//
//	func TestConformance(t *testing.T) {
//		conformance.Run(t, client, conformance.Options{})
//	}
//
// Each difference from the documentation is an error of one line that begins with the section of the documentation:
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

// Options are the options of [Run]. The zero value has the defaults.
//
// What Strict adds:
//
//   - Errors: what is invalid is refused with 422, never 400; entries about the query are "in" query; the message of
//     a 404 is "404 NOT FOUND", that of a missing field "Field required". Pages out of bounds, and values beside
//     those that the documentation lists for a parameter, an operator, a data type or a merge, are refused.
//   - Searches: all filters must be met; each operator on fields of each type, also on contacts without a value,
//     which meet the negative ones, and on the times that the server sets; range includes its ends, and any value of
//     an array will do; filters look at case; the search term looks at all text fields, not at case, and finds no more
//     than what contains it; {} finds as many as List Contacts; contacts without a value are sorted last.
//   - Updates: "" and null clear a contact's field and a list's emoji; custom values that are not named stay; null
//     clears in Update Contact Custom Fields; each update moves updated_at on.
//   - Values: phone numbers and the order of a multiselect are kept as they are given; created_at rises from contact
//     to contact.
//   - Imports: two of one new contact at the same time make one; status and counts only go forward; rows that the
//     merge type skips have not failed, and what they match joins the list; an import without a success has failed,
//     and has counts.
//   - A contact that is in the list already is a warning; a note without a title has an empty one, and is found
//     under its contact alone; deleting a custom field deletes its values.
type Options struct {
	// Prefix begins the name of everything that the suite creates; empty: "conformance".
	// A part that is different in each run follows it.
	Prefix string
	// Patience is how long an implementation may take until a search or a list shows what was
	// done, and how long an import may make no progress; 0: a minute. Each section waits this
	// long, once, for what a list never shows.
	Patience time.Duration
	// Strict also checks what the documentation leaves open, and the fake has decided. It is
	// for implementations that are to behave as the fake does: see the list of [Options].
	Strict bool
}

// Run checks that the API behind the client does what its documentation says, whether it is the fake, a
// sandbox or the real one. Each part of the documentation is a subtest, and each difference from it an error of one
// line that begins with the section of the documentation. What the documentation does not say is not checked.
//
// All that the suite creates has a name or a key that no other has. Lists, custom fields and notes are deleted in the
// end, also when a check fails or the test is cancelled. The API has no operation that deletes contacts, so that each
// run leaves 12 behind, a strict one 13, some of them without their custom values: use a workspace that is made for
// tests. Their external_contact_id begins with the prefix.
//
// The client must be allowed to do everything. The suite observes its calls with a copy of the client.
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
