package contactfile_test

import (
	"testing"

	"github.com/cuedesk/cuedesk-go/contactfile"
	"github.com/cuedesk/cuedesk-go/internal/resttest"
)

// TestPrinted: what people print by accident shows nothing of rows, in no form.
func TestPrinted(t *testing.T) {
	t.Parallel()
	resttest.Printed(t, resttest.Unprinted{"Error", "Column", "Options", "File", "Change.Column", "Change.Detail", "Notice"},
		contactfile.Row{}, contactfile.Change{}, contactfile.Counts{})
}
