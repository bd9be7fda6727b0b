package cuedesk_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// TestCustomField_UnmarshalJSON_large: a definition may have more options than a person
// would read, and not as many as only a hostile one has.
func TestCustomField_UnmarshalJSON_large(t *testing.T) {
	t.Parallel()
	for n, refused := range map[int]bool{5_000: false, 50_001: true} {
		var text strings.Builder
		for i := range n {
			fmt.Fprintf(&text, `,{"display_label":"L%d"}`, i)
		}
		var field cuedesk.CustomField
		err := json.Unmarshal([]byte(`{"select_options":[`+text.String()[1:]+`]}`), &field)
		var shape rest.ShapeError
		if errors.As(err, &shape) != refused || !refused && err != nil {
			t.Errorf("%d options: error %v", n, err)
		}
		if options := field.SelectOptions; !refused && (len(options) != n ||
			options[n-1].DisplayLabel != fmt.Sprintf("L%d", n-1)) {
			t.Errorf("%d options: got %d", n, len(options))
		}
	}
}

// TestList_UnmarshalJSON_large: likewise for the members that this version does not know.
func TestList_UnmarshalJSON_large(t *testing.T) {
	t.Parallel()
	for n, refused := range map[int]bool{9_000: false, 10_001: true} {
		var text strings.Builder
		for i := range n {
			fmt.Fprintf(&text, `,"member%d":%d`, i, i)
		}
		var list cuedesk.List
		err := json.Unmarshal([]byte(`{`+text.String()[1:]+`}`), &list)
		var shape rest.ShapeError
		if errors.As(err, &shape) != refused || !refused && (err != nil || len(list.Extra) != n) {
			t.Errorf("%d members: error %v, got %d", n, err, len(list.Extra))
		}
	}
}
