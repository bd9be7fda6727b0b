package cuedesk

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// Call says what is called: for hooks, and for the caller's own transport, which
// finds it with [CallFrom].
type Call struct {
	API       string // the API's name, which begins the text of its errors: "cuedesk", "nexadesk" or "orgcrm"
	Operation string // the route, such as "GET /v1/contacts/{contact_uuid}"
	Class     string // when it is repeated: "read", "idempotent", "matched" or "create"
	BaseURL   string // where the API is: what WithBaseURL sets
}

// Result is how a call ended.
type Result struct {
	StatusCode int           // of the last response; 0 where none came
	Header     http.Header   // of the last response; nil where none came; not to be changed
	Attempts   []Attempt     // every request that was made, in order; not to be changed
	Duration   time.Duration // of the whole call, with waits and retries
	Err        error         // what the call returns; nil for a success

	// RetriesLeft is what is left of RetryPolicy.Budget; negative: there is no limit.
	RetriesLeft int
}

// Hooks see calls and attempts from their start to their end; see [WithHooks].
// Each field is optional, and so is each function that a start returns. They are
// called from several goroutines at once.
type Hooks struct {
	// Gate is asked before a call. An error refuses the call, which then sends
	// nothing and returns an *Error that matches that error: a circuit breaker, a
	// bulkhead, a quota. A gate may wait, and the call waits with it: it must return
	// when the context ends, best with context.Cause.
	//
	// A wait for an import goes on after a poll that was refused, as after an outage,
	// until the stall timeout. An error with a method Permanent() bool that returns true
	// says that asking again would not help, and ends the wait.
	Gate func(context.Context, Call) error
	// StartCall is called before the first attempt. The function that it returns is called
	// after the last one. The context that it returns is that of all attempts: make it
	// from the one given. nil: the one given.
	StartCall func(context.Context, Call) (context.Context, func(Result))
	// StartAttempt is called before an attempt waits for the rate limit and the token,
	// with Operation and Number. The function that it returns is called after the attempt,
	// also if the wait failed and nothing was sent: StatusCode and Duration are 0 then,
	// and Err says why.
	//
	// Headers that are added to the http.Header, such as traceparent, are sent in place of
	// the client's own. Cookies are sent beside those that are there; the token cannot be
	// replaced. The header has what earlier hooks have added. The context that it returns
	// is that of the request: make it from the one given, so that it ends with the call.
	// nil: the one given.
	StartAttempt func(context.Context, Attempt, http.Header) (context.Context, func(Attempt))
}

// WithHooks adds hooks. Those that are there stay: each call passes the hooks in the
// order in which they were given, gate and start of one before those of the next,
// and ends in reverse. A call that a gate refuses ends for the hooks that have
// started it. A hook that panics does not break the call: it counts as not there.
func WithHooks(h Hooks) Option {
	return option(func(c *rest.Config) error {
		c.Hooks = append(c.Hooks, h.internal())
		return nil
	})
}

func (h Hooks) internal() rest.Hooks {
	var in rest.Hooks
	if h.Gate != nil {
		in.Gate = func(ctx context.Context, c rest.Call) error { return h.Gate(ctx, Call(c)) }
	}
	if h.StartCall != nil {
		in.StartCall = func(ctx context.Context, c rest.Call) (context.Context, rest.CallEnd) {
			ctx, end := h.StartCall(ctx, Call(c))
			if end == nil {
				return ctx, nil
			}
			return ctx, callEnd(end)
		}
	}
	if h.StartAttempt != nil {
		in.StartAttempt = func(ctx context.Context, a rest.Attempt, added http.Header) (context.Context, rest.AttemptEnd) {
			ctx, end := h.StartAttempt(ctx, Attempt(a), added)
			if end == nil {
				return ctx, nil
			}
			return ctx, attemptEnd(end)
		}
	}
	return in
}

// callEnd and attemptEnd are what a hook is told an end with.
type (
	callEnd    func(Result)
	attemptEnd func(Attempt)
)

// EndCall implements [rest.CallEnd].
func (end callEnd) EndCall(r rest.Result) { end(newResult(r)) }

// EndAttempt implements [rest.AttemptEnd].
func (end attemptEnd) EndAttempt(a rest.Attempt) { end(Attempt(a)) }

func newResult(r rest.Result) Result {
	return Result{
		StatusCode: r.StatusCode, Header: r.Header, Attempts: newAttempts(nil, r.Attempts), Duration: r.Duration, Err: r.Err,
		RetriesLeft: r.RetriesLeft,
	}
}

// newAttempts appends the attempts to what is empty; nil stands for none.
func newAttempts(all []Attempt, attempts []rest.Attempt) []Attempt {
	if len(attempts) == 0 {
		return nil
	}
	if cap(all) < len(attempts) {
		all = make([]Attempt, 0, len(attempts))
	}
	for _, a := range attempts {
		all = append(all, Attempt(a))
	}
	return all
}

// CallFrom returns the call that a request belongs to, from the request's context:
// in the caller's own transport, or in a hook.
func CallFrom(ctx context.Context) (call Call, ok bool) {
	c, ok := rest.CallFrom(ctx)
	return Call(c), ok
}

// WithCapture returns a context whose calls write into result how they ended,
// including the status and the header of a successful answer. If several calls are
// made with it, such as those of a walk over pages, the result is that of the call
// that ends last: read it only when no call is under way. If a call was refused
// before anything was sent, only Err is set. nil: nothing is written.
func WithCapture(ctx context.Context, result *Result) context.Context {
	if result == nil {
		return ctx
	}
	var mu sync.Mutex
	return rest.WithScope(ctx, rest.Scope{Capture: func(r rest.Result) {
		mu.Lock()
		defer mu.Unlock()
		*result = newResult(r)
	}})
}

// WithCallOptions returns a context whose calls differ by the options, such as
// [WithTimeout], [WithRetry] or [WithHeader], without a client of their own. If an
// option is wrong, the error of the call matches [ErrInvalid].
//
// Calls of one client with this context, or with one made from it, share the rate
// limit, the token and the retry budget that the options make. They share with the
// client what the options do not touch. The context keeps what it has made for each
// client.
func WithCallOptions(ctx context.Context, opts ...Option) context.Context {
	return rest.WithScope(ctx, rest.Scope{Change: func(c *rest.Config) error { return rest.Apply(c, opts) }})
}
