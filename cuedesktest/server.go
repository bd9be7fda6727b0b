package cuedesktest

import (
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/cuedesk/cuedesk-go/internal/fakehttp"
)

const (
	// BaseURL is the base URL of the clients of a Server. As an http.RoundTripper, the server
	// accepts any other as well.
	BaseURL = "https://cuedesk.test"
	// Token is the bearer token that a Server accepts, unless WithToken sets another one.
	Token = "cuedesktest-token"
)

// bodyLimit is the size in bytes above which a request is refused.
const bodyLimit = 10 << 20

// Server is a fake of the Cuedesk Contacts API with a workspace of its own. It is an [http.Handler], for a listener or
// [net/http/httptest], and an [http.RoundTripper], for an [http.Client] without a network. It is safe for concurrent
// use, starts no goroutines, and need not be closed.
type Server struct {
	http   *fakehttp.Server
	router *fakehttp.Router
	viewer *fakehttp.Server // for Viewer

	mu    sync.Mutex
	store *store
}

// Request is a request as the server has received it.
type Request struct {
	// Operation is the route pattern of the operation, one of Operations; empty: none of them.
	Operation string
	// Method is the HTTP method.
	Method string
	// Path is the path as it was sent, with its escapes and without the query.
	Path string
	// Query holds the query parameters.
	Query url.Values
	// Header holds the headers. The value of Authorization is redacted.
	Header http.Header
	// Body is the body as it was sent, up to 10 MiB; nil: none.
	Body []byte
	// Status is the status of the response; 0: there is none yet, or the connection failed before.
	Status int
	// Applied is the status with which the operation has answered, whether or not a fault has
	// replaced the response. It is 400 or more if the operation has refused the request; 0:
	// the operation was not carried out.
	Applied int
}

// NewServer returns a server with an empty workspace.
func NewServer(opts ...Option) *Server {
	settings := newSettings(opts)
	s := &Server{store: newStore(settings)}
	api := fakehttp.API[*call]{
		Name:         "cuedesktest",
		Tiers:        [][]fakehttp.Operation[*call]{imports, operations},
		Admit:        s.admit,
		Lock:         &s.mu,
		Begin:        s.begin,
		Encode:       func(result any) ([]byte, error) { return json.Marshal(result, json.Deterministic(true)) },
		NotFound:     documentedError(http.StatusNotFound),
		ErrorBody:    errorBody,
		BodyLimit:    bodyLimit,
		RequestLimit: settings.requestLog,
		ByteLimit:    settings.requestBodies,
		Latency:      s.latency,
	}
	s.http, s.router = fakehttp.NewAPI(api)
	s.viewer, _ = fakehttp.NewAPI(s.asViewer(api))
	return s
}

// latency returns what [WithLatency] has set.
func (s *Server) latency() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.store.latency
}

// Token returns the bearer token that the server accepts.
func (s *Server) Token() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.store.token
}

// Operation returns the operation of a request, one of [Operations]; empty: none of them. It is for handlers around the
// server.
func (s *Server) Operation(r *http.Request) string { return s.router.Operation(r) }

// ServeHTTP answers a request over a connection.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.http.ServeHTTP(w, r) }

// RoundTrip answers a request in the caller's goroutine, without a connection. It returns when the request's context
// ends.
func (s *Server) RoundTrip(r *http.Request) (*http.Response, error) { return s.http.RoundTrip(r) }

// Requests returns copies of the requests that the server has received, in the order of their arrival. Requests that
// met [Refuse] are not among them.
func (s *Server) Requests() []Request {
	return fakehttp.RequestsAs(s.http, func(r fakehttp.Request) Request { return Request(r) })
}

// admit refuses a request without the token.
func (s *Server) admit(r *http.Request) fakehttp.Problem {
	if !fakehttp.Authorized(r, s.Token()) {
		return documentedError(http.StatusUnauthorized)
	}
	return nil
}

// begin processes what is due of the imports before the call is made.
func (s *Server) begin(r *http.Request, now time.Time) *call {
	s.store.advance(now)
	return newCall(s.store, r, now)
}
