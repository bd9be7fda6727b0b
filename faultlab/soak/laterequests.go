package main

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"sync"
	"syscall"
	"time"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// heldBack is the fault of late mode: the connection is reset, and the request carried out some time later.
const heldBack = "held back, carried out late"

// longestDelay is how long after its reset a request that was held back may be carried out.
const longestDelay = 50 * time.Millisecond

// lateShare is the weight of heldBack among the faults in late mode. That of all others together is about a hundred.
const lateShare = 15

// mailbox carries out requests late.
type mailbox struct{ waiting sync.WaitGroup }

// hold takes the request, has the API carry it out after the delay, and returns the error of a reset connection.
func (m *mailbox) hold(r *http.Request, api http.RoundTripper, delay time.Duration) error {
	body, err := bodyOf(r)
	if err != nil {
		return err
	}
	late := r.Clone(context.WithoutCancel(r.Context()))
	late.Body = io.NopCloser(bytes.NewReader(body))
	m.waiting.Go(func() { //nolint:contextcheck // it goes on when its client has gone
		if pause(late.Context(), delay) != nil {
			return
		}
		if resp, err := api.RoundTrip(cuedesktest.Fault{}.On(late)); err == nil {
			_ = resp.Body.Close()
		}
	})
	return &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}
}

// bodyOf reads and closes the body of a request.
func bodyOf(r *http.Request) ([]byte, error) {
	if r.Body == nil {
		return nil, nil
	}
	defer r.Body.Close()
	var body bytes.Buffer
	_, err := body.ReadFrom(r.Body)
	return body.Bytes(), err
}

// wait waits until all that was held back has been carried out.
func (m *mailbox) wait() { m.waiting.Wait() }

// markUncertain notes that the resources of the worker's operation may be like before or after any request that is
// carried out late. The worker leaves them alone from then on.
func (w *worker) markUncertain() {
	late := w.now.delayed()
	if late == 0 {
		return
	}
	for _, key := range w.now.keys {
		w.model.lateRequests[key] = late
	}
}
