package rest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// What must never be seen in an error, a log or a printed value.
const (
	testToken = "tok-3f9a1c"
	secretID  = "id-77e0b2"
	secretArg = "jane.doe@example.org"
	phone     = "+49 151 0000777"
)

var secrets = []string{testToken, secretID, secretArg, "jane.doe%40example.org", phone, "0000777"}

// filledPath is a path, other than a pattern, of the tests.
var filledPath = regexp.MustCompile(`/v1/things/[^{]`)

// step is what a fake transport does with one request.
type step func(*http.Request) (*http.Response, error)

// fake is a transport without sockets. Its last step answers all that follows.
type fake struct {
	steps []step

	mu       sync.Mutex
	requests []*http.Request
	bodies   []string
	times    []time.Time
	idle     int // calls of CloseIdleConnections
}

func (f *fake) RoundTrip(req *http.Request) (*http.Response, error) {
	var body []byte
	if req.Body != nil {
		body, _ = io.ReadAll(req.Body)
		_ = req.Body.Close()
	}
	f.mu.Lock()
	next := f.steps[min(len(f.requests), len(f.steps)-1)]
	f.requests = append(f.requests, req.Clone(context.WithoutCancel(req.Context())))
	f.bodies = append(f.bodies, string(body))
	f.times = append(f.times, time.Now())
	f.mu.Unlock()
	return next(req)
}

func (f *fake) CloseIdleConnections() { f.idle++ }

func (f *fake) count() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.requests)
}

// waits are the times between the requests.
func (f *fake) waits() []time.Duration {
	var waits []time.Duration
	for i := 1; i < len(f.times); i++ {
		waits = append(waits, f.times[i].Sub(f.times[i-1]))
	}
	return waits
}

func transport(steps ...step) *fake { return &fake{steps: steps} }

// reply answers with a status, a body and pairs of header keys and values.
func reply(status int, body string, header ...string) step {
	return func(req *http.Request) (*http.Response, error) {
		h := http.Header{"Content-Type": {"application/json"}}
		for i := 0; i < len(header); i += 2 {
			h.Set(header[i], header[i+1])
		}
		return &http.Response{
			StatusCode: status, Header: h, Request: req,
			Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)),
		}, nil
	}
}

func fail(err error) step {
	return func(*http.Request) (*http.Response, error) { return nil, err }
}

var (
	errRefused = &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	errReset   = &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}
)

// traced fails before there is a connection, and tells so as http.Transport does.
func traced(err error) step {
	return func(req *http.Request) (*http.Response, error) {
		if trace := httptrace.ContextClientTrace(req.Context()); trace != nil { // a read is not traced
			trace.GetConn("api.example.com:443")
		}
		return nil, err
	}
}

// hang waits until the attempt's context ends, as a silent server has it.
func hang(req *http.Request) (*http.Response, error) {
	<-req.Context().Done()
	return nil, context.Cause(req.Context())
}

// torn sends half of a body.
func torn(req *http.Request) (*http.Response, error) {
	resp, err := reply(http.StatusOK, "")(req)
	resp.ContentLength = 100
	resp.Body = io.NopCloser(io.MultiReader(strings.NewReader(`{"name":`), failingReader{io.ErrUnexpectedEOF}))
	return resp, err
}

type failingReader struct{ err error }

func (r failingReader) Read([]byte) (int, error) { return 0, r.err }

// closeCounter is a body that knows whether it was closed.
type closeCounter struct {
	io.Reader
	closed int
}

func (c *closeCounter) Close() error {
	c.closed++
	return nil
}

const good = `{"name":"Ada"}`

// resource is what the operations of the tests answer with.
type resource struct {
	Name string `json:"name"`
}

// failed is the error type of the tests: all of the failure.
type failed struct{ Failure }

func (e *failed) Error() string {
	if e.Err == nil {
		return e.Operation
	}
	return e.Operation + ": " + e.Err.Error()
}

