package nexadesk

import (
	"fmt"
	"log/slog"
	"slices"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/jsonscan"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// maxItems is the most contacts that a page may have, ten times the documented
// limit.
const maxItems = 10 * maxPage

// Page is one page of contacts (API: "List Contacts"). A response with more than 1,000
// contacts, or with a negative total, matches [cuedesk.ErrBadResponse].
type Page struct {
	Items      []Contact // the contacts of this page, in the order asked for
	HasMore    bool      // whether there is a page after this one
	NextCursor string    // ListOptions.Cursor of the page after this one; empty on the last
	Total      int       // the number of contacts on all pages; 0 if the API does not send it
	Limit      int       // the page size that the API used

	// Extra are the members of the response beside success, data and pagination; nil if
	// there are none.
	Extra map[string]cuedesk.Value
}

// LogValue logs the numbers of contacts, and no contact.
func (p Page) LogValue() slog.Value { return slog.StringValue(p.String()) }

// String returns what LogValue logs.
func (p Page) String() string { return fmt.Sprintf("%d of %d contacts", len(p.Items), p.Total) }

// pageEnvelope is the response with a page.
type pageEnvelope struct {
	Success    success     `json:"success"`
	Data       contacts    `json:"data"`
	Pagination *pagination `json:"pagination"`

	Extra map[string]cuedesk.Value `json:",embed"`
}

// contacts are the data of a page.
type contacts struct {
	items []Contact
	null  bool
}

// UnmarshalJSON reads the contacts one by one, so that a few bytes of JSON cannot
// take any amount of memory.
func (c *contacts) UnmarshalJSON(data []byte) (err error) {
	if c.null = jsonscan.First(data) == 'n'; c.null {
		return nil
	}
	c.items, err = rest.DecodeArray[Contact](data, maxItems, (*Contact).UnmarshalJSON)
	return err
}

// pagination is the member of a response that says which page it is.
type pagination struct {
	HasMore    *bool  `json:"has_more"`    // nil: the page does not say, and may not be the last
	NextCursor string `json:"next_cursor"` // null on the last page
	TotalCount *int   `json:"total_count"` // nil: the page does not say
	Limit      int    `json:"limit"`
}

// complete reports whether a response is a page: one without contacts, or that does
// not say whether there are more, must not pass for a complete list. Null stands
// for no contacts where the total is 0.
func (e *pageEnvelope) complete() bool {
	nameless := func(c Contact) bool { return c.ID == "" }
	return bool(e.Success) && e.Pagination != nil && e.Pagination.HasMore != nil && e.Pagination.plausible() &&
		(e.Data.items != nil || e.Data.null && e.Pagination.empty()) &&
		!slices.ContainsFunc(e.Data.items, nameless)
}

// plausible reports whether the total, if there is one, can be one.
func (p pagination) plausible() bool { return p.TotalCount == nil || *p.TotalCount >= 0 }

// empty reports whether there are no contacts on any page.
func (p pagination) empty() bool { return p.TotalCount != nil && *p.TotalCount == 0 }

// page returns the page in a complete response.
func (e *pageEnvelope) page() *Page {
	var total int
	if e.Pagination.TotalCount != nil {
		total = *e.Pagination.TotalCount
	}
	return &Page{
		Items:      e.Data.items,
		HasMore:    *e.Pagination.HasMore,
		NextCursor: e.Pagination.NextCursor,
		Total:      total,
		Limit:      e.Pagination.Limit,
		Extra:      e.Extra,
	}
}
