package rest

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"
)

// statusClientClosed is what proxies log, and some send, when they stop waiting.
const statusClientClosed = 499

// attempt is what is known of one request of a call.
type attempt struct {
	token      string
	sent       bool // the server may have seen the request
	status     int  // 0: no response
	header     http.Header
	body       []byte
	retryAfter time.Duration
	duration   time.Duration
	refused    bool  // a successful response says that nothing was done
	broken     bool  // the body ended before it should
	permanent  bool  // another attempt would fail the same way
	err        error // from the transport, or from a successful response's body
}

func (a *attempt) ok() bool {
	return a.status >= 200 && a.status < 300 && a.err == nil
}

// passing reports whether the failure is of a kind that goes away by itself.
func (a *attempt) passing() bool {
	switch a.status {
	case http.StatusRequestTimeout, http.StatusTooManyRequests, http.StatusInternalServerError,
		http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return (a.status == 0 || a.broken) && !a.permanent
}

// mayHaveActed reports whether the server may have carried the operation out:
// unless it was never reached or has said no. A redirect may follow a success,
// except those that ask for the same request elsewhere.
func (a *attempt) mayHaveActed() bool {
	switch {
	case a.refused:
		return false
	case a.status == 0:
		return a.sent
	case a.status == http.StatusTemporaryRedirect || a.status == http.StatusPermanentRedirect:
		return false
	case a.status >= 400 && a.status < 500:
		return a.status == http.StatusRequestTimeout || a.status == statusClientClosed
	}
	return true
}

// RoundTrip is one attempt, from the rate limit to the last byte of the
// response. What it learns stays in c.last, where check finds it; an attempt
// that comes to no request leaves what the one before has learned.
func (c *call) RoundTrip(req *http.Request) (*http.Response, error) {
	token, err := c.prepare(req.Context())
	if err != nil {
		c.unsent = err
		closeBody(req)
		return nil, err
	}
	c.last = attempt{token: token}
	start := time.Now()
	resp, err := c.attempt(req)
	c.last.duration = time.Since(start)
	return resp, err
}

func (c *call) attempt(req *http.Request) (*http.Response, error) {
	ctx, cancel := c.core.attemptContext(req.Context())
	defer cancel()
	var conn connection
	req = req.Clone(httptrace.WithClientTrace(ctx, conn.trace()))
	c.core.cfg.Authorize(req.Header, c.last.token)
	resp, err := roundTrip(c.core.transport(), req)
	if err != nil {
		c.last.sent, c.last.permanent = conn.reached(err), tlsRefused(err)
		c.last.err = c.explain(ctx, req.URL, err)
		return nil, c.last.err
	}
	c.read(ctx, req.URL, resp)
	return resp, nil
}

// prepare waits for what must be there before a request can be sent.
func (c *call) prepare(ctx context.Context) (token string, err error) {
	if ctx.Err() != nil {
		return "", ContextError(ctx)
	}
	if err := c.core.limit(ctx); err != nil {
		return "", err
	}
	return c.core.cfg.Credentials.get(ctx)
}

// roundTrip holds a transport to its contract, which not every one keeps.
func roundTrip(transport http.RoundTripper, req *http.Request) (*http.Response, error) {
	resp, err := transport.RoundTrip(req)
	if resp == nil {
		if err == nil {
			err = errors.New("transport returned neither a response nor an error")
		}
		return nil, err
	}
	if resp.Body == nil {
		resp.Body = http.NoBody
	}
	if err == nil && (resp.StatusCode < 100 || resp.StatusCode > 999) {
		err = errors.New("malformed HTTP response")
	}
	if err != nil {
		_ = resp.Body.Close()
	}
	return resp, err
}

// tlsRefused reports whether the other side is not whom we want to talk to, or
// does not speak TLS: trying again would not change it.
func tlsRefused(err error) bool {
	_, certificate := errors.AsType[*tls.CertificateVerificationError](err)
	_, record := errors.AsType[tls.RecordHeaderError](err)
	return certificate || record
}

// connection observes whether a request ever had a connection to go out on.
type connection struct{ wanted, got atomic.Bool }

func (c *connection) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		GetConn: func(string) { c.wanted.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { c.got.Store(true) },
	}
}

// reached reports whether the server may have seen the request. A transport
// that does not tell is believed only when it says that it could not connect.
func (c *connection) reached(err error) bool {
	op, ok := errors.AsType[*net.OpError](err)
	refused := ok && op.Op == "dial"
	return c.got.Load() || !c.wanted.Load() && !refused
}

func closeBody(req *http.Request) {
	if req.Body != nil {
		_ = req.Body.Close()
	}
}
