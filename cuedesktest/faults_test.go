package cuedesktest_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// outcome is what became of a request: a status with a body, or an error.
type outcome struct {
	status int
	header http.Header
	body   string
	err    error
}

// try sends a request that may fail, by way of rt.
func (a *api) try(rt http.RoundTripper, r *http.Request) outcome {
	a.Helper()
	resp, err := rt.RoundTrip(r)
	if err != nil {
		return outcome{err: err}
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return outcome{resp.StatusCode, resp.Header, string(body), err}
}

const newContact = `{"email":"bruce@example.com"}`

// faultTests are faults, and what they do to a request that creates a contact.
var faultTests = []struct {
	name    string
	fault   cuedesktest.Fault
	status  int
	body    string // how it starts
	err     error
	created string
}{
	{"Status", cuedesktest.Status(503), 503, `{"error":{"message":"503 SERVICE UNAVAILABLE","details":"Service ` +
		`unavailable."}}`, nil, "0"},
	{"Status of an unknown code", cuedesktest.Status(599), 599, `{"error":{"message":"599 UNKNOWN STATUS",` +
		`"details":"Unknown status."}}`, nil, "0"},
	{"Status 400", cuedesktest.Status(400), 400, `{"error":{"message":"400 BAD REQUEST","details":"Invalid or missing ` +
		`data."}}`, nil, "0"},
	{"Status 401", cuedesktest.Status(401), 401, `{"error":{"message":"401 UNAUTHORIZED","details":"Unauthorized ` +
		`access."}}`, nil, "0"},
	{"Status 404", cuedesktest.Status(404), 404, `{"error":{"message":"404 NOT FOUND","details":"Resource does not ` +
		`exist."}}`, nil, "0"},
	{"Status 422", cuedesktest.Status(422), 422, `{"error":{"message":"422 UNPROCESSABLE ENTITY",` +
		`"details":{"errors":[{"type":"value_error",`, nil, "0"},
	{"Status 500", cuedesktest.Status(500), 500, `{"error":{"message":"500 INTERNAL SERVER ERROR","details":"Internal ` +
		`server error."}}`, nil, "0"},
	{"Status after", cuedesktest.Status(503).AfterApply(), 503, `{"error":`, nil, "1"},
	{"HTML502", cuedesktest.HTML502(), 502, "<html>", nil, "0"},
	{"HTML502 after", cuedesktest.HTML502().AfterApply(), 502, "<html>", nil, "1"},
	{"EmptyBody", cuedesktest.EmptyBody(), 200, "", nil, "0"},
	{"EmptyBody after", cuedesktest.EmptyBody().AfterApply(), 200, "", nil, "1"},
	{"Body", cuedesktest.Body(202, "text/plain", "soon"), 202, "soon", nil, "0"},
	{"Torn", cuedesktest.Torn(), 200, `{"text":"`, io.ErrUnexpectedEOF, "0"},
	{"Torn after", cuedesktest.Torn().AfterApply(), 201, `{"uuid":"`, io.ErrUnexpectedEOF, "1"},
	{"Torn Status", cuedesktest.Status(500).Torn(), 500, `{"error":`, io.ErrUnexpectedEOF, "0"},
	{"Reset", cuedesktest.Reset(), 0, "", syscall.ECONNRESET, "0"},
	{"Reset after", cuedesktest.Reset().AfterApply(), 0, "", syscall.ECONNRESET, "1"},
	{"Latency", cuedesktest.Latency(time.Millisecond), 201, `{"uuid":"`, nil, "1"},
	{"Delay", cuedesktest.Status(503).Delay(time.Millisecond), 503, `{"error":`, nil, "0"},
}

// wantOutcome fails the test unless the outcome is that of faultTests[n].
func (a *api) wantOutcome(n int, got outcome) {
	a.Helper()
	want := faultTests[n]
	if !errors.Is(got.err, want.err) || want.err == nil && got.err != nil {
		a.Errorf("got error %v, want %v", got.err, want.err)
	}
	equal(a, "status", got.status, want.status)
	if !strings.HasPrefix(got.body, want.body) || want.body == "" && got.body != "" {
		a.Errorf("got body %q, want %q", got.body, want.body)
	}
	if got.status != 0 && got.header.Get("X-Request-Id") == "" {
		a.Error("no X-Request-Id")
	}
	a.do(http.StatusOK, "GET /v1/contacts", "").want("pagination.total", want.created)
}

func TestServer_Inject(t *testing.T) {
	t.Parallel()
	for n, tt := range faultTests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := newAPI(t)
			a.srv.Inject("POST /v1/contacts", tt.fault)
			a.wantOutcome(n, a.try(a.srv, a.request("POST", "/v1/contacts", newContact)))
		})
	}
}

