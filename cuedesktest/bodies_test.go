package cuedesktest_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// forEachBody runs a test for every operation that has a body.
func forEachBody(t *testing.T, test func(w *filledAPI, route, body string)) {
	t.Helper()
	for operation, body := range bodies {
		t.Run(operation, func(t *testing.T) {
			t.Parallel()
			w := newFilledAPI(t)
			test(w, w.fillPath(operation, nil), w.fillPath(body, nil))
		})
	}
}

func TestBody_malformed(t *testing.T) {
	t.Parallel()
	forEachBody(t, func(w *filledAPI, route, body string) {
		for _, bad := range []string{
			"", " ", "{", "{}{}", `{"name":}`, body + ",", `{"a":1,"a":2}`, "{\"name\":\"\xff\"}", "nope", `{"a":NaN}`,
			strings.Repeat("[", 20_000), strings.TrimSuffix(body, "}"),
		} {
			got := w.do(http.StatusBadRequest, route, bad)
			got.want("error.message", `"400 BAD REQUEST"`)
			if got.text("error.details") == "" {
				w.Error("no details")
			}
		}
	})
}

func TestBody_notAnObject(t *testing.T) {
	t.Parallel()
	forEachBody(t, func(w *filledAPI, route, _ string) {
		for _, bad := range []string{`[]`, `"x"`, `1`, `null`, `true`} {
			w.invalid(route, bad, "dict_type body ")
		}
	})
}

func TestBody_unknownMembers(t *testing.T) {
	t.Parallel()
	forEachBody(t, func(w *filledAPI, route, body string) {
		changed := strings.TrimSuffix(body, "}")
		if changed != "{" {
			changed += ","
		}
		changed += `"firstname":"x","Uuid":null}`
		w.invalid(route, changed, "extra_forbidden body Uuid; extra_forbidden body firstname")
	})
}

func TestBody_contentTypes(t *testing.T) {
	t.Parallel()
	tests := map[string]bool{
		"application/json":                   true,
		"application/json; charset=utf-8":    true,
		"Application/JSON;charset=UTF-8":     true,
		"application/json; charset=latin1":   false,
		"text/plain":                         false,
		"application/x-www-form-urlencoded":  false,
		"application/merge-patch+json":       false,
		"application/json; charset=utf-8; x": false,
		";":                                  false,
	}
	forEachBody(t, func(w *filledAPI, route, body string) {
		for contentType, fine := range tests {
			method, path, _ := strings.Cut(route, " ")
			r := w.request(method, path, body)
			r.Header.Set("Content-Type", contentType)
			got := w.send(r)
			equal(w, contentType+" is fine", got.status < 300, fine)
			if !fine {
				equal(w, "status", got.status, http.StatusBadRequest)
				got.want("error.message", `"400 BAD REQUEST"`)
			}
		}
	})
}

// TestBody_noContentType: the documentation shows a Content-Type with every body but the one of DELETE.
func TestBody_noContentType(t *testing.T) {
	t.Parallel()
	forEachBody(t, func(w *filledAPI, route, body string) {
		method, path, _ := strings.Cut(route, " ")
		r := w.request(method, path, body)
		r.Header.Del("Content-Type")
		want := http.StatusBadRequest
		if method == http.MethodDelete {
			want = http.StatusNoContent
		}
		equal(w, "status", w.send(r).status, want)
	})
}

func TestBody_tooLarge(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	body := `{"email":"a@example.com","first_name":"` + strings.Repeat("x", 10<<20) + `"}`
	got := a.do(http.StatusRequestEntityTooLarge, "POST /v1/contacts", body)
	got.want("error.message", `"413 REQUEST ENTITY TOO LARGE"`)
	a.do(http.StatusOK, "GET /v1/contacts", "").want("pagination.total", "0")
}

var snakeCase = regexp.MustCompile(`_([a-z])`)

// toCamelCase rewrites a body in camelCase, all but what stands between the marks.
func toCamelCase(body string) string {
	before, rest, _ := strings.Cut(body, "«")
	kept, after, _ := strings.Cut(rest, "»")
	convert := func(s string) string {
		return snakeCase.ReplaceAllStringFunc(s, func(match string) string { return strings.ToUpper(match[1:]) })
	}
	return convert(before) + kept + convert(after)
}

