package rest

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// The types and flags of HTTP/2 frames that the server of these tests knows (RFC 9113).
const (
	frameData      = 0
	frameHeaders   = 1
	frameReset     = 3
	frameSettings  = 4
	framePing      = 6
	frameGoAway    = 7
	flagAck        = 1
	flagEndStream  = 1
	flagEndHeaders = 4
)

// http2Server speaks HTTP/2 frame by frame, so that it can do what no well-behaved server does.
type http2Server struct {
	url      string
	client   *http.Transport
	requests atomic.Int32
	conns    atomic.Int32
	answer   func(conn *http2Conn, request int, stream uint32)
	silent   func(conn int) bool // whether a connection answers nothing any more; nil: none does
}

type http2Conn struct {
	net.Conn
	number int
}

func (c *http2Conn) frame(kind, flags byte, stream uint32, payload []byte) {
	header := binary.BigEndian.AppendUint32(nil, uint32(len(payload))<<8|uint32(kind))
	header = binary.BigEndian.AppendUint32(append(header, flags), stream)
	_, _ = c.Write(append(header, payload...))
}

func (c *http2Conn) reset(stream, code uint32) {
	c.frame(frameReset, 0, stream, binary.BigEndian.AppendUint32(nil, code))
}

// goAway says that no stream was processed.
func (c *http2Conn) goAway(code uint32) {
	c.frame(frameGoAway, 0, 0, binary.BigEndian.AppendUint32(make([]byte, 4), code))
}

func (c *http2Conn) ok(stream uint32) {
	c.frame(frameHeaders, flagEndHeaders, stream, []byte{0x88}) // :status 200, by its index
	c.frame(frameData, flagEndStream, stream, []byte(good))
}

// earlyHints is a 103, whose status has no index.
func (c *http2Conn) earlyHints(stream uint32) {
	c.frame(frameHeaders, flagEndHeaders, stream, []byte{0x08, 3, '1', '0', '3'})
}

func serveHTTP2(t *testing.T, answer func(conn *http2Conn, request int, stream uint32)) *http2Server {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return serveHTTP2On(t, listener, answer)
}

func serveHTTP2On(
	t *testing.T, listener net.Listener, answer func(conn *http2Conn, request int, stream uint32),
) *http2Server {
	t.Helper()
	donor := httptest.NewTLSServer(nil) // has a certificate
	donor.Close()
	listener = tls.NewListener(listener, &tls.Config{
		Certificates: donor.TLS.Certificates, NextProtos: []string{"h2"}, MinVersion: tls.VersionTLS12,
	})
	roots := x509.NewCertPool()
	roots.AddCert(donor.Certificate())
	s := &http2Server{url: "https://" + listener.Addr().String(), answer: answer}
	transport, _ := newTransport(0).(*http.Transport)
	transport.TLSClientConfig = &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
	s.client = transport
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		_ = listener.Close()
	})
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go s.serve(&http2Conn{conn, int(s.conns.Add(1))})
		}
	}()
	return s
}

func (s *http2Server) serve(conn *http2Conn) {
	defer func() { _ = conn.Close() }()
	if _, err := io.CopyN(io.Discard, conn, int64(len("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"))); err != nil {
		return
	}
	conn.frame(frameSettings, 0, 0, nil)
	for {
		header := make([]byte, 9)
		if _, err := io.ReadFull(conn, header); err != nil {
			return
		}
		payload := make([]byte, binary.BigEndian.Uint32(header)>>8)
		if _, err := io.ReadFull(conn, payload); err != nil {
			return
		}
		kind, flags, stream := header[3], header[4], binary.BigEndian.Uint32(header[5:])
		if kind == frameHeaders {
			s.requests.Add(1)
		}
		switch {
		case s.silent != nil && s.silent(conn.number):
		case kind == frameSettings && flags&flagAck == 0:
			conn.frame(frameSettings, flagAck, 0, nil)
		case kind == framePing && flags&flagAck == 0:
			conn.frame(framePing, flagAck, 0, payload)
		case (kind == frameHeaders || kind == frameData) && flags&flagEndStream != 0:
			s.answer(conn, int(s.requests.Load()), stream)
		}
	}
}

