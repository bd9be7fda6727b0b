package cuedesktest

import (
	"cmp"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
)

// problem is an error response in the documented shape.
type problem struct {
	status  int
	details any
}

// fieldError is one entry of the details of a 422.
type fieldError struct {
	Type  string `json:"type"`
	In    string `json:"in"`
	Field string `json:"field"`
	Msg   string `json:"msg"`
}

// fieldErrors are the details of a 422.
type fieldErrors struct {
	Errors []fieldError `json:"errors"`
}

// Error returns the message of the response.
func (p *problem) Error() string {
	return strconv.Itoa(p.status) + " " + strings.ToUpper(statusText(p.status))
}

// Response returns the status and the JSON of the response.
func (p *problem) Response() (status int, body []byte) { return p.status, p.body() }

func (p *problem) body() []byte {
	type inner struct {
		Message string `json:"message"`
		Details any    `json:"details"`
	}
	// Strings and structs of strings cannot fail to marshal.
	body, _ := json.Marshal(struct {
		Error inner `json:"error"`
	}{inner{p.Error(), p.details}})
	return body
}

// statusText names a status, one that is made up too.
func statusText(status int) string { return cmp.Or(http.StatusText(status), "Unknown status") }

func badRequest(details string) *problem { return &problem{http.StatusBadRequest, details} }

func notFound(what string) *problem { return &problem{http.StatusNotFound, what + " not found."} }

func isNotFound(err error) bool {
	p, ok := errors.AsType[*problem](err)
	return ok && p.status == http.StatusNotFound
}

func unprocessable(errs ...fieldError) *problem {
	return &problem{http.StatusUnprocessableEntity, fieldErrors{errs}}
}

// documentedError is the response to a status for which there is no more to say.
func documentedError(status int) *problem {
	switch status {
	case http.StatusBadRequest:
		return badRequest("Invalid or missing data.")
	case http.StatusUnauthorized:
		return &problem{status, "Unauthorized access."}
	case http.StatusNotFound:
		return &problem{status, "Resource does not exist."}
	case http.StatusUnprocessableEntity:
		return unprocessable(fieldError{"value_error", "body", "", "Invalid value"})
	}
	text := statusText(status)
	return &problem{status, text[:1] + strings.ToLower(text[1:]) + "."}
}

// errorBody is documentedError for injected faults.
func errorBody(status int) (contentType string, body []byte) {
	return "application/json", documentedError(status).body()
}
