package cuedesktest

import "strconv"

// WindowMode says how a page beyond the limit of [WithWindow] is answered.
type WindowMode int

const (
	// WindowRefuse answers with 422.
	WindowRefuse WindowMode = iota
	// WindowRepeat answers with the last page within the limit, as if that page was requested.
	WindowRepeat
	// WindowEmpty answers with a page without items.
	WindowEmpty
)

// page is the part of a result that a request asks for, with what the settings make of it.
type page struct {
	limit, offset int

	settings *settings
	ties     ties
}

// page reads limit and offset.
func (c *call) page(limit int) page {
	p := page{
		limit:    c.number("limit", limit, 1, maxLimit),
		offset:   c.number("offset", 0, 0, -1),
		settings: &c.settings,
		ties:     c.ties,
	}
	if p.isBeyond() && c.beyond == WindowRefuse {
		msg := "The sum of offset and limit should be at most " + strconv.Itoa(c.window)
		c.fail("query", "offset", flaw{kind: "value_error", msg: msg})
	}
	return p
}

// isBeyond reports whether the page reaches beyond the window.
func (p page) isBeyond() bool {
	return p.settings.window > 0 && p.offset > p.settings.window-p.limit
}

// pageOf returns the items on the page.
func pageOf[T any](p page, items []T) []T {
	start, count := p.offset, p.limit
	if p.isBeyond() {
		start, count = max(p.settings.window-p.limit, 0), min(p.limit, p.settings.window)
		if p.settings.beyond == WindowEmpty {
			count = 0
		}
	}
	start = min(start, len(items))
	return items[start:min(start+count, len(items))]
}

// total returns the number of items as the response gives it.
func (p page) total(n int) int {
	if p.settings.totalCap >= 0 {
		return min(n, p.settings.totalCap)
	}
	return n
}

// paged returns the page of the items, in their documented form, under the name that the response gives them.
func paged[T, W any](p page, name string, items []T, wire func(T) W) map[string]any {
	shown := make([]W, 0, p.limit)
	for _, item := range pageOf(p, items) {
		shown = append(shown, wire(item))
	}
	return map[string]any{name: shown, "pagination": pagination{p.limit, p.offset, p.total(len(items))}}
}
