package nexadesktest

import (
	"fmt"
	"net/http"

	"github.com/go-json-experiment/json"

	"github.com/cuedesk/cuedesk-go/internal/fakehttp"
)

var operations = []fakehttp.Operation[*call]{
	fakehttp.Op("GET /api/v1/external/contacts", http.StatusOK, listContacts),
	fakehttp.Op("POST /api/v1/external/contacts", http.StatusCreated, createContact),
	fakehttp.Op("PATCH /api/v1/external/contacts", http.StatusOK, updateContact),
	fakehttp.Op("DELETE /api/v1/external/contacts", http.StatusOK, deleteContact),
}

// envelope is what every successful response is wrapped in.
type envelope struct {
	Success    bool        `json:"success"`
	Data       any         `json:"data,omitzero"`
	Pagination *pagination `json:"pagination,omitzero"`
}

// Operations returns the documented operations as route patterns, sorted. They are
// what [Server.Inject] takes.
func Operations() []string { return fakehttp.Patterns(operations) }

// encode marks the envelope of a result as a success.
func encode(result any) ([]byte, error) {
	success, ok := result.(envelope)
	if !ok {
		return nil, fmt.Errorf("a result is %T, not an envelope", result)
	}
	success.Success = true
	return json.Marshal(success)
}
