package nexadesktest

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// The documented default and largest page sizes.
const (
	defaultLimit = 50
	maxLimit     = 100
)

// pagination is the documented pagination object.
type pagination struct {
	HasMore    bool    `json:"has_more"`
	NextCursor *string `json:"next_cursor"`
	TotalCount int     `json:"total_count"`
	Limit      int     `json:"limit"`
}

func listContacts(c *call) (any, error) {
	query, err := c.query("search", "tag", "sort", "limit", "cursor")
	if err != nil {
		return nil, err
	}
	limit, err := readLimit(query)
	if err != nil {
		return nil, err
	}
	order, err := readOrder(query["sort"])
	if err != nil {
		return nil, err
	}
	after, err := c.readCursor(query)
	if err != nil {
		return nil, err
	}
	found := c.matching(query["search"], query["tag"])
	slices.SortFunc(found, func(a, b *contact) int { return order.compare(order.position(a), order.position(b)) })
	start := 0
	if after != nil {
		start, _ = slices.BinarySearchFunc(found, *after, func(c *contact, at position) int {
			return cmp.Or(order.compare(order.position(c), at), -1) // after the position, not at it
		})
	}
	return order.page(found, start, limit, query), nil
}

// page returns the page that begins at start.
func (o order) page(found []*contact, start, limit int, query map[string]string) envelope {
	end := min(start+limit, len(found))
	data := make([]listedWire, 0, limit)
	for _, c := range found[start:end] {
		data = append(data, c.listed())
	}
	p := &pagination{HasMore: end < len(found), TotalCount: len(found), Limit: limit}
	if p.HasMore {
		next := writeCursor(query, o.position(found[end-1]))
		p.NextCursor = &next
	}
	return envelope{Data: data, Pagination: p}
}

// readLimit reads the limit parameter, which is plain digits if it is there.
func readLimit(query map[string]string) (int, error) {
	text, given := query["limit"]
	if !given {
		return defaultLimit, nil
	}
	limit, err := strconv.Atoi(text)
	if err != nil || strconv.Itoa(limit) != text || limit < 1 || limit > maxLimit {
		return 0, invalid("limit must be a number from 1 to %d", maxLimit)
	}
	return limit, nil
}

// matching returns the contacts that have the text in one of the documented fields,
// whatever the case, and exactly the tag.
func (s *store) matching(search, tag string) []*contact {
	search = strings.ToLower(search)
	var found []*contact
	for _, c := range s.contacts {
		texts := []string{c.FirstName, c.LastName, c.Email, c.Phone, c.CompanyName}
		has := func(text string) bool { return strings.Contains(strings.ToLower(text), search) }
		if slices.ContainsFunc(texts, has) && (tag == "" || slices.Contains(c.Tags, tag)) {
			found = append(found, c)
		}
	}
	return found
}
