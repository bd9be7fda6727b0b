package cuedesktest_test

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go"
)

func TestList_create(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t)
		<-time.After(55790 * time.Microsecond)
		created := a.do(http.StatusCreated, "POST /v1/contact-lists", `{"name":"VIP Customers","emoji":"\u2b50"}`)
		who := `"ff027904-fdbc-4c30-a533-105d1c96e1cb"`
		want := `{"uuid":"` + created.text("uuid") + `","name":"VIP Customers","status":"active","emoji":"⭐",` +
			`"workspace_uuid":` + who + `,"count":0,"created_by":` + who + `,"updated_by":` + who + `,` +
			`"created_at":"2000-01-01T00:00:00.055790Z","updated_at":"2000-01-01T00:00:00.055790Z"}`
		equal(t, "created", created.body, want)
		equal(t, "found again", a.do(http.StatusOK, "GET /v1/contact-lists/"+created.text("uuid"), "").body, want)
		equal(t, "listed", a.do(http.StatusOK, "GET /v1/contact-lists", "").body,
			`{"contact_lists":[`+want+`],"pagination":{"limit":50,"offset":0,"total":1}}`)
	})
}

func TestList_update(t *testing.T) {
	t.Parallel()
	tests := []struct{ body, name, emoji string }{
		{`{}`, `"VIP"`, `"⭐"`},
		{`{"name":"Premium"}`, `"Premium"`, `"⭐"`},
		{`{"emoji":"\ud83d\udc8e"}`, `"VIP"`, `"💎"`},
		{`{"emoji":null}`, `"VIP"`, ""},
		{`{"emoji":""}`, `"VIP"`, ""},
		{`{"name":"Premium","emoji":"💎"}`, `"Premium"`, `"💎"`},
	}
	for _, tt := range tests {
		t.Run(tt.body, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				a := newAPI(t)
				path := "/v1/contact-lists/" + a.create("/v1/contact-lists", `{"name":"VIP","emoji":"⭐"}`)
				<-time.After(time.Second)
				got := a.do(http.StatusOK, "PATCH "+path, tt.body)
				got.want("name", tt.name)
				got.want("emoji", tt.emoji)
				got.want("created_at", `"2000-01-01T00:00:00.000000Z"`)
				got.want("updated_at", `"2000-01-01T00:00:01.000000Z"`)
				equal(t, "found again", a.do(http.StatusOK, "GET "+path, "").body, got.body)
			})
		})
	}
}

func TestList_invalid(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	path := "/v1/contact-lists/" + a.create("/v1/contact-lists", `{"name":"VIP","emoji":null}`)
	for body, want := range map[string]string{
		`{}`:                         "missing body name",
		`{"emoji":"x"}`:              "missing body name",
		`{"name":null}`:              "string_type body name",
		`{"name":""}`:                "string_too_short body name",
		`{"name":1,"emoji":2}`:       "string_type body name; string_type body emoji",
		`{"name":"x","status":"x"}`:  "extra_forbidden body status",
		`{"name":"x","Name":"x"}`:    "extra_forbidden body Name",
		`{"name":["x"],"count":"1"}`: "string_type body name; extra_forbidden body count",
	} {
		a.invalid("POST /v1/contact-lists", body, want)
	}
	for body, want := range map[string]string{
		`{"name":null}`:         "string_type body name",
		`{"name":""}`:           "string_too_short body name",
		`{"emoji":1}`:           "string_type body emoji",
		`{"status":"archived"}`: "extra_forbidden body status",
	} {
		a.invalid("PATCH "+path, body, want)
	}
	a.do(http.StatusOK, "GET /v1/contact-lists", "").want("pagination.total", "1")
}

func TestList_list(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	for _, name := range []string{"Beta", "alpha", "Gamma", "Beta"} {
		a.create("/v1/contact-lists", `{"name":"`+name+`"}`)
	}
	old := a.create("/v1/contact-lists", `{"name":"Old Beta"}`)
	equal(t, "archived", a.srv.ArchiveList(cuedesk.MustParseID[cuedesk.List](old)), true)
	equal(t, "archived another", a.srv.ArchiveList(cuedesk.MustParseID[cuedesk.List](unknownID)), false)
	for query, want := range map[string]string{
		"":                                       "Beta,Beta,Gamma,alpha",
		"?sort_field=name&sort_order=asc":        "Beta,Beta,Gamma,alpha",
		"?sort_order=desc":                       "alpha,Gamma,Beta,Beta",
		"?sort_field=created_at":                 "Beta,alpha,Gamma,Beta",
		"?sort_field=created_at&sort_order=desc": "Beta,Gamma,alpha,Beta",
		"?search=BETA":                           "Beta,Beta",
		"?search=a&sort_field=created_at":        "Beta,alpha,Gamma,Beta",
		"?search=zeta":                           "",
		"?search=":                               "Beta,Beta,Gamma,alpha",
		"?status=active":                         "Beta,Beta,Gamma,alpha",
		"?status=archived":                       "Old Beta",
		"?status=archived&search=alpha":          "",
	} {
		equal(t, query, a.do(http.StatusOK, "GET /v1/contact-lists"+query, "").keys("contact_lists", "name"), want)
	}
	a.do(http.StatusOK, "GET /v1/contact-lists/"+old, "").want("status", `"archived"`)
}

// TestList_list_orderOfTies: in the order of their creation, and the other way round.
func TestList_list_orderOfTies(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	first, second := a.create("/v1/contact-lists", `{"name":"A"}`), a.create("/v1/contact-lists", `{"name":"A"}`)
	equal(t, "asc", a.do(http.StatusOK, "GET /v1/contact-lists", "").keys("contact_lists", "uuid"), first+","+second)
	equal(t, "desc", a.do(http.StatusOK, "GET /v1/contact-lists?sort_order=desc", "").keys("contact_lists", "uuid"),
		second+","+first)
}

func TestList_list_invalid(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	for query, want := range map[string]string{
		"status=deleted":       "enum query status",
		"status=":              "enum query status",
		"sort_order=up":        "enum query sort_order",
		"sort_field=count":     "enum query sort_field",
		"order=asc":            "extra_forbidden query order",
		"search=a&search=b":    "value_error query search",
		"limit=x&status=Other": "int_parsing query limit; enum query status",
	} {
		a.invalid("GET /v1/contact-lists?"+query, "", want)
	}
}

func TestList_delete(t *testing.T) {
	t.Parallel()
	w := newFilledAPI(t)
	contact, path := "/v1/contacts/"+w.ids["contact_uuid"], "/v1/contact-lists/"+w.ids["contact_list_uuid"]
	w.do(http.StatusCreated, "POST "+path+"/contacts", w.fillPath(`{"contact_uuids":["{contact_uuid}"]}`, nil))
	w.do(http.StatusNoContent, "DELETE "+path, "")
	w.do(http.StatusNotFound, "GET "+path, "")
	w.do(http.StatusNotFound, "DELETE "+path, "")
	w.do(http.StatusNotFound, "GET "+path+"/contacts", "")
	w.do(http.StatusOK, "GET "+contact, "")
	w.do(http.StatusOK, "GET "+contact+"/contact-lists", "").want("contact_lists", "[]")
	w.do(http.StatusOK, "GET /v1/contacts?contact_list_uuid="+w.ids["contact_list_uuid"], "").want("contacts", "[]")
}
