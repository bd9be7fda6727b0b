package conformance

import (
	"maps"
	"net/url"
	"strings"
)

// searchMutants search wrongly.
var searchMutants = []mutant{
	{
		name: "found without email", operation: searchRoute, response: resources(without("email")),
		want: []string{
			"Search Contacts: email of an item: got nothing, want ",
		},
	},
	{
		name: "found without custom_fields", operation: searchRoute,
		response: resources(without("custom_fields")), want: []string{
			"Search Contacts: custom_fields of an item: got nothing, want ",
		},
	},
	{name: "not_equals as equals", operation: searchRoute, request: replaced("not_equals", "equals"), want: []string{
		"Search Contacts: operator not_equals on custom field (integer) of type long: got [birch silverbirchbark], want " +
			"[silverbirch birchbark amber elm]",
		"Search Contacts: operator not_equals on last_name: got [birch], want [silverbirch birchbark amber silverbirchbark " +
			"elm fir]",
	}},
	{name: "gt as gte", operation: searchRoute, request: replaced("gt", "gte"), want: []string{
		"Search Contacts: operator gt on custom field (decimal) of type double: ", "Search Contacts: operator gt on email: ",
		"Search Contacts: operator gt on custom field (date) of type date: ",
	}},
	{name: "lte as lt", operation: searchRoute, request: replaced("lte", "lt"), want: []string{
		"Search Contacts: operator lte on custom field (percentage) of type double: ",
	}},
	{name: "starts_with as contains", operation: searchRoute, request: replaced("starts_with", "contains"), want: []string{
		"Search Contacts: operator starts_with on custom field (text) of type text: got [birch silverbirch birchbark elm], " +
			"want [birch silverbirch]",
	}},
	{name: "ends_with as contains", operation: searchRoute, request: replaced("ends_with", "contains"), want: []string{
		"Search Contacts: operator ends_with on last_name: ",
	}},
	{
		name: "not_contains as not_equals", operation: searchRoute, request: replaced("not_contains", "not_equals"),
		want: []string{
			"Search Contacts: operator not_contains on last_name: ",
		},
	},
	{name: "exists ignored", operation: searchRoute, request: filters(func(f map[string]any) {
		if f["operator"] == "exists" {
			f["field"] = "created_at"
		}
	}), want: []string{"Search Contacts: operator exists on phone_number: "}},
	{name: "range without its end", operation: searchRoute, request: filters(func(f map[string]any) {
		if ends, ok := f["value"].([]any); ok {
			f["operator"], f["value"] = "gte", ends[0]
		}
	}), want: []string{"Search Contacts: operator range on custom field (integer) of type long: "}},
	{
		name: "range without its ends", strict: true, operation: searchRoute,
		request: func(body map[string]any, _ url.Values) {
			all, _ := body["advanced_search"].([]any)
			for _, one := range all {
				f, ok := one.(map[string]any)
				if ends, isRange := f["value"].([]any); ok && isRange && f["operator"] == "range" && len(ends) == 2 {
					f["operator"], f["value"] = "gt", ends[0]
					end := maps.Clone(f)
					end["operator"], end["value"] = "lt", ends[1]
					body["advanced_search"] = append(all, end)
				}
			}
		}, want: []string{"Search Contacts: operator range on custom field (integer) of type long: "},
	},
	{name: "any filter will do", strict: true, operation: searchRoute, request: func(body map[string]any, _ url.Values) {
		if all, _ := body["advanced_search"].([]any); len(all) > 1 {
			body["advanced_search"] = all[:1]
		}
	}, want: []string{"Search Contacts: contacts found by two filters of which they meet one: got 7, want 0"}},
	{name: "numbers compared as text", operation: searchRoute, request: filters(func(f map[string]any) {
		if f["data_type"] == "long" {
			f["data_type"] = "text"
		}
	}), want: []string{"Search Contacts: operator lt on custom field (integer) of type long: "}},
	{name: "numbers sorted as text", operation: searchRoute, request: func(body map[string]any, _ url.Values) {
		if by, ok := body["sort_by"].(map[string]any); ok {
			delete(by, "data_type")
		}
	}, want: []string{"Search Contacts: sort_by custom field (integer) of type long with sort_order asc: got "}},
	{name: "sort_by ignored", operation: searchRoute, request: ignoreMembers("sort_by"), want: []string{
		"Search Contacts: sort_by last_name with sort_order nothing: got ",
	}},
	{name: "search_term ignored", operation: searchRoute, request: ignoreMembers("search_term"), want: []string{
		"Search Contacts: contacts found with a search_term that nothing contains: got 7, want 0",
	}},
	{name: "search finds nothing", operation: searchRoute, response: func(body map[string]any) {
		body["contacts"], body["pagination"] = []any{}, map[string]any{"limit": 10, "offset": 0, "total": 0}
	}, want: []string{
		"Search Contacts: contacts found by the value of a custom field that only they have: got 0, want 7",
	}},
	{name: "search limit ignored", operation: searchRoute, request: ignored("limit"), want: []string{
		"Search Contacts: cuedesk: POST /v1/contacts/search: unreadable response: a page at 0 of limit 10 in place of one ",
	}},
	{
		name: "search limit not checked", strict: true, operation: searchRoute,
		request: known("limit", "0", "101"), want: []string{
			"Search Contacts: limit 101: got a success, want status 422",
		},
	},
	{name: "sort_by not checked", operation: searchRoute, request: func(body map[string]any, _ url.Values) {
		if by, ok := body["sort_by"].(map[string]any); ok && by["field"] == nil {
			delete(body, "sort_by")
		}
	}, want: []string{"Search Contacts: sort_by without field: got a success"}},
	{
		name: "choices of sort_by not checked", strict: true, operation: searchRoute,
		request: func(body map[string]any, _ url.Values) {
			if by, ok := body["sort_by"].(map[string]any); ok && (by["sort_order"] == "up" || by["data_type"] == "uuid") {
				delete(body, "sort_by")
			}
		}, want: []string{
			"Search Contacts: a sort_order that is not documented: got a success",
			"Search Contacts: a data_type to sort by that is not documented: got a success",
		},
	},
	{
		name: "search_term in e-mail addresses only", strict: true, operation: searchRoute,
		request: func(body map[string]any, _ url.Values) {
			if term, ok := body["search_term"].(string); ok && !strings.Contains(term, "@") {
				body["search_term"] = "nobody has this"
			}
		}, want: []string{
			"Search Contacts: whether the search_term that is its last_name finds a contact: got false, want true",
			"Search Contacts: whether the search_term that is its whatsapp_id finds a contact: got false, want true",
		},
	},
	{name: "only the first value matched", strict: true, operation: searchRoute, request: filters(func(f map[string]any) {
		if values, ok := f["value"].([]any); ok && f["operator"] == "equals" {
			f["value"] = values[0]
		}
	}), want: []string{"Search Contacts: contacts found by an array of two values: got 1, of which 1 are right, want 2"}},
}