// endings are the ways in which an HTTP/2 server ends a stream without an answer. net/http resends a request with a
// body of its own accord after some of them.
func endings() map[string]func(*http2Conn, uint32) {
	all := map[string]func(*http2Conn, uint32){
		"connection closed": func(c *http2Conn, _ uint32) { _ = c.Close() },
		"GOAWAY": func(c *http2Conn, _ uint32) {
			c.goAway(0)
			_ = c.Close()
		},
		"GOAWAY, still open": func(c *http2Conn, _ uint32) { c.goAway(0) },
	}
	for name, code := range map[string]uint32{
		"NO_ERROR": 0, "PROTOCOL_ERROR": 1, "INTERNAL_ERROR": 2, "FLOW_CONTROL_ERROR": 3, "SETTINGS_TIMEOUT": 4,
		"STREAM_CLOSED": 5, "FRAME_SIZE_ERROR": 6, "REFUSED_STREAM": 7, "CANCEL": 8, "COMPRESSION_ERROR": 9,
		"CONNECT_ERROR": 10, "ENHANCE_YOUR_CALM": 11, "INADEQUATE_SECURITY": 12, "HTTP_1_1_REQUIRED": 13, "unknown": 99,
	} {
		all["RST_STREAM "+name] = func(c *http2Conn, stream uint32) { c.reset(stream, code) }
	}
	return all
}

// ownBody is a transport that buffers the body and lets net/http read it again, as those that log or sign do.
type ownBody struct{ *http.Transport }

func (o ownBody) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	if r.Body != nil {
		data, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		r.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }
		r.Body, _ = r.GetBody()
	}
	return o.Transport.RoundTrip(r)
}

// resendingTransport is a transport that sends a request three times where no answer comes.
type resendingTransport struct{ ownBody }

func (a resendingTransport) RoundTrip(r *http.Request) (resp *http.Response, err error) {
	for range 3 {
		if resp, err = a.ownBody.RoundTrip(r); err == nil {
			return resp, nil
		}
	}
	return nil, err
}

func TestHTTP2_createIsSentOnce(t *testing.T) {
	t.Parallel()
	all := endings()
	for name, end := range endings() {
		all["103, "+name] = func(c *http2Conn, stream uint32) {
			c.earlyHints(stream)
			end(c, stream)
		}
	}
	for name, end := range all {
		for body, op := range map[string]Operation{
			"body": operation(ClassCreate), "no body": Create("POST /v1/things/{id}/merge", 1),
		} {
			for kind, wrap := range map[string]func(*http.Transport) http.RoundTripper{
				"plain":    func(t *http.Transport) http.RoundTripper { return t },
				"own body": func(t *http.Transport) http.RoundTripper { return ownBody{t} },
				"again":    func(t *http.Transport) http.RoundTripper { return resendingTransport{ownBody{t}} },
			} {
				t.Run(name+"/"+body+"/"+kind, func(t *testing.T) {
					t.Parallel()
					checkSentOnce(t, end, op, wrap)
				})
			}
		}
	}
}

func checkSentOnce(t *testing.T, end func(*http2Conn, uint32), op Operation,
	wrap func(*http.Transport) http.RoundTripper,
) {
	t.Helper()
	srv := serveHTTP2(t, func(conn *http2Conn, request int, stream uint32) {
		if request == 1 {
			end(conn, stream)
			return
		}
		conn.ok(stream)
	})
	core := newCore(t, wrap(srv.client), at(srv.url))
	err := Do(t.Context(), core, into(op, new(resource)))
	failure := asFailed(t, err)
	checkIs(t, err, ErrOutcomeUnknown, true)
	checkIs(t, err, context.Canceled, false)
	checkIs(t, err, ErrMayApplyLater, false) // that is for the clients' errors to match
	if n := srv.requests.Load(); n != 1 || len(failure.Attempts) != 1 || !failure.MayApplyLater {
		t.Errorf("%d requests, %d attempts, may apply later: %v", n, len(failure.Attempts), failure.MayApplyLater)
	}
}

