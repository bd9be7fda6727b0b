package move

import (
	"context"
	"errors"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// lookupWaits are how long to wait before looking again for what an API may show late.
var lookupWaits = []time.Duration{time.Second, 3 * time.Second, 9 * time.Second}

// retry tries until it is done, a few times.
func retry(ctx context.Context, try func() (done bool)) {
	for _, wait := range lookupWaits {
		if try() || rest.Sleep(ctx, wait) != nil {
			return
		}
	}
	try()
}

// createOnce creates a resource. If the outcome is unknown it only looks for the
// resource a few times: creating again might make a second one.
func createOnce[T any](ctx context.Context, create, find func() (*T, error)) (thing *T, err error) {
	if thing, err = create(); !errors.Is(err, cuedesk.ErrOutcomeUnknown) {
		return thing, err
	}
	retry(ctx, func() bool {
		found, problem := find()
		if problem == nil && found != nil {
			thing, err = found, nil
		}
		return err == nil
	})
	return thing, err
}

// describeError says in a line what prevented a step.
func describeError(err error) string {
	apiErr, ok := errors.AsType[*cuedesk.Error](err)
	switch {
	case errors.Is(err, context.Canceled):
		return "interrupted"
	case ok && errors.Is(err, cuedesk.ErrInvalid) && apiErr.Explain() != "":
		return err.Error() + " (" + oneLine(apiErr.Explain()) + ")"
	}
	return err.Error()
}
