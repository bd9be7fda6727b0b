package conformance

import (
	"context"
	"net/http"
)

const (
	searchOperation  = "POST /v1/contacts/search"
	statusOperation  = "GET /v1/contacts/bulk/{contact_import_uuid}"
	addMembersRoute  = "POST /v1/contact-lists/{contact_list_uuid}/contacts"
	listMembersRoute = "GET /v1/contact-lists/{contact_list_uuid}/contacts"
)

// documented are the sections of the documentation and the status of success of its operations. The suite has a table
// of its own, so that it does not believe the fake.
var documented = map[string]struct {
	section string
	status  int
}{
	"GET /v1/contacts":                              {"List Contacts", http.StatusOK},
	"POST /v1/contacts/search":                      {"Search Contacts", http.StatusOK},
	"POST /v1/contacts":                             {"Create a Contact", http.StatusCreated},
	"GET /v1/contacts/{contact_uuid}":               {"Get a Contact", http.StatusOK},
	"PATCH /v1/contacts/{contact_uuid}":             {"Update a Contact", http.StatusOK},
	"POST /v1/contacts/bulk":                        {"Bulk Create Contacts", http.StatusAccepted},
	"GET /v1/contacts/bulk/{contact_import_uuid}":   {"Get Contact Import Status", http.StatusOK},
	"GET /v1/contacts/{contact_uuid}/custom-fields": {"List Contact Custom Fields", http.StatusOK},
	"POST /v1/contacts/{contact_uuid}/custom-fields": {
		"Add a Custom Field to a Contact", http.StatusCreated,
	},
	"PATCH /v1/contacts/{contact_uuid}/custom-fields": {
		"Update Contact Custom Fields", http.StatusOK,
	},
	"DELETE /v1/contacts/{contact_uuid}/custom-fields/{custom_field_uuid}": {
		"Delete a Custom Field from a Contact", http.StatusNoContent,
	},
	"GET /v1/contact-lists":                                 {"List Contact Lists", http.StatusOK},
	"POST /v1/contact-lists":                                {"Create a Contact List", http.StatusCreated},
	"GET /v1/contact-lists/{contact_list_uuid}":             {"Get a Contact List", http.StatusOK},
	"PATCH /v1/contact-lists/{contact_list_uuid}":           {"Update a Contact List", http.StatusOK},
	"DELETE /v1/contact-lists/{contact_list_uuid}":          {"Delete a Contact List", http.StatusNoContent},
	"GET /v1/contact-lists/{contact_list_uuid}/contacts":    {"List Contacts in a Contact List", http.StatusOK},
	"POST /v1/contact-lists/{contact_list_uuid}/contacts":   {"Add Contacts to a Contact List", http.StatusCreated},
	"DELETE /v1/contact-lists/{contact_list_uuid}/contacts": {"Remove Contacts from a Contact List", http.StatusNoContent},
	"GET /v1/contacts/{contact_uuid}/contact-lists":         {"Get Contact Lists for a Contact", http.StatusOK},
	"GET /v1/custom-fields":                                 {"List Custom Fields", http.StatusOK},
	"POST /v1/custom-fields":                                {"Create a Custom Field", http.StatusCreated},
	"GET /v1/custom-fields/{custom_field_uuid}":             {"Get a Custom Field", http.StatusOK},
	"PATCH /v1/custom-fields/{custom_field_uuid}":           {"Update a Custom Field", http.StatusOK},
	"DELETE /v1/custom-fields/{custom_field_uuid}":          {"Delete a Custom Field", http.StatusNoContent},
	"GET /v1/contacts/{contact_uuid}/notes":                 {"List Contact Notes", http.StatusOK},
	"POST /v1/contacts/{contact_uuid}/notes":                {"Create a Contact Note", http.StatusCreated},
	"GET /v1/contacts/{contact_uuid}/notes/{note_uuid}":     {"Get a Contact Note", http.StatusOK},
	"PUT /v1/contacts/{contact_uuid}/notes/{note_uuid}":     {"Update a Contact Note", http.StatusOK},
	"DELETE /v1/contacts/{contact_uuid}/notes/{note_uuid}":  {"Delete a Contact Note", http.StatusNoContent},
}

// checkCodes compares the statuses of all successes so far with the documented ones.
func (s *suite) checkCodes(context.Context) {
	for _, operation := range sortedKeys(s.successes) {
		want := documented[operation]
		for status := range s.successes[operation] {
			same(s, want.section, "status of success", status, want.status)
		}
	}
}
