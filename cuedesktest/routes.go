package cuedesktest

import (
	"net/http"

	"github.com/cuedesk/cuedesk-go/internal/fakehttp"
)

// bulkCreate is the operation that starts imports.
const bulkCreate = "POST /v1/contacts/bulk"

// imports are apart from the rest, because a ServeMux cannot tell "bulk" from a {contact_uuid}.
var imports = []fakehttp.Operation[*call]{
	fakehttp.Op(bulkCreate, http.StatusAccepted, createImport),
	fakehttp.Op("GET /v1/contacts/bulk/{contact_import_uuid}", http.StatusOK, getImport),
}

var operations = []fakehttp.Operation[*call]{
	fakehttp.Op("GET /v1/contacts", http.StatusOK, listContacts),
	fakehttp.Op("POST /v1/contacts", http.StatusCreated, createContact),
	fakehttp.Op("POST /v1/contacts/search", http.StatusOK, searchContacts),
	fakehttp.Op("GET /v1/contacts/{contact_uuid}", http.StatusOK, getContact),
	fakehttp.Op("PATCH /v1/contacts/{contact_uuid}", http.StatusOK, updateContact),
	fakehttp.Op("GET /v1/contacts/{contact_uuid}/custom-fields", http.StatusOK, listValues),
	fakehttp.Op("POST /v1/contacts/{contact_uuid}/custom-fields", http.StatusCreated, setValue),
	fakehttp.Op("PATCH /v1/contacts/{contact_uuid}/custom-fields", http.StatusOK, updateValues),
	fakehttp.Op("DELETE /v1/contacts/{contact_uuid}/custom-fields/{custom_field_uuid}", http.StatusNoContent, deleteValue),
	fakehttp.Op("GET /v1/contacts/{contact_uuid}/contact-lists", http.StatusOK, listsOfContact),
	fakehttp.Op("GET /v1/contacts/{contact_uuid}/notes", http.StatusOK, listNotes),
	fakehttp.Op("POST /v1/contacts/{contact_uuid}/notes", http.StatusCreated, createNote),
	fakehttp.Op("GET /v1/contacts/{contact_uuid}/notes/{note_uuid}", http.StatusOK, getNote),
	fakehttp.Op("PUT /v1/contacts/{contact_uuid}/notes/{note_uuid}", http.StatusOK, replaceNote),
	fakehttp.Op("DELETE /v1/contacts/{contact_uuid}/notes/{note_uuid}", http.StatusNoContent, deleteNote),
	fakehttp.Op("GET /v1/contact-lists", http.StatusOK, listLists),
	fakehttp.Op("POST /v1/contact-lists", http.StatusCreated, createList),
	fakehttp.Op("GET /v1/contact-lists/{contact_list_uuid}", http.StatusOK, getList),
	fakehttp.Op("PATCH /v1/contact-lists/{contact_list_uuid}", http.StatusOK, updateList),
	fakehttp.Op("DELETE /v1/contact-lists/{contact_list_uuid}", http.StatusNoContent, deleteList),
	fakehttp.Op("GET /v1/contact-lists/{contact_list_uuid}/contacts", http.StatusOK, listMembers),
	fakehttp.Op("POST /v1/contact-lists/{contact_list_uuid}/contacts", http.StatusCreated, addMembers),
	fakehttp.Op("DELETE /v1/contact-lists/{contact_list_uuid}/contacts", http.StatusNoContent, removeMembers),
	fakehttp.Op("GET /v1/custom-fields", http.StatusOK, listDefinitions),
	fakehttp.Op("POST /v1/custom-fields", http.StatusCreated, createDefinition),
	fakehttp.Op("GET /v1/custom-fields/{custom_field_uuid}", http.StatusOK, getDefinition),
	fakehttp.Op("PATCH /v1/custom-fields/{custom_field_uuid}", http.StatusOK, updateDefinition),
	fakehttp.Op("DELETE /v1/custom-fields/{custom_field_uuid}", http.StatusNoContent, deleteDefinition),
}

// Operations returns the documented operations as route patterns, sorted: "GET /v1/contacts/{contact_uuid}". They are
// what [Server.Inject] takes and [Request.Operation] holds.
func Operations() []string { return fakehttp.Patterns(imports, operations) }
