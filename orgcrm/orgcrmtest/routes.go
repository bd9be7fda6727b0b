package orgcrmtest

import (
	"net/http"

	"github.com/cuedesk/cuedesk-go/internal/fakehttp"
)

// operation is one documented operation: its route, the status of its success, and what it does.
type operation struct {
	pattern string
	status  int
	run     func(*call) (any, error)
}

var operations = []operation{
	{"GET /api/v1/contacts", http.StatusOK, listContacts},
	{"POST /api/v1/contacts", http.StatusCreated, createContact},
	{"POST /api/v1/contacts/import", http.StatusOK, importContacts},
	{"POST /api/v1/contacts/search", http.StatusOK, searchContacts},
	{"GET /api/v1/contacts/views", http.StatusOK, listViews},
	{"PUT /api/v1/contacts/views", http.StatusOK, replaceViews},
	{"GET /api/v1/contacts/{contact_id}", http.StatusOK, getContact},
	{"PATCH /api/v1/contacts/{contact_id}", http.StatusOK, updateContact},
	{"DELETE /api/v1/contacts/{contact_id}", http.StatusNoContent, deleteContact},
	{"GET /api/v1/contacts/{contact_id}/opportunities", http.StatusOK, listOpportunities},
	{"GET /api/v1/tags", http.StatusOK, listTags},
	{"POST /api/v1/tags", http.StatusCreated, createTag},
	{"DELETE /api/v1/tags/{tag_id}", http.StatusNoContent, deleteTag},
	{"POST /api/v1/contacts/{contact_id}/tags", http.StatusOK, addTags},
	{"DELETE /api/v1/contacts/{contact_id}/tags/{name}", http.StatusNoContent, removeTag},
	{"GET /api/v1/custom-fields", http.StatusOK, listFields},
	{"POST /api/v1/custom-fields", http.StatusCreated, createField},
	{"PATCH /api/v1/custom-fields/{field_id}", http.StatusOK, updateField},
	{"DELETE /api/v1/custom-fields/{field_id}", http.StatusNoContent, deleteField},
	{"PUT /api/v1/contacts/{contact_id}/custom/{key}", http.StatusOK, setCustom},
	{"GET /api/v1/custom-values", http.StatusOK, listValues},
	{"PUT /api/v1/custom-values/{key}", http.StatusOK, putValue},
	{"DELETE /api/v1/custom-values/{key}", http.StatusNoContent, deleteValue},
}

// Operations returns the documented operations as route patterns, sorted: "GET /api/v1/contacts/{contact_id}". They
// are what [Server.Inject] takes and [cuedesktest.Request].Operation holds.
func Operations() []string { return fakehttp.Patterns((*Server)(nil).routes()) }

// routes binds the operations to the server.
func (s *Server) routes() []fakehttp.Route {
	routes := make([]fakehttp.Route, len(operations))
	for n, op := range operations {
		routes[n] = fakehttp.Route{Pattern: op.pattern, Handler: s.serve(op)}
	}
	return routes
}
