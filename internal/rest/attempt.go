package rest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptrace"
	"slices"
	"strings"
	"time"
)

// attemptState is what is known of one request of a call.
type attemptState struct {
	answer
	token      string
	header     http.Header // of the response
	body       string      // of a response that is no success
	said       *APIError   // what the body says in the API's error format, if it is in it
	retryAfter time.Duration
	duration   time.Duration
	err        error // from the transport, or from a successful response's body
	verdict    verdict
}

// wire is the transport of the client that go-retryablehttp sends with: each of
// its round trips is one attempt of the call that the request belongs to. It always
// returns a response, in which backoff finds the call again.
type wire struct{}

func (wire) RoundTrip(req *http.Request) (*http.Response, error) {
	c := callIn(req.Context())
	resp := c.makeAttempt(req) //nolint:contextcheck // the call is its own context
	if c.prepareErr != nil {
		closeBody(req)
	}
	if resp == nil {
		resp = &http.Response{Body: http.NoBody, Request: req}
	}
	return resp, nil
}

// makeAttempt makes one attempt: it waits for the rate limit and the token, and sends
// the request, whose timeout and duration begin then. If nothing is sent, c.last
// keeps the attempt before. The response is nil where none came.
func (c *call) makeAttempt(req *http.Request) *http.Response {
	if c.prepareErr = ContextError(c); c.prepareErr != nil {
		return nil
	}
	ctx, added := c.startAttempt()
	token, err := c.await(ctx)
	if err = cmp.Or(err, checkHeader(added)); err != nil {
		c.prepareErr = err
		return nil
	}
	c.last = attemptState{token: token.text()}
	header := c.core.requestHeader(c.op.hasBody, token)
	addHeader(header, req.Header) // the cookies of the caller's jar
	addHeader(header, added)
	return c.exchange(ctx, req, header)
}

// await waits for what must be there before a request can be sent. Every attempt
// passes the rate limit, so that calls, retries, polls and prefetch share one.
func (c *call) await(ctx context.Context) (secret, error) {
	c.queued = 0
	if c.core.cfg.Limiter != nil || !c.core.cfg.Credentials.ready() {
		defer func(start time.Time) { c.queued = time.Since(start) }(time.Now())
	}
	if err := c.core.limit(ctx); err != nil {
		return secret{}, err
	}
	return c.core.cfg.Credentials.get(ctx)
}

// limit waits for the client's own rate limit.
func (c *Core) limit(ctx context.Context) error {
	if c.cfg.Limiter == nil {
		return nil
	}
	err := c.cfg.Limiter.Wait(ctx)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return fmt.Errorf("rate limit: %w", ContextError(ctx))
	}
	return fmt.Errorf("rate limit: the wait would be longer than the deadline allows: %w", context.DeadlineExceeded)
}

// requestHeader is what an attempt sends, before cookies and hooks add to it. It is
// a copy, because a transport may change it.
func (c *Core) requestHeader(hasBody bool, token secret) http.Header {
	if hasBody {
		return c.headerOfBody(token)
	}
	return c.header(token)
}

// checkHeader refuses what hooks have added and net/http would not send: the request must
// not pass for sent.
func checkHeader(added http.Header) error {
	for key, values := range added {
		if !validHeaderName(key) || slices.ContainsFunc(values, func(v string) bool { return !validHeaderValue(v) }) {
			return errors.New("a hook has added a header that cannot be sent")
		}
	}
	return nil
}

// addHeader adds to the header of an attempt. Cookies join those that are there, and
// other values replace them; only the token stays.
func addHeader(h, more http.Header) {
	for key, values := range more {
		switch own := h[key]; {
		case strings.EqualFold(key, "Authorization"):
			continue
		case key == "Cookie" && own != nil:
			values = []string{strings.Join(slices.Concat(own, values), "; ")}
		}
		h[key] = values
	}
}

// exchange sends the request and reads the response.
func (c *call) exchange(ctx context.Context, req *http.Request, header http.Header) *http.Response {
	started := now()
	ctx, cancel := c.core.attemptContext(ctx, started)
	defer func() {
		cancel()
		c.ended = now()
		c.last.duration = c.ended - started
	}()
	sent, conn := c.outgoing(ctx, req, header, cancel)
	resp, err := roundTrip(c.core.transport(), sent)
	if err != nil {
		c.noteFailure(sent, conn, err)
		return nil
	}
	c.read(sent, resp)
	resp.Request = req // where the call is found, whatever context a hook has given the other
	return resp
}

// noteFailure notes how far a request has got that the transport has failed to send.
func (c *call) noteFailure(sent *http.Request, conn *connection, err error) {
	c.last.reachedServer, c.last.badPeer = conn.reached(err), tlsRefused(err) || saysPermanent(err)
	if c.last.err = errNotResent; conn == nil || !conn.stopped.Load() {
		c.last.err = c.attemptError(sent, err, conn != nil && !c.last.reachedServer || c.core.proxied(sent))
	}
}

// outgoing is the request as the transport gets it. Its connection is observed
// unless it is a read: whether the server has seen that makes no difference.
func (c *call) outgoing(ctx context.Context, req *http.Request, header http.Header, stop context.CancelFunc,
) (*http.Request, *connection) {
	var conn *connection
	if c.op.Class != ClassRead {
		conn = new(connection)
		ctx = httptrace.WithClientTrace(ctx, conn.trace(c.core.transport()))
	}
	sent := &c.room.sent
	if len(c.made) > 0 {
		sent = new(http.Request)
	}
	*sent = *req.WithContext(ctx)
	sent.Header = header
	if c.op.Class == ClassCreate {
		conn.stop = stop
		conn.onlyOnce(sent)
	}
	return sent, conn
}

// attemptContext bounds one attempt; the caller's own deadline stays apart, so
// that only the attempt's is retried.
func (c *Core) attemptContext(ctx context.Context, started time.Duration) (context.Context, context.CancelFunc) {
	if c.timeout == nil {
		return context.WithCancel(ctx)
	}
	return context.WithDeadlineCause(ctx, epoch.Add(started+c.timeout.limit), c.timeout)
}

// epoch is when the clock that calls are measured by began.
var epoch = time.Now()

// now reads that clock, which takes half as long as time.Now: that reads the wall
// clock, too.
func now() time.Duration { return time.Since(epoch) }

func closeBody(req *http.Request) {
	if req.Body != nil {
		_ = req.Body.Close()
	}
}
