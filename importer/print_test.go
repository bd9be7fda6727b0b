package importer_test

import (
	"testing"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/importer"
	"github.com/cuedesk/cuedesk-go/internal/resttest"
)

// TestPrinted: what people print by accident shows nothing of rows, in no form.
func TestPrinted(t *testing.T) {
	t.Parallel()
	resttest.Printed(t, resttest.Unprinted{"File", "Group.Field", "OptionError", "Options.Reading"},
		importer.Row{}, importer.Result{}, importer.Report{}, importer.Progress{}, importer.Group{},
		importer.InFlight{}, importer.Stray{}, importer.Options{}, importer.Route{},
	)
	result := importer.Result{
		Row:   importer.Row{Line: 7, Contact: cuedesk.ContactCreate{Email: "batman@example.com"}},
		State: importer.Skipped, Reason: importer.ReasonNoMatchValue,
	}
	if got, want := result.String(), "line 7 skipped: "+importer.ReasonNoMatchValue.Text(); got != want {
		t.Errorf("a result prints %q, not %q", got, want)
	}
	for n, want := range map[int]string{
		1: "1 row in 0s\n       1 unknown: " + importer.ReasonNotShown.Text() + "; line 1\n" +
			"       1 import in flight, such as one without an answer, lines 0 to 0\n" +
			"       1 contact made, or perhaps made, by asking why rows have failed: one of unknown ID, with names and " +
			"custom values of line 0\n",
		2: "2 rows in 0s\n       2 unknown: " + importer.ReasonNotShown.Text() + "; lines 1, …\n" +
			"       2 imports in flight, such as one without an answer, lines 0 to 0\n" +
			"       2 contacts made, or perhaps made, by asking why rows have failed: one of unknown ID, with names and " +
			"custom values of line 0\n",
	} {
		report := importer.Report{
			Read: n, InFlight: make([]importer.InFlight, n), Strays: make([]importer.Stray, n),
			Groups: []importer.Group{{State: importer.Unknown, Reason: importer.ReasonNotShown, Rows: n, Lines: []int{1}}},
		}
		if got := report.String(); got != want {
			t.Errorf("a report prints\n%s\nnot\n%s", got, want)
		}
	}
	if got := (importer.Counts{importer.Created: 3, importer.Failed: 1}).String(); got != "3 created, 1 failed" {
		t.Errorf("counts print %q", got)
	}
}
