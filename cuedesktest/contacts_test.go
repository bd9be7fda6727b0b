package cuedesktest_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// epoch is the time at which the clock of a synctest bubble starts.
const epoch = "2000-01-01T00:00:00.000Z"

func TestContact_create(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t)
		a.create("/v1/custom-fields", `{"name":"Born","field_key":"date_of_birth","field_type":"date"}`)
		created := a.do(http.StatusCreated, "POST /v1/contacts", `{
			"first_name":"Bruce","last_name":"Wayne","external_contact_id":"batman","email":"batman@example.com",
			"phone_number":"1234567890","whatsapp_id":"w","fb_messenger_id":"fb","custom_fields":{"date_of_birth":"1985-02-19"}}`)
		want := `{"uuid":"` + created.text("uuid") + `","workspace_uuid":"ff027904-fdbc-4c30-a533-105d1c96e1cb",` +
			`"first_name":"Bruce","last_name":"Wayne","external_contact_id":"batman","email":"batman@example.com",` +
			`"phone_number":"1234567890","whatsapp_id":"w","fb_messenger_id":"fb","archived":false,` +
			`"created_at":"` + epoch + `","updated_at":"` + epoch + `","custom_fields":{"date_of_birth":"1985-02-19"}}`
		equal(t, "created", created.body, want)
		equal(t, "found again", a.do(http.StatusOK, "GET /v1/contacts/"+created.text("uuid"), "").body, want)
		a.do(http.StatusOK, "GET /v1/contacts", "").want("contacts.0", want)
		a.do(http.StatusOK, "POST /v1/contacts/search", "{}").want("contacts.0", want)
	})
}

func TestContact_absentMembers(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	got := a.do(http.StatusCreated, "POST /v1/contacts",
		`{"first_name":"","last_name":null,"whatsapp_id":"w","email":""}`)
	for _, field := range []string{"first_name", "last_name", "email", "phone_number", "last_engaged_at"} {
		got.want(field, "")
	}
	got.want("whatsapp_id", `"w"`)
	got.want("custom_fields", "{}")
}

func TestContact_create_invalid(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, body, want string }{
		{"nothing", `{}`, "value_error body "},
		{"no identifier", `{"first_name":"Bruce"}`, "value_error body "},
		{"empty identifiers", `{"email":"","phone_number":null}`, "value_error body "},
		{"no e-mail address", `{"email":"bruce"}`, "value_error body email"},
		{"half an e-mail address", `{"email":"bruce@"}`, "value_error body email"},
		{"an e-mail address with a space", `{"email":"bruce wayne@example.com"}`, "value_error body email"},
		{"a number", `{"phone_number":1234567890}`, "string_type body phone_number"},
		{"an array", `{"external_contact_id":["a"]}`, "string_type body external_contact_id"},
		{"an unknown custom field", `{"email":"a@b","custom_fields":{"nope":1}}`, "value_error body custom_fields.nope"},
		{
			"an unknown custom field cleared", `{"email":"a@b","custom_fields":{"nope":null}}`,
			"value_error body custom_fields.nope",
		},
		{"custom fields that are none", `{"email":"a@b","custom_fields":[]}`, "dict_type body custom_fields"},
		{"custom fields null", `{"email":"a@b","custom_fields":null}`, "dict_type body custom_fields"},
		{"what the server sets", `{"email":"a@b","uuid":"` + unknownID + `"}`, "extra_forbidden body uuid"},
		{"what cannot be set", `{"email":"a@b","client_reference":"c"}`, "extra_forbidden body client_reference"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := newAPI(t)
			a.invalid("POST /v1/contacts", tt.body, tt.want)
			a.do(http.StatusOK, "GET /v1/contacts", "").want("pagination.total", "0")
		})
	}
}

func TestContact_create_identifiers(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	for _, field := range []string{"external_contact_id", "email", "phone_number", "whatsapp_id", "fb_messenger_id"} {
		a.create("/v1/contacts", `{"`+field+`":"a@b"}`)
	}
}

// TestContact_create_duplicates: the documentation says nothing of duplicates.
func TestContact_create_duplicates(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	body := `{"email":"a@example.com","phone_number":"1","external_contact_id":"x"}`
	if first, second := a.create("/v1/contacts", body), a.create("/v1/contacts", body); first == second {
		t.Error("two contacts have one UUID")
	}
	a.do(http.StatusOK, "GET /v1/contacts", "").want("pagination.total", "2")
}

