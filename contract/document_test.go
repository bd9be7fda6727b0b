package contract

import (
	"fmt"
	"maps"
	"net/http"
	"os"
	"slices"
	"strconv"
	"sync"

	"pgregory.net/rapid"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"
)

const documentPath = "../api/openapi.yaml"

// document is the description of the API.
type document struct {
	router    routers.Router
	requests  map[string]*surface // by operationId
	responses map[string]*surface // by operationId and status; errors share one
	statuses  map[string][]int    // by operationId
	members   map[string]bool     // the names of all members of responses
}

// errorResponses is the surface that error responses share: no operation has all kinds of details.
const errorResponses = "error response"

// anyResponse is where the values of responses are looked for: no list is archived when it is created.
const anyResponse = "any response"

// loaded is the document, which is read once.
var loaded = sync.OnceValues(func() (*document, error) {
	data, err := os.ReadFile(documentPath)
	if err != nil {
		return nil, err
	}
	return parseDocument(data)
})

func openDocument(t rapid.TB) *document {
	t.Helper()
	doc, err := loaded()
	if err != nil {
		t.Fatalf("%s: %v", documentPath, err)
	}
	return doc
}

func parseDocument(data []byte) (*document, error) {
	spec, err := openapi3.NewLoader().LoadFromData(data)
	if err != nil {
		return nil, err
	}
	spec.Servers = nil // the host is no part of the contract
	router, err := legacy.NewRouter(spec, openapi3.EnableExamplesValidation())
	if err != nil {
		return nil, err
	}
	doc := &document{
		router:    router,
		requests:  map[string]*surface{},
		responses: map[string]*surface{errorResponses: newSurface(), anyResponse: newSurface()},
		statuses:  map[string][]int{},
	}
	for _, item := range spec.Paths.Map() {
		for _, op := range item.Operations() {
			if err := doc.add(item, op); err != nil {
				return nil, err
			}
		}
	}
	doc.members = doc.memberNames()
	return doc, nil
}

// add describes an operation.
func (d *document) add(item *openapi3.PathItem, op *openapi3.Operation) error {
	if op.OperationID == "" || d.requests[op.OperationID] != nil {
		return fmt.Errorf("operationId %q is missing or not unique", op.OperationID)
	}
	request := newSurface()
	d.requests[op.OperationID] = request
	for _, parameter := range slices.Concat(item.Parameters, op.Parameters) {
		request.describe(parameter.Value.In+"."+parameter.Value.Name, parameter.Value.Schema.Value)
	}
	if op.RequestBody != nil {
		request.describe("body", op.RequestBody.Value.Content["application/json"].Schema.Value)
	}
	for code, response := range op.Responses.Map() {
		status, err := strconv.Atoi(code)
		if err != nil {
			return fmt.Errorf("%s: status %q is not one status", op.OperationID, code)
		}
		d.statuses[op.OperationID] = append(d.statuses[op.OperationID], status)
		d.addResponse(op.OperationID, status, response.Value)
	}
	slices.Sort(d.statuses[op.OperationID])
	return nil
}

func (d *document) addResponse(operation string, status int, response *openapi3.Response) {
	key := responseKey(operation, status)
	s := d.responses[key]
	if s == nil {
		s = newSurface()
		s.values = d.responses[anyResponse]
		d.responses[key] = s
	}
	if media := response.Content["application/json"]; media != nil {
		s.describe("body", media.Schema.Value)
	}
}

// responseKey names the surface of a response.
func responseKey(operation string, status int) string {
	if status >= http.StatusBadRequest {
		return errorResponses
	}
	return statusKey(operation, status)
}

func statusKey(operation string, status int) string {
	return operation + " " + strconv.Itoa(status)
}

// operations returns the operationIds, sorted.
func (d *document) operations() []string { return slices.Sorted(maps.Keys(d.requests)) }
