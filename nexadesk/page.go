package nexadesk

import (
	"fmt"
	"log/slog"
	"slices"

	"github.com/cuedesk/cuedesk-go"
)

// Page is one page of contacts (API: "List Contacts").
type Page struct {
	Items      []Contact // the contacts of this page, in the order asked for
	HasMore    bool      // whether there is a page after this one
	NextCursor string    // [ListOptions].Cursor of the page after this one; empty on the last
	Total      int       // the number of contacts on all pages
	Limit      int       // the page size that the API used

	Extra map[string]cuedesk.Value // members of the response beside success, data and pagination; nil if there are none
}

// LogValue logs how many contacts there are, and nothing about any.
func (p Page) LogValue() slog.Value {
	return slog.StringValue(fmt.Sprintf("%d of %d contacts", len(p.Items), p.Total))
}

// pageEnvelope is the response with a page.
type pageEnvelope struct {
	Success    success     `json:"success"`
	Data       []Contact   `json:"data"`
	Pagination *pagination `json:"pagination"`

	Extra map[string]cuedesk.Value `json:",embed"`
}

// pagination is the member of a response that says which page it is.
type pagination struct {
	HasMore    *bool  `json:"has_more"`    // nil: the page does not say, and may not be the last
	NextCursor string `json:"next_cursor"` // null on the last page
	TotalCount int    `json:"total_count"`
	Limit      int    `json:"limit"`
}

// complete reports whether a response is a page: one without contacts, or that does
// not say whether there are more, must not pass for a complete list.
func (e *pageEnvelope) complete() bool {
	nameless := func(c Contact) bool { return c.ID == "" }
	return bool(e.Success) && e.Data != nil && e.Pagination != nil && e.Pagination.HasMore != nil &&
		!slices.ContainsFunc(e.Data, nameless)
}

// page returns the page in a complete response.
func (e *pageEnvelope) page() *Page {
	return &Page{
		Items:      e.Data,
		HasMore:    *e.Pagination.HasMore,
		NextCursor: e.Pagination.NextCursor,
		Total:      e.Pagination.TotalCount,
		Limit:      e.Pagination.Limit,
		Extra:      e.Extra,
	}
}
