package cuedesktest_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// start starts an import, and returns the route to its status.
func (a *api) start(body string) string {
	a.Helper()
	got := a.do(http.StatusAccepted, "POST /v1/contacts/bulk", body)
	id := got.text("contact_import_uuid")
	equal(a, "response", got.body, `{"contact_import_uuid":"`+id+`"}`)
	return "GET /v1/contacts/bulk/" + id
}

// progress returns status, created and failed of an import, and how many contacts there are.
func (a *api) progress(route string) string {
	a.Helper()
	got := a.do(http.StatusOK, route, "")
	got.want("contact_import_uuid", `"`+strings.TrimPrefix(route, "GET /v1/contacts/bulk/")+`"`)
	return fmt.Sprintf("%s %s/%s/%s %s", got.text("status"), got.at("summary.created"), got.at("summary.failed"),
		got.at("summary.total"), a.do(http.StatusOK, "GET /v1/contacts", "").at("pagination.total"))
}

// rows returns the body of an import of n contacts, every third of which has no identifier.
func rows(n int) string {
	items := make([]string, n)
	for k := range items {
		items[k] = fmt.Sprintf(`{"email":"%d@example.com"}`, k+1)
		if k%3 == 2 {
			items[k] = `{"first_name":"nobody"}`
		}
	}
	return `{"contacts":[` + strings.Join(items, ",") + `]}`
}

func TestImport_progress(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t, cuedesktest.WithImportDuration(12*time.Second))
		route := a.start(rows(8))
		steps := []string{ // one a second
			"pending 0/0/8 0", "pending 0/0/8 0", "pending 0/0/8 0", "pending 0/0/8 0",
			"processing 0/0/8 0", "processing 1/0/8 1", "processing 2/0/8 2", "processing 2/1/8 2",
			"processing 3/1/8 3", "processing 4/1/8 4", "processing 4/2/8 4", "processing 5/2/8 5",
			"completed 6/2/8 6", "completed 6/2/8 6",
		}
		for second, want := range steps {
			equal(t, fmt.Sprint("after seconds: ", second), a.progress(route), want)
			<-time.After(time.Second)
		}
	})
}

func TestImport_defaults(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t)
		route := a.start(rows(2))
		<-time.After(99 * time.Millisecond)
		equal(t, "before", a.progress(route), "pending 0/0/2 0")
		<-time.After(200 * time.Millisecond)
		equal(t, "during", a.progress(route), "processing 1/0/2 1")
		<-time.After(time.Millisecond)
		equal(t, "after", a.progress(route), "completed 2/0/2 2")
	})
}

func TestImport_noDuration(t *testing.T) {
	t.Parallel()
	for _, d := range []time.Duration{0, -time.Second} {
		a := newAPI(t, cuedesktest.WithImportDuration(d))
		equal(t, d.String(), a.progress(a.start(rows(1000))), "completed 667/333/1000 667")
	}
}

// TestImport_times: contacts are created when their row is due, not when the import is read.
func TestImport_times(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t, cuedesktest.WithImportDuration(3*time.Second))
		a.start(rows(2))
		<-time.After(time.Hour)
		got := a.do(http.StatusOK, "GET /v1/contacts?order=asc", "")
		equal(t, "created", got.keys("contacts", "created_at"), "2000-01-01T00:00:02.000Z,2000-01-01T00:00:03.000Z")
	})
}

// mergeTests import four contacts into a workspace that has one@ (phone 1, external x1) and two contacts dup@
// (phone 2 and 3, external x2). The first row is known, the second new, the third ambiguous by e-mail, the fourth
// lacks the field that is matched on.
var mergeTests = []struct{ match, merge, want string }{
	{"", "", "completed 4/0/4 7"},
	{"", "create_or_update", "completed 4/0/4 7"},
	{"", "create", "completed 4/0/4 7"},
	{"", "update", "completed 0/0/4 3"},
	{"email", "", "completed 3/1/4 5"},
	{"email", "create_or_update", "completed 3/1/4 5"},
	{"email", "create", "completed 2/0/4 5"},
	{"email", "update", "completed 1/1/4 3"},
	{"phone_number", "create_or_update", "completed 4/0/4 5"},
	{"phone_number", "create", "completed 2/0/4 5"},
	{"phone_number", "update", "completed 2/0/4 3"},
	{"external_contact_id", "create_or_update", "completed 3/1/4 5"},
	{"external_contact_id", "create", "completed 2/0/4 5"},
	{"external_contact_id", "update", "completed 1/1/4 3"},
}