// TestServer_Inject_socket wants of a real connection what TestServer_Inject wants of a RoundTripper.
func TestServer_Inject_socket(t *testing.T) {
	t.Parallel()
	for n, tt := range faultTests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := newAPI(t)
			a.srv.Inject("POST /v1/contacts", tt.fault)
			server := httptest.NewServer(a.srv)
			defer server.Close()
			r := a.request("POST", "/v1/contacts", newContact)
			r.URL.Scheme, r.URL.Host, r.Host = "http", strings.TrimPrefix(server.URL, "http://"), ""
			a.wantOutcome(n, a.try(&http.Transport{DisableKeepAlives: true}, r))
		})
	}
}

func TestRefuseConnection(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.srv.Inject("POST /v1/contacts", cuedesktest.Refuse())
	got := a.try(a.srv, a.request("POST", "/v1/contacts", newContact))
	var dial *net.OpError
	if !errors.As(got.err, &dial) || dial.Op != "dial" || !errors.Is(got.err, syscall.ECONNREFUSED) {
		t.Errorf("got %v, want a refused connection", got.err)
	}
	equal(t, "requests seen", len(a.srv.Requests()), 0)
	a.do(http.StatusOK, "GET /v1/contacts", "").want("pagination.total", "0")
}

// TestTorn_noBody: there is nothing to tear, so the connection is reset.
func TestTorn_noBody(t *testing.T) {
	t.Parallel()
	w := newFilledAPI(t)
	w.srv.Inject("", cuedesktest.Torn().AfterApply())
	path := "/v1/contact-lists/" + w.ids["contact_list_uuid"]
	got := w.try(w.srv, w.request("DELETE", path, ""))
	if !errors.Is(got.err, syscall.ECONNRESET) {
		t.Errorf("got %v, want a reset connection", got.err)
	}
	w.do(http.StatusNotFound, "GET "+path, "")
}

// statuses returns what n requests for contacts get.
func (a *api) statuses(n int) string {
	a.Helper()
	var out []string
	for range n {
		out = append(out, http.StatusText(a.send(a.request("GET", "/v1/contacts", "")).status))
	}
	return strings.Join(out, ", ")
}

func TestServer_Inject_order(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		inject func(*cuedesktest.Server)
		want   string
	}{
		{"one", func(s *cuedesktest.Server) {
			s.Inject("GET /v1/contacts", cuedesktest.Status(429))
		}, "Too Many Requests, OK, OK"},
		{"two", func(s *cuedesktest.Server) {
			s.Inject("GET /v1/contacts", cuedesktest.Status(429), cuedesktest.Status(503))
		}, "Too Many Requests, Service Unavailable, OK"},
		{"any operation", func(s *cuedesktest.Server) {
			s.Inject("", cuedesktest.Status(429))
			s.Inject("*", cuedesktest.Status(503))
		}, "Too Many Requests, Service Unavailable, OK"},
		{"another operation", func(s *cuedesktest.Server) {
			s.Inject("GET /v1/contact-lists", cuedesktest.Status(429))
		}, "OK, OK, OK"},
		{"times", func(s *cuedesktest.Server) {
			s.Inject("GET /v1/contacts", cuedesktest.Status(429).Times(2))
		}, "Too Many Requests, Too Many Requests, OK"},
		{"no times", func(s *cuedesktest.Server) {
			s.Inject("GET /v1/contacts", cuedesktest.Status(429).Times(0))
		}, "Too Many Requests, OK, OK"},
		{"always", func(s *cuedesktest.Server) {
			s.Inject("GET /v1/contacts", cuedesktest.Status(503), cuedesktest.Status(429).Always())
		}, "Service Unavailable, Too Many Requests, Too Many Requests"},
		{"cleared", func(s *cuedesktest.Server) {
			s.Inject("*", cuedesktest.Status(429).Always())
			s.ClearFaults()
		}, "OK, OK, OK"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := newAPI(t)
			tt.inject(a.srv)
			equal(t, "statuses", a.statuses(3), tt.want)
		})
	}
}

