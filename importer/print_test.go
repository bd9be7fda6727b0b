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
	if got := (importer.Counts{importer.Created: 3, importer.Failed: 1}).String(); got != "3 created, 1 failed" {
		t.Errorf("counts print %q", got)
	}
}
