package fakehttp

import (
	"cmp"
	"net/http"
	"sync"
	"time"
)

// Break is a way in which the connection fails a request.
type Break int

// The ways in which a connection fails.
const (
	// None leaves the connection alone.
	None Break = iota
	// Torn sends the head of the response and half of its body, and ends the connection.
	Torn
	// Reset resets the connection in place of a response.
	Reset
	// Refused lets no connection come about: the server never sees the request. Over a socket, where there is a
	// connection already, it is a Reset before the operation is carried out.
	Refused
)

// Fault is what goes wrong with a request. The zero Fault is nothing at all.
type Fault struct {
	// Operation is the only operation that can meet the fault, whatever it is injected for; "" leaves that to Inject.
	Operation string
	// Times is the number of requests that meet it: 0 and 1 are one request, a negative number is all of them.
	Times int
	// Applied has the operation carried out before the fault takes its course; otherwise a fault with a Response or
	// a Break keeps it from being carried out.
	Applied bool
	// Latency passes before the operation is carried out or, with Applied, between that and the response.
	Latency time.Duration
	// Response replaces the response; nil keeps it. With Applied, a success never replaces an error of the API.
	Response *Response
	// Header is added to the response.
	Header http.Header
	// Break fails the connection.
	Break Break
	// Mark is for the API's own handler, which finds it with [Mark].
	Mark string
}

// Response replaces the response of an API.
type Response struct {
	// Status is the status code.
	Status int
	// ContentType is the content type; "" sends none.
	ContentType string
	// Body is the body.
	Body []byte
	// Documented has the API's own error body for the status take the place of ContentType and Body.
	Documented bool
}

// replacesResponse reports whether the API's own response is not what the client gets.
func (f Fault) replacesResponse() bool { return f.Response != nil || f.Break != None }

// injected is a fault that waits for requests.
type injected struct {
	operation string
	fault     Fault
	left      int
}

// Waiting is an injected fault that waits for requests.
type Waiting struct {
	// Operation is the operation that meets it; "" is any.
	Operation string
	// Fault is the fault.
	Fault Fault
	// Left is how many requests are yet to meet it; -1 is all.
	Left int
}

// isFor reports whether the fault is meant for a request of the operation.
func (i *injected) isFor(operation string) bool {
	meant := cmp.Or(i.fault.Operation, i.operation)
	return meant == "" || meant == operation
}

// faults are the injected faults in the order in which they were injected.
type faults struct {
	mu      sync.Mutex
	waiting []*injected
}

// add has the faults wait for requests of the operation, "" being any.
func (f *faults) add(operation string, more []Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, fault := range more {
		left := fault.Times
		if left == 0 {
			left = 1
		}
		f.waiting = append(f.waiting, &injected{operation, fault, left})
	}
}

// take returns the first fault that waits for the operation, and counts it down.
func (f *faults) take(operation string) Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	for n, waiting := range f.waiting {
		if !waiting.isFor(operation) {
			continue
		}
		if waiting.left > 0 {
			waiting.left--
		}
		if waiting.left == 0 {
			f.waiting = append(f.waiting[:n:n], f.waiting[n+1:]...)
		}
		return waiting.fault
	}
	return Fault{}
}

// list returns the faults that wait.
func (f *faults) list() []Waiting {
	f.mu.Lock()
	defer f.mu.Unlock()
	list := make([]Waiting, len(f.waiting))
	for n, waiting := range f.waiting {
		list[n] = Waiting{cmp.Or(waiting.fault.Operation, waiting.operation), waiting.fault, max(waiting.left, -1)}
	}
	return list
}

// clear forgets all faults.
func (f *faults) clear() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.waiting = nil
}
