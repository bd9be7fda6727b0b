package cuedesktest_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// valueTests are values of custom fields of every type.
var valueTests = []struct{ fieldType, fine, refused string }{
	{"text", `"" "x" "1"`, `1 true [] {} ["x"]`},
	{"number:integer", `0 -1 450 9007199254740993 123456789012345678901234567890`, `1.5 1e3 "1" true [1]`},
	{"number:decimal", `0 -1.5 1e3 0.1234567890123456789`, `"1.5" true []`},
	{"number:percentage", `12.5 100 250`, `"12%" false`},
	{"checkbox", `true false`, `0 1 "true" []`},
	{"date", `"1985-02-19" "2024-02-29"`, `"1985-02-30" "19.02.1985" "1985-02-19T00:00:00Z" 19850219 ""`},
	{
		"date:date_time", `"1985-02-19T08:00:00Z" "1985-02-19T08:00:00.123+02:00"`,
		`"1985-02-19" "1985-02-19T08:00:00" 0 ""`,
	},
	{"date:time", `"08:00" "23:59:59" "08:00:00.5"`, `"24:00" "8" 8 "08:00Z" ""`},
	{"date:relative", `"tomorrow" {"days":3}`, `3 true []`},
	{"select", `"Low" "low" "Very_High" "very_high"`, `"LOW" "" "Medium" 1 ["Low"]`},
	{"multiselect", `[] ["Low"] ["low","Very_High"]`, `"Low" ["Low","Medium"] [1] {}`},
	{"user", `"ff027904-fdbc-4c30-a533-105d1c96e1cb" {"uuid":"x"}`, `1 true []`},
}

// newTypedField returns an API with a contact and a custom field, f, of the type; and the path of the contact, and
// the UUID of the field.
func newTypedField(t *testing.T, fieldType string) (a *api, path, id string) {
	t.Helper()
	a = newAPI(t)
	options := ""
	if strings.HasSuffix(fieldType, "select") {
		options = `,"select_options":["Low","Very_High"]`
	}
	id = a.create("/v1/custom-fields", `{"name":"Field","field_key":"f","field_type":"`+fieldType+`"`+options+`}`)
	path = "/v1/contacts/" + a.create("/v1/contacts", `{"whatsapp_id":"1"}`)
	return a, path, id
}

// TestValues_types sets every value in each of the four ways.
func TestValues_types(t *testing.T) {
	t.Parallel()
	for _, tt := range valueTests {
		t.Run(tt.fieldType, func(t *testing.T) {
			t.Parallel()
			a, path, id := newTypedField(t, tt.fieldType)
			for value := range strings.FieldsSeq(tt.fine) {
				want := `{"f":` + value + `}`
				a.do(http.StatusCreated, "POST /v1/contacts", `{"email":"a@b","custom_fields":`+want+`}`).want("custom_fields",
					want)
				a.do(http.StatusOK, "PATCH "+path, `{"custom_fields":`+want+`}`).want("custom_fields", want)
				set := `{"custom_field_uuid":"` + id + `","value":` + value + `}`
				a.do(http.StatusCreated, "POST "+path+"/custom-fields", set).want("custom_fields", want)
				a.do(http.StatusOK, "PATCH "+path+"/custom-fields", `{"custom_fields":`+want+`}`).want("custom_fields", want)
				a.do(http.StatusOK, "GET "+path+"/custom-fields", "").want("custom_fields", want)
			}
			for value := range strings.FieldsSeq(tt.refused) {
				bad := `{"custom_fields":{"f":` + value + `}`
				a.invalid("POST /v1/contacts", bad+`,"email":"a@b"}`, "value_error body custom_fields.f")
				a.invalid("PATCH "+path, bad+"}", "value_error body custom_fields.f")
				a.invalid("PATCH "+path+"/custom-fields", bad+"}", "value_error body custom_fields.f")
				set := `{"custom_field_uuid":"` + id + `","value":` + value + `}`
				a.invalid("POST "+path+"/custom-fields", set, "value_error body value")
			}
		})
	}
}

