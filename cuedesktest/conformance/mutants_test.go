package conformance

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

const (
	contactsRoute = "GET /v1/contacts"
	searchRoute   = "POST /v1/contacts/search"
	membersRoute  = "POST /v1/contact-lists/{contact_list_uuid}/contacts"
	valuesRoute   = "/v1/contacts/{contact_uuid}/custom-fields"
	statusRoute   = "GET /v1/contacts/bulk/{contact_import_uuid}"
)

var mutants = []mutant{
	{name: "offset ignored", request: ignored("offset"), want: []string{
		"List Contacts: cuedesk: GET /v1/contacts: unreadable response: a page at 0 of limit 1 in place of one at 1",
		"List Contact Notes: cuedesk: GET /v1/contacts/{contact_uuid}/notes: unreadable response: a page at 0 of limit 1 ",
		"Search Contacts: cuedesk: POST /v1/contacts/search: unreadable response: a page at 0 of limit 1 in place of one at 1",
		"List Custom Fields: cuedesk: GET /v1/custom-fields: unreadable response: a page at 0 of limit 1 in place of one at 1",
	}},
	{
		name: "an item in place of the one before", operation: contactsRoute, response: repeated("contacts"),
		want: []string{
			"List Contacts: items on no page with limit 2: got 3, want 0",
			"List Contacts: items on more than one page with limit 2: got 3, want 0",
		},
	},
	{name: "total off by one", response: counted("pagination", "total", 1), want: []string{
		"List Contacts: pagination.total with limit 1: got 8, want 7",
		"List Contact Lists: pagination.total with limit 1: got 4, want 3",
		"Get Contact Lists for a Contact: pagination.total with limit 1: got 4, want 3",
	}},
	{name: "order reversed", operation: contactsRoute, response: reversed("contacts"), want: []string{
		"List Contacts: order_field last_name and order asc: got [silverbirchbark silverbirch fir elm birchbark birch " +
			"amber], which is not in order",
	}},
	{name: "order ignored", operation: contactsRoute, request: ignored("order"), want: []string{
		"List Contacts: order_field first_name and order asc: got ",
	}},
	{
		name: "list filter ignored", operation: contactsRoute,
		request: ignored("contact_list_uuid"), want: []string{
			"List Contacts: contacts with contact_list_uuid: got ",
		},
	},
	{name: "lists in reverse", operation: "GET /v1/contact-lists", response: reversed("contact_lists"), want: []string{
		"List Contact Lists: sort_field name and sort_order by default: whether it is in order: got false, want true",
	}},
	{name: "list status ignored", operation: "GET /v1/contact-lists", request: ignored("status"), want: []string{
		"List Contact Lists: active lists found with status archived: got 3, want 0",
	}},
	{name: "list search ignored", operation: "GET /v1/contact-lists", request: ignored("search"), want: []string{
		"List Contact Lists: items on the pages that do not belong there",
	}},
	{
		name: "emoji dropped by an update", operation: "PATCH /v1/contact-lists/{contact_list_uuid}",
		request: func(body map[string]any, _ url.Values) {
			if body["emoji"] == nil {
				body["emoji"] = ""
			}
		}, want: []string{"Update a Contact List: emoji: got \"\", want \"💎\""},
	},
	{name: "warnings dropped", operation: membersRoute, response: func(body map[string]any) {
		body["warnings"] = []any{}
	}, want: []string{
		"Add Contacts to a Contact List: whether there is a warning about a contact that does not exist: got false, want true",
	}},
	{name: "list count wrong", response: resources(func(r map[string]any) {
		if r["count"] != nil {
			r["count"] = 7
		}
	}), want: []string{"Get a Contact List: count: got 7, want 2"}},
	{name: "import count wrong", operation: statusRoute, response: counted("summary", "created", -1), want: []string{
		"Get Contact Import Status: summary.created of an import of a contact and one without an identifier: got 0, want 1",
	}},
	{name: "import failures unsaid", operation: statusRoute, response: func(body map[string]any) {
		if summary, ok := body["summary"].(map[string]any); ok {
			summary["failed"] = 0
		}
	}, want: []string{"Get Contact Import Status: summary.failed of an import of a contact and one without an " +
		"identifier: got 0, want 1"}},
	{name: "import status unknown", operation: statusRoute, response: func(body map[string]any) {
		if body["status"] == "processing" {
			body["status"] = "busy"
		}
	}, want: []string{"Get Contact Import Status: status: got \"busy\", which is not documented"}},
	{name: "merge type ignored", operation: bulkOperation, request: ignoreMembers("merge_type"), want: []string{
		"Bulk Create Contacts: last_name of the contacts after an import with merge_type create, of an existing and a new " +
			"contact: got [\"third\" \"second\" \"third\"], want [\"second\" \"second\" \"third\"]",
		"Get Contact Import Status: summary.created of an import with merge_type update of an existing and a new contact: " +
			"got 2, want 1",
	}},
	{
		name: "choices of imports not checked", strict: true, operation: bulkOperation,
		request: func(body map[string]any, _ url.Values) {
			if body["merge_type"] == "replace" || body["match_on_field"] == "name" {
				delete(body, "merge_type")
				delete(body, "match_on_field")
			}
		}, want: []string{
			"Bulk Create Contacts: a merge_type that is not documented: got a success, want status 422",
			"Bulk Create Contacts: a match_on_field that is not documented: got a success, want status 422",
		},
	},
	{name: "match field ignored", operation: bulkOperation, request: ignoreMembers("match_on_field"), want: []string{
		"Bulk Create Contacts: contacts in the list after an import by default, of an existing and a new contact: ",
	}},
	{name: "match always by e-mail", operation: bulkOperation, request: func(body map[string]any, _ url.Values) {
		body["match_on_field"] = "email"
	}, want: []string{
		"Bulk Create Contacts: last_name after an update with match_on_field phone_number: got ",
		"Bulk Create Contacts: last_name of a contact that is like a row in other fields after an update with " +
			"match_on_field external_contact_id: got ",
	}},
	{name: "custom values not imported in updates", operation: bulkOperation, request: rows(func(row map[string]any) {
		if row["last_name"] != "first" {
			delete(row, "custom_fields")
		}
	}), want: []string{
		"Bulk Create Contacts: value of text after an import by default, of an existing and a new contact: ",
	}},
	{name: "create_or_update only updates", operation: bulkOperation, request: func(body map[string]any, _ url.Values) {
		if body["merge_type"] == "create_or_update" {
			body["merge_type"] = "update"
		}
	}, want: []string{"Get Contact Import Status: summary.created of an import of a contact and one without an " +
		"identifier: got 0, want 1"}},
	{name: "import list ignored", operation: bulkOperation, request: ignoreMembers("contact_list_uuid"), want: []string{
		"Bulk Create Contacts: a contact that was imported is not in the list of contact_list_uuid",
	}},
	{name: "null does not clear", operation: "POST " + valuesRoute, request: func(body map[string]any, _ url.Values) {
		if value, ok := body["value"]; ok && value == nil {
			body["value"] = "first"
		}
	}, want: []string{
		"Add a Custom Field to a Contact: value of text after it was set to null: got \"first\", want null",
	}},
	{name: "values rounded", response: func(body map[string]any) {
		values, _ := body["custom_fields"].(map[string]any)
		for key, value := range values {
			if number, ok := value.(float64); ok {
				values[key] = int(number)
			}
		}
	}, want: []string{"Add a Custom Field to a Contact: value of decimal: got 2, want 2.5"}},
	{name: "no value shown", operation: "PATCH " + valuesRoute, response: func(body map[string]any) {
		body["custom_fields"] = map[string]any{}
	}, want: []string{"Update Contact Custom Fields: value of "}},
	{
		name: "other values cleared", strict: true, operation: "PATCH " + valuesRoute,
		request: func(body map[string]any, _ url.Values) {
			values, _ := body["custom_fields"].(map[string]any)
			for key := range values {
				unique, _, _ := strings.Cut(key, "_")
				for _, name := range []string{"decimal", "percentage", "date"} {
					values[unique+"_"+name] = nil
				}
				break
			}
		}, want: []string{"Update Contact Custom Fields: value of decimal: got nothing, want 2.5"},
	},
	{
		name: "note title kept", operation: "PUT /v1/contacts/{contact_uuid}/notes/{note_uuid}",
		request: func(body map[string]any, _ url.Values) {
			if body["title"] == nil {
				body["title"] = "kept"
			}
		}, want: []string{"Update a Contact Note: a replacement without title: got a success, want status 422"},
	},
	{
		name: "icon not cleared", operation: "PATCH /v1/custom-fields/{custom_field_uuid}",
		request: func(body map[string]any, _ url.Values) {
			if icon, ok := body["icon"]; ok && icon == nil {
				body["icon"] = "star"
			}
		}, want: []string{"Update a Custom Field: icon of a custom field of type select: got \"star\", want \"\""},
	},
	{name: "options on every field", response: resources(func(r map[string]any) {
		if r["field_type"] == "text" {
			r["select_options"] = []any{}
		}
	}), want: []string{
		"List Custom Fields: whether a custom field of type text has select_options: got true, want false",
	}},
	{name: "201 as 200", operation: "POST /v1/contacts", status: http.StatusOK, want: []string{
		"Create a Contact: status of success: got 200, want 201",
	}},
	{name: "202 as 201", operation: bulkOperation, status: http.StatusCreated, want: []string{
		"Bulk Create Contacts: status of success: got 201, want 202",
	}},
	{name: "204 as 200", operation: "DELETE /v1/contact-lists/{contact_list_uuid}", status: http.StatusOK, want: []string{
		"Delete a Contact List: status of success: got 200, want 204",
	}},
	{name: "updated_at put back", operation: "PATCH /v1/contacts/{contact_uuid}", response: func(body map[string]any) {
		body["updated_at"] = "1999-01-01T00:00:00.000Z"
	}, want: []string{"Update a Contact: updated_at: got 1999-01-01 00:00:00 +0000 UTC, want later than "}},
	{
		name: "list without a name accepted", operation: "POST /v1/contact-lists",
		request: func(body map[string]any, _ url.Values) {
			if body["name"] == nil {
				body["name"] = "unnamed"
			}
		}, want: []string{"Error Responses: a list without a name: got a success, want status 422"},
	},
	{name: "created lists and fields without uuid", response: func(body map[string]any) {
		if body["count"] == 0.0 || body["field_key"] != nil {
			delete(body, "uuid")
		}
	}, want: []string{"Create a Custom Field: cuedesk: POST /v1/custom-fields: 201 Created: unreadable response"}},
	{name: "import counts go back", strict: true, operation: statusRoute, response: func(body map[string]any) {
		if summary, ok := body["summary"].(map[string]any); ok && body["status"] == "processing" {
			summary["created"], summary["failed"] = summary["total"], 0
		}
	}, want: []string{"Get Contact Import Status: summary: the counts went back from "}},
	{name: "import counts above its rows on the way", operation: statusRoute, response: func(body map[string]any) {
		if summary, ok := body["summary"].(map[string]any); ok && body["status"] == "processing" {
			summary["created"] = 5000
		}
	}, want: []string{"Get Contact Import Status: summary: more rows than there are: "}},
	{
		name: "errors are not reported in detail", operation: contactsRoute,
		failure: `{"error":{"message":"422 UNPROCESSABLE ENTITY"}}`, want: []string{
			"List Contacts: limit 0: details.errors is missing or empty",
			"List Contacts: offset -1: details.errors has no entry for \"offset\"",
		},
	},
	{name: "errors as HTML", operation: contactsRoute, failure: "<html></html>", want: []string{
		"List Contacts: limit 0: the response is not in the documented format of errors",
	}},
	{
		name: "notes of others", strict: true, coarse: true, operation: "GET /v1/contacts/{contact_uuid}/notes/{note_uuid}",
		refusal: http.StatusForbidden, want: []string{
			"Get a Contact Note: a note under the path of another contact: got status 403, want 404",
		},
	},
	{
		name: "updated_at of contacts stands", strict: true, operation: "PATCH /v1/contacts/{contact_uuid}",
		response: keepUpdatedAt, want: []string{
			"Update a Contact: updated_at: got ",
		},
	},
	{
		name: "updated_at of lists stands", strict: true, operation: "PATCH /v1/contact-lists/{contact_list_uuid}",
		response: keepUpdatedAt, want: []string{
			"Update a Contact List: updated_at: got ",
		},
	},
	{
		name: "updated_at of definitions stands", strict: true, operation: "PATCH /v1/custom-fields/{custom_field_uuid}",
		response: keepUpdatedAt, want: []string{
			"Update a Custom Field: updated_at: got ",
		},
	},
	{
		name: "updated_at of notes stands", strict: true, operation: "PUT /v1/contacts/{contact_uuid}/notes/{note_uuid}",
		response: keepUpdatedAt, want: []string{
			"Update a Contact Note: updated_at: got ",
		},
	},
	{name: "any token accepted", token: cuedesktest.Token, want: []string{
		"Error Responses: List Contacts with a wrong token: got a success, want status 401",
	}},
	{name: "422 as 400", refusal: http.StatusBadRequest, want: []string{
		"Error Responses: a list without a name: got status 400, want 422",
		"Get a Contact: an ID that nothing has: got status 400, want 404",
	}},
	{
		name: "camelCase ignored", operation: "PATCH /v1/contacts/{contact_uuid}", request: ignoreMembers("firstName"),
		want: []string{
			"JSON Field Casing: first_name set as firstName: got \"hazel\", want \"yew\"",
		},
	},
}
