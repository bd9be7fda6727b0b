package conformance

import (
	"net/url"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// boundsMutants refuse what is documented, or accept what is not.
var boundsMutants = []mutant{
	{name: "limit ignored", operation: contactsRoute, request: ignored("limit"), want: []string{
		"List Contacts: cuedesk: GET /v1/contacts: unreadable response: a page at 0 of limit 50 in place of one at 0 of limit 2",
	}},
	{
		name: "limits out of bounds not checked", strict: true, operation: contactsRoute,
		request: known("", "0", "101", "-1"), want: []string{
			"List Contacts: limit 0: got a success, want status 422", "List Contacts: limit 101: got a success, want status 422",
			"List Contacts: offset -1: got a success, want status 422",
		},
	},
	{
		name: "pages of any size", operation: contactsRoute, request: known("limit", "101"),
		response: func(body map[string]any) {
			if page, ok := body["pagination"].(map[string]any); ok && page["limit"] == 50.0 {
				page["limit"] = 101
			}
		}, want: []string{"List Contacts: whether the page for limit 101 is within bounds: got false, want true"},
	},
	{
		name: "limit not echoed", operation: "GET /v1/custom-fields",
		response: counted("pagination", "limit", -1), want: []string{
			"List Custom Fields: pagination.limit of limit 2: got 1, want 2",
		},
	},
	{
		name: "order_field not checked", strict: true, operation: contactsRoute, request: known("order_field", "archived"),
		want: []string{
			"List Contacts: order_field archived: got a success, want status 422",
		},
	},
	{name: "order not checked", strict: true, operation: contactsRoute, request: known("order", "up"), want: []string{
		"List Contacts: order up: got a success, want status 422",
	}},
	{
		name: "status, sort_field and sort_order not checked", strict: true,
		operation: "GET /v1/contact-lists", request: known("", "deleted", "emoji", "up"), want: []string{
			"List Contact Lists: status deleted: got a success, want status 422",
			"List Contact Lists: sort_field emoji: got a success, want status 422",
			"List Contact Lists: sort_order up: got a success, want status 422",
		},
	},
	{
		name: "status of lists not checked", strict: true,
		operation: "GET /v1/contacts/{contact_uuid}/contact-lists", request: known("status", "deleted"), want: []string{
			"Get Contact Lists for a Contact: status deleted: got a success, want status 422",
		},
	},
	{
		name: "include_archived not checked", strict: true, operation: listMembersRoute,
		request: known("include_archived", "perhaps"), want: []string{
			"List Contacts in a Contact List: include_archived perhaps: got a success, want status 422",
		},
	},
	{name: "at most 99 members", operation: membersRoute, request: limitArrays("contact_uuids", 99), want: []string{
		"Add Contacts to a Contact List: cuedesk: POST /v1/contact-lists/{contact_list_uuid}/contacts: 422",
	}},
	{name: "at most 999 rows", operation: bulkOperation, request: limitArrays("contacts", 999), want: []string{
		"Bulk Create Contacts: cuedesk: POST /v1/contacts/bulk: 422",
	}},
	{
		name: "names of 4 to 249 characters", operation: "POST /v1/custom-fields",
		request: func(body map[string]any, _ url.Values) {
			if name, _ := body["name"].(string); len([]rune(name)) == 3 {
				body["name"] = nil
			}
		}, want: []string{"Create a Custom Field: cuedesk: POST /v1/custom-fields: 422"},
	},
	{
		name: "names counted in bytes", operation: "POST /v1/custom-fields",
		request: func(body map[string]any, _ url.Values) {
			if name, _ := body["name"].(string); len(name) > 250 {
				body["name"] = nil
			}
		}, want: []string{"Create a Custom Field: cuedesk: POST /v1/custom-fields: 422"},
	},
	{name: "notes without a token", operation: "GET /v1/contacts/{contact_uuid}/notes", token: cuedesktest.Token, want: []string{
		"Error Responses: List Contact Notes without a token: got status 404, want 401",
	}},
	{
		name: "camelCase not accepted in a new contact", operation: "POST /v1/contacts", request: ignoreMembers("fbMessengerId"),
		want: []string{
			"JSON Field Casing: fb_messenger_id: got \"\", want ",
		},
	},
	{
		name: "customFields not accepted in a new contact", operation: "POST /v1/contacts", request: ignoreMembers("customFields"),
		want: []string{
			"JSON Field Casing: value of text: got nothing, want \"willow\"",
		},
	},
}
