package console

import (
	"net/http"
	"strconv"

	"github.com/cuedesk/cuedesk-go"
)

// pageSize is how many items a page shows.
const pageSize = 50

// pager leads from page to page.
type pager struct {
	First, Last, Total int    // items shown, counted from 1
	Previous, Next     string // addresses; "" for none
}

// pageNumber reads the number of a page from the query, 1 where there is none.
func pageNumber(r *http.Request, name string) int {
	n, err := strconv.Atoi(r.URL.Query().Get(name))
	if err != nil || n < 1 || n > 1<<30/pageSize {
		return 1
	}
	return n
}

// options are those of the page with the number.
func options(number int) cuedesk.PageOptions {
	return cuedesk.PageOptions{Limit: pageSize, Offset: (number - 1) * pageSize}
}

// newPager returns the pager of the page that the query names, which shows some of all items.
func newPager(r *http.Request, name string, shown, total int) pager {
	number := pageNumber(r, name)
	before := (number - 1) * pageSize
	p := pager{First: before + min(shown, 1), Last: before + shown, Total: total}
	if shown == 0 {
		p.First, p.Last = 0, 0
	}
	if number > 1 {
		p.Previous = withQuery(r, name, strconv.Itoa(min(number-1, (total+pageSize-1)/pageSize)))
	}
	if before+shown < total && shown > 0 {
		p.Next = withQuery(r, name, strconv.Itoa(number+1))
	}
	return p
}

// withQuery is the address of the request with one parameter of the query changed.
func withQuery(r *http.Request, name, value string) string {
	query := r.URL.Query()
	query.Set(name, value)
	query.Del("done")
	return "?" + query.Encode()
}
