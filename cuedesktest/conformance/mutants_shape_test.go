package conformance

// shapeMutants leave members out.
var shapeMutants = []mutant{
	{name: "no last_name", response: resources(without("last_name")), want: []string{
		"Create a Contact: last_name: got \"\", want \"birch\"", "Get a Contact: the response has no member \"last_name\"",
	}},
	{name: "archived missing", operation: "GET /v1/contacts/{contact_uuid}", response: without("archived"), want: []string{
		"Get a Contact: the response has no member \"archived\"",
	}},
	{
		name: "listed without phone_number", operation: contactsRoute, response: resources(without("phone_number")),
		want: []string{
			"List Contacts: phone_number of an item: got nothing, want ",
		},
	},
	{
		name: "members without updated_at", operation: listMembersRoute, response: resources(without("updated_at")),
		want: []string{
			"List Contacts in a Contact List: updated_at of an item: got nothing, want ",
		},
	},
	{
		name: "notes without content", operation: "GET /v1/contacts/{contact_uuid}/notes",
		response: resources(without("content")), want: []string{
			"List Contact Notes: content of an item: got nothing, want ",
		},
	},
	{
		name: "lists without emoji", operation: "GET /v1/contact-lists", response: resources(without("emoji")),
		want: []string{
			"List Contact Lists: emoji of an item: got nothing, want ",
		},
	},
	{
		name: "lists of a contact without count", operation: "GET /v1/contacts/{contact_uuid}/contact-lists",
		response: resources(without("count")), want: []string{
			"Get Contact Lists for a Contact: count of an item: got nothing, want ",
		},
	},
	{
		name: "definitions without type and options", operation: "GET /v1/custom-fields",
		response: resources(without("field_type", "select_options")), want: []string{
			"List Custom Fields: field_type of an item: got nothing, want ",
			"List Custom Fields: select_options of an item: got nothing, want ",
		},
	},
	{
		name: "updated without workspace_uuid", operation: "PATCH /v1/contacts/{contact_uuid}",
		response: without("workspace_uuid"), want: []string{
			"Update a Contact: the response has no member \"workspace_uuid\"",
		},
	},
	{
		name: "lists created without created_by", operation: "POST /v1/contact-lists", response: without("created_by"),
		want: []string{
			"Create a Contact List: the response has no member \"created_by\"",
		},
	},
	{
		name: "lists updated without count", operation: "PATCH /v1/contact-lists/{contact_list_uuid}",
		response: without("count"), want: []string{
			"Update a Contact List: the response has no member \"count\"",
		},
	},
	{
		name: "definitions created without archived_at", operation: "POST /v1/custom-fields",
		response: without("archived_at"), want: []string{
			"Create a Custom Field: the response has no member \"archived_at\"",
		},
	},
	{
		name: "definitions updated without icon", operation: "PATCH /v1/custom-fields/{custom_field_uuid}",
		response: without("icon"), want: []string{
			"Update a Custom Field: the response has no member \"icon\"",
		},
	},
	{
		name: "notes created without archived_at", operation: "POST /v1/contacts/{contact_uuid}/notes",
		response: without("archived_at"), want: []string{
			"Create a Contact Note: the response has no member \"archived_at\"",
		},
	},
	{
		name: "notes replaced without archived_at", operation: "PUT /v1/contacts/{contact_uuid}/notes/{note_uuid}",
		response: without("archived_at"), want: []string{
			"Update a Contact Note: the response has no member \"archived_at\"",
		},
	},
	{name: "added without warnings", operation: membersRoute, response: without("warnings"), want: []string{
		"Add Contacts to a Contact List: the response has no member \"warnings\"",
	}},
	{name: "import without a summary", operation: statusRoute, response: without("summary"), want: []string{
		"Get Contact Import Status: cuedesk: GET /v1/contacts/bulk/{contact_import_uuid}: 200 OK: unreadable response",
	}},
	{name: "custom values not imported", operation: bulkOperation, request: rows(without("custom_fields")), want: []string{
		"Bulk Create Contacts: value of text: got nothing, want \"first\"",
	}},
}
