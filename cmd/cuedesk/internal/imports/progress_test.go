package imports

import (
	"testing"

	"github.com/cuedesk/cuedesk-go/importer"
)

func TestDescribe(t *testing.T) {
	t.Parallel()
	failed := importer.Counts{importer.Imported: 2, importer.Failed: 1}
	for want, p := range map[string]importer.Progress{
		"3 in flight": {Read: 9, InFlight: 3, Importing: 1},
		"3 in flight, looking up what became of them, 1 failed": {Read: 9, InFlight: 3, Settling: 1, Counts: failed},
	} {
		if got := describe(p); got != want {
			t.Errorf("%q, not %q", got, want)
		}
	}
}