const mergeRows = `"contacts":[
	{"first_name":"New","email":"one@example.com","phone_number":"1","external_contact_id":"x1"},
	{"first_name":"New","email":"new@example.com","phone_number":"9","external_contact_id":"x9"},
	{"first_name":"New","email":"dup@example.com","phone_number":"2","external_contact_id":"x2"},
	{"first_name":"New","whatsapp_id":"w"}]`

func TestImport_mergeTypes(t *testing.T) {
	t.Parallel()
	for _, tt := range mergeTests {
		t.Run(tt.match+" "+tt.merge, func(t *testing.T) {
			t.Parallel()
			a := newAPI(t, cuedesktest.WithImportDuration(0))
			one := a.create("/v1/contacts", `{"first_name":"Old","last_name":"Kept","email":"one@example.com",`+
				`"phone_number":"1","external_contact_id":"x1"}`)
			for _, phone := range []string{"2", "3"} {
				a.create("/v1/contacts", `{"first_name":"Old","email":"dup@example.com","phone_number":"`+phone+
					`","external_contact_id":"x2"}`)
			}
			body := "{" + mergeRows
			if tt.match != "" {
				body += `,"match_on_field":"` + tt.match + `"`
			}
			if tt.merge != "" {
				body += `,"merge_type":"` + tt.merge + `"`
			}
			equal(t, "progress", a.progress(a.start(body+"}")), tt.want)
			updates := tt.match != "" && tt.merge != "create"
			got := a.do(http.StatusOK, "GET /v1/contacts/"+one, "")
			equal(t, "updated", got.text("first_name") == "New", updates)
			got.want("last_name", `"Kept"`)
		})
	}
}

// TestImport_rowsOfOneContact: a row matches what a row before it has created.
func TestImport_rowsOfOneContact(t *testing.T) {
	t.Parallel()
	for merge, want := range map[string]string{
		"create_or_update": "completed 2/0/2 1", "create": "completed 1/0/2 1", "update": "completed 0/0/2 0",
	} {
		a := newAPI(t, cuedesktest.WithImportDuration(0))
		route := a.start(`{"match_on_field":"email","merge_type":"` + merge + `","contacts":[
			{"email":"a@example.com","first_name":"First"},{"email":"a@example.com","last_name":"Last"}]}`)
		equal(t, merge, a.progress(route), want)
	}
}

// TestImport_matchAfterUpdate: a contact is found by the values that it has now.
func TestImport_matchAfterUpdate(t *testing.T) {
	t.Parallel()
	a := newAPI(t, cuedesktest.WithImportDuration(0))
	path := "/v1/contacts/" + a.create("/v1/contacts", `{"email":"old@example.com","phone_number":"1"}`)
	a.do(http.StatusOK, "PATCH "+path, `{"email":"new@example.com"}`)
	update := func(email string) string {
		return a.progress(a.start(`{"match_on_field":"email","merge_type":"update","contacts":[{"email":"` + email +
			`","last_name":"x"}]}`))
	}
	equal(t, "old", update("old@example.com"), "completed 0/0/1 1")
	equal(t, "other case", update("NEW@example.com"), "completed 0/0/1 1")
	equal(t, "new", update("new@example.com"), "completed 1/0/1 1")
	a.do(http.StatusOK, "PATCH "+path, `{"email":null}`)
	equal(t, "cleared", update("new@example.com"), "completed 0/0/1 1")
}

// TestImport_matchOfEqualValues: of two contacts with one address, one that changes leaves the other to be found.
func TestImport_matchOfEqualValues(t *testing.T) {
	t.Parallel()
	a := newAPI(t, cuedesktest.WithImportDuration(0))
	changed := a.create("/v1/contacts", `{"email":"a@example.com"}`)
	left := a.create("/v1/contacts", `{"email":"a@example.com"}`)
	body := `{"match_on_field":"email","merge_type":"update","contacts":[{"email":"a@example.com","last_name":"x"}]}`
	equal(t, "ambiguous", a.progress(a.start(body)), "failed 0/1/1 2")
	a.do(http.StatusOK, "PATCH /v1/contacts/"+changed, `{"email":"b@example.com"}`)
	equal(t, "unambiguous", a.progress(a.start(body)), "completed 1/0/1 2")
	a.do(http.StatusOK, "GET /v1/contacts/"+left, "").want("last_name", `"x"`)
	a.do(http.StatusOK, "GET /v1/contacts/"+changed, "").want("last_name", "")
}

