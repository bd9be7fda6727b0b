package conformance

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/internal/testset"
)

// Whatever an implementation does wrong is reported, under the section that says otherwise, and nothing is left of it.
func TestRun_mutants(t *testing.T) {
	t.Parallel()
	for _, m := range testset.Some(allMutants(), 30) {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			lines := m.run(t)
			for _, want := range m.want {
				if !reported(lines, want) {
					t.Errorf("no line begins with %q:\n%s", want, strings.Join(lines, "\n"))
				}
			}
		})
	}
}

// run runs the suite on the mutant, and returns what is reported.
func (m mutant) run(t *testing.T) (lines []string) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		srv := cuedesktest.NewServer(cuedesktest.WithImportDuration(50 * time.Millisecond))
		client := srv.Client(cuedesk.WithHTTPClient(&http.Client{Transport: mutantServer{srv, m}}))
		lines = runSuite(t.Context(), t, client, Options{Strict: m.strict}, m.parts()...)
		wantNothingLeft(t, srv)
	})
	return lines
}

func reported(lines []string, want string) bool {
	return slices.ContainsFunc(lines, func(line string) bool { return strings.HasPrefix(line, want) })
}

func allMutants() []mutant {
	return slices.Concat(mutants, searchMutants, strictMutants, boundsMutants, shapeMutants)
}
