package main

import "sync"

// exchange is a request on its way through a socket. The client hears of its end only when the server is done with it:
// otherwise a server that has no CPU time could carry it out later, and the client would have told the truth too soon.
type exchange struct {
	mu     sync.Mutex
	closed bool
	served sync.WaitGroup
}

// begin reports whether the server may take the request; if so, end must follow.
func (x *exchange) begin() bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	if !x.closed {
		x.served.Add(1)
	}
	return !x.closed
}

func (x *exchange) end() { x.served.Done() }

// close has the server drop the request from now on. Without a response, it waits until what has begun is over; a
// response is sent when the operation is.
func (x *exchange) close(answered bool) {
	x.mu.Lock()
	x.closed = true
	x.mu.Unlock()
	if !answered {
		x.served.Wait()
	}
}

// exchanges are the requests that are on their way, by the ID of the attempt.
type exchanges struct{ all sync.Map }

func (e *exchanges) open(id string) *exchange {
	x := &exchange{}
	e.all.Store(id, x)
	return x
}

func (e *exchanges) close(id string, x *exchange, answered bool) {
	x.close(answered)
	e.all.Delete(id)
}

// begin returns the exchange, of which end must be called; nil if the client has given up.
func (e *exchanges) begin(id string) *exchange {
	x, ok := e.all.Load(id)
	if !ok || !x.(*exchange).begin() {
		return nil
	}
	return x.(*exchange)
}
