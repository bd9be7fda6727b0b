package cuedesktest

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/testset"
)

// Whatever an implementation does wrong is reported, under the section that says otherwise, and nothing is left of it.
// The small set of tests runs only the parts that are likely to notice a mutant, if they do; the large one runs all.
func TestConformance_mutants(t *testing.T) {
	t.Parallel()
	for _, m := range allMutants() {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			var lines []string
			if !testset.IsLarge() {
				lines = m.run(t, m.likelyParts())
			}
			if !m.isReported(lines) {
				lines = m.run(t, m.parts())
			}
			for _, want := range m.want {
				if !reported(lines, want) {
					t.Errorf("no line begins with %q:\n%s", want, strings.Join(lines, "\n"))
				}
			}
		})
	}
}

// run runs parts of the suite on the mutant, and returns what is reported.
func (m mutant) run(t *testing.T, parts []suitePart) (lines []string) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		srv := NewServer(WithImportDuration(50 * time.Millisecond))
		client := srv.Client(cuedesk.WithHTTPClient(&http.Client{Transport: breakable{srv, m}}))
		lines = runSuite(t.Context(), t, client, ConformanceOptions{Strict: m.strict}, parts...)
		left(t, srv)
	})
	return lines
}

// headings are sections of the documentation by the part that is likely to report differences from them.
var headings = map[string][]string{
	"Error Responses":      {"Error Responses"},
	"Pagination":           {"List Contacts", "List Contacts in a Contact List"},
	"Contacts":             {"Create a Contact", "Get a Contact", "Update a Contact", "JSON Field Casing"},
	"Search Contacts":      {"Search Contacts"},
	"Bulk Create Contacts": {"Bulk Create Contacts", "Get Contact Import Status"},
	"Contact Custom Fields": {
		"Add a Custom Field to a Contact", "Update Contact Custom Fields", "Delete a Custom Field",
	},
	"Contact Lists":           {"Create a Contact List", "Update a Contact List", "List Contact Lists"},
	"Contact List Membership": {"Add Contacts to a Contact List", "Get Contact Lists for a Contact", "Get a Contact List"},
	"Custom Fields":           {"Create a Custom Field", "Update a Custom Field", "List Custom Fields"},
	"Contact Notes": {
		"Create a Contact Note", "Update a Contact Note", "Get a Contact Note", "List Contact Notes",
	},
}

// likelyParts returns the parts that are likely to notice the mutant, for each of its sections one.
func (m mutant) likelyParts() []suitePart {
	return slices.DeleteFunc(slices.Clone(suiteParts), func(part suitePart) bool {
		if m.part != "" {
			return part.name != m.part
		}
		return !slices.ContainsFunc(headings[part.name], m.isWantedUnder)
	})
}

func (m mutant) isWantedUnder(section string) bool {
	return slices.ContainsFunc(m.want, func(want string) bool { return strings.HasPrefix(want, section+": ") })
}

// isReported reports whether all that must be said of the mutant is among the lines.
func (m mutant) isReported(lines []string) bool {
	return !slices.ContainsFunc(m.want, func(want string) bool { return !reported(lines, want) })
}

func reported(lines []string, want string) bool {
	return slices.ContainsFunc(lines, func(line string) bool { return strings.HasPrefix(line, want) })
}

// Parts are found by their names: a heading that no part has would only cost time.
func TestConformance_headings(t *testing.T) {
	t.Parallel()
	for name := range headings {
		if !slices.ContainsFunc(suiteParts, func(part suitePart) bool { return part.name == name }) {
			t.Errorf("no part is named %q", name)
		}
	}
}

func allMutants() []mutant {
	return slices.Concat(mutants, searchMutants, strictMutants, boundsMutants, shapeMutants)
}
