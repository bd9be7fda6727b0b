package orgcrmtest

import (
	"cmp"
	"net/http"

	"github.com/go-json-experiment/json"
)

// problem is an error response.
type problem struct {
	status int
	detail any // text or flaws; nil: the text of the status
}

// flaw says what is wrong with one part of the input.
type flaw struct {
	Loc  []string `json:"loc"`
	Msg  string   `json:"msg"`
	Type string   `json:"type"`
}

// Error returns the text of the status.
func (p *problem) Error() string { return cmp.Or(http.StatusText(p.status), "Unknown status") }

// Response returns the status and the JSON of the response.
func (p *problem) Response() (status int, body []byte) { return p.status, p.body() }

func (p *problem) body() []byte {
	detail := p.detail
	if detail == nil {
		detail = p.Error()
	}
	// Strings and structs of strings cannot fail to marshal.
	body, _ := json.Marshal(map[string]any{"detail": detail})
	return body
}

var (
	unauthorized   = &problem{status: http.StatusUnauthorized, detail: "Not authenticated"}
	noOrganization = &problem{status: http.StatusBadRequest, detail: "X-Org-Id header is required"}
)

func notFound(what string) *problem { return &problem{http.StatusNotFound, what + " not found"} }

// invalid is a 422 about one place in the body.
func invalid(kind, msg string, at ...string) *problem {
	flaws := []flaw{{Loc: append([]string{"body"}, at...), Msg: msg, Type: kind}}
	return &problem{http.StatusUnprocessableEntity, flaws}
}

// errorBody is the body of an injected status.
func errorBody(status int) (contentType string, body []byte) {
	p := &problem{status: status}
	if status == http.StatusUnprocessableEntity {
		p = invalid("value_error", "Invalid value")
	}
	return "application/json", p.body()
}
