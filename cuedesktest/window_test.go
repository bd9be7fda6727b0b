package cuedesktest_test

import (
	"fmt"
	"math"
	"net/http"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

func TestWithWindow(t *testing.T) {
	t.Parallel()
	forEachCollection(t, 23, func(w *filledAPI, route, body, list string, _ int) {
		page := func(limit, offset int) response {
			got := w.do(http.StatusOK, fmt.Sprintf("%s?limit=%d&offset=%d", route, limit, offset), body)
			got.want("pagination", fmt.Sprintf(`{"limit":%d,"offset":%d,"total":23}`, limit, offset))
			return got
		}
		inside, last := page(5, 0).keys(list, "uuid"), page(5, 5).keys(list, "uuid")
		for _, mode := range []cuedesktest.WindowMode{
			cuedesktest.WindowRefuse, cuedesktest.WindowRepeat, cuedesktest.WindowEmpty,
		} {
			w.srv.Reconfigure(cuedesktest.WithWindow(10, mode))
			equal(w, "first page", page(5, 0).keys(list, "uuid"), inside)
			equal(w, "page at the end", page(5, 5).keys(list, "uuid"), last)
			for _, offset := range []int{6, 10, 23, math.MaxInt} {
				switch mode {
				case cuedesktest.WindowRefuse:
					w.invalid(fmt.Sprintf("%s?limit=5&offset=%d", route, offset), body, "value_error query offset")
				case cuedesktest.WindowRepeat:
					equal(w, "page beyond", page(5, offset).keys(list, "uuid"), last)
				case cuedesktest.WindowEmpty:
					page(5, offset).want(list, "[]")
				}
			}
		}
		w.srv.Reconfigure(cuedesktest.WithWindow(10, cuedesktest.WindowRepeat))
		equal(w, "commas in a page larger than the window", strings.Count(page(20, 1).keys(list, "uuid"), ","), 9)
		w.srv.Reconfigure(cuedesktest.WithWindow(0, cuedesktest.WindowRefuse))
		page(5, 20)
	})
}

func TestWithTotalCap(t *testing.T) {
	t.Parallel()
	forEachCollection(t, 5, func(w *filledAPI, route, body, list string, _ int) {
		for n, want := range map[int]string{0: "0", 4: "4", 5: "5", 6: "5", -1: "5"} {
			w.srv.Reconfigure(cuedesktest.WithTotalCap(n))
			got := w.do(http.StatusOK, route, body)
			got.want("pagination.total", want)
			equal(w, "items", len(strings.Split(got.keys(list, "uuid"), ",")), 5)
		}
	})
}