func TestContact_update(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, body string
		want       map[string]string
	}{
		{"nothing", `{}`, map[string]string{
			"first_name": `"Bruce"`, "email": `"b@example.com"`, "custom_fields": `{"seats":1,"tier":"A"}`,
		}},
		{"a field", `{"last_name":"Wayne"}`, map[string]string{"first_name": `"Bruce"`, "last_name": `"Wayne"`}},
		{"null clears", `{"first_name":null}`, map[string]string{"first_name": "", "email": `"b@example.com"`}},
		{"empty clears", `{"first_name":""}`, map[string]string{"first_name": ""}},
		{
			"an identifier for another", `{"email":null,"phone_number":"1"}`,
			map[string]string{"email": "", "phone_number": `"1"`},
		},
		{"a custom field", `{"custom_fields":{"seats":2}}`, map[string]string{"custom_fields": `{"seats":2,"tier":"A"}`}},
		{"a custom field cleared", `{"custom_fields":{"seats":null}}`, map[string]string{"custom_fields": `{"tier":"A"}`}},
		{"no custom field", `{"custom_fields":{}}`, map[string]string{"custom_fields": `{"seats":1,"tier":"A"}`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				a, path := newContactAPI(t)
				<-time.After(1500 * time.Millisecond)
				got := a.do(http.StatusOK, "PATCH "+path, tt.body)
				for at, want := range tt.want {
					got.want(at, want)
				}
				got.want("created_at", `"`+epoch+`"`)
				got.want("updated_at", `"2000-01-01T00:00:01.500Z"`)
				equal(t, "found again", a.do(http.StatusOK, "GET "+path, "").body, got.body)
			})
		})
	}
}

// newContactAPI returns an API with one contact, and the path of that.
func newContactAPI(t *testing.T) (*api, string) {
	t.Helper()
	a := newAPI(t)
	a.create("/v1/custom-fields", `{"name":"Seats","field_type":"number:integer"}`)
	a.create("/v1/custom-fields", `{"name":"Tier","field_type":"select","select_options":["A","B"]}`)
	return a, "/v1/contacts/" + a.create("/v1/contacts",
		`{"first_name":"Bruce","email":"b@example.com","custom_fields":{"seats":1,"tier":"A"}}`)
}

func TestContact_update_invalid(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, body, want string }{
		{"the last identifier cleared", `{"email":null}`, "value_error body "},
		{"the last identifier emptied", `{"email":"","last_name":"x"}`, "value_error body "},
		{"no e-mail address", `{"email":"x"}`, "value_error body email"},
		{"a value of another type", `{"custom_fields":{"seats":"2"}}`, "value_error body custom_fields.seats"},
		{
			"all that is wrong", `{"email":"x","custom_fields":{"tier":"C","seats":1.5,"x":1}}`,
			"value_error body email; value_error body custom_fields.seats; value_error body custom_fields.tier; value_error " +
				"body custom_fields.x",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a, path := newContactAPI(t)
			before := a.do(http.StatusOK, "GET "+path, "").body
			a.invalid("PATCH "+path, tt.body, tt.want)
			equal(t, "unchanged", a.do(http.StatusOK, "GET "+path, "").body, before)
		})
	}
}

// people are contacts to sort, each created a second after the one before, and then changed the other way round.
func people(t *testing.T) *api {
	t.Helper()
	a := newAPI(t)
	names := [][3]string{{"Clark", "Kent", "3"}, {"bruce", "Wayne", "1"}, {"Diana", "", "2"}, {"Clark", "Ahab", ""}}
	var paths []string
	for _, n := range names {
		body := `{"whatsapp_id":"w","first_name":"` + n[0] + `","last_name":"` + n[1] + `","external_contact_id":"` + n[2] +
			`"}`
		paths = append(paths, "/v1/contacts/"+a.create("/v1/contacts", body))
		<-time.After(time.Second)
	}
	for _, n := range []int{2, 0, 3, 1} {
		a.do(http.StatusOK, "PATCH "+paths[n], `{"whatsapp_id":"`+string(rune('A'+n))+`"}`)
		<-time.After(time.Second)
	}
	return a
}

// TestContact_list_order names the contacts of people A, B, C and D in the order of their creation.
func TestContact_list_order(t *testing.T) {
	t.Parallel()
	tests := []struct{ query, want string }{
		{"", "D,C,B,A"},
		{"?order=asc", "A,B,C,D"},
		{"?order_field=created_at", "D,C,B,A"},
		{"?order_field=created_at&order=asc", "A,B,C,D"},
		{"?order_field=updated_at&order=asc", "C,A,D,B"},
		{"?order_field=updated_at&order=desc", "B,D,A,C"},
		{"?order_field=first_name&order=asc", "A,D,C,B"},
		{"?order_field=first_name&order=desc", "B,C,D,A"},
		{"?order_field=last_name&order=asc", "D,A,B,C"},
		{"?order_field=last_name&order=desc", "B,A,D,C"},
		{"?order_field=external_contact_id&order=asc", "B,C,A,D"},
		{"?order_field=external_contact_id", "A,C,B,D"},
	}
	for _, tt := range tests {
		t.Run(tt.query, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				got := people(t).do(http.StatusOK, "GET /v1/contacts"+tt.query, "")
				equal(t, "order", got.keys("contacts", "whatsapp_id"), tt.want)
			})
		})
	}
}

