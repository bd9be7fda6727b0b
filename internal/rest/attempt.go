package rest

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"slices"
	"strings"
	"sync/atomic"
	"time"
)

// attempt is what is known of one request of a call.
type attempt struct {
	answer
	token      string
	header     http.Header
	body       []byte
	said       *APIError // what the body says in the API's error format, if it is in it
	retryAfter time.Duration
	duration   time.Duration
	err        error // from the transport, or from a successful response's body
	verdict    verdict
}

// RoundTrip is one attempt, from the rate limit to the last byte of the
// response. What it learns stays in c.last, where check finds it; an attempt
// that comes to no request leaves what the one before has learned.
func (c *call) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx := req.Context()
	if c.unsent = ContextError(ctx); c.unsent != nil {
		closeBody(req)
		return nil, c.unsent
	}
	token, err := c.prepare(ctx)
	if err != nil {
		c.unsent = err
		c.observe(ctx, Attempt{Operation: c.op.Pattern, Number: len(c.attempts) + 1, Err: err})
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
	rt := c.core.transport()
	req = req.Clone(httptrace.WithClientTrace(ctx, conn.trace(rt)))
	if c.op.Class == ClassCreate {
		conn.onlyOnce(req)
	}
	c.core.cfg.Authorize(req.Header, c.last.token)
	resp, err := roundTrip(rt, req)
	if err != nil {
		c.last.sent, c.last.badPeer = conn.reached(err), tlsRefused(err)
		c.last.err = c.explain(ctx, req.URL, err)
		return nil, c.last.err
	}
	c.read(ctx, req.URL, resp)
	return resp, nil
}

// prepare waits for what must be there before a request can be sent.
func (c *call) prepare(ctx context.Context) (token string, err error) {
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

// connection observes how far a request has got.
type connection struct {
	wanted, got atomic.Bool
	http1       atomic.Bool // the connection is known to be HTTP/1.1
	written     atomic.Bool // the header was at least begun
	keyed       atomic.Bool // the header has a key that makes net/http repeat a POST
}

func (c *connection) trace(rt http.RoundTripper) *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		GetConn: func(string) { c.wanted.Store(true) },
		GotConn: func(info httptrace.GotConnInfo) {
			c.got.Store(true)
			c.http1.Store(isHTTP1(rt, info.Conn))
		},
		WroteHeaderField: func(key string, _ []string) {
			c.written.Store(true)
			if slices.Contains(replayHeaders, http.CanonicalHeaderKey(key)) {
				c.keyed.Store(true)
			}
		},
	}
}

// isHTTP1 reports whether a connection is certainly HTTP/1.1.
func isHTTP1(rt http.RoundTripper, conn net.Conn) bool {
	if c, ok := conn.(interface{ ConnectionState() tls.ConnectionState }); ok {
		return c.ConnectionState().NegotiatedProtocol != "h2"
	}
	t, ok := rt.(*http.Transport)
	_, plain := conn.(*net.TCPConn)
	return ok && plain && (t.Protocols == nil || !t.Protocols.UnencryptedHTTP2())
}

// reached reports whether the server may have seen the request. A transport
// that does not tell is believed only when it says that it could not connect.
func (c *connection) reached(err error) bool {
	op, ok := errors.AsType[*net.OpError](err)
	refused := ok && op.Op == "dial"
	return c.got.Load() || !c.wanted.Load() && !refused
}

var errNotResent = errors.New("the connection failed after the request may have been sent")

// onlyOnce keeps net/http from sending a create twice by itself: on HTTP/2 it
// resends what a server has refused, and on HTTP/1.1 what has a key for that. What
// stays is the resend on HTTP/1.1 of a request of which nothing was written.
func (c *connection) onlyOnce(req *http.Request) {
	body := req.GetBody
	if req.Body == nil || req.Body == http.NoBody { // net/http resends it without asking
		body = func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("")), nil }
		req.Body, _ = body()
	}
	req.GetBody = func() (io.ReadCloser, error) {
		if c.keyed.Load() || c.written.Load() && !c.http1.Load() {
			return nil, errNotResent
		}
		return body()
	}
}

func closeBody(req *http.Request) {
	if req.Body != nil {
		_ = req.Body.Close()
	}
}
