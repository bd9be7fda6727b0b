package nexadesk_test

import (
	"encoding/json"
	"testing"

	"github.com/cuedesk/cuedesk-go/nexadesk"
)

// TestContact_MarshalJSON: what the API sent comes out of encoding/json, members that this version does not know
// included.
func TestContact_MarshalJSON(t *testing.T) {
	t.Parallel()
	const sent = `{"id":"c1","first_name":"Ada","tags":["vip"],"created_at":"2026-01-02T03:04:05Z","new":{"a":1}}`
	var contact nexadesk.Contact
	if err := json.Unmarshal([]byte(sent), &contact); err != nil {
		t.Fatal(err)
	}
	if got, err := json.Marshal(contact); err != nil || string(got) != sent {
		t.Errorf("%v\n got %s\nsent %s", err, got, sent)
	}
}
