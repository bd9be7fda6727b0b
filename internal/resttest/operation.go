package resttest

import (
	"context"
	"net/http"
	"testing"

	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// Operation is a documented operation, called as its example does.
type Operation[C any] struct {
	// Golden is its folder in testdata/golden.
	Golden string
	// Pattern is its route.
	Pattern string
	// Class says how it is repeated.
	Class rest.Class
	// Empty says that the documented response has no body.
	Empty bool
	// Unread says that the response is not read: any body of a 2xx will do.
	Unread bool
	// MayBeEmpty says that a response without a body is one too.
	MayBeEmpty bool
	// Confirms says that the documented response has nothing to decode, and that the
	// call refuses it without any one of its members.
	Confirms bool
	// Any says that any JSON is an answer, because the documentation shows none.
	Any bool
	// Object says that any JSON object is.
	Object bool
	// Call calls it, and returns the result in the form of the documented response.
	Call func(ctx context.Context, client C) (any, error)
}

// response returns the documented response, or one made up in its place.
func (op Operation[C]) response(t *testing.T) *http.Response {
	t.Helper()
	return GoldenResponse(t, op.Golden, "response.http")
}