func TestContact_list_orderOfTies(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t)
		for _, id := range []string{"A", "B", "C", "D"} {
			a.create("/v1/contacts", `{"whatsapp_id":"`+id+`","first_name":"same"}`)
		}
		for query, want := range map[string]string{
			"": "D,C,B,A", "?order=asc": "A,B,C,D",
			"?order_field=first_name&order=asc": "A,B,C,D", "?order_field=first_name&order=desc": "D,C,B,A",
			"?order_field=last_name&order=asc": "A,B,C,D", "?order_field=updated_at": "D,C,B,A",
		} {
			equal(t, query, a.do(http.StatusOK, "GET /v1/contacts"+query, "").keys("contacts", "whatsapp_id"), want)
		}
	})
}

func TestContact_list_listID(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	one := a.create("/v1/contacts", `{"whatsapp_id":"1"}`)
	a.create("/v1/contacts", `{"whatsapp_id":"2"}`)
	three := a.create("/v1/contacts", `{"whatsapp_id":"3"}`)
	list := a.create("/v1/contact-lists", `{"name":"VIP"}`)
	empty := a.create("/v1/contact-lists", `{"name":"None"}`)
	a.do(http.StatusCreated, "POST /v1/contact-lists/"+list+"/contacts", `{"contact_uuids":["`+three+`","`+one+`"]}`)
	for query, want := range map[string]string{
		list: "3,1", list + "&order=asc": "1,3", empty: "", unknownID: "", strings.ToUpper(list): "3,1",
	} {
		got := a.do(http.StatusOK, "GET /v1/contacts?contact_list_uuid="+query, "")
		equal(t, query, got.keys("contacts", "whatsapp_id"), want)
	}
}

func TestContact_list_invalid(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	for query, want := range map[string]string{
		"order_field=email":              "enum query order_field",
		"order_field=":                   "enum query order_field",
		"order=ASC":                      "enum query order",
		"order=up&order_field=x":         "enum query order_field; enum query order",
		"contact_list_uuid=vip":          "uuid_parsing query contact_list_uuid",
		"contact_list_uuid=":             "uuid_parsing query contact_list_uuid",
		"order=asc&order=asc":            "value_error query order",
		"include_archived=true":          "extra_forbidden query include_archived",
		"orderField=first_name&limit=10": "extra_forbidden query orderField",
	} {
		a.invalid("GET /v1/contacts?"+query, "", want)
	}
}

func TestServer_AddContact(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	day := time.Date(2025, 12, 9, 15, 57, 36, 353_900_000, time.FixedZone("CET", 3600))
	id := a.srv.AddContact(cuedesktest.Contact{
		FirstName: "F", LastName: "L", ExternalContactID: "E", Email: "e@example.com", PhoneNumber: "P",
		WhatsAppID: "W", FBMessengerID: "M", ClientReference: "C", Archived: true, CreatedAt: day, LastEngagedAt: day,
		CustomFields: map[string]any{"seats": int64(1 << 60), "none": nil, "tags": []string{"a"}},
	})
	got := a.do(http.StatusOK, "GET /v1/contacts/"+id.String(), "")
	equal(t, "contact", got.body, `{"uuid":"`+id.String()+`","workspace_uuid":"ff027904-fdbc-4c30-a533-105d1c96e1cb",`+
		`"first_name":"F","last_name":"L","external_contact_id":"E","email":"e@example.com","phone_number":"P",`+
		`"whatsapp_id":"W","fb_messenger_id":"M","archived":true,"created_at":"2025-12-09T14:57:36.353Z",`+
		`"updated_at":"2025-12-09T14:57:36.353Z","last_engaged_at":"2025-12-09T14:57:36Z",`+
		`"custom_fields":{"seats":1152921504606846976,"tags":["a"]}}`)
}

func TestServer_AddContact_panics(t *testing.T) {
	t.Parallel()
	defer func() {
		if got, _ := recover().(string); !strings.Contains(got, `custom field "f"`) {
			t.Errorf("got panic %q", got)
		}
	}()
	cuedesktest.NewServer().AddContact(cuedesktest.Contact{CustomFields: map[string]any{"f": func() {}}})
}

func TestServer_ArchiveContact(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	id := a.create("/v1/contacts", `{"whatsapp_id":"1"}`)
	equal(t, "archived", a.srv.ArchiveContact(cuedesk.MustParseID[cuedesk.Contact](id)), true)
	equal(t, "archived another", a.srv.ArchiveContact(cuedesk.MustParseID[cuedesk.Contact](unknownID)), false)
	a.do(http.StatusOK, "GET /v1/contacts/"+id, "").want("archived", "true")
	a.do(http.StatusOK, "GET /v1/contacts", "").want("pagination.total", "1")
	a.do(http.StatusOK, "POST /v1/contacts/search", "{}").want("pagination.total", "1")
}

// TestWithSeed: a test that runs again sees the same UUIDs.
func TestWithSeed(t *testing.T) {
	t.Parallel()
	first, again := newFilledAPI(t), newFilledAPI(t)
	seen := map[string]bool{}
	for name, id := range first.ids {
		equal(t, name, again.ids[name], id)
		seen[id] = true
	}
	equal(t, "different UUIDs", len(seen), len(first.ids))
}
