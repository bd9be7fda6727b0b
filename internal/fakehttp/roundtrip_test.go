package fakehttp

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

func TestServer_RoundTrip(t *testing.T) {
	t.Parallel()
	api := newEcho(t)
	got := exchange(t, api, request(t, "hello"))
	wantErr(t, "round trip", got.err, nil)
	wantEqual(t, "status", got.status, http.StatusCreated)
	wantEqual(t, "body", got.body, "bob:hello")
	wantEqual(t, "length", got.length, 9)
	wantEqual(t, "Content-Length", got.header.Get("Content-Length"), "9")
	wantEqual(t, "Content-Type", got.header.Get("Content-Type"), "text/plain")
	wantEqual(t, "X-Request-Id", got.header.Get("X-Request-Id"), "req-000001")
	second := exchange(t, api, request(t, ""))
	wantEqual(t, "X-Request-Id of the next", second.header.Get("X-Request-Id"), "req-000002")
}

func TestServer_RoundTrip_noBody(t *testing.T) {
	t.Parallel()
	got := exchange(t, newEcho(t), newRequest(t, http.MethodDelete, "https://fake.test/echo/bob", ""))
	wantEqual(t, "status", got.status, http.StatusNoContent)
	wantEqual(t, "body", got.body, "")
	wantEqual(t, "length", got.length, 0)
	if _, ok := got.header["Content-Length"]; ok {
		t.Error("a 204 claims a Content-Length")
	}
}

// TestServer_RoundTrip_request checks that a handler sees what it would see behind a socket.
func TestServer_RoundTrip_request(t *testing.T) {
	t.Parallel()
	var seen *http.Request
	api := newEcho(t, func(c *Config) {
		c.Handler = http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { seen = r })
	})
	sent := &http.Request{URL: request(t, "").URL}
	resp, err := api.RoundTrip(sent)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	wantEqual(t, "method", seen.Method, http.MethodGet)
	wantEqual(t, "host", seen.Host, "fake.test")
	wantEqual(t, "request URI", seen.RequestURI, "/echo/bob?a=1")
	wantEqual(t, "status line", resp.Status, "200 OK")
	if sent.Method != "" || sent.Host != "" || sent.Header != nil || sent.Body != nil {
		t.Error("the client's request was changed")
	}
}

// closer is a body that knows whether it was closed.
type closer struct {
	io.Reader

	closed bool
}

func (c *closer) Close() error {
	c.closed = true
	return nil
}

func TestServer_RoundTrip_closesBody(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	tests := []struct {
		name  string
		fault Fault
		body  io.Reader
		ctx   context.Context
		want  error
	}{
		{"answered", Fault{}, strings.NewReader("x"), t.Context(), nil},
		{"reset", Fault{Break: Reset}, strings.NewReader("x"), t.Context(), syscall.ECONNRESET},
		{"refused", Fault{Break: Refused}, strings.NewReader("x"), t.Context(), syscall.ECONNREFUSED},
		{"unreadable", Fault{}, io.MultiReader(strings.NewReader("x"), failing{broken}), t.Context(), broken},
		{"cancelled", Fault{}, strings.NewReader("x"), ended, context.Canceled},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			api := newEcho(t)
			api.Inject("", tt.fault)
			body := &closer{Reader: tt.body}
			r := request(t, "").WithContext(tt.ctx)
			r.Body = body
			wantErr(t, "round trip", exchange(t, api, r).err, tt.want)
			wantEqual(t, "closed", body.closed, true)
		})
	}
}

// failing is a reader that fails.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestServer_RoundTrip_faults(t *testing.T) {
	t.Parallel()
	teapot := &Response{Status: http.StatusTeapot, ContentType: "text/html", Body: []byte("<p>tea</p>")}
	tests := []struct {
		name    string
		fault   Fault
		want    answer
		applied int
	}{
		{"no fault", Fault{}, answer{status: 201, body: "bob:hello", length: 9}, 1},
		{"a response", Fault{Response: teapot}, answer{status: 418, body: "<p>tea</p>", length: 10}, 0},
		{
			"a response afterwards",
			Fault{Response: teapot, Applied: true},
			answer{status: 418, body: "<p>tea</p>", length: 10},
			1,
		},
		{
			"a documented response",
			Fault{Response: &Response{Status: 503, Documented: true}},
			answer{status: 503, body: `{"error":"Service Unavailable"}`, length: 31},
			0,
		},
		{"an empty response", Fault{Response: &Response{Status: 200}}, answer{status: 200}, 0},
		{"reset", Fault{Break: Reset}, answer{err: syscall.ECONNRESET}, 0},
		{"reset afterwards", Fault{Break: Reset, Applied: true}, answer{err: syscall.ECONNRESET}, 1},
		{"refused", Fault{Break: Refused}, answer{err: syscall.ECONNREFUSED}, 0},
		{"refused whatever it says", Fault{Break: Refused, Applied: true}, answer{err: syscall.ECONNREFUSED}, 0},
		{
			"torn",
			Fault{Break: Torn},
			answer{status: 200, body: unfinished[:len(unfinished)/2], length: int64(len(unfinished)), read: io.ErrUnexpectedEOF},
			0,
		},
		{
			"torn afterwards",
			Fault{Break: Torn, Applied: true},
			answer{status: 201, body: "bob:", length: 9, read: io.ErrUnexpectedEOF},
			1,
		},
		{
			"a torn response",
			Fault{Break: Torn, Response: teapot},
			answer{status: 418, body: "<p>te", length: 10, read: io.ErrUnexpectedEOF},
			0,
		},
		{"nothing to tear", Fault{Break: Torn, Response: &Response{Status: 200}}, answer{err: syscall.ECONNRESET}, 0},
		{"a mark", Fault{Mark: "x"}, answer{status: 201, body: "bob:hello", length: 9}, 1},
		{
			"a fault of another operation",
			Fault{Operation: "GET /x", Break: Reset},
			answer{status: 201, body: "bob:hello", length: 9},
			1,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			api := newEcho(t)
			api.Inject("POST /echo/{name}", tt.fault)
			got := exchange(t, api, request(t, "hello"))
			wantErr(t, "round trip", got.err, tt.want.err)
			wantErr(t, "reading", got.read, tt.want.read)
			wantEqual(t, "status", got.status, tt.want.status)
			wantEqual(t, "body", got.body, tt.want.body)
			wantEqual(t, "length", got.length, tt.want.length)
			wantEqual(t, "times applied", api.times(), tt.applied)
		})
	}
}

