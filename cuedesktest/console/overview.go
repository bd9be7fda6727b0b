package console

import (
	"math"
	"net/http"
)

// overview shows the state of the server at a glance.
func (c *console) overview(*http.Request) (view, error) {
	imports := c.srv.Imports()
	return view{template: "overview", section: "overview", title: "Overview", data: map[string]any{
		"Summary":  c.srv.Summary(),
		"Requests": c.srv.Exchanges(math.MaxInt, 8),
		"Imports":  imports[:min(len(imports), 3)],
		"Faults":   c.srv.Faults(),
	}}, nil
}
