package cuedesktest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/cuedesk/cuedesk-go"
)

// newListOfThree is a list with contacts 1, 2 and 3, none of them a member.
func newListOfThree(t *testing.T) (a *api, path string, ids []string) {
	t.Helper()
	a = newAPI(t)
	for _, id := range []string{"1", "2", "3"} {
		ids = append(ids, a.create("/v1/contacts", `{"whatsapp_id":"`+id+`"}`))
	}
	return a, "/v1/contact-lists/" + a.create("/v1/contact-lists", `{"name":"Club"}`), ids
}

// uuids returns the body that names contacts.
func uuids(ids ...string) string { return `{"contact_uuids":["` + strings.Join(ids, `","`) + `"]}` }

func TestMembers_add(t *testing.T) {
	t.Parallel()
	a, path, ids := newListOfThree(t)
	got := a.do(http.StatusCreated, "POST "+path+"/contacts", uuids(ids[2], strings.ToUpper(ids[0])))
	equal(t, "response", got.body, `{"message":"Contacts successfully added to contact list.","added":["`+
		ids[2]+`","`+ids[0]+`"],"warnings":[]}`)
	a.do(http.StatusOK, "GET "+path, "").want("count", "2")
	members := a.do(http.StatusOK, "GET "+path+"/contacts", "")
	equal(t, "members", members.keys("contacts", "whatsapp_id"), "3,1")
	members.want("pagination", `{"limit":50,"offset":0,"total":2}`)
}

func TestMembers_add_warnings(t *testing.T) {
	t.Parallel()
	a, path, ids := newListOfThree(t)
	a.do(http.StatusCreated, "POST "+path+"/contacts", uuids(ids[0]))
	got := a.do(http.StatusCreated, "POST "+path+"/contacts", uuids(unknownID, ids[0], ids[1], ids[1]))
	equal(t, "response", got.body, `{"message":"Contacts successfully added to contact list.","added":["`+ids[1]+
		`"],"warnings":[`+
		`{"uuid":"`+unknownID+`","message":"Contact not found."},`+
		`{"uuid":"`+ids[0]+`","message":"Contact is already in the contact list."},`+
		`{"uuid":"`+ids[1]+`","message":"Contact is already in the contact list."}]}`)
	a.do(http.StatusCreated, "POST "+path+"/contacts", uuids(unknownID)).want("added", "[]")
	a.do(http.StatusOK, "GET "+path, "").want("count", "2")
}

func TestMembers_remove(t *testing.T) {
	t.Parallel()
	a, path, ids := newListOfThree(t)
	a.do(http.StatusCreated, "POST "+path+"/contacts", uuids(ids...))
	got := a.do(http.StatusNoContent, "DELETE "+path+"/contacts", uuids(ids[1], unknownID, ids[1]))
	equal(t, "body", got.body, "")
	equal(t, "members", a.do(http.StatusOK, "GET "+path+"/contacts", "").keys("contacts", "whatsapp_id"), "1,3")
	a.do(http.StatusOK, "GET "+path, "").want("count", "2")
	a.do(http.StatusNoContent, "DELETE "+path+"/contacts", uuids(ids[1]))
	a.do(http.StatusOK, "GET /v1/contacts/"+ids[1], "")
	a.do(http.StatusCreated, "POST "+path+"/contacts", uuids(ids[1])).want("warnings", "[]")
	equal(t, "members again", a.do(http.StatusOK, "GET "+path+"/contacts", "").keys("contacts", "whatsapp_id"), "1,3,2")
}

func TestMembers_invalid(t *testing.T) {
	t.Parallel()
	a, path, ids := newListOfThree(t)
	many := make([]string, 101)
	for n := range many {
		many[n] = uuid.NewString()
	}
	for _, method := range []string{"POST ", "DELETE "} {
		route := method + path + "/contacts"
		a.invalid(route, `{}`, "missing body contact_uuids")
		a.invalid(route, `{"contact_uuids":null}`, "list_type body contact_uuids")
		a.invalid(route, `{"contact_uuids":"`+ids[0]+`"}`, "list_type body contact_uuids")
		a.invalid(route, `{"contact_uuids":[]}`, "too_short body contact_uuids")
		a.invalid(route, uuids(many...), "too_long body contact_uuids")
		a.invalid(route, uuids(ids[0], "x", ids[1], "y"), "uuid_parsing body contact_uuids.1; uuid_parsing body "+
			"contact_uuids.3")
		a.invalid(route, `{"contact_uuids":[1]}`, "string_type body contact_uuids.0")
		a.invalid(route, `{"uuids":[]}`, "missing body contact_uuids; extra_forbidden body uuids")
	}
	a.do(http.StatusCreated, "POST "+path+"/contacts", uuids(many[:100]...)).want("added", "[]")
	a.do(http.StatusOK, "GET "+path, "").want("count", "0")
}

func TestMembers_archived(t *testing.T) {
	t.Parallel()
	a, path, ids := newListOfThree(t)
	a.do(http.StatusCreated, "POST "+path+"/contacts", uuids(ids...))
	a.srv.ArchiveContact(cuedesk.MustParseID[cuedesk.Contact](ids[1]))
	for query, want := range map[string]string{
		"": "1,3", "?include_archived=false": "1,3", "?include_archived=true": "1,2,3",
	} {
		got := a.do(http.StatusOK, "GET "+path+"/contacts"+query, "")
		equal(t, query, got.keys("contacts", "whatsapp_id"), want)
	}
	a.do(http.StatusOK, "GET "+path+"/contacts", "").want("pagination.total", "2")
	a.do(http.StatusOK, "GET "+path, "").want("count", "3")
	for _, bad := range []string{"1", "yes", "True", ""} {
		a.invalid("GET "+path+"/contacts?include_archived="+bad, "", "bool_parsing query include_archived")
	}
}

func TestMembers_listsOfContact(t *testing.T) {
	t.Parallel()
	a, path, ids := newListOfThree(t)
	a.create("/v1/contact-lists", `{"name":"Another"}`)
	old := a.create("/v1/contact-lists", `{"name":"Ancient"}`)
	for _, list := range []string{path, "/v1/contact-lists/" + old} {
		a.do(http.StatusCreated, "POST "+list+"/contacts", uuids(ids[0]))
	}
	a.srv.ArchiveList(cuedesk.MustParseID[cuedesk.List](old))
	lists := "GET /v1/contacts/" + ids[0] + "/contact-lists"
	for query, want := range map[string]string{
		"": "Ancient,Club", "?status=active": "Club", "?status=archived": "Ancient", "?limit=1&offset=1": "Club",
	} {
		equal(t, query, a.do(http.StatusOK, lists+query, "").keys("contact_lists", "name"), want)
	}
	a.do(http.StatusOK, lists, "").want("contact_lists.0.count", "1")
	a.do(http.StatusOK, "GET /v1/contacts/"+ids[1]+"/contact-lists", "").want("contact_lists", "[]")
	a.invalid(lists+"?status=all", "", "enum query status")
}