// TestHTTP2_answeredCreateMayBeResent: a transport that sends a request again after an answer, such as one that signs
// in after a 401, knows what it does.
func TestHTTP2_answeredCreateMayBeResent(t *testing.T) {
	t.Parallel()
	srv := serveHTTP2(t, func(conn *http2Conn, request int, stream uint32) {
		if request == 1 {
			conn.frame(frameHeaders, flagEndHeaders|flagEndStream, stream, []byte{0x08, 3, '4', '0', '1'})
			return
		}
		conn.ok(stream)
	})
	mustSend(t.Context(), t, newCore(t, signIn{ownBody{srv.client}}, at(srv.url)), ClassCreate)
	if n := srv.requests.Load(); n != 2 {
		t.Errorf("%d requests", n)
	}
}

// signIn is a transport that sends a request again after 401.
type signIn struct{ ownBody }

func (s signIn) RoundTrip(r *http.Request) (*http.Response, error) {
	data, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	for {
		r = r.Clone(r.Context())
		r.Body = io.NopCloser(bytes.NewReader(data))
		resp, err := s.ownBody.RoundTrip(r)
		if err != nil || resp.StatusCode != http.StatusUnauthorized {
			return resp, err
		}
		_ = resp.Body.Close()
	}
}

func TestHTTP2_readIsRepeated(t *testing.T) {
	t.Parallel()
	for name, end := range endings() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := serveHTTP2(t, func(conn *http2Conn, request int, stream uint32) {
				if request == 1 {
					end(conn, stream)
					return
				}
				conn.ok(stream)
			})
			mustSend(t.Context(), t, newCore(t, srv.client, at(srv.url)), ClassRead)
		})
	}
}

// TestHTTP2_deadConnection: a connection that a NAT has dropped is noticed by its pings, so that the second attempt
// gets another one.
func TestHTTP2_deadConnection(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		pipes := newPipes()
		srv := serveHTTP2On(t, pipes, func(conn *http2Conn, _ int, stream uint32) { conn.ok(stream) })
		srv.client.DialContext = pipes.dial
		var dropped atomic.Bool
		srv.silent = func(conn int) bool { return conn == 1 && dropped.Load() }
		var attempts atomic.Int32
		core := newCore(t, srv.client, at(srv.url), func(cfg *Config) {
			cfg.Timeout = 10 * time.Minute
			cfg.Hooks = []Hooks{ObserveAttempts(func(context.Context, Attempt) { attempts.Add(1) })}
		})
		mustSend(t.Context(), t, core, ClassRead)
		dropped.Store(true)
		begin := time.Now()
		mustSend(t.Context(), t, core, ClassRead)
		if got := attempts.Load(); got != 3 || srv.conns.Load() != 2 {
			t.Errorf("%d attempts on %d connections", got, srv.conns.Load())
		}
		pings := srv.client.HTTP2
		if took := time.Since(begin); took > pings.SendPingTimeout+pings.PingTimeout+time.Second {
			t.Errorf("it was noticed after %v", took)
		}
	})
}

func TestNewTransport_pings(t *testing.T) {
	t.Parallel()
	for timeout, want := range map[time.Duration][2]time.Duration{
		0:                {10 * time.Second, 5 * time.Second},
		30 * time.Second: {10 * time.Second, 5 * time.Second},
		time.Minute:      {20 * time.Second, 10 * time.Second},
		time.Second:      {time.Second, time.Second},
	} {
		transport, ok := newTransport(timeout).(*http.Transport)
		if !ok || transport.HTTP2.SendPingTimeout != want[0] || transport.HTTP2.PingTimeout != want[1] {
			t.Errorf("%v: %+v", timeout, transport.HTTP2)
		}
	}
}

