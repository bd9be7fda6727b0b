package console

import (
	"net/http"

	"github.com/cuedesk/cuedesk-go"
)

// imports shows the bulk imports, the latest first.
func (c *console) imports(r *http.Request) (view, error) {
	all := c.srv.Imports()
	shown := pageOf(all, pageNumber(r, "page"))
	return view{template: "imports", section: "imports", title: "Imports", data: map[string]any{
		"Items": shown, "Pager": newPager(r, "page", len(shown), len(all)),
	}}, nil
}

// importPage shows one import with the rows that have failed.
func (c *console) importPage(r *http.Request) (view, error) {
	id, err := cuedesk.ParseID[cuedesk.Import](r.PathValue("id"))
	if err != nil {
		return view{}, errNotFound
	}
	found, ok := c.srv.Import(id)
	if !ok {
		return view{}, errNotFound
	}
	rows := pageOf(found.FailedRows, pageNumber(r, "page"))
	return view{template: "import", section: "imports", title: "Import", data: map[string]any{
		"Import": found, "Rows": rows, "Pager": newPager(r, "page", len(rows), len(found.FailedRows)),
	}}, nil
}

// pageOf returns the items of the page with the number.
func pageOf[T any](items []T, number int) []T {
	start := min((number-1)*pageSize, len(items))
	return items[start:min(start+pageSize, len(items))]
}
