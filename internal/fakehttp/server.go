package fakehttp

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"sync/atomic"
	"syscall"
	"time"
)

// Config is what differs from one API to the next.
type Config struct {
	// Name begins the text of panics: the name of the package.
	Name string
	// Operations are the operations that faults can be injected for; without any, those of any name.
	Operations []string
	// Operation names the operation of a request; "" where there is none. Required.
	Operation func(*http.Request) string
	// Handler carries operations out. It gets the whole body in memory, and what it writes is buffered. Required.
	Handler http.Handler
	// ErrorBody returns the error body that the API documents for a status. Required.
	ErrorBody func(status int) (contentType string, body []byte)
	// BodyLimit is the size in bytes above which a request's body is refused with status 413. Required.
	BodyLimit int64
	// RequestLimit is how many requests are kept on record, the latest; a negative number keeps all.
	RequestLimit int
	// ByteLimit is how many bytes of bodies are kept on record, those of the latest requests; 0 and less is no limit.
	ByteLimit int
	// Latency returns how long each request waits before it is carried out; nil is not at all.
	Latency func() time.Duration
}

// requestID is the header that names a request.
const requestID = "X-Request-Id"

// Server is the machinery of a fake API around its handler. It is an [http.Handler] and an [http.RoundTripper], and
// safe for concurrent use.
type Server struct {
	config   Config
	recorder *recorder
	faults   faults
	sequence atomic.Int64
}

// New returns a server.
func New(config Config) *Server {
	return &Server{config: config, recorder: newRecorder(config.RequestLimit, cmp.Or(max(config.ByteLimit, 0), -1))}
}

// Inject applies the faults to the next requests of the operation, one each, in order; "" and "*" are any request. It
// panics on an operation that is not in the configuration, its own or a fault's, because no request could meet it.
func (s *Server) Inject(operation string, faults ...Fault) {
	if operation == "*" {
		operation = ""
	}
	s.checkOperation(operation)
	for _, fault := range faults {
		s.checkOperation(fault.Operation)
	}
	s.faults.add(operation, faults)
}

// checkOperation panics on an operation that is not in the configuration.
func (s *Server) checkOperation(operation string) {
	if known := s.config.Operations; operation != "" && len(known) > 0 && !slices.Contains(known, operation) {
		panic(fmt.Sprintf("%s: Inject: no operation %q; see Operations", s.config.Name, operation))
	}
}

// ClearFaults forgets the faults that no request has met yet.
func (s *Server) ClearFaults() { s.faults.clear() }

// Waiting returns the faults that wait for requests, in the order in which they were injected.
func (s *Server) Waiting() []Waiting { return s.faults.list() }

// Requests returns the requests that the server has seen, in the order of their arrival.
func (s *Server) Requests() []Request { return s.recorder.requests() }

// Exchanges returns at most n requests with what became of them, the latest first, of those with numbers below a
// number. Queries, headers and bodies are left out: see [Server.Exchange].
func (s *Server) Exchanges(below, n int) []Exchange { return s.recorder.latest(below, n) }

// Exchange returns the request with the number, and what became of it, if it is on record.
func (s *Server) Exchange(number int) (Exchange, bool) { return s.recorder.find(number) }

// CountRequests returns how many requests have arrived, and how many of them have no response yet.
func (s *Server) CountRequests() (seen, underWay int) { return s.recorder.count() }

// ForgetRequests drops the record of requests. Their numbers are not used again.
func (s *Server) ForgetRequests() { s.recorder.forget() }

// RequestsAs returns the requests of a server as another type.
func RequestsAs[R any](s *Server, as func(Request) R) []R {
	recorded := s.Requests()
	requests := make([]R, len(recorded))
	for n, request := range recorded {
		requests[n] = as(request)
	}
	return requests
}

// exchange answers one request. An error is a failure of the connection, or the end of the request's context.
func (s *Server) exchange(r *http.Request) (*reply, error) {
	operation := s.config.Operation(r)
	fault := s.faultFor(r, operation)
	if fault.Break == Refused {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, s.config.BodyLimit+1))
	if err != nil {
		return nil, fmt.Errorf("reading the request's body: %w", err)
	}
	var recorded []byte
	if len(body) > 0 {
		recorded = body[:min(int64(len(body)), s.config.BodyLimit)]
	}
	record := s.recorder.begin(operation, r, recorded)
	out, err := s.respond(r, body, fault, record)
	if err == nil {
		out.header.Set(requestID, fmt.Sprintf("req-%06d", s.sequence.Add(1)))
	}
	s.recorder.end(record, out)
	return out, err
}

// respond lets the fault take its course around the operation.
func (s *Server) respond(r *http.Request, body []byte, fault Fault, record *Exchange) (*reply, error) {
	var out *reply
	if err := wait(r.Context(), s.latency(fault)); err != nil {
		return nil, err
	}
	if fault.Applied || !fault.replacesResponse() {
		out = s.apply(r, body, fault.Mark)
		s.recorder.apply(record, out.status)
	}
	if fault.Applied {
		if err := wait(r.Context(), fault.Latency); err != nil {
			return nil, err
		}
	}
	return s.applyFault(out, fault)
}

// latency is how long the operation waits.
func (s *Server) latency(fault Fault) time.Duration {
	var d time.Duration
	if s.config.Latency != nil {
		d = s.config.Latency()
	}
	if !fault.Applied {
		d += fault.Latency
	}
	return d
}

// apply has the API carry the operation out.
func (s *Server) apply(r *http.Request, body []byte, mark string) *reply {
	if int64(len(body)) > s.config.BodyLimit {
		return s.documented(http.StatusRequestEntityTooLarge)
	}
	r = r.WithContext(context.WithValue(r.Context(), markKey{}, mark))
	r.Body = io.NopCloser(bytes.NewReader(body))
	out := newReply()
	s.config.Handler.ServeHTTP(out, r)
	return out
}

// markKey is the key of a fault's mark in a request's context.
type markKey struct{}

// Mark returns the Mark of the fault that the request meets, or "".
func Mark(ctx context.Context) string {
	mark, _ := ctx.Value(markKey{}).(string)
	return mark
}

// wait waits, but no longer than the context lives.
func wait(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
