package rest

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"
)

// maxBody is the most that is read of a response; the largest documented page
// is some hundred kilobytes.
const maxBody = 32 << 20

// attempt is what is known of one request of a call.
type attempt struct {
	token      string
	sent       bool // the server may have seen the request
	status     int  // 0: no response
	header     http.Header
	body       []byte
	retryAfter time.Duration
	duration   time.Duration
	broken     bool  // the body ended before it should
	permanent  bool  // another attempt would fail the same way
	err        error // from the transport, or from a successful response's body
}

func (a *attempt) ok() bool {
	return a.status >= 200 && a.status < 300 && a.err == nil
}

// mayHaveActed reports whether the server may have carried the operation out:
// unless it was never reached or has said no.
func (a *attempt) mayHaveActed() bool {
	switch {
	case a.status == 0:
		return a.sent
	case a.status >= 300 && a.status < 500:
		return a.status == http.StatusRequestTimeout || a.status == http.StatusSeeOther
	}
	return true
}

// RoundTrip is one attempt, from the rate limit to the last byte of the
// response. What it learns stays in c.last, where check finds it.
func (c *call) RoundTrip(req *http.Request) (*http.Response, error) {
	c.last = attempt{}
	last := &c.last
	start := time.Now()
	resp, err := c.attempt(req)
	last.duration = time.Since(start) - c.waited
	if err != nil && last.err == nil {
		last.err = err
	}
	return resp, err
}

func (c *call) attempt(req *http.Request) (*http.Response, error) {
	if err := c.prepare(req.Context()); err != nil {
		c.last.permanent = true
		closeBody(req)
		return nil, err
	}
	ctx, cancel := c.core.attemptContext(req.Context())
	defer cancel()
	var conn connection
	req = req.Clone(httptrace.WithClientTrace(ctx, conn.trace()))
	c.core.cfg.Authorize(req.Header, c.last.token)
	resp, err := c.core.cfg.transport().RoundTrip(req)
	if err != nil {
		c.last.sent, c.last.permanent = conn.reached(err), tlsRefused(err)
		return nil, explainTimeout(ctx, err)
	}
	return c.read(ctx, resp)
}

// prepare waits for what must be there before a request can be sent.
func (c *call) prepare(ctx context.Context) error {
	start := time.Now()
	defer func() { c.waited = time.Since(start) }()
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := c.core.limit(ctx); err != nil {
		return fmt.Errorf("rate limit: %w", err)
	}
	token, err := c.core.cfg.Credentials.get(ctx)
	c.last.token = token
	return err
}

// attemptContext bounds one attempt; the caller's own deadline stays apart, so
// that only the attempt's is retried.
func (c *Core) attemptContext(ctx context.Context) (context.Context, context.CancelFunc) {
	if c.cfg.Timeout == 0 {
		return context.WithCancel(ctx)
	}
	return context.WithTimeoutCause(ctx, c.cfg.Timeout, timeoutError{c.cfg.Timeout})
}

// timeoutError is an attempt that took too long. It is no context's error: the
// caller's context lives.
type timeoutError struct{ limit time.Duration }

func (e timeoutError) Error() string { return fmt.Sprintf("attempt timed out after %v", e.limit) }

// Timeout makes it recognisable as net.Error has it.
func (timeoutError) Timeout() bool { return true }

// explainTimeout replaces the error of an attempt that ran out of its own time.
func explainTimeout(ctx context.Context, err error) error {
	if timeout, ok := errors.AsType[timeoutError](context.Cause(ctx)); ok {
		return timeout
	}
	return err
}

// tlsRefused reports whether the other side is not whom we want to talk to, or
// does not speak TLS: trying again would not change it.
func tlsRefused(err error) bool {
	var certificate *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	return errors.As(err, &certificate) || errors.As(err, &record)
}

// read takes in the response, so that one that breaks off is a failed attempt.
func (c *call) read(ctx context.Context, resp *http.Response) (*http.Response, error) {
	defer func() { _ = resp.Body.Close() }()
	last := &c.last
	last.sent = true
	last.status, last.header = resp.StatusCode, resp.Header
	last.retryAfter = ParseRetryAfter(resp.Header, time.Now())
	var err error
	last.body, err = readAll(resp)
	resp.Body = io.NopCloser(bytes.NewReader(nil))
	switch {
	case last.status < 200 || last.status >= 300:
		last.err = redirectError(resp)
	case err != nil:
		err = explainTimeout(ctx, err)
		last.broken = !errors.Is(err, errTooLarge)
		last.err = fmt.Errorf("%w: body breaks off after %d bytes: %w", ErrBadResponse, len(last.body), err)
	default:
		last.err = c.decode(last)
		last.broken = errors.Is(last.err, io.ErrUnexpectedEOF)
	}
	return resp, nil
}

// readAll reads up to maxBody; a body that ends before it should, or goes on
// after it, is an error beside what was read.
func readAll(resp *http.Response) ([]byte, error) {
	var buf bytes.Buffer
	if n := resp.ContentLength; n > 0 && n <= maxBody {
		buf.Grow(int(n) + bytes.MinRead)
	}
	n, err := buf.ReadFrom(io.LimitReader(resp.Body, maxBody+1))
	if n > maxBody {
		return buf.Bytes()[:maxBody], errTooLarge
	}
	return buf.Bytes(), err
}

var errTooLarge = fmt.Errorf("more than %d MiB", maxBody>>20)

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
	if c.got.Load() {
		return true
	}
	var op *net.OpError
	return !c.wanted.Load() && !(errors.As(err, &op) && op.Op == "dial")
}

func closeBody(req *http.Request) {
	if req.Body != nil {
		_ = req.Body.Close()
	}
}
