package cuedesktest

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

// bulkCreate is the operation that starts imports.
const bulkCreate = "POST /v1/contacts/bulk"

// imports are apart from the rest, because a ServeMux cannot tell "bulk" from a {contact_uuid}.
var imports = []operation{
	{bulkCreate, http.StatusAccepted, createImport},
	{"GET /v1/contacts/bulk/{contact_import_uuid}", http.StatusOK, getImport},
}

var operations = []operation{
	{"GET /v1/contacts", http.StatusOK, listContacts},
	{"POST /v1/contacts", http.StatusCreated, createContact},
	{"POST /v1/contacts/search", http.StatusOK, searchContacts},
	{"GET /v1/contacts/{contact_uuid}", http.StatusOK, getContact},
	{"PATCH /v1/contacts/{contact_uuid}", http.StatusOK, updateContact},
	{"GET /v1/contacts/{contact_uuid}/custom-fields", http.StatusOK, listValues},
	{"POST /v1/contacts/{contact_uuid}/custom-fields", http.StatusCreated, setValue},
	{"PATCH /v1/contacts/{contact_uuid}/custom-fields", http.StatusOK, updateValues},
	{"DELETE /v1/contacts/{contact_uuid}/custom-fields/{custom_field_uuid}", http.StatusNoContent, deleteValue},
	{"GET /v1/contacts/{contact_uuid}/contact-lists", http.StatusOK, listsOfContact},
	{"GET /v1/contacts/{contact_uuid}/notes", http.StatusOK, listNotes},
	{"POST /v1/contacts/{contact_uuid}/notes", http.StatusCreated, createNote},
	{"GET /v1/contacts/{contact_uuid}/notes/{note_uuid}", http.StatusOK, getNote},
	{"PUT /v1/contacts/{contact_uuid}/notes/{note_uuid}", http.StatusOK, replaceNote},
	{"DELETE /v1/contacts/{contact_uuid}/notes/{note_uuid}", http.StatusNoContent, deleteNote},
	{"GET /v1/contact-lists", http.StatusOK, listLists},
	{"POST /v1/contact-lists", http.StatusCreated, createList},
	{"GET /v1/contact-lists/{contact_list_uuid}", http.StatusOK, getList},
	{"PATCH /v1/contact-lists/{contact_list_uuid}", http.StatusOK, updateList},
	{"DELETE /v1/contact-lists/{contact_list_uuid}", http.StatusNoContent, deleteList},
	{"GET /v1/contact-lists/{contact_list_uuid}/contacts", http.StatusOK, listMembers},
	{"POST /v1/contact-lists/{contact_list_uuid}/contacts", http.StatusCreated, addMembers},
	{"DELETE /v1/contact-lists/{contact_list_uuid}/contacts", http.StatusNoContent, removeMembers},
	{"GET /v1/custom-fields", http.StatusOK, listDefinitions},
	{"POST /v1/custom-fields", http.StatusCreated, createDefinition},
	{"GET /v1/custom-fields/{custom_field_uuid}", http.StatusOK, getDefinition},
	{"PATCH /v1/custom-fields/{custom_field_uuid}", http.StatusOK, updateDefinition},
	{"DELETE /v1/custom-fields/{custom_field_uuid}", http.StatusNoContent, deleteDefinition},
}

// Operations returns the documented operations as route patterns, sorted: "GET /v1/contacts/{contact_uuid}". They are
// what [Server.Inject] takes and [Request.Operation] holds.
func Operations() []string {
	return fakehttp.Patterns(routes(imports, nil), routes(operations, nil))
}

// routes binds operations to what serves them.
func routes(ops []operation, serve func(operation) http.Handler) []fakehttp.Route {
	out := make([]fakehttp.Route, len(ops))
	for n, op := range ops {
		out[n].Pattern = op.pattern
		if serve != nil {
			out[n].Handler = serve(op)
		}
	}
	return out
}
