package conformance

import (
	"net/url"
	"strings"
)

// strictMutants decide otherwise than the fake where the documentation is silent.
var strictMutants = []mutant{
	{
		name: "empty text kept", strict: true, operation: "PATCH /v1/contacts/{contact_uuid}",
		response: func(body map[string]any) {
			if body["whatsapp_id"] == nil {
				body["whatsapp_id"] = ""
			}
		}, want: []string{"Update a Contact: whatsapp_id after it was set to \"\": got \"\\\"\\\"\", want \"\""},
	},
	{
		name: "emoji not cleared", strict: true, operation: "PATCH /v1/contact-lists/{contact_list_uuid}",
		request: func(body map[string]any, _ url.Values) {
			if emoji, ok := body["emoji"]; ok && emoji == nil {
				delete(body, "emoji")
			}
		}, want: []string{"Update a Contact List: emoji after it was set to null: got \"\\\"⭐\\\"\", want \"\""},
	},
	{
		name: "missing values sorted first", strict: true, coarse: true, operation: searchRoute,
		response: reversed("contacts"), want: []string{
			"Search Contacts: sort_by custom field (integer) of type long with sort_order asc: got [fir birchbark " +
				"silverbirchbark birch silverbirch elm amber], in which contacts without a value are not last",
		},
	},
	{name: "filters without case", strict: true, operation: searchRoute, request: filters(func(f map[string]any) {
		if value, ok := f["value"].(string); ok && f["field"] == "last_name" {
			f["value"] = strings.ToLower(value)
		}
	}), want: []string{"Search Contacts: contacts found by a value in another case: got 1, of which 0 are right, want 0"}},
	{
		name: "search_term with case", strict: true, operation: searchRoute,
		request: func(body map[string]any, _ url.Values) {
			if term, ok := body["search_term"].(string); ok && term != strings.ToLower(term) {
				body["search_term"] = "nobody has this"
			}
		}, want: []string{
			"Search Contacts: contacts found with a search_term in another case: got 0, of which 0 are right, want 1",
		},
	},
	{
		name: "values outlive their definition", strict: true, operation: "GET " + valuesRoute,
		response: func(body map[string]any) {
			values, _ := body["custom_fields"].(map[string]any)
			for _, key := range sortedKeys(values) {
				unique, _, _ := strings.Cut(key, "_")
				values[unique+"_temporary"] = "temporary"
			}
		}, want: []string{"Delete a Custom Field: value of a custom field that was deleted: got \"temporary\", want null"},
	},
	{
		name: "skipped rows stay out of the list", strict: true, coarse: true, operation: bulkOperation,
		request: func(body map[string]any, _ url.Values) {
			if body["merge_type"] == "create" {
				delete(body, "contact_list_uuid")
			}
		}, want: []string{"Bulk Create Contacts: contacts in the list of an import that skipped one: got 0, want 1"},
	},
	{
		name: "imports side by side", strict: true, operation: bulkOperation,
		request: func(body map[string]any, query url.Values) {
			rows(func(row map[string]any) {
				if email, _ := row["email"].(string); strings.HasSuffix(email, "-400@example.com") {
					delete(body, "match_on_field")
				}
			})(body, query)
		}, want: []string{"Bulk Create Contacts: contacts of two imports of one at the same time: got 2, want 1"},
	},
	{
		name: "404 in other words", strict: true, operation: "GET /v1/contacts/{contact_uuid}",
		failure: `{"error":{"message":"gone"}}`, want: []string{
			"Get a Contact: an ID that nothing has: message: got \"gone\", want \"404 NOT FOUND\"",
		},
	},
}
