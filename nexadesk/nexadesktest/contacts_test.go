package nexadesktest_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cuedesk/cuedesk-go/nexadesk"
	"github.com/cuedesk/cuedesk-go/nexadesk/nexadesktest"
)

const (
	firstID   = "616c6647-e6ca-5d8b-9bfb-0691fce9a286" // of the first contact of every server
	secondID  = "afefcd61-3b42-50b9-bae7-927865e1f9c4"
	thirdID   = "7f830983-eeaa-5b65-ac4a-6f934f5c00ba"
	unknownID = "00000000-0000-4000-8000-000000000000"
)

// fullContact is a contact with all that a create can set.
const fullContact = `{"first_name":"John","last_name":"Doe","email":"john@example.com","phone":"+1-555-0456",` +
	`"company_name":"TechCorp","tags":["prospect","website"],"profile_notes":"Found us",` +
	`"metadata":{"utm":{"source":"google"}}}`

// TestServer_answers: with the members that the documentation shows. Time
// begins at midnight in the bubble.
func TestServer_answers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t)
		a.want(http.StatusCreated, `{"success":true,"data":{"id":"`+firstID+`","first_name":"John","last_name":"Doe",`+
			`"email":"john@example.com","phone":"+1-555-0456","company_name":"TechCorp","tags":["prospect","website"],`+
			`"profile_notes":"Found us","created_at":"2000-01-01T00:00:00.000Z"}}`, http.MethodPost, path, fullContact)
		a.want(http.StatusCreated, `{"success":true,"data":{"id":"`+secondID+`","first_name":"Jane","last_name":null,`+
			`"email":null,"phone":null,"company_name":null,"tags":[],"profile_notes":null,`+
			`"created_at":"2000-01-01T00:00:00.000Z"}}`, http.MethodPost, path, `{"first_name":"Jane"}`)
		a.want(http.StatusOK, `{"success":true,"data":[{"id":"`+secondID+`","first_name":"Jane","last_name":null,`+
			`"email":null,"phone":null,"company_name":null,"tags":[],"profile_notes":null,`+
			`"created_at":"2000-01-01T00:00:00.000Z","avatar_url":null,"interest_summary":null,"last_activity":null,`+
			`"conversation_count":0,"last_conversation_at":null}],`+
			`"pagination":{"has_more":false,"next_cursor":null,"total_count":1,"limit":50}}`, http.MethodGet,
			path+"?search=jane", "")
		a.want(http.StatusOK, `{"success":true}`, http.MethodPatch, path+"?id="+firstID, `{"phone":""}`)
		a.want(http.StatusOK, `{"success":true,"data":{"deleted":true,"id":"`+firstID+`"}}`, http.MethodDelete,
			path+"?id="+firstID, "")
		a.want(http.StatusConflict, `{"success":false,"error":"Contact with this email already exists","data":{"id":"`+
			thirdID+`"}}`,
			http.MethodPost, path, `{"first_name":"J","email":"`+a.third()+`"}`)
	})
}

// third creates a third contact and returns its address in another case.
func (a *api) third() string {
	a.Helper()
	a.create(`{"first_name":"Bruce","email":"batman@example.com"}`)
	return "BatMan@Example.com"
}

