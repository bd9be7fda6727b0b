package fakehttp

import (
	"net/http"
	"net/url"
	"slices"
	"sync"
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

// recorder keeps requests in the order of their arrival.
type recorder struct {
	mu       sync.Mutex
	limit    int
	requests []*Request
}

// begin records a request that has arrived.
func (rec *recorder) begin(operation string, r *http.Request, body []byte) *Request {
	request := &Request{
		Operation: operation,
		Method:    r.Method,
		Path:      r.URL.EscapedPath(),
		Query:     r.URL.Query(),
		Header:    r.Header.Clone(),
		Body:      body,
	}
	if request.Header.Get("Authorization") != "" {
		request.Header.Set("Authorization", Redacted)
	}
	rec.mu.Lock()
	defer rec.mu.Unlock()
	rec.requests = append(rec.requests, request)
	if excess := len(rec.requests) - rec.limit; rec.limit >= 0 && excess > 0 {
		rec.requests = slices.Delete(rec.requests, 0, excess)
	}
	return request
}

// apply records the status with which the operation was carried out.
func (rec *recorder) apply(request *Request, status int) {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	request.Applied = status
}

// end records the status of the response.
func (rec *recorder) end(request *Request, status int) {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	request.Status = status
}

// all returns copies of what is recorded, oldest first.
func (rec *recorder) all() []Request {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	copies := make([]Request, len(rec.requests))
	for n, request := range rec.requests {
		copies[n] = *request
		copies[n].Query = url.Values(http.Header(request.Query).Clone())
		copies[n].Header = request.Header.Clone()
		copies[n].Body = slices.Clone(request.Body)
	}
	return copies
}
