package cuedesktest_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestCustomField_create(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t)
		times := `"status":"active","created_at":"` + epoch + `","updated_at":"` + epoch + `","archived_at":null,`
		revenue := a.do(http.StatusCreated, "POST /v1/custom-fields", `{"name":"Revenue","field_type":"number:integer"}`)
		wantRevenue := `{"uuid":"` + revenue.text("uuid") + `","workspace_uuid":"ff027904-fdbc-4c30-a533-105d1c96e1cb",` +
			`"name":"Revenue","icon":null,"field_type":"number:integer","field_key":"revenue",` + times +
			`"editable":true,"sensitive":false}`
		equal(t, "created", revenue.body, wantRevenue)
		priority := a.do(http.StatusCreated, "POST /v1/custom-fields", `{"name":"Priority","field_type":"select",
			"field_key":"prio","editable":false,"sensitive":true,"icon":"star","select_options":["Low","Very high!"]}`)
		wantPriority := `{"uuid":"` + priority.text("uuid") + `","workspace_uuid":"ff027904-fdbc-4c30-a533-105d1c96e1cb",` +
			`"name":"Priority","icon":"star","field_type":"select","field_key":"prio",` + times +
			`"editable":false,"sensitive":true,"select_options":[` +
			`{"uuid":"opt-uuid-1","display_label":"Low","field_key":"low","archived":false},` +
			`{"uuid":"opt-uuid-2","display_label":"Very high!","field_key":"very_high","archived":false}]}`
		equal(t, "created", priority.body, wantPriority)
		equal(t, "found again", a.do(http.StatusOK, "GET /v1/custom-fields/"+priority.text("uuid"), "").body, wantPriority)
		equal(t, "listed", a.do(http.StatusOK, "GET /v1/custom-fields", "").body,
			`{"custom_fields":[`+wantRevenue+","+wantPriority+`],"pagination":{"limit":50,"offset":0,"total":2}}`)
	})
}

// definitionBody returns the body of a create or a complete update, but some members: "name" removes one,
// `name:"x"` changes one.
func definitionBody(changes ...string) string {
	members := []string{`name:"Tier"`, `field_type:"text"`, `editable:true`, `sensitive:false`, `icon:null`}
	var out []string
	for _, member := range members {
		name, value, _ := strings.Cut(member, ":")
		keep := true
		for _, change := range changes {
			keep = keep && change != name && !strings.HasPrefix(change, name+":")
		}
		if keep {
			out = append(out, `"`+name+`":`+value)
		}
	}
	for _, change := range changes {
		if name, value, ok := strings.Cut(change, ":"); ok {
			out = append(out, `"`+name+`":`+value)
		}
	}
	return "{" + strings.Join(out, ",") + "}"
}