func TestServer_refusals(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	id := a.create(fullContact)
	at := path + "?id=" + id
	const notAnObject = "The request's body is not a JSON object of the documented members"
	long := func(member string, n int) string {
		return `{"first_name":"J","` + member + `":"` + strings.Repeat("ü", n) + `"}`
	}
	for _, test := range []struct{ method, target, body, text string }{
		{"POST", path, `{}`, "first_name is required"},
		{"POST", path, `{"first_name":""}`, "first_name is required"},
		{"POST", path, `{"first_name":null}`, "first_name is required"},
		{"POST", path, `{"first_name":" \t\u00a0"}`, "first_name is required"},
		{"POST", path, `{"first_name":"` + strings.Repeat("ü", 101) + `"}`, "first_name must have at most 100 characters"},
		{"POST", path, long("last_name", 101), "last_name must have at most 100 characters"},
		{"POST", path, long("phone", 51), "phone must have at most 50 characters"},
		{"POST", path, long("company_name", 201), "company_name must have at most 200 characters"},
		{"POST", path, long("profile_notes", 5001), "profile_notes must have at most 5000 characters"},
		{"POST", path, long("email", 1), "email must be a valid e-mail address"},
		{"POST", path, `{"first_name":7}`, notAnObject},
		{"POST", path, `{"first_name":"J","tags":"vip"}`, notAnObject},
		{"POST", path, `{"first_name":"J","metadata":[]}`, notAnObject},
		{"POST", path, `{"first_name":"J","nickname":"x"}`, notAnObject},
		{"POST", path, `[]`, notAnObject},
		{"POST", path, ``, notAnObject},
		{"POST", path + "?id=1", `{}`, "not a parameter: id"},
		{"PATCH", path, `{}`, "id is required"},
		{"PATCH", at + "&id=2", `{}`, "id is given more than once"},
		{"PATCH", at + "&b=1&a=2", `{}`, "not a parameter: a"},
		{"PATCH", at, `{"first_name":null}`, "first_name is required"},
		{"PATCH", at, `{"first_name":" "}`, "first_name is required"},
		{"PATCH", at, `{"metadata":{}}`, "metadata cannot be updated"},
		{"PATCH", at, `{"email":"x"}`, "email must be a valid e-mail address"},
		{"PATCH", at, `x`, notAnObject},
		{"DELETE", path, ``, "id is required"},
		{"GET", path + "?q=1", ``, "not a parameter: q"},
		{"GET", path + "?a;b", ``, "The query string is malformed"},
		{"GET", path + "?%ff=1", ``, "The query string is malformed"},
		{"GET", path + "?search=%ff", ``, "The query string is malformed"},
		{"GET", path + "?x\"=1", ``, `not a parameter: x\"`},
		{"GET", path + "?limit=", ``, "limit must be a number from 1 to 100"},
		{"GET", path + "?limit=%2B5", ``, "limit must be a number from 1 to 100"},
		{"GET", path + "?limit=05", ``, "limit must be a number from 1 to 100"},
		{"GET", path + "?limit=0", ``, "limit must be a number from 1 to 100"},
		{"GET", path + "?limit=101", ``, "limit must be a number from 1 to 100"},
		{"GET", path + "?limit=x", ``, "limit must be a number from 1 to 100"},
		{"GET", path + "?sort=name", ``, "sort must be created_at, last_activity, name or email, with :asc or :desc"},
		{"GET", path + "?sort=phone:asc", ``, "sort must be created_at, last_activity, name or email, with :asc or :desc"},
		{"GET", path + "?cursor=x", ``, "cursor is not one of this list"},
	} {
		a.refused(http.StatusBadRequest, test.text, test.method, test.target, test.body)
	}
	a.refused(http.StatusNotFound, "Contact not found", http.MethodPatch, path+"?id="+unknownID, `{}`)
	a.refused(http.StatusNotFound, "Contact not found", http.MethodDelete, path+"?id="+unknownID, ``)
	a.refused(http.StatusNotFound, "Not Found", http.MethodGet, path+"/"+id, ``)
	a.refused(http.StatusRequestEntityTooLarge, "Request Entity Too Large", http.MethodPost, path,
		strings.Repeat(" ", 1<<20+1))
	if stored, _ := a.srv.Contact(nexadesk.ContactID(id)); stored.Phone != "+1-555-0456" ||
		a.list().Pagination.TotalCount != 1 {
		t.Errorf("what was refused has changed something: %+v", stored)
	}
}

func TestServer_token(t *testing.T) {
	t.Parallel()
	for _, header := range []string{"", "Bearer wrong", nexadesktest.Token} {
		got := newAPI(t).send(http.MethodPost, path, fullContact, func(r *http.Request) {
			r.Header.Set("Authorization", header)
		})
		if got != (response{http.StatusUnauthorized, `{"success":false,"error":"Unauthorized"}`}) {
			t.Errorf("%q: got %+v", header, got)
		}
	}
}

func TestServer_bodies(t *testing.T) {
	t.Parallel()
	for header, status := range map[string]int{"application/json; charset=utf-8": 201, "text/plain": 400, "": 400} {
		got := newAPI(t).send(http.MethodPost, path, fullContact, func(r *http.Request) {
			r.Header.Set("Content-Type", header)
		})
		if got.status != status {
			t.Errorf("%q: got %+v", header, got)
		}
	}
}

