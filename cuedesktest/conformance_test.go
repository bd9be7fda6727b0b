package cuedesktest

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go"
)

// The suite passes for the fake with what it has decided, and without.
func TestConformance(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string]ConformanceOptions{
		"strict":     {Strict: true},
		"documented": {Prefix: "acceptance test"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := NewServer(WithImportDuration(30 * time.Millisecond))
			t.Cleanup(func() { left(t, srv) })
			Conformance(t, srv.Client(), opts)
		})
	}
}

// left checks that only contacts are left of a run.
func left(t *testing.T, srv *Server) {
	t.Helper()
	if n := len(srv.store.lists); n > 0 {
		t.Errorf("%d lists are left", n)
	}
	if n := len(srv.store.definitions); n > 0 {
		t.Errorf("%d custom fields are left", n)
	}
	for _, c := range srv.store.contacts {
		if len(c.notes) > 0 {
			t.Errorf("%d notes are left on a contact", len(c.notes))
		}
	}
}

// runSuite runs parts of the suite as Conformance does, and returns the lines that it would report. It has to be in a
// synctest bubble, so that no test waits for what never comes.
func runSuite(ctx context.Context, t *testing.T, client *cuedesk.Client, opts ConformanceOptions,
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
func TestConformance_complete(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := NewServer()
		if lines := runSuite(t.Context(), t, srv.Client(), ConformanceOptions{Prefix: "mine"},
			suiteParts...); len(lines) > 0 {
			t.Error(lines)
		}
		called := map[string]bool{}
		for _, request := range srv.Requests() {
			called[request.Operation] = called[request.Operation] || request.Status < http.StatusBadRequest
		}
		for _, operation := range Operations() {
			if !called[operation] {
				t.Errorf("%s is never called with success", operation)
			}
		}
		if got := sortedKeys(documented); !slices.Equal(got, Operations()) {
			t.Errorf("the suite knows %v", got)
		}
		if n := len(srv.store.contacts); n != 12 {
			t.Errorf("%d contacts are left", n)
		}
		for _, c := range srv.store.contacts {
			if !strings.HasPrefix(c.text["external_contact_id"], "mine-") {
				t.Errorf("a contact is not marked: %q", c.text["external_contact_id"])
			}
		}
	})
}

// What the suite created is deleted although everything fails, or the test is cancelled in the middle.
func TestConformance_cleanup(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		srv := NewServer()
		client := srv.Client(cuedesk.WithObserver(func(context.Context, cuedesk.Attempt) {}))
		s, err := newSuite(client, ConformanceOptions{})
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
		left(t, srv)
	})
}

// What cannot be set up is said once a part, and nothing panics.
func TestConformance_noAPI(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := NewServer()
		srv.Inject("", HTML502().Always())
		lines := runSuite(t.Context(), t, srv.Client(), ConformanceOptions{}, suiteParts...)
		for _, want := range []string{"Create a Custom Field: ", "Setting up: ", "Create a Contact List: ", "Cleaning up: "} {
			if !slices.ContainsFunc(lines, func(line string) bool { return strings.HasPrefix(line, want) }) {
				t.Errorf("no line begins with %q: %q", want, lines)
			}
		}
	})
}
