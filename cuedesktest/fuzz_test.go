package cuedesktest_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
)

// FuzzBodies sends anything at all to the operations that have a body. Whatever it is, the answer is documented:
// a success, or one of three errors in the documented shape.
func FuzzBodies(f *testing.F) {
	var operations []string
	for operation, body := range bodies {
		operations = append(operations, operation)
		f.Add(uint8(0), body)
	}
	slices.Sort(operations)
	for n := range operations {
		f.Add(uint8(n), bodies[operations[n]])
		f.Add(uint8(n), `{"advanced_search":[{"field":"seats","operator":"range","value":["1","1e9"],"data_type":"double"}]}`)
		f.Add(uint8(n), `{"contacts":[{"email":"a@b","custom_fields":{"revenue":1.5}}],"match_on_field":"email"}`)
		f.Add(uint8(n), `{"name":"\u00e9","field_type":"select","select_options":["!","?"]}`)
	}
	f.Fuzz(func(t *testing.T, n uint8, body string) {
		w := newFilledAPI(t)
		operation := operations[int(n)%len(operations)]
		method, path, _ := strings.Cut(w.fillPath(operation, nil), " ")
		got := w.send(w.request(method, path, w.fillPath(body, nil)))
		switch got.status {
		case 200, 201, 202, 204:
		case 400, 404:
			got.text("error.message")
			got.text("error.details")
		case 422:
			got.errors()
		default:
			t.Errorf("%s: got status %d: %s", operation, got.status, got.body)
		}
		var decoded map[string]any
		if got.body != "" && json.Unmarshal([]byte(got.body), &decoded) != nil {
			t.Errorf("%s: not JSON: %s", operation, got.body)
		}
		for _, route := range []string{"GET /v1/contacts", "GET /v1/contact-lists", "GET /v1/custom-fields"} {
			w.do(200, route, "")
		}
	})
}