// TestCustomField_invalid checks what creating and updating have in common.
func TestCustomField_invalid(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("é", 250)
	tests := []struct {
		name string
		body string
		want string // "" is fine
	}{
		{"all of it", definitionBody(), ""},
		{"a name of 3 characters", definitionBody(`name:"éèê"`), ""},
		{"a name of 250 characters", definitionBody(`name:"` + long + `"`), ""},
		{"a name of 2 characters", definitionBody(`name:"éè"`), "string_too_short body name"},
		{"a name of 251 characters", definitionBody(`name:"` + long + `x"`), "string_too_long body name"},
		{"no name", definitionBody("name"), "missing body name"},
		{"a name that is null", definitionBody("name:null"), "string_type body name"},
		{"no type", definitionBody("field_type"), "missing body field_type"},
		{"an unknown type", definitionBody(`field_type:"number"`), "enum body field_type"},
		{"a type that is no string", definitionBody(`field_type:1`), "string_type body field_type"},
		{"an icon", definitionBody(`icon:"star"`), ""},
		{"an icon that is no string", definitionBody(`icon:1`), "string_type body icon"},
		{"editable that is no boolean", definitionBody(`editable:"true"`), "bool_type body editable"},
		{"sensitive that is no boolean", definitionBody(`sensitive:0`), "bool_type body sensitive"},
		{"a select without options", definitionBody(`field_type:"select"`), "missing body select_options"},
		{"a multiselect without options", definitionBody(`field_type:"multiselect"`), "missing body select_options"},
		{
			"a select with options that are null", definitionBody(`field_type:"select"`, `select_options:null`),
			"too_short body select_options",
		},
		{
			"a select with no option", definitionBody(`field_type:"select"`, `select_options:[]`),
			"too_short body select_options",
		},
		{"a select with an option", definitionBody(`field_type:"select"`, `select_options:["A"]`), ""},
		{
			"options that are no list", definitionBody(`field_type:"select"`, `select_options:"A"`),
			"list_type body select_options; too_short body select_options",
		},
		{
			"options that are no strings", definitionBody(`field_type:"select"`, `select_options:["A",1]`),
			"string_type body select_options.1",
		},
		{
			"options that are empty", definitionBody(`field_type:"select"`, `select_options:[""]`),
			"string_too_short body select_options.0",
		},
		{
			"an option twice", definitionBody(`field_type:"select"`, `select_options:["A","B","A"]`),
			"value_error body select_options",
		},
		{
			"too many options", definitionBody(`field_type:"select"`, `select_options:[`+strings.Repeat(`"a",`, 1000)+`"b"]`),
			"too_long body select_options; too_short body select_options",
		},
		{"options of a text", definitionBody(`select_options:["A"]`), ""},
		{"options of a text that are null", definitionBody(`select_options:null`), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := newAPI(t)
			path := "/v1/custom-fields/" + a.create("/v1/custom-fields", `{"name":"Old","field_type":"checkbox"}`)
			if tt.want == "" {
				a.do(http.StatusCreated, "POST /v1/custom-fields", tt.body)
				a.do(http.StatusOK, "PATCH "+path, tt.body)
				return
			}
			a.invalid("POST /v1/custom-fields", tt.body, tt.want)
			a.invalid("PATCH "+path, tt.body, tt.want)
			a.do(http.StatusOK, "GET "+path, "").want("name", `"Old"`)
		})
	}
}

func TestCustomField_create_defaults(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	bodies := []string{
		`{"name":"Field","field_type":"text"}`,
		`{"name":"Field","field_type":"text","field_key":null,"editable":null,"sensitive":null,"icon":null,` +
			`"select_options":null}`,
	}
	for n, body := range bodies {
		got := a.do(http.StatusCreated, "POST /v1/custom-fields", body)
		got.want("editable", "true")
		got.want("sensitive", "false")
		got.want("icon", "null")
		got.want("select_options", "")
		got.want("field_key", []string{`"field"`, `"field_2"`}[n])
	}
}

func TestCustomField_update_required(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	path := "/v1/custom-fields/" + a.create("/v1/custom-fields", `{"name":"Old","field_type":"checkbox","icon":"star"}`)
	a.invalid("PATCH "+path, `{}`, "missing body name; missing body field_type; missing body editable; missing body "+
		"sensitive; missing body icon")
	a.invalid("PATCH "+path, definitionBody("icon"), "missing body icon")
	a.invalid("PATCH "+path, definitionBody("editable:null"), "bool_type body editable")
	a.invalid("PATCH "+path, definitionBody(`field_key:"new"`), "extra_forbidden body field_key")
	a.do(http.StatusOK, "GET "+path, "").want("icon", `"star"`)
}

func TestCustomField_update(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t)
		path := "/v1/custom-fields/" + a.create("/v1/custom-fields", `{"name":"Old","field_type":"checkbox","icon":"star"}`)
		<-time.After(time.Second)
		got := a.do(http.StatusOK, "PATCH "+path, `{"name":"New","field_type":"text","editable":false,"sensitive":true,`+
			`"icon":null}`)
		for at, want := range map[string]string{
			"name": `"New"`, "field_type": `"text"`, "editable": "false", "sensitive": "true", "icon": "null",
			"field_key": `"old"`, "created_at": `"` + epoch + `"`, "updated_at": `"2000-01-01T00:00:01.000Z"`,
		} {
			got.want(at, want)
		}
		equal(t, "found again", a.do(http.StatusOK, "GET "+path, "").body, got.body)
	})
}

