package fakehttp

import (
	"net/http"
	"slices"
	"time"
)

// Exchange is a request with what became of it.
type Exchange struct {
	Request
	Outcome

	identity uint64 // the same for requests that are the same
}

// Outcome is what became of a request.
type Outcome struct {
	// Number counts the requests in the order of their arrival, from 1.
	Number int
	// RetryOf is the number of the request that this one repeats; 0 for none. A request repeats the latest one with the
	// same method, path, query and body if that had failed before this one came, in a way that clients repeat.
	RetryOf int
	// ID is the X-Request-Id of the response; "" while there is none.
	ID string
	// Arrived is when the request arrived.
	Arrived time.Time
	// Duration is how long the response took; 0 until Ended.
	Duration time.Duration
	// Ended is whether the response has been sent, or the connection has failed.
	Ended bool
	// Torn is whether the connection failed within the response.
	Torn bool
	// Refusal is the body of the response if its status is 400 or more.
	Refusal []byte
	// BodyDropped is whether the bodies were dropped to stay below the limit of bytes.
	BodyDropped bool
}

// repeatable are the statuses below 500 after which clients send a request again.
var repeatable = []int{http.StatusUnauthorized, http.StatusRequestTimeout, http.StatusTooManyRequests}

// failed reports whether a client may send the request again.
func (e *Exchange) failed() bool {
	return e.Ended && (e.Status == 0 || e.Torn || e.Status >= 500 || slices.Contains(repeatable, e.Status))
}

// bytes is the size of the bodies.
func (e *Exchange) bytes() int { return len(e.Body) + len(e.Refusal) }

// copied returns a copy that shares nothing with the original.
func (e *Exchange) copied() Exchange {
	out := Exchange{Request: e.Request.copied(), Outcome: e.Outcome}
	out.Refusal = slices.Clone(e.Refusal)
	return out
}

// head returns the exchange without query, headers and bodies.
func (e *Exchange) head() Exchange {
	out := *e
	out.Query, out.Header, out.Body, out.Refusal = nil, nil, nil, nil
	return out
}
