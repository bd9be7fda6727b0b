package console

import (
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// shownBytes is how much of a body a page shows.
const shownBytes = 100_000

// requests shows the requests, the latest first. Its pages begin below a number, so that they stay while more come.
func (c *console) requests(r *http.Request) (view, error) {
	below, err := strconv.Atoi(r.URL.Query().Get("below"))
	if err != nil {
		below = math.MaxInt
	}
	found := c.srv.Exchanges(below, pageSize+1)
	older := 0
	if len(found) > pageSize {
		found = found[:pageSize]
		older = found[pageSize-1].Number
	}
	return view{template: "requests", section: "requests", title: "Requests", data: map[string]any{
		"Items": found, "Older": older, "Latest": below == math.MaxInt,
	}}, nil
}

// request shows one request with its bodies.
func (c *console) request(r *http.Request) (view, error) {
	number, err := strconv.Atoi(r.PathValue("number"))
	if err != nil {
		return view{}, errNotFound
	}
	found, ok := c.srv.Exchange(number)
	if !ok {
		return view{}, errNotFound
	}
	return view{template: "request", section: "requests", title: fmt.Sprint("Request ", number), data: map[string]any{
		"Exchange": found, "Body": readable(found.Body), "Cut": len(found.Body) > shownBytes,
		"Refusal": readable(found.Refusal),
	}}, nil
}

// readable returns a body as text: JSON indented, and no more of it than a page shows.
func readable(body []byte) string {
	if len(body) > shownBytes {
		return strings.ToValidUTF8(string(body[:shownBytes]), "\uFFFD")
	}
	value := jsontext.Value(body).Clone()
	if value.Indent(jsontext.WithIndent("  ")) == nil {
		return string(value)
	}
	return strings.ToValidUTF8(string(body), "\uFFFD")
}

// download serves the whole body of a request, as a file that no browser shows or runs.
func (c *console) download(w http.ResponseWriter, r *http.Request) {
	number, err := strconv.Atoi(r.PathValue("number"))
	found, ok := c.srv.Exchange(number)
	if err != nil || !ok || found.Body == nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="request-%d.txt"`, number))
	_, _ = w.Write(found.Body) // This fails when the browser is gone.
}