func TestImport_failedRows(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, row string
		fails     bool
	}{
		{"nothing", `{}`, true},
		{"no identifier", `{"first_name":"x"}`, true},
		{"an identifier that is null", `{"first_name":"x","email":null}`, true},
		{"no e-mail address", `{"email":"x","phone_number":"1"}`, true},
		{"an unknown custom field", `{"phone_number":"1","custom_fields":{"nope":1}}`, true},
		{"a value of another type", `{"phone_number":"1","custom_fields":{"seats":"many"}}`, true},
		{"an option that is not offered", `{"phone_number":"1","custom_fields":{"tier":"Z"}}`, true},
		{"an ambiguous match", `{"email":"dup@example.com"}`, true},
		{"valid values", `{"phone_number":"1","custom_fields":{"seats":1,"tier":"A"}}`, false},
		{"a value cleared", `{"phone_number":"1","custom_fields":{"seats":null}}`, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := newAPI(t, cuedesktest.WithImportDuration(0))
			a.create("/v1/custom-fields", `{"name":"Seats","field_type":"number:integer"}`)
			a.create("/v1/custom-fields", `{"name":"Tier","field_type":"select","select_options":["A"]}`)
			a.create("/v1/contacts", `{"email":"dup@example.com"}`)
			a.create("/v1/contacts", `{"email":"dup@example.com"}`)
			want := "completed 2/0/2 4"
			if tt.fails {
				want = "completed 1/1/2 3"
			}
			body := `{"match_on_field":"email","contacts":[` + tt.row + `,{"email":"fine@example.com"}]}`
			equal(t, "progress", a.progress(a.start(body)), want)
		})
	}
}

// TestImport_failedRows_laterFields: an import checks values as it goes, not when it is accepted.
func TestImport_failedRows_laterFields(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t, cuedesktest.WithImportDuration(3*time.Second))
		row := `{"email":"a@b","custom_fields":{"seats":1}}`
		route := a.start(`{"contacts":[` + row + "," + row + `]}`)
		<-time.After(2500 * time.Millisecond)
		a.create("/v1/custom-fields", `{"name":"Seats","field_type":"number:integer"}`)
		<-time.After(time.Second)
		equal(t, "progress", a.progress(route), "completed 1/1/2 1")
	})
}

// TestImport_null: null clears in an update, as it does in a PATCH.
func TestImport_null(t *testing.T) {
	t.Parallel()
	a := newAPI(t, cuedesktest.WithImportDuration(0))
	path := "/v1/contacts/" + a.create("/v1/contacts", `{"email":"a@example.com","whatsapp_id":"w"}`)
	route := a.start(`{"match_on_field":"email","contacts":[{"email":"a@example.com","whatsapp_id":null}]}`)
	equal(t, "one of two", a.progress(route), "completed 1/0/1 1")
	a.do(http.StatusOK, "GET "+path, "").want("whatsapp_id", "")
}

func TestImport_failed(t *testing.T) {
	t.Parallel()
	a := newAPI(t, cuedesktest.WithImportDuration(0))
	equal(t, "all rows", a.progress(a.start(`{"contacts":[{},{}]}`)), "failed 0/2/2 0")
}

func TestImport_list(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t, cuedesktest.WithImportDuration(3*time.Second))
		a.create("/v1/contacts", `{"email":"old@example.com","whatsapp_id":"old"}`)
		list := a.create("/v1/contact-lists", `{"name":"VIP"}`)
		body := `{"contact_list_uuid":"` + list + `","match_on_field":"email","contacts":[
			{"email":"old@example.com"},{"first_name":"nobody"},{"whatsapp_id":"new"},{"email":"old@example.com"}]}`
		a.start(body)
		count := func(want string) {
			t.Helper()
			a.do(http.StatusOK, "GET /v1/contact-lists/"+list, "").want("count", want)
			<-time.After(time.Second)
		}
		count("0")
		count("0")
		count("1")
		count("2")
		members := a.do(http.StatusOK, "GET /v1/contact-lists/"+list+"/contacts", "")
		equal(t, "members", members.keys("contacts", "whatsapp_id"), "old,new")
		a.start(strings.Replace(body, `"match_on_field"`, `"merge_type":"create","match_on_field"`, 1))
		<-time.After(time.Hour)
		count("3")
	})
}

