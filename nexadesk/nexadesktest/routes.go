package nexadesktest

import (
	"net/http"

	"github.com/cuedesk/cuedesk-go/internal/fakehttp"
)

// operation is one documented operation: its route, the status of its success, and
// what it does.
type operation struct {
	pattern string
	status  int
	run     func(*call) (envelope, error)
}

var operations = []operation{
	{"GET /api/v1/external/contacts", http.StatusOK, listContacts},
	{"POST /api/v1/external/contacts", http.StatusCreated, createContact},
	{"PATCH /api/v1/external/contacts", http.StatusOK, updateContact},
	{"DELETE /api/v1/external/contacts", http.StatusOK, deleteContact},
}

// envelope is what every successful response is wrapped in.
type envelope struct {
	Success    bool        `json:"success"`
	Data       any         `json:"data,omitzero"`
	Pagination *pagination `json:"pagination,omitzero"`
}

// Operations returns the documented operations as route patterns, sorted. They are
// what [Server.Inject] takes.
func Operations() []string {
	return fakehttp.Patterns(routes(func(operation) http.Handler { return nil }))
}

// routes binds the operations to what serves them.
func routes(serve func(operation) http.Handler) []fakehttp.Route {
	out := make([]fakehttp.Route, len(operations))
	for n, op := range operations {
		out[n] = fakehttp.Route{Pattern: op.pattern, Handler: serve(op)}
	}
	return out
}
