package fakehttp

import (
	"context"
	"net/http"
)

// faultKey is the key of a request's own fault in its context.
type faultKey struct{}

// On returns the request with a fault of its own, which it meets in place of those that wait for its operation.
func (f Fault) On(r *http.Request) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), faultKey{}, f))
}

// faultFor returns the fault that a request of the operation meets.
func (s *Server) faultFor(r *http.Request, operation string) Fault {
	if own, ok := r.Context().Value(faultKey{}).(Fault); ok {
		return own
	}
	return s.faults.take(operation)
}

// FaultsOf returns the faults that those of another type put on a request, so that the fakes of all systems take the
// same ones.
func FaultsOf[F interface {
	On(r *http.Request) *http.Request
}](faults []F) []Fault {
	inner := make([]Fault, len(faults))
	for n, fault := range faults {
		inner[n], _ = fault.On(&http.Request{}).Context().Value(faultKey{}).(Fault)
	}
	return inner
}