// TestCustomField_update_options: what an update leaves out is archived, and comes back as what it was.
func TestCustomField_update_options(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	path := "/v1/custom-fields/" + a.create("/v1/custom-fields", `{"name":"Tier","field_type":"select",`+
		`"select_options":["A","B"]}`)
	owner := "/v1/contacts/" + a.create("/v1/contacts", `{"email":"a@b","custom_fields":{"tier":"B"}}`)
	steps := []struct{ options, want string }{
		{`["C","A"]`, "C opt-uuid-3 false; A opt-uuid-1 false; B opt-uuid-2 true"},
		{`["B","C","a"]`, "B opt-uuid-2 false; C opt-uuid-3 false; a opt-uuid-4 false; A opt-uuid-1 true"},
	}
	for _, step := range steps {
		got := a.do(http.StatusOK, "PATCH "+path, definitionBody(`field_type:"select"`, `select_options:`+step.options))
		var lines []string
		for _, n := range []string{"0", "1", "2", "3"} {
			if at := "select_options." + n; got.at(at) != "" {
				lines = append(lines, got.text(at+".display_label")+" "+got.text(at+".uuid")+" "+got.at(at+".archived"))
			}
		}
		equal(t, step.options, strings.Join(lines, "; "), step.want)
	}
	a.do(http.StatusOK, "GET "+path, "").want("select_options.2.field_key", `"a_2"`)
	a.do(http.StatusOK, "GET "+owner, "").want("custom_fields", `{"tier":"B"}`)
	a.invalid("PATCH "+owner, `{"custom_fields":{"tier":"A"}}`, "value_error body custom_fields.tier")
}

func TestCustomField_update_type(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	path := "/v1/custom-fields/" + a.create("/v1/custom-fields", `{"name":"Tier","field_type":"select",`+
		`"select_options":["A"]}`)
	a.do(http.StatusOK, "PATCH "+path, definitionBody(`field_type:"text"`, `select_options:["A"]`)).want("select_options",
		"")
}

func TestCustomField_key(t *testing.T) {
	t.Parallel()
	tests := []struct{ body, want string }{
		{`"name":"Number of Seats"`, "number_of_seats"},
		{`"name":"  Seats (2025) "`, "seats_2025"},
		{`"name":"Umsatz für Ärzte"`, "umsatz_für_ärzte"},
		{`"name":"!!!"`, "field"},
		{`"name":"Seats","field_key":"The Key"`, "The Key"},
		{`"name":"Email"`, "email_2"},
		{`"name":"Taken"`, "taken_3"},
	}
	for _, tt := range tests {
		t.Run(tt.want, func(t *testing.T) {
			t.Parallel()
			a := newAPI(t)
			a.create("/v1/custom-fields", `{"name":"Other","field_type":"text","field_key":"taken"}`)
			a.create("/v1/custom-fields", `{"name":"Taken","field_type":"text"}`)
			got := a.do(http.StatusCreated, "POST /v1/custom-fields", `{"field_type":"text",`+tt.body+`}`)
			equal(t, "key", got.text("field_key"), tt.want)
		})
	}
}

func TestCustomField_key_unique(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	id := a.create("/v1/custom-fields", `{"name":"Tier","field_type":"text"}`)
	body := `{"name":"Other","field_type":"text","field_key":"tier"}`
	a.invalid("POST /v1/custom-fields", body, "value_error body field_key")
	a.invalid("POST /v1/custom-fields", `{"name":"Other","field_type":"text","field_key":"email"}`,
		"value_error body field_key")
	a.invalid("POST /v1/custom-fields", `{"name":"Other","field_type":"text","field_key":""}`,
		"string_too_short body field_key")
	a.invalid("POST /v1/custom-fields", `{"name":"Other","field_type":"text","field_key":1}`, "string_type body field_key")
	a.do(http.StatusNoContent, "DELETE /v1/custom-fields/"+id, "")
	a.do(http.StatusCreated, "POST /v1/custom-fields", body)
}

func TestCustomField_delete(t *testing.T) {
	t.Parallel()
	a, path := newContactAPI(t)
	id := a.do(http.StatusOK, "GET /v1/custom-fields", "").text("custom_fields.0.uuid")
	a.do(http.StatusNoContent, "DELETE /v1/custom-fields/"+id, "")
	a.do(http.StatusNotFound, "GET /v1/custom-fields/"+id, "")
	a.do(http.StatusNotFound, "DELETE /v1/custom-fields/"+id, "")
	a.do(http.StatusNotFound, "DELETE "+path+"/custom-fields/"+id, "")
	a.do(http.StatusOK, "GET "+path, "").want("custom_fields", `{"tier":"A"}`)
	a.invalid("PATCH "+path, `{"custom_fields":{"seats":1}}`, "value_error body custom_fields.seats")
	a.do(http.StatusOK, "GET /v1/custom-fields", "").want("pagination.total", "1")
}
