package contract

import (
	"net/http"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// TestRefusals has the fake refuse requests that the document does not allow; its answers must be documented ones.
func TestRefusals(t *testing.T) {
	t.Parallel()
	fake := cuedesktest.NewServer()
	id := fake.AddContact(cuedesktest.Contact{Email: "batman@example.com"}).String()
	v := newValidator(t, fake)
	v.lenient = true
	for _, tc := range []struct {
		route, body string
		header      []string
		status      int
	}{
		{"POST /v1/contacts", `{`, nil, http.StatusBadRequest},
		{"POST /v1/contacts", ``, nil, http.StatusBadRequest},
		{"POST /v1/contacts", `{"email":"a@b"}`, []string{"Content-Type", "text/plain"}, http.StatusBadRequest},
		{"POST /v1/contacts", `{"email":"a@b"}`, []string{"Authorization", "Bearer other"}, http.StatusUnauthorized},
		{"GET /v1/contacts", ``, []string{"Authorization", ""}, http.StatusUnauthorized},
		{"POST /v1/contacts", `[]`, nil, http.StatusUnprocessableEntity},
		{"POST /v1/contacts", `{"email":1,"nick":"x","custom_fields":[]}`, nil, http.StatusUnprocessableEntity},
		{"GET /v1/contacts?limit=0&offset=-1&order=up&contact_list_uuid=x&sort=y", ``, nil, http.StatusUnprocessableEntity},
		{"GET /v1/contacts/x", ``, nil, http.StatusUnprocessableEntity},
		{"GET /v1/contacts/" + strings.ReplaceAll(id, id[:8], "00000000"), ``, nil, http.StatusNotFound},
		{"PATCH /v1/contacts/" + id, `{"email":{}}`, nil, http.StatusUnprocessableEntity},
		{
			"POST /v1/contacts/search", `{"advanced_search":[{"operator":"like"}],"sort_by":{}}`, nil,
			http.StatusUnprocessableEntity,
		},
		{"POST /v1/contacts/bulk", `{"contacts":[],"merge_type":"x"}`, nil, http.StatusUnprocessableEntity},
		{"GET /v1/contacts/bulk/" + id, ``, nil, http.StatusNotFound},
		{"POST /v1/contact-lists", `{"name":""}`, nil, http.StatusUnprocessableEntity},
		{"GET /v1/contact-lists?status=deleted", ``, nil, http.StatusUnprocessableEntity},
		{"POST /v1/contact-lists/" + id + "/contacts", `{"contact_uuids":["x"]}`, nil, http.StatusUnprocessableEntity},
		{"POST /v1/custom-fields", `{"name":"no","field_type":"select"}`, nil, http.StatusUnprocessableEntity},
		{"PATCH /v1/custom-fields/" + id, `{}`, nil, http.StatusUnprocessableEntity},
		{
			"POST /v1/contacts/" + id + "/custom-fields", `{"custom_field_uuid":"` + id + `","value":1}`, nil,
			http.StatusNotFound,
		},
		{"POST /v1/contacts/" + id + "/notes", `{"content":{}}`, nil, http.StatusUnprocessableEntity},
		{"PUT /v1/contacts/" + id + "/notes/" + id, `{"title":null,"content":"x"}`, nil, http.StatusUnprocessableEntity},
	} {
		if status := send(t, v, tc.route, tc.body, tc.header...); status != tc.status {
			t.Errorf("%s with %s: status %d, not %d", tc.route, tc.body, status, tc.status)
		}
	}
	failOn(t, "violations", v.found())
}
