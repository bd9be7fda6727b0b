package contract

import (
	"context"
	"strings"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/operations"
)

type call = func(context.Context, *cuedesk.Client) (any, error)

// calls are the operations by operationId, each called as the first example of the documentation does.
var calls = func() map[string]call {
	calls, patterns := map[string]call{}, map[string]bool{}
	for _, op := range operations.All {
		if !patterns[op.Pattern] {
			patterns[op.Pattern] = true
			calls[camelCase(op.Golden)] = op.Call
		}
	}
	return calls
}()

// camelCase returns create-contact as createContact.
func camelCase(name string) string {
	words := strings.Split(name, "-")
	for i, word := range words[1:] {
		words[i+1] = strings.ToUpper(word[:1]) + word[1:]
	}
	return strings.Join(words, "")
}
