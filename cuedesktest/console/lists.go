package console

import (
	"net/http"

	"github.com/cuedesk/cuedesk-go"
)

// lists shows the contact lists, the active ones or those that are archived.
func (c *console) lists(r *http.Request) (view, error) {
	status := cuedesk.ListActive
	if r.URL.Query().Get("status") == string(cuedesk.ListArchived) {
		status = cuedesk.ListArchived
	}
	found, err := c.viewer.Lists.List(r.Context(), cuedesk.ListListsOptions{
		PageOptions: options(pageNumber(r, "page")), Status: status,
	})
	if err != nil {
		return view{}, err
	}
	return view{template: "lists", section: "lists", title: "Lists", data: map[string]any{
		"Items": found.Items, "Archived": status == cuedesk.ListArchived,
		"Pager": newPager(r, "page", len(found.Items), found.Total),
	}}, nil
}

// list shows one list with its contacts.
func (c *console) list(r *http.Request) (view, error) {
	id, err := cuedesk.ParseID[cuedesk.List](r.PathValue("id"))
	if err != nil {
		return view{}, errNotFound
	}
	found, err := c.viewer.Lists.Get(r.Context(), id)
	if err != nil {
		return view{}, err
	}
	members, err := c.viewer.Lists.Contacts(r.Context(), id, cuedesk.ListMembersOptions{
		PageOptions: options(pageNumber(r, "page")), IncludeArchived: true,
	})
	if err != nil {
		return view{}, err
	}
	return view{template: "list", section: "lists", title: short(found.Name), data: map[string]any{
		"List": found, "Items": members.Items, "Pager": newPager(r, "page", len(members.Items), members.Total),
	}}, nil
}

// fields shows the definitions of custom fields.
func (c *console) fields(r *http.Request) (view, error) {
	found, err := c.viewer.CustomFields.List(r.Context(), options(pageNumber(r, "page")))
	if err != nil {
		return view{}, err
	}
	return view{template: "fields", section: "fields", title: "Custom fields", data: map[string]any{
		"Items": found.Items, "Pager": newPager(r, "page", len(found.Items), found.Total),
	}}, nil
}
