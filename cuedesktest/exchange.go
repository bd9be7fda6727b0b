package cuedesktest

import (
	"time"

	"github.com/cuedesk/cuedesk-go/internal/fakehttp"
)

// Exchange is a request and what became of it.
type Exchange struct {
	Request
	Outcome
}

// Outcome is what became of a request.
type Outcome struct {
	// Number is the number of the request in the order of arrival, from 1.
	Number int
	// RetryOf is the Number of the request that this one repeats; 0: none. A request repeats
	// the latest one with the same method, path, query and body, if that one has failed in a
	// way after which clients retry. The server cannot tell whether the same caller has sent
	// both.
	RetryOf int
	// ID is the X-Request-Id of the response, which is also in the client's error; empty:
	// there is no response yet.
	ID string
	// Arrived is when the request arrived.
	Arrived time.Time
	// Duration is the time from arrival to the end of the response; 0 until Ended.
	Duration time.Duration
	// Ended is whether the response was sent, or the connection has failed.
	Ended bool
	// Torn is whether the connection has failed in the middle of the response.
	Torn bool
	// Refusal is the body of the response if its status is 400 or more.
	Refusal []byte
	// BodyDropped is whether Body and Refusal are missing because of WithRequestBodies.
	BodyDropped bool
}

// Exchanges returns at most n requests whose [Outcome.Number] is lower than below, and what became of them, the latest
// first. Query, Header, Body and Refusal are left out: see [Server.Exchange].
func (s *Server) Exchanges(below, n int) []Exchange {
	recorded := s.http.Exchanges(below, n)
	exchanges := make([]Exchange, len(recorded))
	for n, e := range recorded {
		exchanges[n] = Exchange{Request(e.Request), Outcome(e.Outcome)}
	}
	return exchanges
}

// Exchange returns the request with a number and what became of it, and whether the server has kept it.
func (s *Server) Exchange(number int) (Exchange, bool) {
	e, ok := s.http.Exchange(number)
	return Exchange{Request(e.Request), Outcome(e.Outcome)}, ok
}

// WaitingFault is a fault that was injected and still applies to requests.
type WaitingFault struct {
	// Operation is the operation that it applies to, one of Operations; empty: any request.
	Operation string
	// Fault is the fault; its String describes it.
	Fault Fault
	// Left is the number of requests that it still applies to; -1: all, until Server.ClearFaults.
	Left int
}

// Faults returns the faults that still apply to requests, in the order in which they were injected.
func (s *Server) Faults() []WaitingFault {
	waiting := s.http.Waiting()
	faults := make([]WaitingFault, len(waiting))
	for n, w := range waiting {
		faults[n] = WaitingFault{w.Operation, Fault{w.Fault}, w.Left}
	}
	return faults
}

// String describes the fault.
func (f Fault) String() string { return fakehttp.Fault.String(f.fault) }
