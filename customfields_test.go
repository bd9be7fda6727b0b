package cuedesk_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/resttest"
)

// sentBody returns the JSON body that a call sends, in whatever way it ends.
func sentBody(t *testing.T, call func(*cuedesk.Client)) any {
	t.Helper()
	var body any
	call(newClient(t, func(r *http.Request) (*http.Response, error) {
		body = resttest.Decode(t, r.Body)
		return reply(404, jsonType, refusal), nil
	}))
	return body
}

// TestReplace_sendsAllFields: every required field is sent, the icon as null when
// empty.
func TestReplace_sendsAllFields(t *testing.T) {
	t.Parallel()
	got := sentBody(t, func(c *cuedesk.Client) {
		_, _ = c.CustomFields.Replace(t.Context(), fieldID, cuedesk.CustomFieldReplace{
			Name: "Seats", FieldType: cuedesk.FieldInteger,
		})
	})
	want := map[string]any{
		"name": "Seats", "field_type": "number:integer", "editable": false, "sensitive": false, "icon": nil,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("custom field update (-want +got):\n%s", diff)
	}
	got = sentBody(t, func(c *cuedesk.Client) {
		_, _ = c.Notes.Replace(t.Context(), contactID, noteID, cuedesk.NoteReplace{Content: cuedesk.NoteContent{Text: "x"}})
	})
	if diff := cmp.Diff(map[string]any{"title": "", "content": map[string]any{"text": "x"}}, got); diff != "" {
		t.Errorf("note replacement (-want +got):\n%s", diff)
	}
}

// TestCustomField_AsReplace: what it leaves out would be emptied.
func TestCustomField_AsReplace(t *testing.T) {
	t.Parallel()
	f := cuedesk.CustomField{
		Name: "Priority", FieldType: cuedesk.FieldSelect, Editable: true, Sensitive: true, Icon: "star",
		SelectOptions: []cuedesk.SelectOption{
			{DisplayLabel: "Low"}, {DisplayLabel: "Old", Archived: true}, {DisplayLabel: "High"},
		},
	}
	want := cuedesk.CustomFieldReplace{
		Name: "Priority", FieldType: cuedesk.FieldSelect, Editable: true, Sensitive: true, Icon: "star",
		SelectOptions: []string{"Low", "High"},
	}
	if diff := cmp.Diff(want, f.AsReplace()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestContactsService_UpdateCustomFields_null: null is sent for a value that is cleared, in each way there is.
func TestContactsService_UpdateCustomFields_null(t *testing.T) {
	t.Parallel()
	for name, call := range map[string]func(*cuedesk.Client){
		`{"custom_field_uuid":"ff24cdaf-f0a1-4db9-ba47-109f6d663544","value":null}`: func(c *cuedesk.Client) {
			_, _ = c.Contacts.SetCustomField(t.Context(), contactID, fieldID, nil)
		},
		`{"custom_fields":{"plan":null}}`: func(c *cuedesk.Client) {
			_, _ = c.Contacts.UpdateCustomFields(t.Context(), contactID, map[string]any{"plan": nil})
		},
		`{"last_name":null,"custom_fields":{"plan":null}}`: func(c *cuedesk.Client) {
			_, _ = c.Contacts.Update(t.Context(), contactID, cuedesk.ContactUpdate{
				LastName: cuedesk.Clear[string](), CustomFields: map[string]any{"plan": nil},
			})
		},
		`{"emoji":null}`: func(c *cuedesk.Client) {
			_, _ = c.Lists.Update(t.Context(), listID, cuedesk.ListUpdate{Emoji: cuedesk.Clear[string]()})
		},
	} {
		want := resttest.Decode(t, reply(200, jsonType, name).Body)
		if diff := cmp.Diff(want, sentBody(t, call)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}
