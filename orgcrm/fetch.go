package orgcrm

import (
	"context"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// response is what must be recognizable in an answer.
type response interface {
	complete() bool // whether it has a member that makes it what it is
}

// complete reports whether an answer is what it should be.
func complete[T response](one *T) bool { return (*one).complete() }

// same reports whether an answer is about the resource that was named, as far as
// it says.
func same[T any](answered, named ID[T]) bool {
	return answered == "" || rest.SameID(string(answered), string(named))
}

// fetchValue sends an operation that answers with something undocumented, unless that
// says that the operation failed.
func fetchValue(ctx context.Context, core *rest.Core, op rest.Operation) (cuedesk.Value, error) {
	value, err := rest.Fetch(ctx, core, op, func(v *cuedesk.Value) bool { return !rest.SaysFailure(v.Raw()) })
	if err != nil {
		return cuedesk.Value{}, err
	}
	return *value, nil
}
