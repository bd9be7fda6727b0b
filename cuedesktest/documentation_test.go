package cuedesktest_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// newExampleAPI returns an API with what the examples of the documentation take for granted: the custom fields, and a
// list. They are found under the names of their path parameters.
func newExampleAPI(t *testing.T) *filledAPI {
	t.Helper()
	w := &filledAPI{newAPI(t), map[string]string{}}
	for _, body := range []string{
		`{"name":"Subscription","field_type":"select","select_options":["Startup","Enterprise"]}`,
		`{"name":"Is verified","field_type":"checkbox"}`,
		`{"name":"Num seats","field_type":"number:integer"}`,
	} {
		w.create("/v1/custom-fields", body)
	}
	w.ids["custom_field_uuid"] = w.create("/v1/custom-fields", `{"name":"Date of birth","field_type":"date"}`)
	w.ids["contact_list_uuid"] = w.create("/v1/contact-lists", "{\"name\":\"VIP Customers\",\"emoji\":\"\\u2b50\"}")
	w.ids["contact_uuid"] = w.create("/v1/contacts", `{
		"first_name": "Bruce", "last_name": "Wayne", "email": "batman@example.com", "phone_number": "1234567890",
		"custom_fields": {"date_of_birth": "1985-02-19"}
	}`)
	return w
}

// TestDocumentation_examples sends the examples of requests as the documentation has them, but for UUIDs.
func TestDocumentation_examples(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, operation, body string
		want                  map[string]string
	}{
		{
			"update a contact", "PATCH /v1/contacts/{contact_uuid}",
			`{"first_name": "Bruce", "last_name": "Wayne-Kent", "custom_fields": {"date_of_birth": "1985-02-19"}}`,
			map[string]string{"last_name": `"Wayne-Kent"`, "email": `"batman@example.com"`},
		},
		{
			"free-text search", "POST /v1/contacts/search", `{"search_term": "john"}`,
			map[string]string{"pagination": `{"limit":10,"offset":0,"total":0}`},
		},
		{
			"advanced filter with sort", "POST /v1/contacts/search",
			`{"advanced_search": [{"field": "email", "operator": "contains", "value": "@example.com"},
			{"field": "num_seats", "operator": "gte", "value": "100", "data_type": "long"}],
			"sort_by": {"field": "created_at", "sort_order": "desc"}}`,
			map[string]string{"pagination.total": "0"},
		},
		{
			"field exists check", "POST /v1/contacts/search",
			`{"advanced_search": [{"field": "date_of_birth", "operator": "exists"}]}`,
			map[string]string{"pagination.total": "1"},
		},
		{
			"add a custom field to a contact", "POST /v1/contacts/{contact_uuid}/custom-fields",
			`{"custom_field_uuid": "{custom_field_uuid}", "value": "1985-02-19"}`,
			map[string]string{"custom_fields": `{"date_of_birth":"1985-02-19"}`},
		},
		{
			"update contact custom fields", "PATCH /v1/contacts/{contact_uuid}/custom-fields",
			`{"custom_fields": {"date_of_birth": "1990-01-15", "subscription": "Startup"}}`,
			map[string]string{"custom_fields": `{"date_of_birth":"1990-01-15","subscription":"Startup"}`},
		},
		{
			"update a contact list", "PATCH /v1/contact-lists/{contact_list_uuid}",
			"{\"name\": \"Premium VIP Customers\", \"emoji\": \"\\ud83d\\udc8e\"}",
			map[string]string{"name": `"Premium VIP Customers"`, "emoji": `"💎"`},
		},
		{
			"create a custom field", "POST /v1/custom-fields",
			`{"name": "Priority", "field_type": "select", "field_key": "priority", "editable": true, "icon": "star", ` +
				`"select_options": ["Low", "Medium", "High"]}`,
			map[string]string{"select_options.2.field_key": `"high"`, "sensitive": "false"},
		},
		{
			"update a custom field", "PATCH /v1/custom-fields/{custom_field_uuid}",
			`{"name": "Updated Priority", "field_type": "select", "editable": true, "sensitive": false, "icon": "star", ` +
				`"select_options": ["Low", "Medium", "High", "Critical"]}`,
			map[string]string{"select_options.3.display_label": `"Critical"`, "field_key": `"date_of_birth"`},
		},
		{
			"create a contact note", "POST /v1/contacts/{contact_uuid}/notes",
			`{"title": "Meeting Notes", "content": {"text": "Discussed project timeline and deliverables."}}`,
			map[string]string{"content": `{"text":"Discussed project timeline and deliverables."}`},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newExampleAPI(t)
			method, path, _ := strings.Cut(w.fillPath(tt.operation, nil), " ")
			got := w.send(w.request(method, path, w.fillPath(tt.body, nil)))
			if got.status >= 300 {
				t.Fatalf("got status %d: %s", got.status, got.body)
			}
			for at, want := range tt.want {
				got.want(at, want)
			}
		})
	}
}

// TestDocumentation_bulkExample follows the documented import from the request to its result.
func TestDocumentation_bulkExample(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newExampleAPI(t)
		route := w.start(w.fillPath(`{
			"contact_list_uuid": "{contact_list_uuid}",
			"contacts": [
				{"first_name": "Bruce", "last_name": "Wayne", "email": "batman@example.com", "phone_number": "1234567890",
				"custom_fields": {"date_of_birth": "1985-02-19"}},
				{"first_name": "Clark", "last_name": "Kent", "email": "clark.kent@dailyplanet.com", "phone_number": "9876543210"}
			],
			"match_on_field": "email",
			"merge_type": "create_or_update"
		}`, nil))
		<-time.After(time.Second)
		w.do(http.StatusOK, route, "").want("summary", `{"total":2,"created":2,"failed":0}`)
		members := w.do(http.StatusOK, w.fillPath("GET /v1/contact-lists/{contact_list_uuid}/contacts", nil), "")
		equal(t, "members", members.keys("contacts", "first_name"), "Bruce,Clark")
		w.do(http.StatusOK, "GET /v1/contacts", "").want("pagination.total", "2")
	})
}

// TestImport_many: thousands of rows in flight are processed without a request for the status of their imports.
func TestImport_many(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t, cuedesktest.WithImportDuration(time.Minute))
		var routes []string
		for range 50 {
			routes = append(routes, a.start(rows(30)))
			<-time.After(100 * time.Millisecond)
		}
		<-time.After(time.Minute)
		for _, route := range routes {
			equal(t, "progress", a.progress(route), "completed 20/10/30 1000")
		}
	})
}

// TestImport_simultaneous: of rows that are due at once, those of the import that came first go first.
func TestImport_simultaneous(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t)
		var want []string
		for n := range 8 {
			id := uuid.NewSHA1(uuid.Nil, []byte{byte(n)}).String()
			want = append(want, id)
			a.start(`{"contacts":[{"whatsapp_id":"` + id + `"}]}`)
		}
		<-time.After(time.Second)
		got := a.do(http.StatusOK, "GET /v1/contacts?order=asc", "").keys("contacts", "whatsapp_id")
		equal(t, "order", got, strings.Join(want, ","))
	})
}
