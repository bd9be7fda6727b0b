package orgcrmtest_test

import (
	"testing"
	"testing/synctest"
)

func TestServer_tags(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t)
		a.do("POST /contacts", `{"name":"Bruce","email":"batman@example.com"}`, 201, bruce)
		a.do("POST /tags", `{"name":"VIP"}`, 201, `{"id":"tag-2","name":"VIP"}`)
		a.do("POST /tags", `{"name":"VIP"}`, 409, `{"detail":"Tag exists"}`)
		a.do("POST /contacts/contact-1/tags", `{"tags":["VIP","new","VIP"]}`, 200, with(`"tags":[]`, `"tags":["VIP","new"]`))
		a.do("GET /tags", "", 200, `{"items":[{"id":"tag-2","name":"VIP"},{"id":"tag-3","name":"new"}],"total":2}`)
		a.do("DELETE /tags/tag-2", "", 204, "")
		a.do("GET /tags", "", 200, `{"items":[{"id":"tag-3","name":"new"}],"total":1}`)
		a.do("GET /contacts/contact-1", "", 200, with(`"tags":[]`, `"tags":["new"]`))
		a.do("DELETE /contacts/contact-1/tags/VIP", "", 404, `{"detail":"Tag not found"}`)
		a.do("DELETE /contacts/contact-1/tags/new", "", 204, "")
		a.do("GET /contacts/contact-1", "", 200, bruce)
		for body, want := range map[string]string{
			`{"name":""}`: "string_type", `{"name":7}`: "string_type", `{}`: "missing",
			`{"name":"a","x":1}`: "extra_forbidden", `7`: "object_type",
		} {
			a.invalid("POST /tags", body, want)
		}
		for body, want := range map[string]string{
			`{"tags":[]}`: "list_type", `{"tags":"a"}`: "list_type",
			`{"names":["a"]}`: "missing",
		} {
			a.invalid("POST /contacts/contact-1/tags", body, want)
		}
	})
}

// TestServer_tags_distinct: a contact has each tag once, in the order in which they come first.
func TestServer_tags_distinct(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t)
		a.do("POST /contacts", `{"name":"Bruce","email":"batman@example.com","tags":["b","a","b"]}`, 201,
			with(`"tags":[]`, `"tags":["b","a"]`))
		a.do("PATCH /contacts/contact-1", `{"tags":["c","a","a","c"]}`, 200, with(`"tags":[]`, `"tags":["c","a"]`))
		a.do("POST /contacts/contact-1/tags", `{"tags":["d","a","d"]}`, 200, with(`"tags":[]`, `"tags":["c","a","d"]`))
	})
}

func TestServer_customFields(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.do("GET /custom-fields", "", 200, `{"items":[],"total":0}`)
	a.do("POST /custom-fields", `{"key":"plan","type":"text"}`, 201, `{"id":"field-1","key":"plan","type":"text"}`)
	a.do("PATCH /custom-fields/field-1", `{"label":"Plan","type":null}`, 200,
		`{"id":"field-1","key":"plan","label":"Plan","type":null}`)
	a.do("GET /custom-fields", "", 200, `{"items":[{"id":"field-1","key":"plan","label":"Plan","type":null}],"total":1}`)
	a.invalid("POST /custom-fields", `{"id":"x"}`, `"id"`)
	a.invalid("POST /custom-fields", `[]`, "object_type")
	a.invalid("PATCH /custom-fields/field-1", `{"id":"x"}`, `"id"`)
	a.do("POST /custom-fields", `{}`, 201, `{"id":"field-2"}`)
	a.do("DELETE /custom-fields/field-1", "", 204, "")
	a.do("GET /custom-fields", "", 200, `{"items":[{"id":"field-2"}],"total":1}`)
}

func TestServer_customValues(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t)
		a.do("POST /contacts", `{"name":"Bruce","email":"batman@example.com"}`, 201, bruce)
		a.do("PUT /contacts/contact-1/custom/a%2F%22b", `{"value":[9007199254740993]}`, 200,
			with(`"custom":{}`, `"custom":{"a/\"b":[9007199254740993]}`))
		a.do("PUT /contacts/contact-1/custom/a%2F%22b", `{"value":null}`, 200, bruce)
		a.do("PUT /custom-values/b", `{"value":"x"}`, 200, `{"key":"b","value":"x"}`)
		a.do("PUT /custom-values/a", `{"value":null}`, 200, `{"key":"a","value":null}`)
		a.do("GET /custom-values", "", 200, `{"items":[{"key":"a","value":null},{"key":"b","value":"x"}],"total":2}`)
		a.do("DELETE /custom-values/a", "", 204, "")
		a.do("GET /custom-values", "", 200, `{"items":[{"key":"b","value":"x"}],"total":1}`)
		a.do("DELETE /custom-values/a", "", 404, `{"detail":"Custom value not found"}`)
		for _, route := range []string{"PUT /custom-values/a", "PUT /contacts/contact-1/custom/a"} {
			a.invalid(route, `{}`, "missing")
			a.invalid(route, `7`, "object_type")
		}
	})
}
