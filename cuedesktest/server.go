package cuedesktest

import (
	"errors"
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
	s.router = fakehttp.NewRouter(
		http.HandlerFunc(noSuchRoute),
		routes(imports, s.serve),
		routes(operations, s.serve),
	)
	s.http = fakehttp.New(fakehttp.Config{
		Name:         "cuedesktest",
		Operations:   Operations(),
		Operation:    s.router.Operation,
		Handler:      s.router,
		ErrorBody:    errorBody,
		BodyLimit:    bodyLimit,
		RequestLimit: settings.requestLog,
	})
	return s
}

// Token returns the bearer token that the server accepts.
func (s *Server) Token() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.store.token
}

// Operation returns the operation that a request asks for, one of [Operations], or "" if it is none: for handlers
// around the server.
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

// serve returns the handler of an operation.
func (s *Server) serve(op operation) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !fakehttp.Authorized(r, s.Token()) {
			fakehttp.WriteJSON(w, http.StatusUnauthorized, documentedError(http.StatusUnauthorized).body())
			return
		}
		status, body := s.carryOut(op, r)
		fakehttp.WriteJSON(w, status, body)
	})
}

// carryOut runs the operation on the state as it is now.
func (s *Server) carryOut(op operation, r *http.Request) (status int, body []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	s.store.advance(now)
	result, err := op.run(newCall(s.store, r, now))
	if refused := (*problem)(nil); errors.As(err, &refused) {
		return refused.status, refused.body()
	}
	if op.status == http.StatusNoContent {
		return op.status, nil
	}
	if body, err = json.Marshal(result, json.Deterministic(true)); err != nil {
		return http.StatusInternalServerError, documentedError(http.StatusInternalServerError).body()
	}
	return op.status, body
}

// noSuchRoute answers requests for what is no operation.
func noSuchRoute(w http.ResponseWriter, _ *http.Request) {
	fakehttp.WriteJSON(w, http.StatusNotFound, documentedError(http.StatusNotFound).body())
}
