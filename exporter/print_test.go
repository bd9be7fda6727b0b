package exporter_test

import (
	"testing"

	"github.com/cuedesk/cuedesk-go/exporter"
	"github.com/cuedesk/cuedesk-go/internal/resttest"
)

// TestPrinted: what people print by accident shows nothing that is searched for.
func TestPrinted(t *testing.T) {
	t.Parallel()
	resttest.Printed(t, resttest.Unprinted{"Options.Columns", "Report.Columns", "WriteState"},
		exporter.Options{}, exporter.Report{}, exporter.Progress{})
}
