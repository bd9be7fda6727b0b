package console_test

import (
	"testing"

	"github.com/cuedesk/cuedesk-go/internal/resttest"
)

// TestDocs_options: every option has an example.
func TestDocs_options(t *testing.T) {
	t.Parallel()
	resttest.OptionsExampled(t)
}
