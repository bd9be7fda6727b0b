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
	out := new(T)
	if _, err := core.Send(ctx, op.Expect(func() bool { return (*out).complete() }), out); err != nil {
		return nil, err
	}
	return out, nil
}

// send sends an operation that answers with nothing worth reading.
func send(ctx context.Context, core *rest.Core, op rest.Operation) error {
	_, err := core.Send(ctx, op, nil)
	return err
}
