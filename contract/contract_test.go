package contract

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// unused says which parts of the document no run can use, and why.
var unused = map[string]string{
	"createCustomField body.field_key=null never sent":      "null is the default: the client leaves it out",
	"createCustomField body.icon=null never sent":           "null is the default: the client leaves it out",
	"createCustomField body.select_options=null never sent": "null is the default: the client leaves it out",
}

// TestContract calls everything that the document describes.
func TestContract(t *testing.T) {
	t.Parallel()
	// Imports take their time, which is not the test's in the bubble.
	synctest.Test(t, func(t *testing.T) {
		fake := cuedesktest.NewServer(cuedesktest.WithImportDuration(10 * time.Second))
		v := newValidator(t, fake)
		defer func() { failOn(t, "violations", v.found()) }() // if a call fails, too: they say why
		newCoverRun(t.Context(), t, v, cuedesktest.BaseURL, fake).run()
		failOn(t, "unused parts of the document", v.unused(t))
	})
}

// unused returns what of the document was not used but could be, and what was used against expectation.
func (v *validator) unused(t *testing.T) []string {
	t.Helper()
	expected := map[string]bool{}
	var lines []string
	for _, line := range v.missing(v.doc) {
		expected[line] = true
		if unused[line] == "" {
			lines = append(lines, line)
		}
	}
	for line := range unused {
		if !expected[line] {
			lines = append(lines, "no longer so: "+line)
		}
	}
	return lines
}

func failOn(t rapid.TB, what string, lines []string) {
	t.Helper()
	if len(lines) > 0 {
		t.Errorf("%d %s:\n  %s", len(lines), what, strings.Join(lines, "\n  "))
	}
}
