package cuedesktest_test

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

const searchRoute = "POST /v1/contacts/search"

// lag is the search delay of these tests.
const lag = time.Minute

// oldest searches for all contacts, oldest first, and returns a member of each.
func (a *api) oldest(member string) string {
	a.Helper()
	got := a.do(http.StatusOK, searchRoute+"?limit=100", `{"sort_by":{"field":"created_at"}}`)
	return got.keys("contacts", member)
}

// searchesLater compares what searches show before the delay is over, and after it.
func (a *api) searchesLater(member, before, after string) {
	a.Helper()
	<-time.After(lag - time.Millisecond)
	equal(a, member+" before the delay is over", a.oldest(member), before)
	<-time.After(time.Millisecond)
	equal(a, member+" after the delay", a.oldest(member), after)
}

func TestWithSearchDelay(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, member, before, after string
		change                      func(a *api, id string)
	}{
		{"create", "email", "1@a.example", "1@a.example,2@a.example", func(a *api, _ string) {
			a.create("/v1/contacts", `{"email":"2@a.example"}`)
		}},
		{"update", "email", "1@a.example", "2@a.example", func(a *api, id string) {
			a.do(http.StatusOK, "PATCH /v1/contacts/"+id, `{"email":"2@a.example"}`)
		}},
		{"import", "email", "1@a.example", "1@a.example,2@a.example", func(a *api, _ string) {
			a.start(`{"contacts":[{"email":"2@a.example"}]}`)
		}},
		{"remove", "email", "1@a.example", "", func(a *api, id string) {
			a.srv.RemoveContact(contactID(a.T, id))
		}},
		{"touch", "updated_at", "2000-01-01T00:00:00.000Z", "2000-01-01T00:01:00.000Z", func(a *api, id string) {
			a.srv.TouchContact(contactID(a.T, id))
		}},
		{"add", "email", "1@a.example", "1@a.example,2@a.example", func(a *api, _ string) {
			a.srv.AddContact(cuedesktest.Contact{Email: "2@a.example"})
		}},
		{"add an old one", "email", "0@a.example,1@a.example", "0@a.example,1@a.example", func(a *api, _ string) {
			a.srv.AddContact(cuedesktest.Contact{Email: "0@a.example", CreatedAt: time.Now().Add(-time.Hour)})
		}},
		{"add one that was updated", "email", "1@a.example", "0@a.example,1@a.example", func(a *api, _ string) {
			a.srv.AddContact(cuedesktest.Contact{
				Email: "0@a.example", CreatedAt: time.Now().Add(-time.Hour), UpdatedAt: time.Now(),
			})
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				a := newAPI(t, cuedesktest.WithSearchDelay(lag), cuedesktest.WithImportDuration(0))
				id := a.create("/v1/contacts", `{"email":"1@a.example"}`)
				<-time.After(lag)
				tt.change(a, id)
				a.searchesLater(tt.member, tt.before, tt.after)
			})
		})
	}
}

// TestWithCurrentFields: contacts are found and sorted as they were, and shown as they are.
func TestWithCurrentFields(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t, cuedesktest.WithSearchDelay(lag), cuedesktest.WithCurrentFields(true))
		first, second := a.create("/v1/contacts", `{"email":"1@a.example"}`), a.create("/v1/contacts", `{"email":"2@a.example"}`)
		third := a.create("/v1/contacts", `{"email":"3@a.example"}`)
		<-time.After(lag)
		a.do(http.StatusOK, "PATCH /v1/contacts/"+first, `{"email":"9@a.example"}`)
		a.srv.TouchContact(contactID(t, second))
		a.srv.RemoveContact(contactID(t, third))
		byMail := `{"sort_by":{"field":"email"}}`
		equal(t, "order", a.do(http.StatusOK, searchRoute, byMail).keys("contacts", "email"), "9@a.example,2@a.example")
		old := `{"advanced_search":[{"field":"email","operator":"equals","value":"1@a.example"}]}`
		equal(t, "filter", a.do(http.StatusOK, searchRoute, old).keys("contacts", "email"), "9@a.example")
		equal(t, "time", a.oldest("updated_at"), "2000-01-01T00:01:00.000Z,2000-01-01T00:01:00.000Z")
		a.srv.Reconfigure(cuedesktest.WithCurrentFields(false))
		equal(t, "switched off", a.oldest("email"), "1@a.example,2@a.example,3@a.example")
	})
}

