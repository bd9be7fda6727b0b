package conformance

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/google/uuid"

	"github.com/cuedesk/cuedesk-go"
)

// checkToken calls each operation without a token and with one that was never issued. Nothing can come of it where
// that is allowed: what the paths name is not there, and bodies are empty.
func (s *suite) checkToken(ctx context.Context) {
	s.checkTokenRejected(ctx, "without a token", withToken(""))
	s.checkTokenRejected(ctx, "with a wrong token", withToken("conformance-no-token"))
}

func (s *suite) checkTokenRejected(ctx context.Context, what string, token cuedesk.Option) {
	stranger, err := s.client.With(token)
	s.mustSucceed("Error Responses", err)
	for _, operation := range sortedKeys(documented) {
		s.unauthorized(documented[operation].section+" "+what, callEmpty(ctx, stranger, operation))
	}
}

// callEmpty calls an operation with IDs that nothing has and, if it takes one, a body without members.
func callEmpty(ctx context.Context, client *cuedesk.Client, operation string) error {
	var args []any
	for range strings.Count(operation, "{") {
		args = append(args, uuid.New())
	}
	var body any
	if !strings.HasPrefix(operation, "GET ") {
		body = map[string]any{}
	}
	return client.Do(ctx, operation, body, nil, args...)
}

// unauthorized wants the documented answer to a token that is missing or wrong.
func (s *suite) unauthorized(what string, err error) {
	if !s.wantError("Error Responses", what, err, http.StatusUnauthorized) {
		return
	}
	apiErr, _ := errors.AsType[*cuedesk.Error](err)
	same(s, "Error Responses", what+": message", apiErr.Message, "401 UNAUTHORIZED")
	same(s, "Error Responses", what+": whether details is text", apiErr.Details.String() != "", true)
}