// TestBody_camelCase sends every documented member in camelCase, and wants the answer that snake_case gets.
func TestBody_camelCase(t *testing.T) {
	t.Parallel()
	tests := []struct {
		operation, body string
		check           map[string]string
	}{
		{
			"POST /v1/contacts",
			`{"first_name":"F","last_name":"L","external_contact_id":"E","email":"e@example.com","phone_number":"P",
			"whatsapp_id":"W","fb_messenger_id":"M","custom_fields":«{"revenue":1}»}`,
			map[string]string{
				"first_name": `"F"`, "last_name": `"L"`, "external_contact_id": `"E"`, "phone_number": `"P"`,
				"whatsapp_id": `"W"`, "fb_messenger_id": `"M"`, "custom_fields": `{"revenue":1}`,
			},
		},
		{
			"POST /v1/contacts/search",
			`{"search_term":"bruce","advanced_search":[{"field":«"revenue"»,"operator":"equals","value":"1","data_type":"long"}],
			"sort_by":{"field":"email","sort_order":"desc","data_type":"text"}}`,
			map[string]string{"pagination.total": "0"},
		},
		{"PATCH /v1/contacts/{contact_uuid}", `{"first_name":"F"}`, map[string]string{"first_name": `"F"`}},
		{
			"POST /v1/contacts/{contact_uuid}/custom-fields", `{"custom_field_uuid":«"{custom_field_uuid}"»,"value":1}`,
			map[string]string{"custom_fields": `{"revenue":1}`},
		},
		{
			"PATCH /v1/contacts/{contact_uuid}/custom-fields", `{"custom_fields":«{"revenue":2}»}`,
			map[string]string{"custom_fields": `{"revenue":2}`},
		},
		{
			"POST /v1/contact-lists/{contact_list_uuid}/contacts", `{"contact_uuids":«["{contact_uuid}"]»}`,
			map[string]string{"warnings": "[]"},
		},
		{
			"POST /v1/custom-fields",
			`{"name":"Tier","field_type":"select","field_key":«"the_tier"»,"editable":false,"sensitive":true,"icon":"i",` +
				`"select_options":["A"]}`,
			map[string]string{"field_type": `"select"`, "field_key": `"the_tier"`, "select_options.0.display_label": `"A"`},
		},
		{
			"PATCH /v1/custom-fields/{custom_field_uuid}",
			`{"name":"Tier","field_type":"multiselect","editable":false,"sensitive":true,"icon":"i","select_options":["A"]}`,
			map[string]string{"field_type": `"multiselect"`, "select_options.0.display_label": `"A"`},
		},
		{
			"POST /v1/contacts/bulk",
			`{"contacts":[{"first_name":"F","external_contact_id":"E"}],"contact_list_uuid":«"{contact_list_uuid}"»,` +
				`"match_on_field":"email","merge_type":"update"}`,
			nil,
		},
	}
	for _, tt := range tests {
		t.Run(tt.operation, func(t *testing.T) {
			t.Parallel()
			for _, body := range []string{toCamelCase(tt.body), strings.NewReplacer("«", "", "»", "").Replace(tt.body)} {
				w := newFilledAPI(t)
				method, path, _ := strings.Cut(w.fillPath(tt.operation, nil), " ")
				// The values that have an underscore are data, which camelCase must have left alone.
				body = strings.NewReplacer("createOrUpdate", "create_or_update").Replace(w.fillPath(body, nil))
				got := w.send(w.request(method, path, body))
				if got.status >= 300 {
					t.Fatalf("%s: got status %d: %s", body, got.status, got.body)
				}
				for at, want := range tt.check {
					got.want(at, want)
				}
			}
		})
	}
}

func TestBody_bothSpellings(t *testing.T) {
	t.Parallel()
	newAPI(t).invalid("POST /v1/contacts", `{"phone_number":"1","phoneNumber":"2"}`, "extra_forbidden body phoneNumber")
}

// TestBody_allErrors: all that is wrong is reported at once.
func TestBody_allErrors(t *testing.T) {
	t.Parallel()
	newAPI(t).invalid("PATCH /v1/contacts/7?x=1", `{"first_name":1,"email":false,"y":1}`,
		"string_type body first_name; string_type body email; uuid_parsing path contact_uuid; "+
			"extra_forbidden query x; extra_forbidden body y")
}