func TestValues_null(t *testing.T) {
	t.Parallel()
	for _, tt := range valueTests {
		t.Run(tt.fieldType, func(t *testing.T) {
			t.Parallel()
			a, path, id := newTypedField(t, tt.fieldType)
			value, _, _ := strings.Cut(tt.fine, " ")
			for route, clear := range map[string]string{
				"PATCH " + path:                           `{"custom_fields":{"f":null}}`,
				"PATCH " + path + "/custom-fields":        `{"custom_fields":{"f":null}}`,
				"POST " + path + "/custom-fields":         `{"custom_field_uuid":"` + id + `","value":null}`,
				"DELETE " + path + "/custom-fields/" + id: "",
			} {
				a.do(http.StatusOK, "PATCH "+path, `{"custom_fields":{"f":`+value+`}}`)
				method, target, _ := strings.Cut(route, " ")
				if got := a.send(a.request(method, target, clear)); got.status >= 300 {
					t.Errorf("%s: got status %d: %s", route, got.status, got.body)
				}
				a.do(http.StatusOK, "GET "+path+"/custom-fields", "").want("custom_fields", "{}")
			}
		})
	}
}

func TestValues_invalid(t *testing.T) {
	t.Parallel()
	a, path, id := newTypedField(t, "text")
	tests := []struct{ method, body, want string }{
		{"POST", `{}`, "missing body custom_field_uuid; missing body value"},
		{"POST", `{"custom_field_uuid":"` + id + `"}`, "missing body value"},
		{"POST", `{"custom_field_uuid":"f","value":"x"}`, "uuid_parsing body custom_field_uuid"},
		{"POST", `{"custom_field_uuid":null,"value":"x"}`, "string_type body custom_field_uuid"},
		{"POST", `{"custom_field_uuid":"` + id + `","value":"x","key":"f"}`, "extra_forbidden body key"},
		{"PATCH", `{}`, "missing body custom_fields"},
		{"PATCH", `{"f":"x"}`, "missing body custom_fields; extra_forbidden body f"},
		{"PATCH", `{"custom_fields":null}`, "dict_type body custom_fields"},
		{"PATCH", `{"custom_fields":"x"}`, "dict_type body custom_fields"},
		{"PATCH", `{"custom_fields":{"g":"x","f":1}}`, "value_error body custom_fields.f; value_error body custom_fields.g"},
	}
	for _, tt := range tests {
		a.invalid(tt.method+" "+path+"/custom-fields", tt.body, tt.want)
	}
	a.do(http.StatusNotFound, "POST "+path+"/custom-fields", `{"custom_field_uuid":"`+unknownID+`","value":"x"}`)
	a.do(http.StatusOK, "GET "+path+"/custom-fields", "").want("custom_fields", "{}")
}

// TestValues_merge: what an update does not name stays, and none of it applies if some of it is refused.
func TestValues_merge(t *testing.T) {
	t.Parallel()
	a, path := newContactAPI(t)
	a.do(http.StatusOK, "PATCH "+path+"/custom-fields", `{"custom_fields":{"tier":"B"}}`).want("custom_fields",
		`{"seats":1,"tier":"B"}`)
	a.invalid("PATCH "+path+"/custom-fields", `{"custom_fields":{"seats":2,"tier":"C"}}`,
		"value_error body custom_fields.tier")
	a.do(http.StatusOK, "PATCH "+path+"/custom-fields", `{"custom_fields":{}}`).want("custom_fields",
		`{"seats":1,"tier":"B"}`)
}

// TestValues_lossless: JSON is compacted, but neither numbers nor strings change.
func TestValues_lossless(t *testing.T) {
	t.Parallel()
	a, path, _ := newTypedField(t, "date:relative")
	a.do(http.StatusOK, "PATCH "+path+"/custom-fields", "{\"custom_fields\": {\"f\": {\"b\" : [1.10, "+
		"12345678901234567890],\n\"a\":\"\\u00e9<&>\"}}}")
	got := a.do(http.StatusOK, "GET "+path+"/custom-fields", "")
	got.want("custom_fields.f.b", "[1.10,12345678901234567890]")
	equal(t, "string", got.text("custom_fields.f.a"), "é<&>")
}

func TestValues_updatedAt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a, path, id := newTypedField(t, "text")
		updated := func(want string) {
			t.Helper()
			a.do(http.StatusOK, "GET "+path, "").want("updated_at", `"2000-01-01T00:00:0`+want+`.000Z"`)
			<-time.After(time.Second)
		}
		updated("0")
		a.do(http.StatusCreated, "POST "+path+"/custom-fields", `{"custom_field_uuid":"`+id+`","value":"x"}`)
		updated("1")
		a.do(http.StatusOK, "PATCH "+path+"/custom-fields", `{"custom_fields":{"f":"y"}}`)
		updated("2")
		a.do(http.StatusNoContent, "DELETE "+path+"/custom-fields/"+id, "")
		updated("3")
		a.do(http.StatusNoContent, "DELETE "+path+"/custom-fields/"+id, "")
		updated("3")
	})
}
