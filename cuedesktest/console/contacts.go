package console

import (
	"cmp"
	"net/http"

	"github.com/cuedesk/cuedesk-go"
)

// columns are the fields that contacts can be sorted by, in the order of the table.
var columns = []column{
	{"first_name", "First name", cuedesk.FirstName.Asc(), cuedesk.FirstName.Desc()},
	{"last_name", "Last name", cuedesk.LastName.Asc(), cuedesk.LastName.Desc()},
	{"email", "E-mail", cuedesk.Email.Asc(), cuedesk.Email.Desc()},
	{"phone_number", "Phone", cuedesk.PhoneNumber.Asc(), cuedesk.PhoneNumber.Desc()},
	{"external_contact_id", "External ID", cuedesk.ExternalContactID.Asc(), cuedesk.ExternalContactID.Desc()},
	{"created_at", "Created", cuedesk.CreatedAt.Asc(), cuedesk.CreatedAt.Desc()},
	{"updated_at", "Updated", cuedesk.UpdatedAt.Asc(), cuedesk.UpdatedAt.Desc()},
}

// column is a field that contacts can be sorted by.
type column struct {
	Field, Label string
	asc, desc    cuedesk.Sort
}

// header is the head of a column.
type header struct {
	column

	Link string // sorts by the column, or the other way round
	Sort string // "ascending" or "descending" if the table is sorted by it, else ""
}

// contacts shows the contacts that a search finds.
func (c *console) contacts(r *http.Request) (view, error) {
	text := r.URL.Query().Get("q")
	if id, err := cuedesk.ParseID[cuedesk.Contact](text); err == nil {
		if _, err := c.viewer.Contacts.Get(r.Context(), id); err == nil {
			return view{location: "/contacts/" + id.String()}, nil
		}
	}
	headers, sort := sorting(r)
	query := cuedesk.Where().OrderBy(sort)
	if text != "" {
		query = query.Text(text)
	}
	found, err := c.viewer.Contacts.Search(r.Context(), query, options(pageNumber(r, "page")))
	if err != nil {
		return view{}, err
	}
	return view{template: "contacts", section: "contacts", title: "Contacts", data: map[string]any{
		"Query": text, "Headers": headers, "Items": found.Items, "Pager": newPager(r, "page", len(found.Items), found.Total),
		"SearchDelay": c.srv.Summary().SearchDelay,
	}}, nil
}

// sorting reads what the table is sorted by, the latest first unless the query says otherwise.
func sorting(r *http.Request) ([]header, cuedesk.Sort) {
	by, descending := r.URL.Query().Get("sort"), r.URL.Query().Get("order") == "desc"
	if by == "" {
		by, descending = "created_at", true
	}
	sort := cuedesk.CreatedAt.Desc()
	headers := make([]header, len(columns))
	for n, col := range columns {
		next, state := "asc", ""
		if col.Field == by {
			sort, state, next = col.asc, "ascending", "desc"
			if descending {
				sort, state, next = col.desc, "descending", "asc"
			}
		}
		q := r.URL.Query()
		q.Del("page")
		q.Del("done")
		q.Set("sort", col.Field)
		q.Set("order", next)
		headers[n] = header{col, "?" + q.Encode(), state}
	}
	return headers, sort
}

// contact shows one contact with its values, lists and notes.
func (c *console) contact(r *http.Request) (view, error) {
	id, err := cuedesk.ParseID[cuedesk.Contact](r.PathValue("id"))
	if err != nil {
		return view{}, errNotFound
	}
	found, err := c.viewer.Contacts.Get(r.Context(), id)
	if err != nil {
		return view{}, err
	}
	lists, err := c.viewer.Contacts.Lists(r.Context(), id,
		cuedesk.ListsOfContactOptions{PageOptions: options(pageNumber(r, "lists"))})
	if err != nil {
		return view{}, err
	}
	notes, err := c.viewer.Notes.List(r.Context(), id, options(pageNumber(r, "notes")))
	if err != nil {
		return view{}, err
	}
	return view{template: "contact", section: "contacts", title: short(name(*found)), data: map[string]any{
		"Contact": found, "Fields": texts(*found), "Lists": lists.Items, "Notes": notes.Items,
		"ListPager": newPager(r, "lists", len(lists.Items), lists.Total),
		"NotePager": newPager(r, "notes", len(notes.Items), notes.Total),
	}}, nil
}

// field is a field of a contact with its value.
type field struct{ Label, Value string }

// texts returns the text fields of a contact.
func texts(c cuedesk.Contact) []field {
	return []field{
		{"First name", c.FirstName},
		{"Last name", c.LastName},
		{"E-mail", c.Email},
		{"Phone", c.PhoneNumber},
		{"External ID", c.ExternalContactID},
		{"WhatsApp ID", c.WhatsAppID},
		{"Messenger ID", c.FBMessengerID},
	}
}

// name is what a contact goes by.
func name(c cuedesk.Contact) string {
	full := c.FirstName
	if c.FirstName != "" && c.LastName != "" {
		full += " "
	}
	full += c.LastName
	return cmp.Or(full, c.Email, c.PhoneNumber, c.ExternalContactID, c.WhatsAppID, c.FBMessengerID, c.ID.String())
}
