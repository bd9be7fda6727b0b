package cuedesk_test

import (
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/cuedesk/cuedesk-go/internal/resttest"
)

// marshal encodes with the library that knows the Extra members.
func marshal(v any) (string, error) {
	data, err := json.Marshal(v, json.Deterministic(true))
	return string(data), err
}

// TestDocs_fieldComments checks that each exported field has a comment: what
// is required, what null means, which unit.
func TestDocs_fieldComments(t *testing.T) {
	t.Parallel()
	resttest.Documented(t)
}

// TestLogValue_personalTypes checks that each type that holds personal data has
// a LogValue, by value and by pointer.
func TestLogValue_personalTypes(t *testing.T) {
	t.Parallel()
	resttest.Logged(t)
}