// Format takes precedence over that of the failure inside.
func (e *failed) Format(f fmt.State, _ rune) { write(f, e.Error()) }

func (e *failed) Unwrap() error { return e.Err }

func testConfig(rt http.RoundTripper) Config {
	return Config{
		API:         API{AnyJSON: true},
		BaseURL:     "https://api.example.com",
		Credentials: StaticToken(testToken),
		HTTPClient:  &http.Client{Transport: rt},
		Timeout:     10 * time.Second,
		UserAgent:   "test/1",
		NewError:    func(f Failure) error { return &failed{f} },
	}
}

// fixed is the same header for every request.
func fixed(h http.Header) Headers { return Headers{func() http.Header { return h }} }

func newCore(t *testing.T, rt http.RoundTripper, changes ...func(*Config)) *Core {
	t.Helper()
	cfg := testConfig(rt)
	for _, change := range changes {
		change(&cfg)
	}
	core, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return core
}

// at changes the base URL, for tests with sockets, and makes retries immediate.
func at(url string) func(*Config) {
	return func(cfg *Config) {
		cfg.BaseURL = url
		cfg.Retry = RetryPolicy{MaxAttempts: 3, MinBackoff: 1, MaxBackoff: 1}
	}
}

func operation(class Class) Operation {
	body := map[string]string{"phone": phone}
	switch class {
	case ClassRead:
		return Read("GET /v1/things/{id}", secretID).Query(map[string][]string{"q": {secretArg}}, nil)
	case ClassIdempotent:
		return Idempotent("PUT /v1/things/{id}", secretID).Body(body, nil)
	case ClassMatched:
		return Matched("PATCH /v1/things/{id}", secretID).Body(body, nil)
	default:
		return Create("POST /v1/things/{id}/notes", secretID).Body(body, nil)
	}
}

// into has the response decoded into memory of the caller's.
func into(op Operation, out any) Operation {
	op.out = out
	return op
}

// fetch sends an operation that answers with a T.
func fetch[T any](ctx context.Context, core *Core, op Operation) (*T, error) {
	out := new(T)
	err := Do(ctx, core, into(op, out))
	return out, err
}

// send sends an operation of the class and returns the failure; nil: success.
func send(ctx context.Context, t *testing.T, core *Core, class Class) *failed {
	t.Helper()
	got, err := fetch[resource](ctx, core, operation(class))
	if err != nil {
		return asFailed(t, err)
	}
	if got.Name != "Ada" {
		t.Errorf("got %+v", got)
	}
	return nil
}

func asFailed(t *testing.T, err error) *failed {
	t.Helper()
	failure, ok := errors.AsType[*failed](err)
	if !ok {
		t.Fatalf("%v is not what NewError made", err)
	}
	checkSecrets(t, err.Error())
	return failure
}

func mustSend(ctx context.Context, t *testing.T, core *Core, class Class) {
	t.Helper()
	if failure := send(ctx, t, core, class); failure != nil {
		t.Error(failure)
	}
}

func mustFail(ctx context.Context, t *testing.T, core *Core, class Class) *failed {
	t.Helper()
	failure := send(ctx, t, core, class)
	if failure == nil {
		t.Fatal("no error")
	}
	return failure
}

func checkSecrets(t *testing.T, text string) {
	t.Helper()
	for _, secret := range secrets {
		if strings.Contains(text, secret) {
			t.Errorf("%q is in %s", secret, text)
		}
	}
	if filledPath.MatchString(text) {
		t.Errorf("a path is in %s", text)
	}
}

func checkIs(t *testing.T, err, target error, want bool) {
	t.Helper()
	if errors.Is(err, target) != want {
		t.Errorf("errors.Is(err, %q) is %v: %v", target, !want, err)
	}
}

// endless is a body of n bytes that takes no memory.
func endless(n int64) io.Reader { return io.LimitReader(zeros{}, n) }

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}
