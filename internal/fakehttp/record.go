package fakehttp

import (
	"net/http"
	"net/url"
	"slices"
)

// Redacted stands for the value of an Authorization header in a recorded request.
const Redacted = "REDACTED"

// Request is a request as the server saw it.
type Request struct {
	// Operation is the pattern of the route; "" where none matches.
	Operation string
	// Method is the HTTP method.
	Method string
	// Path is the path as sent, escapes and all, without the query.
	Path string
	// Query holds the query parameters.
	Query url.Values
	// Header holds the headers. The value of Authorization is [Redacted].
	Header http.Header
	// Body is the body; nil without one.
	Body []byte
	// Status is the status of the response, torn or not; 0 while there is none, and where the connection failed.
	Status int
	// Applied is the status with which the API itself answered, whatever a fault made of it; 0 if the operation was
	// not carried out.
	Applied int
}

// copied returns a copy that shares nothing with the original.
func (r Request) copied() Request {
	r.Query = url.Values(http.Header(r.Query).Clone())
	r.Header = r.Header.Clone()
	r.Body = slices.Clone(r.Body)
	return r
}