func TestUpdate(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	id := a.create(fullContact)
	before, _ := a.srv.Contact(nexadesk.ContactID(id))
	a.want(http.StatusOK, `{"success":true}`, http.MethodPatch, path+"?id="+strings.ToUpper(id),
		`{"last_name":"Smith","phone":null,"company_name":"","tags":["vip"]}`)
	want := before
	want.LastName, want.Phone, want.CompanyName, want.Tags = "Smith", "", "", []string{"vip"}
	got, ok := a.srv.Contact(nexadesk.ContactID(id))
	if diff := cmp.Diff(want, got); !ok || diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if source, _ := got.Metadata["utm"].(map[string]any); source["source"] != "google" {
		t.Errorf("metadata: %v", got.Metadata)
	}
	a.want(http.StatusOK, `{"success":true}`, http.MethodPatch, path+"?id="+id, `{"tags":null}`)
	if got, _ := a.srv.Contact(nexadesk.ContactID(id)); len(got.Tags) != 0 {
		t.Errorf("tags: %v", got.Tags)
	}
}

// TestCreate_takenAddress: by one contact each, until it gives its own up.
func TestCreate_takenAddress(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	john := a.create(`{"first_name":"John","email":"john@example.com"}`)
	jane := a.create(`{"first_name":"Jane","email":"jane@example.com"}`)
	taken := `{"success":false,"error":"Contact with this email already exists","data":{"id":"` + john + `"}}`
	const again = `{"first_name":"Johnny","email":"John@example.com"}`

	a.want(http.StatusConflict, taken, http.MethodPost, path, again)
	a.want(http.StatusConflict, taken, http.MethodPatch, path+"?id="+jane, again)
	a.want(http.StatusOK, `{"success":true}`, http.MethodPatch, path+"?id="+john, again)
	a.want(http.StatusOK, `{"success":true}`, http.MethodPatch, path+"?id="+john, `{"email":"johnny@example.com"}`)
	a.want(http.StatusOK, `{"success":true}`, http.MethodPatch, path+"?id="+jane, again)
	a.create(`{"first_name":"Jane","email":"jane@example.com"}`)
	a.send(http.MethodDelete, path+"?id="+john, "")
	a.create(`{"first_name":"Johnny","email":"johnny@example.com"}`)
	a.create(`{"first_name":"No address"}`)
	a.create(`{"first_name":"No address"}`)
}

// TestCreate_repeatedAddress, by AddContact, are taken until both contacts have
// given them up.
func TestCreate_repeatedAddress(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	const jane = `{"first_name":"Jane","email":"JANE@example.com"}`
	first := string(a.srv.AddContact(nexadesktest.Contact{FirstName: "1", Email: "jane@example.com"}))
	second := string(a.srv.AddContact(nexadesktest.Contact{FirstName: "2", Email: "Jane@example.com"}))
	taken := func(by string) {
		a.Helper()
		a.want(http.StatusConflict, `{"success":false,"error":"Contact with this email already exists","data":{"id":"`+by+
			`"}}`, http.MethodPost, path, jane)
	}
	taken(first)
	a.want(http.StatusOK, `{"success":true}`, http.MethodPatch, path+"?id="+first, `{"phone":"1"}`)
	a.want(http.StatusOK, `{"success":true}`, http.MethodPatch, path+"?id="+second, `{"phone":"2"}`)
	taken(first)
	a.send(http.MethodDelete, path+"?id="+second, "")
	taken(first)
	a.want(http.StatusOK, `{"success":true}`, http.MethodPatch, path+"?id="+first, `{"email":null}`)
	a.create(jane)
}

// TestUpdate_conflict, an earlier or a later one.
func TestUpdate_conflict(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	first := a.create(`{"first_name":"1","email":"1@example.com"}`)
	second := a.create(`{"first_name":"2","email":"2@example.com"}`)
	for id, other := range map[string]string{first: second, second: first} {
		address := map[string]string{first: "1@example.com", second: "2@example.com"}[other]
		a.want(http.StatusConflict, `{"success":false,"error":"Contact with this email already exists","data":{"id":"`+other+
			`"}}`,
			http.MethodPatch, path+"?id="+id, `{"email":"`+address+`"}`)
	}
	if stored, _ := a.srv.Contact(nexadesk.ContactID(first)); stored.Email != "1@example.com" {
		t.Errorf("got %+v", stored)
	}
}

