package rest

import (
	"net/http"
	"net/url"
	"slices"
)

// Custom returns an operation that a client has no method for. The body, unless
// it is nil, is sent as JSON, or as the query if it is [url.Values]; those among args
// are a query too, beside a body. GET is a read; what any other method does is not
// known, so that it has the careful class.
func Custom(pattern string, body any, args ...any) Operation {
	query := url.Values{}
	isQuery := func(arg any) bool {
		values, ok := arg.(url.Values)
		for name := range values {
			query[name] = append(query[name], values[name]...)
		}
		return ok
	}
	if isQuery(body) {
		body = nil
	}
	op := Create(pattern, slices.DeleteFunc(slices.Clone(args), isQuery)...).Query(query, nil)
	if op.Method() == http.MethodGet {
		op.Class = ClassRead
	}
	if body == nil {
		return op
	}
	return op.Body(body, nil)
}
