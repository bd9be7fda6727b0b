package orgcrmtest_test

import (
	"strings"
	"testing"
	"testing/synctest"
)

// bruce is the first contact of a test that begins in the bubble's own time.
const bruce = `{"company":null,"created_at":"2000-01-01T00:00:00Z","custom":{},"dnc":false,"email":"batman@example.com",` +
	`"id":"contact-1","name":"Bruce","notes":null,"phone":null,"source":null,"tags":[]}`

// with returns bruce with texts replaced, in pairs.
func with(oldNew ...string) string { return strings.NewReplacer(oldNew...).Replace(bruce) }

func TestContacts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t)
		a.do("POST /contacts", `{"name":"Bruce","email":"batman@example.com"}`, 201, bruce)
		a.do("GET /contacts/contact-1", "", 200, bruce)
		a.do("GET /contacts", "", 200, `{"items":[`+bruce+`],"total":1}`)
		a.do("GET /contacts?q=BAT+bruce&page=7", "", 200, `{"items":[`+bruce+`],"total":1}`)
		a.do("GET /contacts?q=bat+clark", "", 200, `{"items":[],"total":0}`)
		a.do("GET /contacts?tag=VIP", "", 200, `{"items":[],"total":0}`)

		changed := with(`"company":null`, `"company":"Wayne"`, `"custom":{}`, `"custom":{"plan":"pro"}`, `"dnc":false`, `"dnc":true`,
			`"notes":null`, `"nick":"Bats","notes":null`, `"tags":[]`, `"tags":["VIP"]`)
		a.do("PATCH /contacts/contact-1", `{"company":"Wayne","custom":{"plan":"pro","none":null},"dnc":true,"nick":"Bats","tags":["VIP"]}`, 200, changed)
		a.do("GET /contacts?tag=VIP", "", 200, `{"items":[`+changed+`],"total":1}`)
		a.do("GET /tags", "", 200, `{"items":[{"id":"tag-2","name":"VIP"}],"total":1}`)
		a.do("PATCH /contacts/contact-1", `{"company":null,"custom":{"plan":null},"dnc":null,"email":"","tags":null}`, 200,
			with(`"email":"batman@example.com"`, `"email":null`, `"notes":null`, `"nick":"Bats","notes":null`))

		a.do("DELETE /contacts/contact-1", "", 204, "")
		a.do("GET /contacts/contact-1", "", 404, `{"detail":"Contact not found"}`)
	})
}

func TestContactsRefused(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.do("POST /contacts/import", `[{}]`, 200, `{"created":1,"failed":0}`)
	for _, route := range []string{"POST /contacts", "PATCH /contacts/contact-1"} {
		for body, want := range map[string]string{
			`{"name":7}`: `"name"`, `{"tags":"VIP"}`: `"tags"`, `{"tags":[7]}`: `"tags"`, `{"tags":[""]}`: `"tags"`, `{"dnc":"no"}`: `"dnc"`,
			`{"custom":[]}`: `"custom"`, `{"id":"x"}`: `"id"`, `{"created_at":null}`: `"created_at"`, `[]`: `object_type`, `{`: `json_invalid`,
			``: `content_type`,
		} {
			a.invalid(route, body, want)
		}
	}
	r := a.request("POST /contacts", `{}`)
	r.Header.Set("Content-Type", "text/plain")
	a.send(r, 422, `{"detail":[{"loc":["body"],"msg":"Input should have the content type application/json","type":"content_type"}]}`)
}

func TestImport(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.do("POST /contacts/import", `[{"name":"A"},{"name":7},"B"]`, 200, `{"created":1,"failed":2}`)
	a.do("POST /contacts/import", `{"mode":"fast","rows":[{"name":"B"},{"name":"C"}]}`, 200, `{"created":2,"failed":0}`)
	a.do("POST /contacts/import", `[]`, 200, `{"created":0,"failed":0}`)
	for body, want := range map[string]string{`{}`: "list_type", `{"a":[],"b":[]}`: "list_type", `7`: "list_type", `[`: "json_invalid"} {
		a.invalid("POST /contacts/import", body, want)
	}
	a.do("POST /contacts/search", `{"limit":1,"q":"c","query":{"groups":[{"conditions":[{"field":"dnc","op":"equals","value":true}]}]}}`,
		200, `{"items":[],"total":0,"limit":1,"offset":0}`)
}

