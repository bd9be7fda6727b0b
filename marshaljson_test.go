package cuedesk_test

import (
	stdjson "encoding/json"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/cuedesk/cuedesk-go"
)

// TestMarshalJSON: what the API sent comes out of both JSON packages, members that this version does not know included.
func TestMarshalJSON(t *testing.T) {
	t.Parallel()
	const id = `"ff0556cf-fbad-4d55-94cd-119bac9df2da"`
	const times = `,"created_at":"2026-01-02T03:04:05Z","updated_at":"2026-01-02T03:04:05.123Z"`
	for _, test := range []struct {
		name string
		into any
		sent string
	}{
		{"Contact", new(cuedesk.Contact), `{"uuid":` + id + `,"workspace_uuid":` + id + `,"first_name":"Ada","email":"a@b.c",` +
			`"archived":true` + times + `,"custom_fields":{"b":1e400,"a":[1,{"x":null}]},"new":{"z":1,"a":2}}`},
		{"List", new(cuedesk.List), `{"uuid":` + id + `,"name":"VIP","status":"active","emoji":"😀","workspace_uuid":` + id +
			`,"count":3` + times + `,"new":[null]}`},
		{"Note", new(cuedesk.Note), `{"uuid":` + id + `,"title":"t","content":{"text":"x","kind":"rich"}` + times +
			`,"status":"active","new":true}`},
		{"CustomField", new(cuedesk.CustomField), `{"uuid":` + id + `,"workspace_uuid":` + id + `,"name":"Seats","icon":"",` +
			`"field_type":"select","field_key":"seats","status":"active"` + times + `,"editable":true,"sensitive":false,` +
			`"select_options":[{"uuid":"o1","display_label":"One","field_key":"one","archived":false,"new":1}],"new":2}`},
		{"Import", new(cuedesk.Import), `{"contact_import_uuid":` + id + `,"status":"completed",` +
			`"summary":{"total":3,"created":2,"failed":1,"skipped":0},"new":"x"}`},
		{"AddResult", new(cuedesk.AddResult), `{"message":"m","added":[` + id + `],"warnings":[{"uuid":` + id +
			`,"message":"w","code":7}],"new":1}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if err := json.Unmarshal([]byte(test.sent), test.into); err != nil {
				t.Fatal(err)
			}
			for name, marshal := range map[string]func(any) ([]byte, error){
				"encoding/json": stdjson.Marshal, "json/v2": func(v any) ([]byte, error) { return json.Marshal(v) },
			} {
				if got, err := marshal(test.into); err != nil || string(got) != test.sent {
					t.Errorf("%s: %v\n got %s\nsent %s", name, err, got, test.sent)
				}
			}
		})
	}
}

// TestMarshalJSON_again: a resource that a program has stored reads back as it was.
func TestMarshalJSON_again(t *testing.T) {
	t.Parallel()
	sent := cuedesk.Contact{
		ID: contactID, Email: "ada@example.com", Extra: map[string]cuedesk.Value{"new": value(t, `[1]`)},
	}
	stored, err := stdjson.Marshal([]cuedesk.Contact{sent})
	if err != nil {
		t.Fatal(err)
	}
	var got []cuedesk.Contact
	if err := stdjson.Unmarshal(stored, &got); err != nil {
		t.Fatal(err)
	}
	if len(got) != 1 || got[0].ID != sent.ID || got[0].Email != sent.Email || string(got[0].Extra["new"].Raw()) != `[1]` {
		t.Errorf("got %+v", got)
	}
}

func value(t *testing.T, raw string) (v cuedesk.Value) {
	t.Helper()
	if err := json.Unmarshal([]byte(raw), &v); err != nil {
		t.Fatal(err)
	}
	return v
}
