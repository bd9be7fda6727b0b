package conformance

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// The suite passes for the fake with what it has decided, and without.
func TestRun(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string]Options{
		"strict":     {Strict: true},
		"documented": {Prefix: "acceptance test"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := cuedesktest.NewServer(cuedesktest.WithImportDuration(30 * time.Millisecond))
			t.Cleanup(func() { wantNothingLeft(t, srv) })
			Run(t, srv.Client(), opts)
		})
	}
}

// wantNothingLeft checks that only contacts are left of a run, and returns them.
func wantNothingLeft(t *testing.T, srv *cuedesktest.Server) (contacts []*cuedesk.Contact) {
	t.Helper()
	ctx, viewer := context.WithoutCancel(t.Context()), srv.Viewer()
	for list, err := range viewer.Lists.All(ctx, cuedesk.ListListsOptions{}) {
		t.Errorf("a list is left: %v, %v", list, err)
	}
	for field, err := range viewer.CustomFields.All(ctx, cuedesk.PageOptions{}) {
		t.Errorf("a custom field is left: %v, %v", field, err)
	}
	for contact, err := range viewer.Contacts.All(ctx, cuedesk.ListContactsOptions{}) {
		if err != nil {
			t.Fatal(err)
		}
		contacts = append(contacts, contact)
		for note, err := range viewer.Notes.All(ctx, contact.ID, cuedesk.PageOptions{}) {
			t.Errorf("a note is left: %v, %v", note, err)
		}
	}
	return contacts
}

// runSuite runs parts of the suite as Run does, and returns the lines that it would report. It has to be in a
// synctest bubble, so that no test waits for what never comes.
func runSuite(ctx context.Context, t *testing.T, client *cuedesk.Client, opts Options,
	parts ...suitePart,
) []string {
	t.Helper()
	s, err := newSuite(client, opts)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, part := range parts {
		for _, d := range s.run(ctx, part) {
			lines = append(lines, d.String())
		}
	}
	for _, d := range s.cleanUp(context.WithoutCancel(ctx)) {
		lines = append(lines, d.String())
	}
	for _, line := range lines {
		if strings.Contains(line, "\n") {
			t.Errorf("more than one line: %q", line)
		}
	}
	return lines
}

// The suite calls all operations, and leaves as many contacts as its documentation says, marked with the prefix.
func TestRun_complete(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := cuedesktest.NewServer()
		if lines := runSuite(t.Context(), t, srv.Client(), Options{Prefix: "mine"},
			suiteParts...); len(lines) > 0 {
			t.Error(lines)
		}
		called := map[string]bool{}
		for _, request := range srv.Requests() {
			called[request.Operation] = called[request.Operation] || request.Status < http.StatusBadRequest
		}
		for _, operation := range cuedesktest.Operations() {
			if !called[operation] {
				t.Errorf("%s is never called with success", operation)
			}
		}
		if got := sortedKeys(documented); !slices.Equal(got, cuedesktest.Operations()) {
			t.Errorf("the suite knows %v", got)
		}
		contacts := wantNothingLeft(t, srv)
		if n := len(contacts); n != 12 {
			t.Errorf("%d contacts are left", n)
		}
		for _, c := range contacts {
			if !strings.HasPrefix(c.ExternalContactID, "mine-") {
				t.Errorf("a contact is not marked: %q", c.ExternalContactID)
			}
		}
	})
}

// What the suite created is deleted although everything fails, or the test is cancelled in the middle.
func TestRun_cleanup(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		srv := cuedesktest.NewServer()
		client := srv.Client(cuedesk.WithObserver(func(context.Context, cuedesk.Attempt) {}))
		s, err := newSuite(client, Options{})
		if err != nil {
			t.Fatal(err)
		}
		s.setUp(ctx)
		cancel()
		for _, part := range suiteParts {
			if len(s.run(ctx, part)) == 0 && part.name != "Response Codes" {
				t.Errorf("%s: no difference without a context", part.name)
			}
		}
		if found := s.cleanUp(context.WithoutCancel(ctx)); len(found) > 0 {
			t.Error(found)
		}
		wantNothingLeft(t, srv)
	})
}

// What cannot be set up is said once a part, and nothing panics.
func TestRun_noAPI(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := cuedesktest.NewServer()
		srv.Inject("", cuedesktest.HTML502().Always())
		lines := runSuite(t.Context(), t, srv.Client(), Options{}, suiteParts...)
		for _, want := range []string{"Create a Custom Field: ", "Setting up: ", "Create a Contact List: ", "Cleaning up: "} {
			if !slices.ContainsFunc(lines, func(line string) bool { return strings.HasPrefix(line, want) }) {
				t.Errorf("no line begins with %q: %q", want, lines)
			}
		}
	})
}