func TestWithSearchDelay_customValues(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t, cuedesktest.WithSearchDelay(lag))
		field := a.create("/v1/custom-fields", `{"name":"plan","field_type":"text"}`)
		contact := a.create("/v1/contacts", `{"email":"1@a.example"}`)
		values := "/v1/contacts/" + contact + "/custom-fields"
		changes := []func(){
			func() { a.do(http.StatusCreated, "POST "+values, `{"custom_field_uuid":"`+field+`","value":"a"}`) },
			func() { a.do(http.StatusOK, "PATCH "+values, `{"custom_fields":{"plan":"b"}}`) },
			func() { a.do(http.StatusNoContent, "DELETE "+values+"/"+field, "") },
			func() { a.do(http.StatusOK, "PATCH "+values, `{"custom_fields":{"plan":"c"}}`) },
			func() { a.do(http.StatusNoContent, "DELETE /v1/custom-fields/"+field, "") },
		}
		want := []string{"{}", `{"plan":"a"}`, `{"plan":"b"}`, "{}", `{"plan":"c"}`, "{}"}
		<-time.After(lag)
		for n, change := range changes {
			change()
			a.do(http.StatusOK, searchRoute, "{}").want("contacts.0.custom_fields", want[n])
			<-time.After(lag)
			a.do(http.StatusOK, searchRoute, "{}").want("contacts.0.custom_fields", want[n+1])
		}
	})
}

// Listings, single contacts and the totals of listings have no delay; the total of a search has.
func TestWithSearchDelay_otherOperations(t *testing.T) {
	t.Parallel()
	a := newAPI(t, cuedesktest.WithSearchDelay(lag))
	id := a.create("/v1/contacts", `{"email":"1@a.example"}`)
	a.do(http.StatusOK, "GET /v1/contacts/"+id, "")
	a.do(http.StatusOK, "GET /v1/contacts", "").want("pagination.total", "1")
	a.do(http.StatusOK, searchRoute, "{}").want("pagination.total", "0")
}

func TestServer_Reconfigure(t *testing.T) {
	t.Parallel()
	t.Run("search delay", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			a := newAPI(t)
			a.srv.AddContact(cuedesktest.Contact{Email: "1@a.example"})
			a.srv.Reconfigure(cuedesktest.WithSearchDelay(lag))
			a.srv.AddContact(cuedesktest.Contact{Email: "2@a.example"})
			equal(t, "with what there was", a.oldest("email"), "1@a.example")
			<-time.After(lag / 2)
			a.srv.Reconfigure(cuedesktest.WithSearchDelay(lag / 2))
			equal(t, "with a shorter delay", a.oldest("email"), "1@a.example,2@a.example")
			a.srv.Reconfigure(cuedesktest.WithSearchDelay(lag))
			equal(t, "with a longer delay", a.oldest("email"), "1@a.example,2@a.example")
			a.srv.AddContact(cuedesktest.Contact{Email: "3@a.example"})
			a.srv.Reconfigure(cuedesktest.WithSearchDelay(0))
			equal(t, "without delay", a.oldest("email"), "1@a.example,2@a.example,3@a.example")
		})
	})
	t.Run("token", func(t *testing.T) {
		t.Parallel()
		a := newAPI(t)
		old := a.request(http.MethodGet, "/v1/contacts", "")
		a.srv.Reconfigure(cuedesktest.WithToken("new"))
		equal(t, "status with the old token", a.send(old).status, http.StatusUnauthorized)
		a.do(http.StatusOK, "GET /v1/contacts", "")
	})
	t.Run("imports", func(t *testing.T) {
		t.Parallel()
		a := newAPI(t)
		a.srv.Reconfigure(cuedesktest.WithImportDuration(0))
		a.start(`{"contacts":[{"email":"1@a.example"}]}`)
		a.do(http.StatusOK, "GET /v1/contacts", "").want("pagination.total", "1")
	})
}
