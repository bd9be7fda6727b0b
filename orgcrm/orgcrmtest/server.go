package orgcrmtest

import (
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/internal/fakehttp"
	"github.com/cuedesk/cuedesk-go/orgcrm"
)

const (
	// BaseURL is the base URL of the clients of a Server. As an http.RoundTripper, the server
	// accepts any other as well.
	BaseURL = "https://orgcrm.test"
	// OrgID is the organization of Server.Client. A server accepts any other: each exists,
	// without data, once a request names it.
	OrgID = "org-1"
	// Token is the bearer token that a Server accepts, for all organizations.
	Token = "orgcrmtest-token"
)

// bodyLimit is the size in bytes above which a request is refused.
const bodyLimit = 10 << 20

// Server is a fake of the API. It is an [http.Handler], for a listener or [net/http/httptest], and an
// [http.RoundTripper], for an [http.Client] without a network. It is safe for concurrent use, starts no goroutines, and
// need not be closed.
type Server struct {
	http *fakehttp.Server

	mu     sync.Mutex
	serial int
	orgs   map[string]*org
}

// NewServer returns a server without data.
func NewServer() *Server {
	s := &Server{orgs: map[string]*org{}}
	s.http, _ = fakehttp.NewAPI(fakehttp.API[*call]{
		Name:         "orgcrmtest",
		Tiers:        [][]fakehttp.Operation[*call]{operations},
		Admit:        admit,
		Lock:         &s.mu,
		Begin:        s.begin,
		Encode:       func(result any) ([]byte, error) { return json.Marshal(result, json.Deterministic(true)) },
		NotFound:     notFound("Route"),
		ErrorBody:    errorBody,
		BodyLimit:    bodyLimit,
		RequestLimit: -1,
	})
	return s
}

// ServeHTTP answers a request over a connection.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.http.ServeHTTP(w, r) }

// RoundTrip answers a request in the caller's goroutine, without a connection. It returns when the request's context
// ends.
func (s *Server) RoundTrip(r *http.Request) (*http.Response, error) { return s.http.RoundTrip(r) }

// Client returns a client of [OrgID] that works without a network. It panics on options that [orgcrm.NewClient]
// refuses.
func (s *Server) Client(opts ...cuedesk.Option) *orgcrm.Client { return s.ClientOf(OrgID, opts...) }

// ClientOf returns a client of an organization: see [Server.Client].
func (s *Server) ClientOf(orgID string, opts ...cuedesk.Option) *orgcrm.Client {
	all := []cuedesk.Option{cuedesk.WithHTTPClient(&http.Client{Transport: s})}
	client, err := orgcrm.NewClient(BaseURL, orgID, Token, append(all, opts...)...)
	if err != nil {
		panic(fmt.Sprintf("orgcrmtest: Client: %v", err))
	}
	return client
}

// Inject applies the faults to the next requests of the operation, one request each, in the order given. An
// operation is one of [Operations]; "" and "*" mean any request. Inject panics if the operation is anything else.
func (s *Server) Inject(operation string, faults ...cuedesktest.Fault) {
	s.http.Inject(operation, fakehttp.FaultsOf(faults)...)
}

// ClearFaults removes the faults that no request has met yet, and those with [cuedesktest.Fault.Always].
func (s *Server) ClearFaults() { s.http.ClearFaults() }

// String returns what the server is, with the number of requests.
func (s *Server) String() string {
	requests, _ := s.http.CountRequests()
	return fmt.Sprintf("fake of the CRM API: %d requests", requests)
}

// LogValue logs what String returns.
func (s *Server) LogValue() slog.Value { return slog.StringValue(s.String()) }

// Requests returns copies of the requests that the server has received, in the order of their arrival. Requests that
// met [cuedesktest.Refuse] are not among them.
func (s *Server) Requests() []cuedesktest.Request {
	return fakehttp.RequestsAs(s.http, func(r fakehttp.Request) cuedesktest.Request { return cuedesktest.Request(r) })
}

// AddOpportunity links an opportunity, which is any value that encodes as JSON, to a contact. No operation of the API
// does that. It panics if the contact does not exist.
func (s *Server) AddOpportunity(id orgcrm.ContactID, opportunity any) {
	raw, err := json.Marshal(opportunity)
	if err != nil {
		panic(fmt.Sprintf("orgcrmtest: AddOpportunity: %v", err))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, o := range s.orgs {
		if found := o.find(string(id)); found != nil {
			found.opportunities = append(found.opportunities, raw)
			return
		}
	}
	panic(fmt.Sprintf("orgcrmtest: AddOpportunity: no contact %q", id))
}

// orgHeader names the organization that a request is about.
const orgHeader = "X-Org-Id"

// admit refuses a request without the token or an organization.
func admit(r *http.Request) fakehttp.Problem {
	switch {
	case !fakehttp.Authorized(r, Token):
		return unauthorized
	case r.Header.Get(orgHeader) == "":
		return noOrganization
	}
	return nil
}

// begin returns a call of the organization, which is there when it is first named.
func (s *Server) begin(r *http.Request, now time.Time) *call {
	id := r.Header.Get(orgHeader)
	if s.orgs[id] == nil {
		s.orgs[id] = newOrg(&s.serial)
	}
	return &call{org: s.orgs[id], r: r, now: now.UTC()}
}
