package orgcrmtest_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/orgcrm"
)

// bruce is the first contact of a test that begins in the bubble's own time.
const bruce = `{"company":null,"created_at":"2000-01-01T00:00:00Z","custom":{},"dnc":false,` +
	`"email":"batman@example.com",` +
	`"id":"contact-1","name":"Bruce","notes":null,"phone":null,"source":null,"tags":[]}`

// with returns bruce with texts replaced, in pairs.
func with(oldNew ...string) string { return strings.NewReplacer(oldNew...).Replace(bruce) }

func TestServer_contacts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t)
		a.do("POST /contacts", `{"name":"Bruce","email":"batman@example.com"}`, 201, bruce)
		a.do("GET /contacts/contact-1", "", 200, bruce)
		a.do("GET /contacts", "", 200, `{"items":[`+bruce+`],"total":1}`)
		a.do("GET /contacts?q=BAT+bruce&page=7", "", 200, `{"items":[`+bruce+`],"total":1}`)
		a.do("GET /contacts?q=bat+clark", "", 200, `{"items":[],"total":0}`)
		a.do("GET /contacts?tag=VIP", "", 200, `{"items":[],"total":0}`)
		a.do("GET /contacts?tag=", "", 200, `{"items":[],"total":0}`)

		changed := with(`"company":null`, `"company":"Wayne"`, `"custom":{}`, `"custom":{"plan":"pro"}`, `"dnc":false`,
			`"dnc":true`,
			`"notes":null`, `"nick":"Bats","notes":null`, `"tags":[]`, `"tags":["VIP"]`)
		a.do("PATCH /contacts/contact-1", `{"company":"Wayne","custom":{"plan":"pro","none":null},"dnc":true,"nick":"Bats",`+
			`"tags":["VIP"]}`, 200, changed)
		a.do("GET /contacts?tag=VIP", "", 200, `{"items":[`+changed+`],"total":1}`)
		a.do("GET /tags", "", 200, `{"items":[{"id":"tag-2","name":"VIP"}],"total":1}`)
		a.do("PATCH /contacts/contact-1", `{"custom":null}`, 200, changed)
		a.do("PATCH /contacts/contact-1", `{"company":null,"custom":{"plan":null},"dnc":null,"email":"","tags":null}`, 200,
			with(`"email":"batman@example.com"`, `"email":null`, `"notes":null`, `"nick":"Bats","notes":null`))

		a.do("DELETE /contacts/contact-1", "", 204, "")
		a.do("GET /contacts/contact-1", "", 404, `{"detail":"Contact not found"}`)
	})
}

// TestServer_contacts_refusedChange: a change that is refused for one member changes none, whichever is set first.
func TestServer_contacts_refusedChange(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t)
		a.do("POST /contacts", `{"name":"Bruce","email":"batman@example.com"}`, 201, bruce)
		for body, want := range map[string]string{
			`{"company":"Wayne","custom":7}`:        `"custom"`,
			`{"custom":{"plan":"pro"},"dnc":7}`:     `"dnc"`,
			`{"dnc":true,"name":"Batman","tags":7}`: `"tags"`,
			`{"nick":"Bats","tags":7}`:              `"tags"`,
			`{"email":7}`:                           `"email"`,
		} {
			a.invalid("PATCH /contacts/contact-1", body, want)
			a.do("GET /contacts/contact-1", "", 200, bruce)
		}
	})
}

// TestServer_contacts_sameName: of two contacts with the same members, the one that the path names is deleted.
func TestServer_contacts_sameName(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t)
		a.do("POST /contacts", `{"name":"Bruce","email":"batman@example.com"}`, 201, bruce)
		a.do("POST /contacts", `{"name":"Bruce","email":"batman@example.com"}`, 201, with("contact-1", "contact-2"))
		a.do("DELETE /contacts/contact-2", "", 204, "")
		a.do("GET /contacts", "", 200, `{"items":[`+bruce+`],"total":1}`)
	})
}

