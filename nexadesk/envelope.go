package nexadesk

import (
	"context"

	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// envelope is what every successful response is wrapped in. Members beside these
// are ignored.
type envelope[T any] struct {
	Success success `json:"success"`
	Data    T       `json:"data"`
}

// success is true, or the response reports a failure in spite of its status.
type success bool

// UnmarshalJSON refuses everything but true. Only false says that nothing was done.
func (s *success) UnmarshalJSON(data []byte) error {
	*s = string(data) == "true"
	switch string(data) {
	case "true":
		return nil
	case "false":
		return rest.RefusedError("the response says that the operation failed")
	}
	return rest.ShapeError("success is not true")
}

// fetch sends an operation; complete tells whether the envelope holds what it
// should.
func fetch[T any](ctx context.Context, core *rest.Core, op rest.Operation,
	complete func(*envelope[T]) bool,
) (*envelope[T], error) {
	return rest.Fetch(ctx, core, op, func(e *envelope[T]) bool { return bool(e.Success) && complete(e) })
}