func TestImport_deletedList(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t)
		list := a.create("/v1/contact-lists", `{"name":"VIP"}`)
		route := a.start(`{"contact_list_uuid":"` + list + `","contacts":[{"email":"a@b"}]}`)
		a.do(http.StatusNoContent, "DELETE /v1/contact-lists/"+list, "")
		<-time.After(time.Second)
		equal(t, "progress", a.progress(route), "completed 1/0/1 1")
	})
}

// TestImport_skippedRows: all contacts of an import join its list, those too that the merge type leaves as they are.
func TestImport_skippedRows(t *testing.T) {
	t.Parallel()
	for merge, want := range map[string]string{
		"create": "one,dup 1,dup 2,new", "update": "one", "create_or_update": "one,new",
	} {
		a := newAPI(t, cuedesktest.WithImportDuration(0))
		for _, name := range []string{"one", "dup 1", "dup 2"} {
			user, _, _ := strings.Cut(name, " ")
			a.create("/v1/contacts", `{"whatsapp_id":"`+name+`","email":"`+user+`@example.com"}`)
		}
		list := a.create("/v1/contact-lists", `{"name":"VIP"}`)
		a.progress(a.start(`{"contact_list_uuid":"` + list + `","match_on_field":"email","merge_type":"` + merge +
			`","contacts":[
			{"email":"one@example.com"},{"email":"dup@example.com"},{"whatsapp_id":"new","email":"new@example.com"}]}`))
		members := a.do(http.StatusOK, "GET /v1/contact-lists/"+list+"/contacts", "")
		equal(t, merge, members.keys("contacts", "whatsapp_id"), want)
	}
}

// TestImport_values: the custom values of a row are set, on new contacts and on those it updates.
func TestImport_values(t *testing.T) {
	t.Parallel()
	a := newAPI(t, cuedesktest.WithImportDuration(0))
	a.create("/v1/custom-fields", `{"name":"Seats","field_type":"number:integer"}`)
	a.create("/v1/custom-fields", `{"name":"Plan","field_type":"text"}`)
	a.create("/v1/contacts", `{"email":"old@example.com","custom_fields":{"seats":1,"plan":"Pro"}}`)
	a.progress(a.start(`{"match_on_field":"email","contacts":[
		{"email":"old@example.com","custom_fields":{"seats":2}},
		{"email":"new@example.com","custom_fields":{"seats":3,"plan":null}}]}`))
	got := a.do(http.StatusOK, "GET /v1/contacts?order=asc", "")
	got.want("contacts.0.custom_fields", `{"plan":"Pro","seats":2}`)
	got.want("contacts.1.custom_fields", `{"seats":3}`)
}

// TestImport_concurrent: rows of two imports are processed in the order in which they are due.
func TestImport_concurrent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t, cuedesktest.WithImportDuration(6*time.Second))
		slow := a.start(`{"contacts":[{"whatsapp_id":"1"},{"whatsapp_id":"3"}]}`)
		<-time.After(time.Second)
		fast := a.start(`{"contacts":[{"whatsapp_id":"2"},{"whatsapp_id":"4"}]}`)
		<-time.After(time.Hour)
		equal(t, "order", a.do(http.StatusOK, "GET /v1/contacts?order=asc", "").keys("contacts", "whatsapp_id"), "1,2,3,4")
		for _, route := range []string{slow, fast} {
			equal(t, "progress", a.progress(route), "completed 2/0/2 4")
		}
	})
}