func TestServer_Inject_anyRequest(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.srv.Inject("*", cuedesktest.HTML502().Times(2))
	a.do(http.StatusBadGateway, "GET /nowhere", "")
	r := a.request("GET", "/v1/contacts", "")
	r.Header.Del("Authorization")
	equal(t, "status", a.send(r).status, http.StatusBadGateway)
}

func TestFault_headers(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	base := cuedesktest.Status(429)
	a.srv.Inject("GET /v1/contacts",
		base.RetryAfter("3").Header("X-Limit", "1").Header("X-Limit", "2"), base, cuedesktest.Latency(0).RetryAfter("soon"))
	first, second, third := a.send(a.request("GET", "/v1/contacts", "")), a.send(a.request("GET", "/v1/contacts", "")),
		a.send(a.request("GET", "/v1/contacts", ""))
	equal(t, "Retry-After", first.header.Get("Retry-After"), "3")
	equal(t, "X-Limit", strings.Join(first.header["X-Limit"], ","), "2")
	equal(t, "Retry-After of a copy's origin", second.header.Get("Retry-After"), "")
	equal(t, "Retry-After of a good response", third.header.Get("Retry-After"), "soon")
	equal(t, "status of a good response", third.status, http.StatusOK)
	equal(t, "Content-Type", first.header.Get("Content-Type"), "application/json")
}

// TestFault_immutable: adapting a fault makes a copy.
func TestFault_immutable(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	base := cuedesktest.Status(503).Header("X-A", "1")
	_ = base.Header("X-A", "2").Always().Torn().Delay(time.Hour).AfterApply().Times(7)
	a.srv.Inject("GET /v1/contacts", base)
	got := a.send(a.request("GET", "/v1/contacts", ""))
	equal(t, "X-A", got.header.Get("X-A"), "1")
	equal(t, "statuses", a.statuses(2), "OK, OK")
}

func TestFault_latency(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		fault   cuedesktest.Fault
		created string
	}{
		{"before", cuedesktest.Latency(time.Hour), "0"},
		{"after", cuedesktest.Latency(time.Hour).AfterApply(), "1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				a := newAPI(t)
				a.srv.Inject("POST /v1/contacts", tt.fault)
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				start := time.Now()
				got := a.try(a.srv, a.request("POST", "/v1/contacts", newContact).WithContext(ctx))
				if !errors.Is(got.err, context.DeadlineExceeded) {
					t.Errorf("got %v, want the end of the context", got.err)
				}
				equal(t, "elapsed", time.Since(start), time.Minute)
				a.do(http.StatusOK, "GET /v1/contacts", "").want("pagination.total", tt.created)
			})
		})
	}
}

// TestFault_latency_concurrent: a slow request must not keep the server from answering others.
func TestFault_latency_concurrent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t)
		a.srv.Inject("POST /v1/contacts", cuedesktest.Latency(time.Hour))
		done := make(chan outcome)
		go func() { done <- a.try(a.srv, a.request("POST", "/v1/contacts", newContact)) }()
		synctest.Wait()
		start := time.Now()
		a.do(http.StatusOK, "GET /v1/contacts", "").want("pagination.total", "0")
		equal(t, "elapsed", time.Since(start), 0)
		equal(t, "status", (<-done).status, http.StatusCreated)
	})
}

func TestServer_Inject_unknownOperation(t *testing.T) {
	t.Parallel()
	for _, operation := range []string{
		"GET /v1/contact", "GET /v1/contacts/", "get /v1/contacts", "GET /v1/contacts/{id}",
		"**",
	} {
		t.Run(operation, func(t *testing.T) {
			t.Parallel()
			defer func() {
				if got, _ := recover().(string); !strings.Contains(got, operation) {
					t.Errorf("got panic %q", got)
				}
			}()
			cuedesktest.NewServer().Inject(operation, cuedesktest.Reset())
			t.Error("no panic")
		})
	}
}

func TestServer_Inject_operations(t *testing.T) {
	t.Parallel()
	for _, op := range documented {
		t.Run(op.operation, func(t *testing.T) {
			t.Parallel()
			w := newFilledAPI(t)
			w.srv.Inject(op.operation, cuedesktest.Status(503))
			route, body := w.fillPath(op.operation, nil), w.fillPath(bodies[op.operation], nil)
			w.do(http.StatusServiceUnavailable, route, body)
			w.do(op.status, route, body)
		})
	}
}
