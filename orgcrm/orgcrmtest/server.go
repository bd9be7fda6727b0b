package orgcrmtest

import (
	"errors"
	"fmt"
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
	// BaseURL is the base URL under which a [Server] answers as an [http.RoundTripper]. Any other will do as well:
	// the server does not look at the host.
	BaseURL = "https://orgcrm.test"
	// OrgID is the organization of [Server.Client]. A server takes any: each is there, and empty, when it is first
	// named.
	OrgID = "org-1"
	// Token is the bearer token that a [Server] accepts, for all organizations.
	Token = "orgcrmtest-token"
)

// bodyLimit is the size in bytes above which a request is refused.
const bodyLimit = 10 << 20

// Server is the API in memory. It is an [http.Handler], for a listener of your own or [net/http/httptest], and an
// [http.RoundTripper], for an [http.Client] without a network. It is safe for concurrent use, has no goroutines, and
// needs no closing.
type Server struct {
	http *fakehttp.Server

	mu     sync.Mutex
	serial int
	orgs   map[string]*org
}

// NewServer returns a server without any data.
func NewServer() *Server {
	s := &Server{orgs: map[string]*org{}}
	router := fakehttp.NewRouter(http.HandlerFunc(noSuchRoute), s.routes())
	s.http = fakehttp.New(fakehttp.Config{
		Name:         "orgcrmtest",
		Operations:   Operations(),
		Operation:    router.Operation,
		Handler:      router,
		ErrorBody:    errorBody,
		BodyLimit:    bodyLimit,
		RequestLimit: -1,
	})
	return s
}

// ServeHTTP answers a request over a connection.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.http.ServeHTTP(w, r) }

// RoundTrip answers a request in the caller's goroutine, without a connection. It honours the request's context.
func (s *Server) RoundTrip(r *http.Request) (*http.Response, error) { return s.http.RoundTrip(r) }

// Client returns a client of [OrgID] that works without a network. It panics on options that [orgcrm.NewClient]
// refuses.
func (s *Server) Client(opts ...cuedesk.Option) *orgcrm.Client { return s.ClientOf(OrgID, opts...) }

// ClientOf returns a client of the organization, as [Server.Client] does.
func (s *Server) ClientOf(orgID string, opts ...cuedesk.Option) *orgcrm.Client {
	all := []cuedesk.Option{cuedesk.WithHTTPClient(&http.Client{Transport: s})}
	client, err := orgcrm.NewClient(BaseURL, orgID, Token, append(all, opts...)...)
	if err != nil {
		panic(fmt.Sprintf("orgcrmtest: Client: %v", err))
	}
	return client
}

// Inject lets the faults befall the next requests of the operation, one request each, in the order given. An
// operation is one of [Operations]; "" and "*" stand for any request. It panics on any other operation.
func (s *Server) Inject(operation string, faults ...cuedesktest.Fault) {
	s.http.Inject(operation, fakehttp.FaultsOf(faults)...)
}

// ClearFaults forgets the faults that no request has met yet.
func (s *Server) ClearFaults() { s.http.ClearFaults() }

// Requests returns copies of the requests that the server has seen, in the order of their arrival. Those that were
// refused a connection are not among them.
func (s *Server) Requests() []cuedesktest.Request {
	return fakehttp.RequestsAs(s.http, func(r fakehttp.Request) cuedesktest.Request { return cuedesktest.Request(r) })
}

// AddOpportunity links an opportunity, any value that encodes as JSON, to a contact. The API has no operation for it.
// It panics if there is no such contact.
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

// serve returns the handler of an operation.
func (s *Server) serve(op operation) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := r.Header.Get("X-Org-Id")
		switch {
		case !fakehttp.Authorized(r, Token):
			refuse(w, unauthorized)
		case id == "":
			refuse(w, noOrganization)
		default:
			status, body := s.carryOut(op, r, id)
			fakehttp.WriteJSON(w, status, body)
		}
	})
}

// carryOut runs the operation on what the organization has.
func (s *Server) carryOut(op operation, r *http.Request, id string) (status int, body []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.orgs[id] == nil {
		s.orgs[id] = newOrg(&s.serial)
	}
	result, err := op.run(&call{org: s.orgs[id], r: r, now: time.Now().UTC()})
	if refused := (*problem)(nil); errors.As(err, &refused) {
		return refused.status, refused.body()
	}
	if op.status == http.StatusNoContent {
		return op.status, nil
	}
	if body, err = json.Marshal(result, json.Deterministic(true)); err != nil {
		return http.StatusInternalServerError, (&problem{status: http.StatusInternalServerError}).body()
	}
	return op.status, body
}

// noSuchRoute answers requests for what is no operation.
func noSuchRoute(w http.ResponseWriter, _ *http.Request) { refuse(w, notFound("Route")) }

func refuse(w http.ResponseWriter, p *problem) { fakehttp.WriteJSON(w, p.status, p.body()) }
