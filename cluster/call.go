package cluster

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/synadia-io/orbit.go/jetstreamext"

	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// The errors of servers. Those of [Open], [StartNode] and of the methods of [Cluster]
// match them.
var (
	// ErrUnavailable: the servers did not answer, or had no leader, for Options.Patience.
	ErrUnavailable = errors.New("the servers are not available")
	// ErrLocked: another process runs a server in the folder.
	ErrLocked = errors.New("the folder is in use")
)

// The waits between repeated requests.
const (
	minWait = 10 * time.Millisecond
	maxWait = time.Second
)

// call makes a request to the servers: with a deadline, because without a leader no answer comes, and again while it
// may succeed. It must be safe to repeat.
func (c *Cluster) call(ctx context.Context, what string, request func(context.Context) error) error {
	began, watch := time.Now(), c.startWatch(what)
	defer watch.stop()
	for wait := minWait; ; wait = min(2*wait, maxWait) {
		attempt, cancel := context.WithTimeout(ctx, c.opts.Timeout)
		err := c.denial(request(attempt))
		cancel()
		switch {
		case err == nil:
			return nil
		case ctx.Err() != nil:
			return &queueError{what, errors.Join(context.Cause(ctx), err)}
		case !isTransient(err):
			return &queueError{what, err}
		case time.Since(began) > c.opts.Patience:
			return &queueError{what, fmt.Errorf("%w: %w", ErrUnavailable, err)}
		}
		watch.failed(err)
		if err := rest.Sleep(ctx, wait); err != nil {
			return &queueError{what, err}
		}
	}
}

// withGrace returns a context that goes on for a while when another one ends, so that the answer to a request that is
// under way is seen.
func (c *Cluster) withGrace(ctx context.Context) (context.Context, context.CancelFunc) {
	lingering, stop := context.WithCancel(context.WithoutCancel(ctx))
	forget := context.AfterFunc(ctx, func() { time.AfterFunc(c.opts.Timeout, stop) })
	return lingering, func() {
		forget()
		stop()
	}
}

// denial returns that of a server that has denied a request, and does not answer it; otherwise the error.
func (c *Cluster) denial(err error) error {
	noAnswer := errors.Is(err, context.DeadlineExceeded) || errors.Is(err, nats.ErrTimeout)
	if c.conn != nil && noAnswer {
		if last := c.conn.LastError(); errors.Is(last, nats.ErrPermissionViolation) {
			return last
		}
	}
	return err
}

// queueError is an error of the servers, not of the API.
type queueError struct {
	what string
	err  error
}

// Error implements error.
func (e *queueError) Error() string { return "cluster: " + e.what + ": " + e.err.Error() }

// Unwrap returns the cause.
func (e *queueError) Unwrap() error { return e.err }

// isQueue reports whether an error is one of the servers: it may go by.
func isQueue(err error) bool {
	_, ok := errors.AsType[*queueError](err)
	return ok
}

// isRefusal reports whether an error is one of servers that answer: what they refuse now, they may refuse for ever.
func isRefusal(err error) bool {
	return isQueue(err) && !errors.Is(err, ErrUnavailable) && !errors.Is(err, errConflict) && !errors.Is(err, errLeaseLost)
}

// transient are the errors of requests that may succeed later.
var transient = []error{
	context.DeadlineExceeded, nats.ErrTimeout, nats.ErrNoResponders, nats.ErrNoServers, nats.ErrDisconnected,
	nats.ErrConnectionReconnecting, nats.ErrStaleConnection, nats.ErrReconnectBufExceeded,
	jetstream.ErrNoStreamResponse, jetstream.ErrJetStreamNotEnabled, jetstream.ErrMsgDeleteUnsuccessful,
}

// isTransient reports whether a request may succeed later.
func isTransient(err error) bool {
	if api, ok := errors.AsType[*jetstream.APIError](err); ok {
		// 500: a server that stops; 503: no leader, or no quorum; 429: too many at once.
		full := api.ErrorCode == insufficientStorage || api.ErrorCode == insufficientResources
		return (api.Code == 500 || api.Code == 503) && !full || api.Code == 429 ||
			api.ErrorCode == duplicateInFlight || api.ErrorCode == jetstreamext.JSErrCodeBatchPublishIncomplete
	}
	return slices.ContainsFunc(transient, func(t error) bool { return errors.Is(err, t) })
}

// Error codes of the server that package jetstream does not name.
const (
	noSuitablePeers       = 10005 // fewer servers than replicas
	insufficientResources = 10023 // a limit of the storage is reached
	insufficientStorage   = 10047
	duplicateInFlight     = 10158 // the same message is being stored
)
