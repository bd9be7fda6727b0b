package rest

import (
	"net/http"
	"net/url"
)

// Custom returns an operation that a client has no method for. The body, unless
// it is nil, is sent as JSON, or as the query if it is [url.Values]. GET is a
// read; what any other method does is not known, so that it has the careful class.
func Custom(pattern string, body any, args ...any) Operation {
	op := Create(pattern, args...)
	if op.Method() == http.MethodGet {
		op.Class = ClassRead
	}
	switch body := body.(type) {
	case nil:
		return op
	case url.Values:
		return op.Query(body, nil)
	default:
		return op.Body(body, nil)
	}
}