func TestServer_RoundTrip_faultMoments(t *testing.T) {
	t.Parallel()
	for op, fault := range map[string]Fault{"dial": {Break: Refused}, "read": {Break: Reset}} {
		t.Run(op, func(t *testing.T) {
			t.Parallel()
			api := newEcho(t)
			api.Inject("", fault)
			var failure *net.OpError
			if err := exchange(t, api, request(t, "")).err; !errors.As(err, &failure) {
				t.Fatalf("got %v, want a *net.OpError", err)
			}
			wantEqual(t, "operation of the network", failure.Op, op)
		})
	}
}

func TestFault_headersAndMark(t *testing.T) {
	t.Parallel()
	api := newEcho(t)
	api.Inject("", Fault{Header: http.Header{"Retry-After": {"3"}}, Mark: "m"})
	first, second := exchange(t, api, request(t, "")), exchange(t, api, request(t, ""))
	wantEqual(t, "Retry-After", first.header.Get("Retry-After"), "3")
	wantEqual(t, "Retry-After of the next", second.header.Get("Retry-After"), "")
	wantEqual(t, "marks", strings.Join(api.marks, ","), "m,")
	if first.header.Get("X-Request-Id") == "" {
		t.Error("no X-Request-Id")
	}
}

func TestServer_ClearFaults(t *testing.T) {
	t.Parallel()
	api := newEcho(t)
	api.Inject("", Fault{Break: Reset, Times: -1})
	wantErr(t, "before", exchange(t, api, request(t, "")).err, syscall.ECONNRESET)
	api.ClearFaults()
	wantErr(t, "after", exchange(t, api, request(t, "")).err, nil)
}

func TestFault_latency(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		fault   Fault
		timeout time.Duration
		elapsed time.Duration
		applied int
		want    error
	}{
		{"before", Fault{Latency: time.Second}, time.Minute, time.Second, 1, nil},
		{"after", Fault{Latency: time.Second, Applied: true}, time.Minute, time.Second, 1, nil},
		{"too long before", Fault{Latency: time.Hour}, time.Minute, time.Minute, 0, context.DeadlineExceeded},
		{"too long after", Fault{Latency: time.Hour, Applied: true}, time.Minute, time.Minute, 1, context.DeadlineExceeded},
		{"before a reset", Fault{Latency: time.Second, Break: Reset}, time.Minute, time.Second, 0, syscall.ECONNRESET},
		{"negative", Fault{Latency: -time.Second}, time.Minute, 0, 1, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api := newEcho(t)
				api.Inject("", tt.fault)
				ctx, cancel := context.WithTimeout(t.Context(), tt.timeout)
				defer cancel()
				start := time.Now()
				got := exchange(t, api, request(t, "").WithContext(ctx))
				wantErr(t, "round trip", got.err, tt.want)
				wantEqual(t, "elapsed", time.Since(start), tt.elapsed)
				wantEqual(t, "times applied", api.times(), tt.applied)
			})
		})
	}
}

func TestServer_RoundTrip_cancel(t *testing.T) {
	t.Parallel()
	cause := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(cause)
	wantErr(t, "round trip", exchange(t, newEcho(t), request(t, "").WithContext(ctx)).err, cause)
}

func TestServer_RoundTrip_bodyAfterCancel(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	resp, err := newEcho(t).RoundTrip(request(t, "text").WithContext(ctx))
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if rest, err := io.ReadAll(resp.Body); !errors.Is(err, context.Canceled) || len(rest) > 0 {
		t.Errorf("read %q, %v", rest, err)
	}
}

func TestServer_bodyLimit(t *testing.T) {
	t.Parallel()
	tests := []struct{ size, status, applied int }{
		{64, http.StatusCreated, 1},
		{65, http.StatusRequestEntityTooLarge, 0},
		{1000, http.StatusRequestEntityTooLarge, 0},
	}
	for _, tt := range tests {
		api := newEcho(t)
		got := exchange(t, api, request(t, strings.Repeat("x", tt.size)))
		wantEqual(t, "status", got.status, tt.status)
		wantEqual(t, "times applied", api.times(), tt.applied)
		wantEqual(t, "recorded", len(api.Requests()[0].Body), min(tt.size, 64))
	}
}

func TestServer_RoundTrip_concurrent(t *testing.T) {
	t.Parallel()
	api := newEcho(t, func(c *Config) {
		c.Handler = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusAccepted) })
	})
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			api.Inject("", Fault{Mark: "x"})
			wantEqual(t, "status", exchange(t, api, request(t, "x")).status, http.StatusAccepted)
			api.Requests()
		})
	}
	wg.Wait()
	wantEqual(t, "requests", len(api.Requests()), 20)
}
