package rest

import (
	"net/url"
	"testing"
)

func TestCustom(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		op    Operation
		class Class
		uri   string
		body  string
	}{
		"read":        {Custom("GET /v1/{a}", nil, nil, "x"), ClassRead, "/v1/x", ""},
		"read, query": {Custom("GET /v1", url.Values{"q": {"a b"}}, nil), ClassRead, "/v1?q=a+b", ""},
		"write":       {Custom("DELETE /v1/{a}", nil, nil, "x"), ClassCreate, "/v1/x", ""},
		"write, body": {Custom("POST /v1", map[string]int{"a": 1}, nil), ClassCreate, "/v1", `{"a":1}`},
		"write, body and query": {
			Custom("POST /v1/{a}", map[string]int{"a": 1}, nil, "x", url.Values{"limit": {"2"}}), ClassCreate, "/v1/x?limit=2",
			`{"a":1}`,
		},
		"query in two parts": {
			Custom("GET /v1", url.Values{"q": {"a"}}, nil, url.Values{"q": {"b"}}), ClassRead, "/v1?q=a&q=b", "",
		},
		"unknown method": {Custom("get /v1", nil, nil), ClassCreate, "/v1", ""},
	} {
		rt := transport(reply(200, good))
		if err := Do(t.Context(), newCore(t, rt), test.op); err != nil {
			t.Fatal(err)
		}
		if got := rt.requests[0].URL.RequestURI(); got != test.uri || rt.bodies[0] != test.body ||
			test.op.Class != test.class {
			t.Errorf("%s: %s %q, class %v", name, got, rt.bodies[0], test.op.Class)
		}
	}
}
