package cuedesktest

import (
	"time"

	"github.com/cuedesk/cuedesk-go/internal/fakehttp"
)

// Exchange is a request with what became of it.
type Exchange struct {
	Request
	Outcome
}

// Outcome is what became of a request.
type Outcome struct {
	// Number counts the requests in the order of their arrival, from 1.
	Number int
	// RetryOf is the Number of the request that this one repeats; 0 for none. A request repeats the latest one with the
	// same method, path, query and body if that had failed before, in a way after which clients try again. The server
	// cannot tell whether the same caller sent both.
	RetryOf int
	// ID is the X-Request-Id of the response, which errors of the client have, too; "" while there is none.
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
	// BodyDropped is whether Body and Refusal are missing because of [WithRequestBodies].
	BodyDropped bool
}

// Exchanges returns at most n requests with what became of them, the latest first, of those with a [Outcome.Number]
// below a number. Query, Header, Body and Refusal are left out: see [Server.Exchange].
func (s *Server) Exchanges(below, n int) []Exchange {
	recorded := s.http.Exchanges(below, n)
	exchanges := make([]Exchange, len(recorded))
	for n, e := range recorded {
		exchanges[n] = Exchange{Request(e.Request), Outcome(e.Outcome)}
	}
	return exchanges
}

// Exchange returns the request with the number, and what became of it, if the server has kept it.
func (s *Server) Exchange(number int) (Exchange, bool) {
	e, ok := s.http.Exchange(number)
	return Exchange{Request(e.Request), Outcome(e.Outcome)}, ok
}

// WaitingFault is a fault that waits for requests.
type WaitingFault struct {
	// Operation is the operation that meets it, one of [Operations]; "" is any request.
	Operation string
	// Fault is the fault; its String says what it is.
	Fault Fault
	// Left is how many requests are yet to meet it; -1 is all, until [Server.ClearFaults].
	Left int
}

// Faults returns the faults that wait for requests, in the order in which they were injected.
func (s *Server) Faults() []WaitingFault {
	waiting := s.http.Waiting()
	faults := make([]WaitingFault, len(waiting))
	for n, w := range waiting {
		faults[n] = WaitingFault{w.Operation, Fault{w.Fault}, w.Left}
	}
	return faults
}

// String says what the fault does to a request.
func (f Fault) String() string { return fakehttp.Fault.String(f.fault) }
