package cuedesktest_test

import (
	"testing"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/internal/resttest"
)

// TestPrinted: what people print by accident shows nothing of requests and contacts.
func TestPrinted(t *testing.T) {
	t.Parallel()
	resttest.Printed(t, resttest.Unprinted{
		"Server", "Summary", // counts
		"Request.Operation", "Request.Method", "WaitingFault.Operation", "Import.Status",
	},
		cuedesktest.Request{}, cuedesktest.Exchange{}, cuedesktest.Outcome{}, cuedesktest.Contact{},
		cuedesktest.Import{}, cuedesktest.FailedRow{}, cuedesktest.Fault{}, cuedesktest.WaitingFault{},
	)
}
