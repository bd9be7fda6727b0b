//go:build !race

package contactfile_test

import (
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go/contactfile"
)

// TestNewReader_manyMembers: each of so many names is looked at, which takes a second under the race detector.
func TestNewReader_manyMembers(t *testing.T) {
	t.Parallel()
	many := make([]string, 5000)
	for i := range many {
		many[i] = `"m` + lineText(i) + `": 1`
	}
	err := failure(t, `{"email": "a@x"}`+"\n{"+strings.Join(many, ",")+"}\n", contactfile.Options{})
	wantError(t, err, contactfile.ErrRow, "line 2", "more than 4096 different members")
}
