package nexadesk

import (
	"context"

	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// envelope is what every successful response is wrapped in.
type envelope[T any] struct {
	Success    success     `json:"success"`
	Data       T           `json:"data"`
	Pagination *pagination `json:"pagination"`
}

// pagination is the member of a response that says which page it is.
type pagination struct {
	HasMore    bool   `json:"has_more"`
	NextCursor string `json:"next_cursor"` // null on the last page
	TotalCount int    `json:"total_count"`
	Limit      int    `json:"limit"`
}

// success is true, or the response reports a failure in spite of its status.
type success bool

// UnmarshalJSON refuses everything but true.
func (s *success) UnmarshalJSON(data []byte) error {
	*s = string(data) == "true"
	if !*s {
		return rest.ShapeError("success is not true")
	}
	return nil
}

// fetch sends an operation; complete tells whether the envelope holds what it
// should.
func fetch[T any](ctx context.Context, core *rest.Core, op rest.Operation, complete func(*envelope[T]) bool) (*envelope[T], error) {
	return rest.FetchIf(ctx, core, op, func(e *envelope[T]) bool { return bool(e.Success) && complete(e) })
}
