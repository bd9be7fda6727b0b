package nexadesktest

import (
	"cmp"
	"fmt"
	"net/http"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// problem is an error response in the documented shape.
type problem struct {
	status  int
	message string
	data    *identified // nil: none
}

// Error returns the message of the response.
func (p *problem) Error() string { return p.message }

// Response returns the status and the JSON of the response.
func (p *problem) Response() (status int, body []byte) { return p.status, p.body() }

// body returns the JSON of the response. There always is one: text that is not UTF-8
// is replaced.
func (p *problem) body() []byte {
	body, _ := json.Marshal(struct {
		Success bool        `json:"success"`
		Error   string      `json:"error"`
		Data    *identified `json:"data,omitzero"`
	}{false, p.message, p.data}, jsontext.AllowInvalidUTF8(true))
	return body
}

func invalid(format string, args ...any) *problem {
	return &problem{status: http.StatusBadRequest, message: fmt.Sprintf(format, args...)}
}

// identified is the data of responses that name a contact.
type identified struct {
	ID string `json:"id"`
}

func conflict(with *contact) *problem {
	return &problem{http.StatusConflict, "Contact with this email already exists", &identified{with.id}}
}

// documented is the response to a status for which there is no more to say.
func documented(status int) *problem {
	return &problem{status: status, message: cmp.Or(http.StatusText(status), "Unknown status")}
}

// errorBody is documented for injected faults.
func errorBody(status int) (contentType string, body []byte) {
	return "application/json", documented(status).body()
}
