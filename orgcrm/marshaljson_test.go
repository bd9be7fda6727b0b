package orgcrm_test

import (
	stdjson "encoding/json"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/cuedesk/cuedesk-go/orgcrm"
)

// TestMarshalJSON: what the API sent comes out of encoding/json, members that this version does not know included.
func TestMarshalJSON(t *testing.T) {
	t.Parallel()
	for sent, into := range map[string]any{
		`{"id":"1","name":"Ada","tags":["vip"],"dnc":true,"new":{"a":1}}`: new(orgcrm.Contact),
		`{"id":"2","key":"seats","folder":3}`:                             new(orgcrm.CustomField),
		`{"id":"3","name":"vip","color":"red"}`:                           new(orgcrm.Tag),
	} {
		if err := json.Unmarshal([]byte(sent), into); err != nil {
			t.Fatal(err)
		}
		if got, err := stdjson.Marshal(into); err != nil || string(got) != sent {
			t.Errorf("%v\n got %s\nsent %s", err, got, sent)
		}
	}
}
