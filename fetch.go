package cuedesk

import (
	"context"

	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// response is what a successful answer decodes to.
type response interface {
	complete() bool // whether the member is there that makes it what it is
}

// fetch sends an operation that answers with one resource or result.
func fetch[T response](ctx context.Context, core *rest.Core, op rest.Operation) (*T, error) {
	return rest.FetchIf(ctx, core, op, func(out *T) bool { return (*out).complete() })
}
