package orgcrmtest

import (
	"net/http"

	"github.com/cuedesk/cuedesk-go/internal/fakehttp"
)

var operations = []fakehttp.Operation[*call]{
	fakehttp.Op("GET /api/v1/contacts", http.StatusOK, listContacts),
	fakehttp.Op("POST /api/v1/contacts", http.StatusCreated, createContact),
	fakehttp.Op("POST /api/v1/contacts/import", http.StatusOK, importContacts),
	fakehttp.Op("POST /api/v1/contacts/search", http.StatusOK, searchContacts),
	fakehttp.Op("GET /api/v1/contacts/views", http.StatusOK, listViews),
	fakehttp.Op("PUT /api/v1/contacts/views", http.StatusOK, replaceViews),
	fakehttp.Op("GET /api/v1/contacts/{contact_id}", http.StatusOK, getContact),
	fakehttp.Op("PATCH /api/v1/contacts/{contact_id}", http.StatusOK, updateContact),
	fakehttp.Op("DELETE /api/v1/contacts/{contact_id}", http.StatusNoContent, deleteContact),
	fakehttp.Op("GET /api/v1/contacts/{contact_id}/opportunities", http.StatusOK, listOpportunities),
	fakehttp.Op("GET /api/v1/tags", http.StatusOK, listTags),
	fakehttp.Op("POST /api/v1/tags", http.StatusCreated, createTag),
	fakehttp.Op("DELETE /api/v1/tags/{tag_id}", http.StatusNoContent, deleteTag),
	fakehttp.Op("POST /api/v1/contacts/{contact_id}/tags", http.StatusOK, addTags),
	fakehttp.Op("DELETE /api/v1/contacts/{contact_id}/tags/{name}", http.StatusNoContent, removeTag),
	fakehttp.Op("GET /api/v1/custom-fields", http.StatusOK, listFields),
	fakehttp.Op("POST /api/v1/custom-fields", http.StatusCreated, createField),
	fakehttp.Op("PATCH /api/v1/custom-fields/{field_id}", http.StatusOK, updateField),
	fakehttp.Op("DELETE /api/v1/custom-fields/{field_id}", http.StatusNoContent, deleteField),
	fakehttp.Op("PUT /api/v1/contacts/{contact_id}/custom/{key}", http.StatusOK, setCustom),
	fakehttp.Op("GET /api/v1/custom-values", http.StatusOK, listValues),
	fakehttp.Op("PUT /api/v1/custom-values/{key}", http.StatusOK, putValue),
	fakehttp.Op("DELETE /api/v1/custom-values/{key}", http.StatusNoContent, deleteValue),
}

// Operations returns the documented operations as route patterns, sorted: "GET /api/v1/contacts/{contact_id}". They
// are what [Server.Inject] takes and [cuedesktest.Request].Operation holds.
func Operations() []string { return fakehttp.Patterns(operations) }
