package cuedesktest

import (
	"cmp"
	"context"
	"testing"
	"time"

	"github.com/cuedesk/cuedesk-go"
)

// ConformanceOptions are the options of [Conformance]. The zero value has the defaults.
type ConformanceOptions struct {
	// Prefix begins the name of everything that the suite creates; empty: "conformance". A part that is different in
	// each run follows it.
	Prefix string
	// Patience is how long an implementation may take until a search or a list shows what was done, and how long an
	// import may make no progress; 0: a minute.
	Patience time.Duration
	// Strict also checks what the documentation leaves open, and the fake has decided: see the package documentation.
	// It is meant for implementations that are to behave as the fake does.
	Strict bool
}

// Conformance checks that the API behind the client does what its documentation says, whether it is the fake, a
// sandbox or the real one. Each part of the documentation is a subtest, and each difference from it an error of one
// line that begins with the section of the documentation. What the documentation does not say is not checked.
//
// All that the suite creates has a name that no other has. Lists, custom fields and notes are deleted in the end, also
// when a check fails or the test is cancelled. The API has no operation that deletes contacts, so that each run leaves
// 11 behind, some of them without their custom values: use a workspace that is made for tests. Their
// external_contact_id begins with the prefix.
//
// The client must be allowed to do everything, and should not have an observer: the suite uses a copy of the client
// with one of its own.
func Conformance(t *testing.T, client *cuedesk.Client, opts ConformanceOptions) {
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
	name  string
	check func(*suite, context.Context)
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

func (o ConformanceOptions) withDefaults() ConformanceOptions {
	o.Prefix = cmp.Or(o.Prefix, "conformance")
	o.Patience = cmp.Or(o.Patience, time.Minute)
	return o
}