// TestUpdate_addedContact: only what an update gives is checked.
func TestUpdate_addedContact(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	id := string(a.srv.AddContact(nexadesktest.Contact{FirstName: "Jane", Email: "no address"}))
	a.want(http.StatusOK, `{"success":true}`, http.MethodPatch, path+"?id="+id, `{"phone":"1"}`)
	a.refused(http.StatusBadRequest, "email must be a valid e-mail address", http.MethodPatch, path+"?id="+id,
		`{"email":"no address"}`)
	if stored, _ := a.srv.Contact(nexadesk.ContactID(id)); stored.Email != "no address" || stored.Phone != "1" {
		t.Errorf("got %+v", stored)
	}
}

// TestCreate_characters, not bytes.
func TestCreate_characters(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	text := func(n int) string { return `"` + strings.Repeat("ü", n) + `"` }
	body := `{"first_name":` + text(100) + `,"last_name":` + text(100) + `,"phone":` + text(50) + `,"company_name":` +
		text(200) + `,"profile_notes":` + text(5000) + `}`
	a.want(http.StatusOK, `{"success":true}`, http.MethodPatch, path+"?id="+a.create(body), body)
}

// TestServer_AddContact_copies, all the way down, in and out.
func TestServer_AddContact_copies(t *testing.T) {
	t.Parallel()
	srv := nexadesktest.NewServer()
	nested := func() map[string]any {
		return map[string]any{"utm": map[string]any{"tags": []any{"a"}}, "n": 1.0}
	}
	change := func(m map[string]any) {
		utm, _ := m["utm"].(map[string]any)
		tags, _ := utm["tags"].([]any)
		utm["source"], tags[0] = "changed", "changed"
	}
	in := nested()
	in["n"] = 1
	id := srv.AddContact(nexadesktest.Contact{FirstName: "Jane", Metadata: in})
	change(in)
	for range 2 {
		got, _ := srv.Contact(id)
		if diff := cmp.Diff(nested(), got.Metadata); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		change(got.Metadata)
		got.Tags = append(got.Tags, "changed")
	}
	if none, _ := srv.Contact(srv.AddContact(nexadesktest.Contact{})); none.Metadata != nil {
		t.Errorf("metadata of nothing: %v", none.Metadata)
	}
}

func TestServer_AddContact(t *testing.T) {
	t.Parallel()
	srv := nexadesktest.NewServer()
	at := time.Date(2026, 3, 18, 10, 15, 0, 123456789, time.FixedZone("", 3600))
	in := nexadesktest.Contact{
		FirstName: "Jane", AvatarURL: "https://example.com/a.png", InterestSummary: "bots", LastActivity: at.AddDate(0, 0, 1),
		CreatedAt: at, ConversationCount: 5, LastConversationAt: at.AddDate(0, 0, 2), Tags: []string{"vip"},
	}
	id := srv.AddContact(in)
	in.Tags[0] = "changed by the caller"
	page, err := srv.Client().Contacts.List(t.Context(), nexadesk.ListOptions{})
	if err != nil {
		t.Fatal(err)
	}
	stored := time.Date(2026, 3, 18, 9, 15, 0, 123000000, time.UTC)
	want := nexadesk.Contact{
		ID: id, FirstName: "Jane", AvatarURL: "https://example.com/a.png", InterestSummary: "bots",
		LastActivity: stored.AddDate(0, 0, 1), CreatedAt: stored, ConversationCount: 5,
		LastConversationAt: stored.AddDate(0, 0, 2),
		Tags:               []string{"vip"},
	}
	if diff := cmp.Diff(want, page.Items[0]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	kept, _ := srv.Contact(id)
	if kept.CreatedAt != stored || kept.LastActivity != want.LastActivity ||
		kept.LastConversationAt != want.LastConversationAt {
		t.Errorf("kept %+v, which is not what responses have", kept)
	}
	kept.Tags[0] = "changed by the caller"
	if again, _ := srv.Contact(id); again.Tags[0] != "vip" {
		t.Errorf("tags: %v", again.Tags)
	}
	if _, ok := srv.Contact(unknownID); ok {
		t.Error("there is a contact that is not there")
	}
}