// TestImport_advance: an import advances without a request for its status.
func TestImport_advance(t *testing.T) {
	t.Parallel()
	for _, route := range []string{"GET /v1/contacts", "POST /v1/contacts/search"} {
		synctest.Test(t, func(t *testing.T) {
			a := newAPI(t)
			a.start(`{"contacts":[{"email":"a@b"}]}`)
			a.do(http.StatusOK, route, bodies[route]).want("pagination.total", "0")
			<-time.After(time.Second)
			a.do(http.StatusOK, route, bodies[route]).want("pagination.total", "1")
		})
	}
}

func TestImport_advance_addContact(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t)
		a.start(`{"contacts":[{"whatsapp_id":"1"}]}`)
		<-time.After(time.Second)
		a.srv.ArchiveContact(a.srv.AddContact(cuedesktest.Contact{WhatsAppID: "2"}))
		got := a.do(http.StatusOK, "GET /v1/contacts?order=asc", "")
		equal(t, "order", got.keys("contacts", "whatsapp_id"), "1,2")
	})
}

// TestImport_advance_archiveList: rows are processed with what there was when they were due.
func TestImport_advance_archiveList(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t)
		list := a.create("/v1/contact-lists", `{"name":"VIP"}`)
		a.start(`{"contact_list_uuid":"` + list + `","contacts":[{"whatsapp_id":"1"}]}`)
		<-time.After(time.Second)
		a.srv.ArchiveList(cuedesk.MustParseID[cuedesk.List](list))
		equal(t, "imports under way", cuedesktest.Running(a.srv), 0)
	})
}

func TestImport_invalid(t *testing.T) {
	t.Parallel()
	many := `{"contacts":[` + strings.Repeat(`{"email":"a@b"},`, 1000) + `{"email":"a@b"}]}`
	tests := []struct{ body, want string }{
		{`{}`, "missing body contacts"},
		{`{"contacts":null}`, "list_type body contacts"},
		{`{"contacts":{}}`, "list_type body contacts"},
		{`{"contacts":[]}`, "too_short body contacts"},
		{many, "too_long body contacts"},
		{`{"contacts":[1,{"email":"a@b"},null]}`, "dict_type body contacts.0; dict_type body contacts.2"},
		{`{"contacts":[{"email":"a@b"},{"email":1,"phone":"2"}]}`, "string_type body contacts.1.email; extra_forbidden " +
			"body contacts.1.phone"},
		{`{"contacts":[{"email":"a@b","custom_fields":1}]}`, "dict_type body contacts.0.custom_fields"},
		{`{"contacts":[{}],"merge_type":"upsert"}`, "enum body merge_type"},
		{`{"contacts":[{}],"match_on_field":"whatsapp_id"}`, "enum body match_on_field"},
		{`{"contacts":[{}],"contact_list_uuid":"vip"}`, "uuid_parsing body contact_list_uuid"},
		{`{"contacts":[{}],"match_on":"email"}`, "extra_forbidden body match_on"},
	}
	a := newAPI(t)
	for _, tt := range tests {
		a.invalid("POST /v1/contacts/bulk", tt.body, tt.want)
	}
	a.do(http.StatusNotFound, "POST /v1/contacts/bulk", `{"contacts":[{}],"contact_list_uuid":"`+uuid.NewString()+`"}`)
	a.start(`{"contacts":[{}],"contact_list_uuid":null,"match_on_field":null,"merge_type":null}`)
}

func TestStuckImport(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t)
		a.srv.Inject("GET /v1/contacts", cuedesktest.StuckImport())
		a.do(http.StatusOK, "GET /v1/contacts", "")
		stuck, fine := a.start(rows(2)), a.start(rows(2))
		equal(t, "at first", a.progress(stuck), "pending 0/0/2 0")
		for range 3 {
			<-time.After(time.Hour)
			equal(t, "for ever", a.progress(stuck), "processing 0/0/2 2")
		}
		equal(t, "the next", a.progress(fine), "completed 2/0/2 2")
	})
}

func TestFailImport(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t)
		a.srv.Inject("POST /v1/contacts/bulk", cuedesktest.FailImport())
		failing, fine := a.start(rows(2)), a.start(rows(1))
		<-time.After(200 * time.Millisecond)
		equal(t, "during", a.progress(failing), "processing 0/0/2 0")
		<-time.After(100 * time.Millisecond)
		equal(t, "after", a.progress(failing), "failed 0/2/2 1")
		equal(t, "the next", a.progress(fine), "completed 1/0/1 1")
	})
}
