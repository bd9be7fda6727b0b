package rest

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/textproto"
	"slices"
	"sync/atomic"
	"time"
)

// defaultTimeout is what the pings go by where an attempt has no bound.
const defaultTimeout = 30 * time.Second

// maxHeader bounds the header of a response, of which each byte can take ten of memory.
const maxHeader = 1 << 20

// newTransport is net/http's default with more than two idle connections a host,
// so that concurrent calls do not reconnect each time, and with pings that notice
// a dead HTTP/2 connection within half of an attempt.
func newTransport(timeout time.Duration) http.RoundTripper {
	t, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		return http.DefaultTransport
	}
	t = t.Clone()
	t.MaxIdleConnsPerHost = 64
	t.MaxResponseHeaderBytes = maxHeader
	if timeout <= 0 {
		timeout = defaultTimeout
	}
	t.HTTP2 = &http.HTTP2Config{
		SendPingTimeout: max(time.Second, timeout/3),
		PingTimeout:     max(time.Second, timeout/6),
	}
	return t
}

func (c *Core) transport() http.RoundTripper {
	if s, ok := c.cfg.HTTPClient.Transport.(sealed); ok {
		return s.transport()
	}
	return cmp.Or(c.cfg.HTTPClient.Transport, http.DefaultTransport)
}

// sealed has the transport in a closure, into which no printer that goes by reflection
// can look: the buffers of its connections hold what was sent, with the token.
type sealed struct{ transport func() http.RoundTripper }

// seal returns a copy of the client whose transport is sealed.
func seal(client *http.Client) *http.Client {
	if _, ok := client.Transport.(sealed); ok {
		return client
	}
	copied := *client
	copied.Transport = sealed{func() http.RoundTripper { return cmp.Or(client.Transport, http.DefaultTransport) }}
	return &copied
}

// RoundTrip is for a transport that an option puts before this one.
func (s sealed) RoundTrip(r *http.Request) (*http.Response, error) { return s.transport().RoundTrip(r) }

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

// saysPermanent reports whether a transport or a gate says that trying again would not
// help.
func saysPermanent(err error) bool {
	permanent, ok := errors.AsType[interface {
		error
		Permanent() bool
	}](err)
	return ok && permanent.Permanent()
}

// saysUnsent reports whether a transport says that it has sent nothing.
func saysUnsent(err error) bool {
	unsent, ok := errors.AsType[interface {
		error
		Unsent() bool
	}](err)
	return ok && unsent.Unsent()
}

// Sequential reports whether the transport, that of a cassette, needs one request
// after the other.
func (c *Core) Sequential() bool {
	_, ok := c.transport().(interface{ Sequential() })
	return ok
}

// connection observes how far a request has got.
type connection struct {
	stop        context.CancelFunc // ends the attempt of what must not be sent again; nil: it may be
	wanted, got atomic.Bool
	http1       atomic.Bool // the connection is known to be HTTP/1.1
	written     atomic.Bool // the header was at least begun
	keyed       atomic.Bool // the header has a key that makes net/http repeat a POST
	answered    atomic.Bool // a response began, and not with a 1xx
	stopped     atomic.Bool // it was kept from being sent again
	interim     atomic.Int64
	hooks       httptrace.ClientTrace
}

// maxInterim bounds the 1xx responses to a request. net/http has a bound of its own only
// where they are not observed.
const maxInterim = 1000

var errInterim = fmt.Errorf("more than %d responses of 1xx", maxInterim)

// trace observes the connection, and stops a request before it is sent again that
// must not be: on HTTP/2 nothing is written once the context has ended, which HTTP/1.1
// does not promise. There the connection is closed, which is this request's alone.
func (c *connection) trace(rt http.RoundTripper) *httptrace.ClientTrace {
	c.hooks.GetConn = func(string) { c.wanted.Store(true) }
	c.hooks.GotConn = func(info httptrace.GotConnInfo) { c.gotConn(info, rt) }
	c.hooks.WroteHeaderField = func(key string, _ []string) {
		c.written.Store(true)
		if slices.Contains(replayHeaders, http.CanonicalHeaderKey(key)) {
			c.keyed.Store(true)
		}
	}
	c.hooks.GotFirstResponseByte = func() { c.answered.Store(true) }
	c.hooks.Got1xxResponse = func(int, textproto.MIMEHeader) error {
		c.answered.Store(false)
		if c.interim.Add(1) > maxInterim {
			return errInterim
		}
		return nil
	}
	return &c.hooks
}

func (c *connection) gotConn(info httptrace.GotConnInfo, rt http.RoundTripper) {
	http1, resent := isHTTP1(rt, info.Conn), c.got.Swap(true)
	if !resent || c.mayResend() {
		c.http1.Store(http1)
		return
	}
	c.stopped.Store(true)
	c.stop()
	if _, encrypted := info.Conn.(tlsConn); http1 || !encrypted { // without TLS, it may be either
		_ = info.Conn.Close()
	}
}

// tlsConn is a connection that knows which protocol it has agreed on.
type tlsConn interface{ ConnectionState() tls.ConnectionState }

// mayResend reports whether a request may be sent again below the call. A create may
// where nothing was written, which net/http knows of HTTP/1.1 where no key lets it
// guess, or where an answer came, so that the caller's own transport sends it.
func (c *connection) mayResend() bool {
	return c.stop == nil || c.answered.Load() || !c.keyed.Load() && (c.http1.Load() || !c.written.Load())
}

// isHTTP1 reports whether a connection is certainly HTTP/1.1.
func isHTTP1(rt http.RoundTripper, conn net.Conn) bool {
	if c, ok := conn.(tlsConn); ok {
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
	dialFailed := ok && op.Op == "dial" || saysUnsent(err)
	if c == nil {
		return !dialFailed
	}
	return c.got.Load() || !c.wanted.Load() && !dialFailed
}

// proxied reports whether a request goes through a proxy, as far as that can be
// told from outside of the transport.
func (c *Core) proxied(req *http.Request) bool {
	find := http.ProxyFromEnvironment
	if t, ok := c.transport().(*http.Transport); ok {
		find = t.Proxy
	}
	if find == nil {
		return false
	}
	proxy, err := find(req)
	return proxy != nil || err != nil
}

var errNotResent = errors.New("the connection failed after the request may have been sent")

// onlyOnce keeps net/http from asking for the body of a create again. On HTTP/2 it
// would resend what a server has refused, and on HTTP/1.1 what has a key for that.
func (c *connection) onlyOnce(req *http.Request) {
	body := req.GetBody
	if body == nil {
		return
	}
	req.GetBody = func() (io.ReadCloser, error) {
		if !c.mayResend() {
			return nil, errNotResent
		}
		return body()
	}
}