// idempotencyKeyTransport adds a header for which net/http takes a POST to be idempotent.
type idempotencyKeyTransport struct {
	ownBody
	header string
}

func (k idempotencyKeyTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set(k.header, "1")
	return k.ownBody.RoundTrip(r)
}

// TestHTTP1_createIsSentOnce: a connection that closes in use is no reason for net/http to send a create again, even
// if a transport has added a key.
func TestHTTP1_createIsSentOnce(t *testing.T) {
	t.Parallel()
	for _, header := range []string{"Idempotency-Key", "X-Idempotency-Key", "X-Trace"} {
		for body, op := range map[string]Operation{
			"body": operation(ClassCreate), "no body": Create("POST /v1/things/{id}/merge", 1),
		} {
			t.Run(header+"/"+body, func(t *testing.T) {
				t.Parallel()
				url, requests := raw(t, func(n int, conn net.Conn) {
					if n == 1 {
						respond(conn, "HTTP/1.1 200 OK\nContent-Length: 14\n\n"+good)
						return
					}
					_ = conn.Close()
				})
				core := newCore(t, idempotencyKeyTransport{ownBody{dialer(t)}, header}, at(url))
				mustSend(t.Context(), t, core, ClassCreate)
				err := Do(t.Context(), core, into(op, new(resource)))
				checkIs(t, err, ErrOutcomeUnknown, true)
				if got := requests.Load(); got != 2 {
					t.Errorf("%d requests for two creates", got)
				}
			})
		}
	}
}

func TestConnection_mayResend(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		http1, written, keyed, answered, any, resent bool
	}{
		"nothing written":      {resent: true},
		"HTTP/1.1, no key":     {http1: true, written: true, resent: true}, // net/http knows that nothing went out
		"HTTP/1.1, with a key": {http1: true, written: true, keyed: true},
		"HTTP/2":               {written: true},
		"HTTP/2, answered":     {written: true, answered: true, resent: true},
		"no create":            {written: true, any: true, resent: true},
	} {
		c := connection{stop: func() {}}
		if test.any {
			c.stop = nil
		}
		c.http1.Store(test.http1)
		c.written.Store(test.written)
		c.keyed.Store(test.keyed)
		c.answered.Store(test.answered)
		if got := c.mayResend(); got != test.resent {
			t.Errorf("%s: %v", name, got)
		}
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader("body"))
		if err != nil {
			t.Fatal(err)
		}
		c.onlyOnce(req)
		if _, err := req.GetBody(); (err == nil) != test.resent || err != nil && !errors.Is(err, errNotResent) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// tlsPipe is a connection that has agreed on a protocol.
type tlsPipe struct {
	net.Conn
	protocol string
	closed   bool
}

func (p *tlsPipe) ConnectionState() tls.ConnectionState {
	return tls.ConnectionState{NegotiatedProtocol: p.protocol}
}

func (p *tlsPipe) Close() error {
	p.closed = true
	return nil
}

// TestConnection_trace: only a connection that no other request uses is closed to stop a create.
func TestConnection_trace(t *testing.T) {
	t.Parallel()
	for protocol, closed := range map[string]bool{"": true, "h2": false} {
		stops := 0
		c := connection{stop: func() { stops++ }}
		trace := c.trace(http.DefaultTransport)
		for range 2 {
			conn := &tlsPipe{protocol: protocol}
			trace.GotConn(httptrace.GotConnInfo{Conn: conn})
			trace.WroteHeaderField("Idempotency-Key", nil)
			if again := stops > 0; conn.closed != (again && closed) {
				t.Errorf("%q: closed: %v, stopped %d times", protocol, conn.closed, stops)
			}
		}
		if stops != 1 || !c.stopped.Load() {
			t.Errorf("%q: stopped %d times", protocol, stops)
		}
	}
}
