package faultlab

import (
	"context"
	"net/http"
	"net/http/httptrace"
	"time"
)

// deadline is a context whose deadline passes when expire is called: a timeout at a known moment, however busy the
// machine is.
type deadline struct {
	context.Context //nolint:containedctx // it is a context

	over   context.Context //nolint:containedctx // as above
	expire context.CancelFunc
}

func newDeadline(parent context.Context) *deadline {
	over, expire := context.WithCancel(parent)
	return &deadline{parent, over, expire}
}

// Done implements [context.Context].
func (d *deadline) Done() <-chan struct{} { return d.over.Done() }

// Err implements [context.Context].
func (d *deadline) Err() error {
	if err := d.Context.Err(); err != nil || d.over.Err() == nil {
		return err
	}
	return context.DeadlineExceeded
}

// attemptTimeout is a transport that ends the attempts that hang, patience after they were sent.
type attemptTimeout struct {
	next http.RoundTripper
	lab  *lab
}

// RoundTrip implements [http.RoundTripper].
func (i *attemptTimeout) RoundTrip(r *http.Request) (*http.Response, error) {
	d := newDeadline(r.Context())
	isBad := false
	trace := &httptrace.ClientTrace{
		GotConn: func(info httptrace.GotConnInfo) { isBad = info.Conn.RemoteAddr().String() == i.lab.faulty.Listen },
		WroteRequest: func(httptrace.WroteRequestInfo) {
			if isBad && i.lab.hangs.Load() {
				time.AfterFunc(patience, d.expire)
			}
		},
	}
	ctx := httptrace.WithClientTrace(d, trace)        // d ends with the context of r
	resp, err := i.next.RoundTrip(r.WithContext(ctx)) //nolint:contextcheck // see above
	if err != nil {
		d.expire()
	}
	return resp, err
}