func TestViews(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.do("GET /contacts/views", "", 200, `[]`)
	a.do("PUT /contacts/views", `{"views":[{"name":"A"}]}`, 200, `{"views":[{"name":"A"}]}`)
	a.do("GET /contacts/views", "", 200, `{"views":[{"name":"A"}]}`)
	a.invalid("PUT /contacts/views", `{`, "json_invalid")
}

func TestOpportunities(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.do("POST /contacts/import", `[{}]`, 200, `{"created":1,"failed":0}`)
	a.do("GET /contacts/contact-1/opportunities", "", 200, `{"items":[],"total":0}`)
	a.srv.AddOpportunity("contact-1", map[string]int{"value": 9})
	a.do("GET /contacts/contact-1/opportunities", "", 200, `{"items":[{"value":9}],"total":1}`)
}

func TestTags(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t)
		a.do("POST /contacts", `{"name":"Bruce","email":"batman@example.com"}`, 201, bruce)
		a.do("POST /tags", `{"name":"VIP"}`, 201, `{"id":"tag-2","name":"VIP"}`)
		a.do("POST /tags", `{"name":"VIP"}`, 409, `{"detail":"Tag exists"}`)
		a.do("POST /contacts/contact-1/tags", `{"tags":["VIP","new","VIP"]}`, 200, with(`"tags":[]`, `"tags":["VIP","new"]`))
		a.do("GET /tags", "", 200, `{"items":[{"id":"tag-2","name":"VIP"},{"id":"tag-3","name":"new"}],"total":2}`)
		a.do("DELETE /tags/tag-2", "", 204, "")
		a.do("GET /contacts/contact-1", "", 200, with(`"tags":[]`, `"tags":["new"]`))
		a.do("DELETE /contacts/contact-1/tags/VIP", "", 404, `{"detail":"Tag not found"}`)
		a.do("DELETE /contacts/contact-1/tags/new", "", 204, "")
		a.do("GET /contacts/contact-1", "", 200, bruce)
		for body, want := range map[string]string{`{"name":""}`: "string_type", `{"name":7}`: "string_type", `{}`: "missing", `{"name":"a","x":1}`: "extra_forbidden", `7`: "object_type"} {
			a.invalid("POST /tags", body, want)
		}
		for body, want := range map[string]string{`{"tags":[]}`: "list_type", `{"tags":"a"}`: "list_type", `{"names":["a"]}`: "missing"} {
			a.invalid("POST /contacts/contact-1/tags", body, want)
		}
	})
}

func TestCustomFields(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.do("GET /custom-fields", "", 200, `{"items":[],"total":0}`)
	a.do("POST /custom-fields", `{"key":"plan","type":"text"}`, 201, `{"id":"field-1","key":"plan","type":"text"}`)
	a.do("PATCH /custom-fields/field-1", `{"label":"Plan","type":null}`, 200, `{"id":"field-1","key":"plan","label":"Plan","type":null}`)
	a.do("GET /custom-fields", "", 200, `{"items":[{"id":"field-1","key":"plan","label":"Plan","type":null}],"total":1}`)
	a.invalid("POST /custom-fields", `{"id":"x"}`, `"id"`)
	a.invalid("POST /custom-fields", `[]`, "object_type")
	a.invalid("PATCH /custom-fields/field-1", `{"id":"x"}`, `"id"`)
	a.do("DELETE /custom-fields/field-1", "", 204, "")
	a.do("GET /custom-fields", "", 200, `{"items":[],"total":0}`)
}

func TestCustomValues(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t)
		a.do("POST /contacts", `{"name":"Bruce","email":"batman@example.com"}`, 201, bruce)
		a.do("PUT /contacts/contact-1/custom/a%2F%22b", `{"value":[9007199254740993]}`, 200, with(`"custom":{}`, `"custom":{"a/\"b":[9007199254740993]}`))
		a.do("PUT /contacts/contact-1/custom/a%2F%22b", `{"value":null}`, 200, bruce)
		a.do("PUT /custom-values/b", `{"value":"x"}`, 200, `{"key":"b","value":"x"}`)
		a.do("PUT /custom-values/a", `{"value":null}`, 200, `{"key":"a","value":null}`)
		a.do("GET /custom-values", "", 200, `{"items":[{"key":"a","value":null},{"key":"b","value":"x"}],"total":2}`)
		a.do("DELETE /custom-values/a", "", 204, "")
		a.do("DELETE /custom-values/a", "", 404, `{"detail":"Custom value not found"}`)
		for _, route := range []string{"PUT /custom-values/a", "PUT /contacts/contact-1/custom/a"} {
			a.invalid(route, `{}`, "missing")
			a.invalid(route, `7`, "object_type")
		}
	})
}
