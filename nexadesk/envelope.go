package nexadesk

import "github.com/cuedesk/cuedesk-go/internal/rest"

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

// response is what every successful response decodes to.
type response interface {
	complete() bool // whether it says that the operation succeeded, and has what it must have
}

func isComplete(result any) bool {
	one, ok := result.(response)
	return !ok || one.complete()
}

func (e *envelope[T]) complete() bool { return bool(e.Success) }
