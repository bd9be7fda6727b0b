package cuedesk

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"golang.org/x/time/rate"

	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// Option changes a [Client], in [NewClient] or [Client.With]. The clients of other
// systems in this module, nexadesk and orgcrm, take the same options.
type Option interface{ isOption() }

// option is what all options are.
type option func(*rest.Config) error

func (option) isOption() {}

// Change lets the internal packages apply the option.
func (o option) Change(c *rest.Config) error { return o(c) }

// TokenSource gives the bearer token. Token is called before the first request, and
// again after the API has refused a token with 401, by one goroutine at a time for
// all calls that wait. Its context has the values of the call that asks, but not its
// deadline; it ends after 30 seconds.
type TokenSource interface {
	Token(ctx context.Context) (string, error)
}

// TokenSourceFunc is a function as a [TokenSource].
type TokenSourceFunc func(ctx context.Context) (string, error)

// Token calls the function.
func (f TokenSourceFunc) Token(ctx context.Context) (string, error) { return f(ctx) }

// RetryPolicy says how often and how patiently calls are repeated. A field that is
// zero has its default, also in [Client.With]. No field but Budget may be negative,
// and neither MinBackoff nor OverloadBackoff may be above MaxBackoff.
//
// Reads and calls with the same effect once or twice are repeated after every
// transient failure. Calls that create something are repeated only if they were
// certainly not applied: no connection was made, or the status was 429. The longest
// wait doubles with each attempt, from MinBackoff to MaxBackoff; with full jitter, a
// wait is anything up to that.
type RetryPolicy struct {
	// MaxAttempts is the maximum number of requests per call, including the first;
	// default 4; 1: no retries. Refreshing a token after a 401 allows one more.
	MaxAttempts int

	MinBackoff time.Duration // the longest first wait; default 50 ms

	// OverloadBackoff is the longest first wait after 429 or 503 without Retry-After;
	// default 1 s, or 20 times MinBackoff if that is less. It is at least MinBackoff.
	OverloadBackoff time.Duration

	MaxBackoff    time.Duration // the longest wait; default 8 s
	MaxRetryAfter time.Duration // a Retry-After above it ends the call at once; default 1 min

	// Budget is the size of the retry bucket that all calls share: a retry takes one
	// token, an attempt with a definite answer returns one; negative: no limit;
	// default 100.
	Budget int
}

// Attempt is one request of a call, for an observer and in errors.
type Attempt struct {
	Operation  string        // the route, such as "GET /v1/contacts/{contact_uuid}"
	Number     int           // 1 for the first
	StatusCode int           // 0 where no response came
	Queued     time.Duration // waited before sending: for the client's own rate limit and for a token
	Duration   time.Duration // from sending to the last byte
	Wait       time.Duration // until the next attempt; 0 if there is none
	Repeated   bool          // whether another attempt follows
	RequestID  string        // X-Request-Id of the response
	Err        error         // what went wrong, if not just the status
}

// WithBaseURL sets the address of the API, without the version that routes begin
// with, such as /v1. Plain http is accepted for loopback addresses only. Not set, or
// empty: https://api.cuedesk.com; for the other clients in this module see their
// NewClient.
func WithBaseURL(url string) Option {
	return option(func(c *rest.Config) error {
		c.BaseURL = url
		return nil
	})
}

// WithHTTPClient sends requests by this client, which must not be nil: its transport,
// timeout and cookies are used. Redirects are never followed. The client is not
// changed.
func WithHTTPClient(client *http.Client) Option {
	return option(func(c *rest.Config) error {
		if client == nil {
			return optionError("HTTP client", "must not be nil")
		}
		c.HTTPClient = client
		return nil
	})
}

// WithTokenSource takes tokens from a source, which must not be nil, in place of the
// token that NewClient was given, which may then be empty.
func WithTokenSource(source TokenSource) Option {
	return option(func(c *rest.Config) error {
		if f, ok := source.(TokenSourceFunc); source == nil || ok && f == nil {
			return optionError("token source", "must not be nil")
		}
		c.Credentials = rest.FromSource(source)
		return nil
	})
}

// WithRetry sets how often and how patiently calls are repeated. Not set: the
// defaults of [RetryPolicy].
func WithRetry(policy RetryPolicy) Option {
	return option(func(c *rest.Config) error {
		c.Retry = rest.RetryPolicy(policy)
		return nil
	})
}

// WithRateLimit limits requests to perSecond on average, and burst at once. perSecond
// must be above 0, and burst at least 1. Calls, retries, polls and prefetched pages
// share the limit, as do clients made by [Client.With]. Not set: no limit.
func WithRateLimit(perSecond float64, burst int) Option {
	return option(func(c *rest.Config) error {
		if !(perSecond > 0) || burst < 1 {
			return optionError("rate limit", "must be above 0, with a burst of at least 1")
		}
		c.Limiter = rate.NewLimiter(rate.Limit(perSecond), burst)
		return nil
	})
}

// WithLogger logs attempts at level debug and retries at level warn, with
// operation, status, duration and request ID, and nothing personal: no URL, no
// body, no header. Not set, or nil: nothing is logged.
func WithLogger(logger *slog.Logger) Option {
	return option(func(c *rest.Config) error {
		c.Logger = logger
		return nil
	})
}

// WithUserAgent puts the name of your product, such as "nightly-sync/1.2", before
// that of this package in the header User-Agent.
func WithUserAgent(product string) Option {
	return option(func(c *rest.Config) error {
		c.UserAgent = product + " " + rest.UserAgent
		return nil
	})
}

// WithHeader sends a header with each request. Headers that the client sets itself,
// such as Authorization, are refused: the error of [NewClient] matches [ErrInvalid].
func WithHeader(key, value string) Option {
	return option(func(c *rest.Config) error {
		c.Header.Set(key, value)
		return nil
	})
}

// WithTimeout limits how long each attempt may take, from connecting to the last
// byte. One that takes longer has failed with [ErrAttemptTimeout], and may be
// repeated. Limit a whole call by its context. 0: no limit. Not set: 30 seconds. It
// must not be negative.
func WithTimeout(perAttempt time.Duration) Option {
	return option(func(c *rest.Config) error {
		c.Timeout = perAttempt
		return nil
	})
}

// WithObserver calls observe after each attempt, for metrics and traces. It must not
// be nil, and must be safe for concurrent use: calls run at the same time, as do
// those of [WithPrefetch]. If an attempt was not sent, because the wait for the
// client's own rate limit or for a token failed, its Duration is 0 and Err says why.
// All observers are called, the one that was given last first.
func WithObserver(observe func(context.Context, Attempt)) Option {
	return option(func(c *rest.Config) error {
		if observe == nil {
			return optionError("observer", "must not be nil")
		}
		c.Hooks = append(c.Hooks, rest.ObserveAttempts(func(ctx context.Context, a rest.Attempt) {
			observe(ctx, Attempt(a))
		}))
		return nil
	})
}

func optionError(option, problem string) error { return fmt.Errorf("%s: %s", option, problem) }
