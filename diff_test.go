package cuedesk_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cuedesk/cuedesk-go"
)

// TestContact_Diff: only what would change is sent, and in doubt it is.
func TestContact_Diff(t *testing.T) {
	t.Parallel()
	var contact cuedesk.Contact
	if err := json.Unmarshal([]byte(`{"uuid":"`+contactID.String()+
		`","first_name":"Ann","email":"ann@example.com","custom_fields":{
		"plan":"pro","seats":9007199254740993,"share":0.5,"vip":true,"gone":null,"tags":["a","b"],"o":{"y":1,"x":"\u00e9"}}}`), &contact); err != nil {
		t.Fatal(err)
	}
	type values = map[string]any
	for name, test := range map[string]struct {
		want cuedesk.ContactUpdate
		sent string // "{}": nothing
	}{
		"nothing": {cuedesk.ContactUpdate{}, `{}`},
		"the same": {
			cuedesk.ContactUpdate{FirstName: cuedesk.Set("Ann"), Email: cuedesk.Set("ann@example.com")}, `{}`,
		},
		"another": {
			cuedesk.ContactUpdate{FirstName: cuedesk.Set("Anna"), Email: cuedesk.Set("ann@example.com")},
			`{"first_name":"Anna"}`,
		},
		"another case":    {cuedesk.ContactUpdate{Email: cuedesk.Set("Ann@example.com")}, `{"email":"Ann@example.com"}`},
		"cleared":         {cuedesk.ContactUpdate{Email: cuedesk.Clear[string]()}, `{"email":null}`},
		"nothing cleared": {cuedesk.ContactUpdate{LastName: cuedesk.Clear[string](), PhoneNumber: cuedesk.Set("")}, `{}`},
		"set to nothing":  {cuedesk.ContactUpdate{FirstName: cuedesk.Set("")}, `{"first_name":""}`},
		"every field": {
			cuedesk.ContactUpdate{
				FirstName: cuedesk.Set("1"), LastName: cuedesk.Set("2"), ExternalContactID: cuedesk.Set("3"),
				Email:       cuedesk.Set("4"),
				PhoneNumber: cuedesk.Set("5"), WhatsAppID: cuedesk.Set("6"), FBMessengerID: cuedesk.Set("7"),
			},
			`{"first_name":"1","last_name":"2","external_contact_id":"3","email":"4","phone_number":"5","whatsapp_id":"6",` +
				`"fb_messenger_id":"7"}`,
		},
		"same values": {
			cuedesk.ContactUpdate{CustomFields: values{
				"plan": "pro", "seats": int64(9007199254740993), "share": 0.5, "vip": true, "gone": nil, "never": nil,
				"tags": []string{"a", "b"}, "o": values{"x": "é", "y": 1},
			}}, `{}`,
		},
		"a large number": {
			cuedesk.ContactUpdate{CustomFields: values{"seats": int64(9007199254740992)}},
			`{"custom_fields":{"seats":9007199254740992}}`,
		},
		"other values": {
			cuedesk.ContactUpdate{CustomFields: values{"plan": nil, "vip": "true", "tags": []string{"b", "a"}, "share": 0.5}},
			`{"custom_fields":{"plan":null,"tags":["b","a"],"vip":"true"}}`,
		},
	} {
		diff := contact.Diff(test.want)
		sent, err := marshal(diff)
		if err != nil || sent != test.sent || diff.IsZero() != (test.sent == "{}") {
			t.Errorf("%s: zero %t, %v\n%s", name, diff.IsZero(), err, cmp.Diff(test.sent, sent))
		}
	}
}

// TestContact_Diff_badValue: what cannot be sent is not lost, so that Update refuses it.
func TestContact_Diff_badValue(t *testing.T) {
	t.Parallel()
	diff := cuedesk.Contact{}.Diff(cuedesk.ContactUpdate{CustomFields: map[string]any{"f": func() {}}})
	if diff.IsZero() {
		t.Error("a value that does not encode is no change")
	}
}

// TestContactCreate_AsUpdate: what is there is set, and the rest left alone.
func TestContactCreate_AsUpdate(t *testing.T) {
	t.Parallel()
	full := cuedesk.ContactCreate{
		FirstName: "1", LastName: "2", ExternalContactID: "3", Email: "4", PhoneNumber: "5", WhatsAppID: "6",
		FBMessengerID: "7",
		CustomFields:  map[string]any{"plan": "pro"},
	}
	for _, in := range []cuedesk.ContactCreate{{}, {Email: "a"}, full} {
		want, wantErr := marshal(in)
		got, err := marshal(in.AsUpdate())
		if err != nil || wantErr != nil || got != want {
			t.Errorf("got %s, want %s, %v, %v", got, want, err, wantErr)
		}
	}
}

// TestContactsService_Update_diff sends one request where something changes, and no update where
// nothing does.
func TestContactsService_Update_diff(t *testing.T) {
	t.Parallel()
	var methods []string
	client := newClient(t, func(r *http.Request) (*http.Response, error) {
		methods = append(methods, r.Method)
		return reply(200, jsonType, `{"uuid":"`+contactID.String()+`","first_name":"Ann"}`), nil
	})
	contact := &cuedesk.Contact{ID: contactID}
	for range 2 {
		var err error
		if contact, err = client.Contacts.Update(t.Context(), contactID,
			contact.Diff(cuedesk.ContactCreate{FirstName: "Ann"}.AsUpdate())); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([]string{"PATCH", "GET"}, methods); diff != "" {
		t.Error(diff)
	}
}
