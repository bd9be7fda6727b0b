package rest

import (
	"errors"
	"net/http"
	"time"
)

// What an error of a client may match with errors.Is, whichever the API.
var (
	ErrInvalid        = errors.New("invalid input")
	ErrBadResponse    = errors.New("unreadable response")
	ErrOutcomeUnknown = errors.New("outcome unknown")
	ErrMayApplyLater  = errors.New("may be applied later")
	ErrAttemptTimeout = errors.New("attempt timed out")
	ErrRetryBudget    = errors.New("retry budget used up")
)

// FieldError says what is wrong with one input.
type FieldError struct {
	Type  string
	In    string
	Field string
	Msg   string
}

// Attempt is one request of a call, as logged, observed and kept in errors.
type Attempt struct {
	Operation  string
	Number     int
	StatusCode int
	Duration   time.Duration
	Wait       time.Duration
	RequestID  string
	Err        error
}

// Failure is everything known about a call that did not succeed. [Config.NewError]
// turns it into the error type of the API's client.
type Failure struct {
	Operation  string
	StatusCode int           // 0 when no response came
	Header     http.Header   // of the last response, if any
	Body       []byte        // of the last response, as far as it was read
	Problems   []FieldError  // the checks before sending that failed
	RetryAfter time.Duration // what the last response asked for
	Attempts   []Attempt

	Said          *APIError // what the body says in the API's error format; nil: it is not in it
	Intermediary  bool      // the last answer came from something on the way
	Transient     bool      // the last fault goes away by itself
	MayApplyLater bool      // some attempt may still be under way
	Err           error     // causes and sentinels, joined; nil for a plain status
}

// Fail returns the error of an operation whose response was what it should be,
// but not together with those before: a page that comes twice, for example.
func (c *Core) Fail(op Operation, err error) error {
	return c.cfg.NewError(&Failure{Operation: op.Pattern, Err: err})
}