// TestServer_contacts_createdAt is in microseconds; the fault is there to move the bubble's clock.
func TestServer_contacts_createdAt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t)
		a.srv.Inject("POST /api/v1/contacts", cuedesktest.Latency(1999*time.Nanosecond))
		a.do("POST /contacts", `{"name":"Bruce","email":"batman@example.com"}`, 201, with("00:00:00Z", "00:00:00.000001Z"))
	})
}

func TestServer_contacts_invalid(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.do("POST /contacts/import", `[{}]`, 200, `{"created":1,"failed":0}`)
	for _, route := range []string{"POST /contacts", "PATCH /contacts/contact-1"} {
		for body, want := range map[string]string{
			`{"name":7}`: `"name"`, `{"tags":"VIP"}`: `"tags"`, `{"tags":[7]}`: `"tags"`, `{"tags":[""]}`: `"tags"`,
			`{"dnc":"no"}`:  `"dnc"`,
			`{"custom":[]}`: `"custom"`, `{"id":"x"}`: `"id"`, `{"created_at":null}`: `"created_at"`, `[]`: `object_type`,
			`{`: `json_invalid`,
			``:  `content_type`,
		} {
			a.invalid(route, body, want)
		}
	}
	r := a.request("POST /contacts", `{}`)
	r.Header.Set("Content-Type", "text/plain")
	a.send(r, 422, `{"detail":[{"loc":["body"],"msg":"Input should have the content type application/json",`+
		`"type":"content_type"}]}`)
}

func TestServer_import(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t)
		a.do("POST /contacts/import", `[{"name":"Bruce","email":"batman@example.com"},{"name":7},"B",7,null]`, 200,
			`{"created":1,"failed":4}`)
		a.do("GET /contacts", "", 200, `{"items":[`+bruce+`],"total":1}`)
	})
	a := newAPI(t)
	a.do("POST /contacts/import", `{"mode":"fast","rows":[{"name":"B"},{"name":"C"}]}`, 200, `{"created":2,"failed":0}`)
	a.do("POST /contacts/import", `[]`, 200, `{"created":0,"failed":0}`)
	for body, want := range map[string]string{
		`{}`: "list_type", `{"a":[],"b":[]}`: "list_type", `7`: "list_type",
		`[`: "json_invalid",
	} {
		a.invalid("POST /contacts/import", body, want)
	}
}

func TestServer_views(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.do("GET /contacts/views", "", 200, `[]`)
	a.do("PUT /contacts/views", `{"views":[{"name":"A"}]}`, 200, `{"views":[{"name":"A"}]}`)
	a.do("GET /contacts/views", "", 200, `{"views":[{"name":"A"}]}`)
	a.invalid("PUT /contacts/views", `{`, "json_invalid")
	a.do("PUT /contacts/views", `[]`, 200, `[]`)
	a.do("GET /contacts/views", "", 200, `[]`)
}

func TestServer_opportunities(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.do("POST /contacts/import", `[{}]`, 200, `{"created":1,"failed":0}`)
	a.do("GET /contacts/contact-1/opportunities", "", 200, `{"items":[],"total":0}`)
	a.srv.AddOpportunity("contact-1", map[string]int{"value": 9})
	a.do("GET /contacts/contact-1/opportunities", "", 200, `{"items":[{"value":9}],"total":1}`)
	for n := 2; n < 10; n++ {
		org, id := fmt.Sprintf("org-%d", n), fmt.Sprintf("contact-%d", n)
		a.doIn(org, "POST /contacts/import", `[{}]`, 200, `{"created":1,"failed":0}`)
		a.srv.AddOpportunity(orgcrm.ContactID(id), n)
		a.doIn(org, "GET /contacts/"+id+"/opportunities", "", 200, fmt.Sprintf(`{"items":[%d],"total":1}`, n))
	}
}
