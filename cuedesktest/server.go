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
	// BaseURL is the base URL under which a [Server] answers as an [http.RoundTripper]. Any other will do as well:
	// the server does not look at the host.
	BaseURL = "https://cuedesk.test"
	// Token is the bearer token that a [Server] accepts, unless [WithToken] says otherwise.
	Token = "cuedesktest-token"
)

// bodyLimit is the size in bytes above which a request is refused.
const bodyLimit = 10 << 20

// Server is a Cuedesk Contacts API in memory, with a workspace of its own that is empty at first. It is an
// [http.Handler], for a listener of your own or [net/http/httptest], and an [http.RoundTripper], for an [http.Client]
// without a network. It is safe for concurrent use, has no goroutines, and needs no closing.
type Server struct {
	http   *fakehttp.Server
	router *fakehttp.Router
	viewer *fakehttp.Server // for Viewer

	mu    sync.Mutex
	store *store
}

// Request is a request as the server saw it.
type Request struct {
	// Operation is the route pattern of the operation, one of [Operations]; "" where the path is none of them.
	Operation string
	// Method is the HTTP method.
	Method string
	// Path is the path as sent, escapes and all, without the query.
	Path string
	// Query holds the query parameters.
	Query url.Values
	// Header holds the headers. The value of Authorization is redacted.
	Header http.Header
	// Body is the body as sent, up to 10 MiB; nil without one.
	Body []byte
	// Status is the status of the response; 0 while there is none, and where the connection failed before it.
	Status int
	// Applied is the status with which the API itself answered, whatever a fault made of it; 0 if the operation was not
	// carried out. A refusal counts as carried out: it is one of 400 or more.
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

// Operation returns the operation that a request asks for, one of [Operations], or "" if it asks for none of
// them: for handlers around the server.
func (s *Server) Operation(r *http.Request) string { return s.router.Operation(r) }

// ServeHTTP answers a request over a connection.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.http.ServeHTTP(w, r) }

// RoundTrip answers a request in the caller's goroutine, without a connection. It honours the request's context.
func (s *Server) RoundTrip(r *http.Request) (*http.Response, error) { return s.http.RoundTrip(r) }

// Requests returns copies of the requests that the server has seen, in the order of their arrival. Requests that
// [Refuse] kept from arriving are not among them.
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
