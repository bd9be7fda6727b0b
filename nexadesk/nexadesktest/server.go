package nexadesktest

import (
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/internal/fakehttp"
)

const (
	// BaseURL is the base URL of the clients of a Server. As an
	// http.RoundTripper, the server accepts any other as well.
	BaseURL = "https://nexadesk.test"
	// Token is the bearer token that a Server accepts.
	Token = "nexadesktest-token" //nolint:gosec // It opens nothing but the fake.
)

// bodyLimit is the size in bytes above which a request is refused.
const bodyLimit = 1 << 20

// Server is a fake of the Nexadesk Contacts API. It is an [http.Handler] and an
// [http.RoundTripper]. It is safe for concurrent use, starts no goroutines, and need
// not be closed.
type Server struct {
	http *fakehttp.Server

	mu    sync.Mutex
	store store
}

// NewServer returns a server without contacts.
func NewServer() *Server {
	s := &Server{}
	s.http, _ = fakehttp.NewAPI(fakehttp.API[*call]{
		Name:         "nexadesktest",
		Tiers:        [][]fakehttp.Operation[*call]{operations},
		Admit:        admit,
		Lock:         &s.mu,
		Begin:        s.begin,
		Encode:       encode,
		NotFound:     documented(http.StatusNotFound),
		ErrorBody:    errorBody,
		BodyLimit:    bodyLimit,
		RequestLimit: -1,
	})
	return s
}

// ServeHTTP answers a request over a connection.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.http.ServeHTTP(w, r) }

// RoundTrip answers a request in the caller's goroutine, without a connection. It
// returns when the request's context ends.
func (s *Server) RoundTrip(r *http.Request) (*http.Response, error) { return s.http.RoundTrip(r) }

// Inject applies the faults to the next requests of the operation, one request
// each, in the order given. An operation is one of [Operations]; "" and "*" mean any
// request. Inject panics if the operation is anything else, and on a fault of an
// operation that this API does not have, such as [cuedesktest.FailImport].
func (s *Server) Inject(operation string, faults ...cuedesktest.Fault) {
	s.http.Inject(operation, fakehttp.FaultsOf(faults)...)
}

// ClearFaults removes the faults that no request has met yet, and those with
// [cuedesktest.Fault.Always].
func (s *Server) ClearFaults() { s.http.ClearFaults() }

// String returns what the server is, with the number of requests.
func (s *Server) String() string {
	requests, _ := s.http.CountRequests()
	return fmt.Sprintf("fake of the Nexadesk API: %d requests", requests)
}

// LogValue logs what String returns.
func (s *Server) LogValue() slog.Value { return slog.StringValue(s.String()) }

// Requests returns copies of the requests that the server has received, in the order
// of their arrival. Requests that met [cuedesktest.Refuse] are not among them.
func (s *Server) Requests() []cuedesktest.Request {
	return fakehttp.RequestsAs(s.http, func(r fakehttp.Request) cuedesktest.Request { return cuedesktest.Request(r) })
}

// admit refuses a request without the token.
func admit(r *http.Request) fakehttp.Problem {
	if !fakehttp.Authorized(r, Token) {
		return documented(http.StatusUnauthorized)
	}
	return nil
}

func (s *Server) begin(r *http.Request, now time.Time) *call {
	return &call{store: &s.store, r: r, now: now.UTC().Truncate(time.Millisecond)}
}
