package imports

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/program"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// A row that repeats one that failed is among those to mend: its values have not got in either.
func TestRun_failedRepeats(t *testing.T) {
	t.Parallel()
	srv := cuedesktest.NewServer(cuedesktest.WithImportDuration(0))
	for range 2 {
		srv.AddContact(cuedesktest.Contact{Email: "ann@example.com"})
	}
	out := filepath.Join(t.TempDir(), "failed.csv")
	text := "Email,First Name\nann@example.com,Ann\nbob@example.com,Bob\nann@example.com,Anna\n"
	call(t.Context(), srv, text, "-", "--failed-out", out).want(t, program.SomeFailed)
	failed, err := os.ReadFile(out)
	if err != nil || !strings.Contains(string(failed), "Ann,") || !strings.Contains(string(failed), "Anna,") ||
		strings.Contains(string(failed), "Bob") {
		t.Errorf("%s, %v", failed, err)
	}
}
