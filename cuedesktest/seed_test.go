package cuedesktest_test

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

func TestServer_RemoveContact(t *testing.T) {
	t.Parallel()
	a := newAPI(t, cuedesktest.WithImportDuration(0))
	id := a.create("/v1/contacts", `{"email":"1@a.example"}`)
	list := a.create("/v1/contact-lists", `{"name":"VIP"}`)
	a.do(http.StatusCreated, "POST /v1/contact-lists/"+list+"/contacts", uuids(id))
	a.create("/v1/contacts", `{"email":"2@a.example"}`)
	equal(t, "removed", a.srv.RemoveContact(contactID(t, id)), true)
	equal(t, "removed again", a.srv.RemoveContact(contactID(t, id)), false)
	a.do(http.StatusNotFound, "GET /v1/contacts/"+id, "")
	a.do(http.StatusOK, "GET /v1/contact-lists/"+list, "").want("count", "0")
	a.do(http.StatusOK, "GET /v1/contact-lists/"+list+"/contacts", "").want("contacts", "[]")
	equal(t, "left", a.oldest("email"), "2@a.example")

	a.start(`{"match_on_field":"email","merge_type":"create","contacts":[{"email":"1@a.example"}]}`)
	a.create("/v1/contacts", `{"email":"3@a.example"}`)
	equal(t, "created afterwards", a.oldest("email"), "2@a.example,1@a.example,3@a.example")
}

func TestServer_TouchContact(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t)
		id := a.create("/v1/contacts", `{"email":"1@a.example"}`)
		<-time.After(time.Minute)
		equal(t, "touched", a.srv.TouchContact(contactID(t, id)), true)
		equal(t, "touched what is not there", a.srv.TouchContact(contactID(t, unknownID)), false)
		got := a.do(http.StatusOK, "GET /v1/contacts/"+id, "")
		got.want("updated_at", `"2000-01-01T00:01:00.000Z"`)
		got.want("created_at", `"2000-01-01T00:00:00.000Z"`)
	})
}

func contactID(t *testing.T, text string) cuedesk.ContactID {
	t.Helper()
	id, err := uuid.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return cuedesk.ContactID{UUID: id}
}
