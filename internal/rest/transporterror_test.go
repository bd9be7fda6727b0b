package rest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/textproto"
	"net/url"
	"os"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/time/rate"
)

func TestTransportError_hidesRequest(t *testing.T) {
	t.Parallel()
	cause := errors.New("cause")
	full := "https://api.example.com/v1/things/" + secretID + "?q=" + url.QueryEscape(secretArg)
	inURL := func(err error) error { return &url.Error{Op: "Get", URL: full, Err: err} }
	for name, test := range map[string]struct {
		err  error
		text string
		is   error
	}{
		"plain":           {cause, "cause", cause},
		"wrapped":         {fmt.Errorf("more: %w", cause), "more: cause", cause},
		"network":         {errReset, "read tcp: connection reset by peer", errReset},
		"URL":             {inURL(cause), "cause", cause},
		"wrapped URL":     {fmt.Errorf("proxy: %w", inURL(cause)), "proxy: cause", cause},
		"URL in URL":      {inURL(inURL(cause)), "cause", cause},
		"URL of nothing":  {inURL(nil), "request failed", nil},
		"names the URL":   {fmt.Errorf("GET %s: %w", full, cause), "GET …: cause", cause},
		"names the path":  {fmt.Errorf("no cassette for /v1/things/%s", secretID), "no cassette for …", nil},
		"names the query": {errors.New("no cassette for q=" + url.QueryEscape(secretArg)), "no cassette for …", nil},
		"names the token": {errors.New("bad token " + testToken), "bad token …", nil},
		"quotes":          {fmt.Errorf("malformed HTTP response %q: %w", phone, cause), "malformed HTTP response", cause},
		"only quotes":     {fmt.Errorf("%q", phone), "transport failed", nil},
		"quotes a header": {
			textproto.ProtocolError("malformed MIME header line: X-Phone " + phone), "malformed HTTP response", nil,
		},
		"end of connection": {fmt.Errorf("broken: %w", io.EOF), "connection closed before the response", io.EOF},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rt := transport(fail(test.err))
			failure := mustFail(t.Context(), t, newCore(t, rt, func(cfg *Config) { cfg.Retry.MaxAttempts = 1 }), ClassRead)
			if got := failure.Err.Error(); got != test.text {
				t.Errorf("%s, want %s", got, test.text)
			}
			checkSecrets(t, fmt.Sprintf("%v %+v", failure.Attempts, failure.Attempts))
			if test.is != nil {
				checkIs(t, failure, test.is, true)
			}
			if outer, ok := errors.AsType[*url.Error](failure); ok {
				t.Errorf("%v is in the chain", outer)
			}
		})
	}
}

// callerError is an error type of a caller's own.
type callerError struct{ error }

func (t callerError) Unwrap() error { return t.error }

// codeError is an error type without causes.
type codeError struct{ code int }

func (e *codeError) Error() string { return "code" }

// TestTransportError_allCauses: whatever a transport or a token source joins, each cause is found, and none shows a
// URL.
func TestTransportError_allCauses(t *testing.T) {
	t.Parallel()
	one, two, code := errors.New("one"), errors.New("two"), &codeError{7}
	full := "https://api.example.com/v1/things/" + secretID
	inURL := func(err error) error { return &url.Error{Op: "Get", URL: full, Err: err} }
	for name, err := range map[string]error{
		"join":                   errors.Join(one, two, code),
		"join, URL last":         errors.Join(code, one, inURL(two)),
		"join, URL first":        errors.Join(inURL(one), two, code),
		"join in a URL":          inURL(errors.Join(one, inURL(two), code)),
		"two verbs":              fmt.Errorf("%w after %w: %w", inURL(one), two, code),
		"two verbs, wrapped":     fmt.Errorf("proxy: %w", fmt.Errorf("%w, %w", code, errors.Join(two, inURL(one)))),
		"type of the caller's":   callerError{errors.Join(one, two, inURL(code))},
		"URL without its cause":  errors.Join(inURL(one), two, code, inURL(two)),
		"quoted":                 fmt.Errorf("%q: %w", phone, errors.Join(one, two, code)),
		"ended connection":       errors.Join(one, two, code, io.EOF),
		"malformed":              errors.Join(one, two, code, textproto.ProtocolError(phone)),
		"type in a URL":          inURL(callerError{errors.Join(one, two, code)}),
		"one in two, type above": callerError{fmt.Errorf("%w %w %w", inURL(one), two, code)},
	} {
		once := func(cfg *Config) { cfg.Retry.MaxAttempts = 1 }
		source := func(cfg *Config) { cfg.Credentials = FromSource(failingSource{err}) }
		for kind, core := range map[string]*Core{
			"transport":    newCore(t, transport(fail(err)), once),
			"token source": newCore(t, transport(reply(200, good)), once, source),
			"timeout": newCore(t, transport(func(req *http.Request) (*http.Response, error) {
				<-req.Context().Done()
				return nil, errors.Join(inURL(req.Context().Err()), err)
			}), once, func(cfg *Config) { cfg.Timeout = time.Nanosecond }),
		} {
			if kind == "token source" && strings.Contains(err.Error(), phone) {
				continue // a source's own words are the caller's
			}
			t.Run(name+"/"+kind, func(t *testing.T) {
				t.Parallel()
				failure := mustFail(t.Context(), t, core, ClassRead)
				checkIs(t, failure, one, true)
				checkIs(t, failure, two, true)
				checkIs(t, failure, err, reflect.TypeOf(err).Comparable())
				checkIs(t, failure, ErrAttemptTimeout, kind == "timeout")
				checkIs(t, failure, context.DeadlineExceeded, false)
				if got, ok := errors.AsType[*codeError](failure); !ok || got != code {
					t.Errorf("As finds %v", got)
				}
				if _, ok := errors.AsType[callerError](failure); ok != strings.Contains(name, "type") {
					t.Errorf("the caller's type is found: %v", ok)
				}
				checkChain(t, failure.Err)
				if outer, ok := errors.AsType[net.Error](failure); ok {
					checkSecrets(t, fmt.Sprint(outer))
				}
			})
		}
	}
}

// failingSource is a token source without a token.
type failingSource struct{ err error }

func (s failingSource) Token(context.Context) (string, error) { return "", s.err }

func TestTransportError_hidesResponse(t *testing.T) {
	t.Parallel()
	rt := transport(withBody(200, io.NopCloser(failingReader{fmt.Errorf("invalid chunk %q", phone)})))
	failure := mustFail(t.Context(), t, newCore(t, rt, func(cfg *Config) { cfg.Retry.MaxAttempts = 1 }), ClassRead)
	if got, want := failure.Err.Error(), "unreadable response: body breaks off after 0 bytes: invalid chunk"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestTimeoutError(t *testing.T) {
	t.Parallel()
	slowBody := func(status int) step {
		return func(req *http.Request) (*http.Response, error) {
			return withBody(status, io.NopCloser(blocked{req.Context()}))(req)
		}
	}
	ownError := errors.New("gave up")
	for name, test := range map[string]struct {
		step step
		text string
		is   error
	}{
		"no response": {hang, "attempt timed out after 10s", nil},
		"plain context error": {func(req *http.Request) (*http.Response, error) {
			<-req.Context().Done()
			return nil, &net.OpError{Op: "read", Err: req.Context().Err()}
		}, "attempt timed out after 10s", nil},
		"error of its own": {func(req *http.Request) (*http.Response, error) {
			<-req.Context().Done()
			return nil, ownError
		}, "attempt timed out after 10s: gave up", ownError},
		"slow body": {
			slowBody(200), "unreadable response: body breaks off after 0 bytes: attempt timed out after 10s", ErrBadResponse,
		},
		"slow body of a 503": {slowBody(503), "body breaks off after 0 bytes: attempt timed out after 10s", nil},
		"slow body of a 404": {slowBody(404), "body breaks off after 0 bytes: attempt timed out after 10s", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				rt := transport(test.step)
				failure := mustFail(t.Context(), t, newCore(t, rt), ClassRead)
				if got := failure.Err.Error(); got != test.text || rt.count() != 4 {
					t.Errorf("%d requests: %s, want %s", rt.count(), got, test.text)
				}
				timeout, ok := errors.AsType[net.Error](failure)
				if !ok || !timeout.Timeout() || !timeout.Temporary() { //nolint:staticcheck // part of the interface
					t.Errorf("%v is no timeout of package net", failure)
				}
				checkIs(t, failure, context.DeadlineExceeded, false)
				checkIs(t, failure, ErrAttemptTimeout, true)
				if test.is != nil {
					checkIs(t, failure, test.is, true)
				}
			})
		})
	}
}

// TestFailure_tornErrorBody: why the body of an error broke off is not lost beside its status.
func TestFailure_tornErrorBody(t *testing.T) {
	t.Parallel()
	for _, status := range []int{302, 404, 422, 500} {
		body := io.NopCloser(io.MultiReader(strings.NewReader(`{"err`), failingReader{errReset}))
		rt := transport(withBody(status, body))
		failure := mustFail(t.Context(), t, newCore(t, rt, func(cfg *Config) { cfg.Retry.MaxAttempts = 1 }), ClassRead)
		checkIs(t, failure, errReset, true)
		checkIs(t, failure, ErrBadResponse, false)
		if failure.StatusCode != status || failure.Body != `{"err` {
			t.Errorf("%d: %d %q", status, failure.StatusCode, failure.Body)
		}
	}
}

// blocked is a body that never comes.
type blocked struct{ ctx context.Context }

func (b blocked) Read([]byte) (int, error) {
	<-b.ctx.Done()
	return 0, b.ctx.Err()
}

func TestContextError_transport(t *testing.T) {
	t.Parallel()
	stop, ownError := errors.New("stop"), errors.New("gave up")
	for name, test := range map[string]struct {
		end  func(context.Context) error
		text string
		is   error
	}{
		"cause": {context.Cause, "context canceled: stop", nil},
		"error": {context.Context.Err, "context canceled: stop", nil},
		"own":   {func(context.Context) error { return ownError }, "context canceled: stop: gave up", ownError},
		"network timeout": {func(context.Context) error {
			return os.ErrDeadlineExceeded
		}, "context canceled: stop: i/o timeout", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancelCause(t.Context())
				time.AfterFunc(time.Second, func() { cancel(stop) })
				rt := transport(func(req *http.Request) (*http.Response, error) {
					<-req.Context().Done()
					return nil, test.end(req.Context())
				})
				failure := mustFail(ctx, t, newCore(t, rt), ClassRead)
				if got := failure.Err.Error(); got != test.text || rt.count() != 1 {
					t.Errorf("%d requests: %s, want %s", rt.count(), got, test.text)
				}
				checkIs(t, failure, context.Canceled, true)
				checkIs(t, failure, stop, true)
				if test.is != nil {
					checkIs(t, failure, test.is, true)
				}
			})
		})
	}
}

func TestContextError_afterFailure(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	rt := transport(func(req *http.Request) (*http.Response, error) {
		resp, err := reply(404, `"gone"`)(req)
		cancel()
		return resp, err
	})
	failure := mustFail(ctx, t, newCore(t, rt), ClassCreate)
	if failure.StatusCode != 404 || failure.Body != `"gone"` {
		t.Errorf("%d %q", failure.StatusCode, failure.Body)
	}
	checkIs(t, failure, context.Canceled, true)
	checkIs(t, failure, ErrOutcomeUnknown, false)
}

func TestContextError_cause(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		slow := newCore(t, transport(hang), func(cfg *Config) { cfg.Retry.MaxAttempts = 1 })
		sibling := mustFail(t.Context(), t, slow, ClassCreate)
		for name, step := range map[string]step{
			"transport tells the cause": hang,
			"wrapped": func(req *http.Request) (*http.Response, error) {
				_, err := hang(req)
				return nil, fmt.Errorf("transport: %w", err)
			},
		} {
			ctx, cancel := context.WithCancelCause(t.Context())
			time.AfterFunc(time.Second, func() { cancel(sibling) })
			failure := mustFail(ctx, t, newCore(t, transport(step)), ClassRead)
			checkIs(t, failure, context.Canceled, true)
			checkIs(t, failure, sibling, true)
			checkIs(t, failure, ErrOutcomeUnknown, false)
			if _, ok := errors.AsType[*timeoutError](failure); ok {
				t.Errorf("%s: a cancelled call says %v", name, failure)
			}
		}
	})
}

// shutdown is a caller's own cause for the end of a context. It wraps what a context ends with, as some do.
type shutdown struct{ reason string }

func (s *shutdown) Error() string { return s.reason }
func (*shutdown) Unwrap() error   { return context.Canceled }

// TestContextError_ownCause: the caller's own cause is found wherever the call is when its context ends.
func TestContextError_ownCause(t *testing.T) {
	t.Parallel()
	cause := &shutdown{"going down"}
	waiting := func(cfg *Config) {
		cfg.Limiter = rate.NewLimiter(rate.Every(time.Hour), 1)
		cfg.Limiter.Allow()
	}
	source := func(cfg *Config) { cfg.Credentials = FromSource(sleepySource{}) }
	bodyHangs := func(status int) step {
		return func(req *http.Request) (*http.Response, error) {
			return withBody(status, io.NopCloser(blocked{req.Context()}))(req)
		}
	}
	for name, test := range map[string]struct {
		after time.Duration
		step  step
		with  func(*Config)
	}{
		"before":            {0, hang, nil},
		"rate limit":        {time.Second, hang, waiting},
		"token":             {time.Second, hang, source},
		"response":          {time.Second, hang, nil},
		"body":              {time.Second, bodyHangs(200), nil},
		"body of an error":  {time.Second, bodyHangs(500), nil},
		"before a retry":    {time.Second, reply(503, "", "Retry-After", "30"), nil},
		"as it is answered": {0, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancelCause(t.Context())
				switch {
				case test.after > 0:
					time.AfterFunc(test.after, func() { cancel(cause) })
				case test.step != nil:
					cancel(cause)
				default:
					test.step = func(req *http.Request) (*http.Response, error) {
						cancel(cause)
						return reply(500, "")(req)
					}
				}
				var changes []func(*Config)
				if test.with != nil {
					changes = append(changes, test.with)
				}
				failure := mustFail(ctx, t, newCore(t, transport(test.step), changes...), ClassRead)
				if got, ok := errors.AsType[*shutdown](failure); !ok || got != cause {
					t.Errorf("As finds %v in %v", got, failure)
				}
				checkIs(t, failure, cause, true)
				checkIs(t, failure, context.Canceled, true)
				if _, ok := errors.AsType[*codeError](failure); ok {
					t.Error("As finds a type that is not there")
				}
				<-time.After(refreshTimeout) // until the source has given up
			})
		})
	}
}

// sleepySource never gives a token.
type sleepySource struct{}

func (sleepySource) Token(ctx context.Context) (string, error) {
	<-ctx.Done()
	return "", ctx.Err()
}

// list is an error that cannot be compared.
type list []string

func (l list) Error() string { return l[0] }

func TestContextError_incomparableCause(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(list{"stop"})
	err := ContextError(ctx)
	checkIs(t, err, list{"stop"}, false)
	checkIs(t, err, context.Canceled, true)
	if err.Error() != "context canceled: stop" {
		t.Error(err)
	}
}

func TestTransportError_slash(t *testing.T) {
	t.Parallel()
	rt := transport(fail(errors.New("dial unix /run/proxy")))
	core := newCore(t, rt, func(cfg *Config) { cfg.Retry.MaxAttempts = 1 })
	err := Do(t.Context(), core, Read("GET /"))
	if got := asFailed(t, err).Err.Error(); got != "dial unix /run/proxy" {
		t.Error(got)
	}
}

// TestTransportError_hides: what Error leaves out, no step down the chain shows; Is and As find it all the same.
func TestTransportError_hides(t *testing.T) {
	t.Parallel()
	cause := &net.OpError{Op: "read", Err: errors.New(phone)}
	for name, err := range map[string]error{
		"quoted":      fmt.Errorf("malformed %q: %w", phone, cause),
		"URL":         &url.Error{Op: "Get", URL: "https://x/" + secretID, Err: fmt.Errorf("to %q: %w", secretArg, cause)},
		"end of file": fmt.Errorf("%s: %w", phone, io.EOF),
		"protocol":    textproto.ProtocolError(phone),
	} {
		failure := mustFail(t.Context(), t, newCore(t, transport(fail(err)), func(cfg *Config) {
			cfg.Retry.MaxAttempts = 1
		}), ClassRead)
		checkChain(t, failure.Err)
		checkChain(t, failure.Attempts[0].Err)
		if name == "quoted" {
			checkIs(t, failure, cause, true)
			if found, ok := errors.AsType[*net.OpError](failure); !ok || found != cause {
				t.Errorf("%s: As finds %v", name, found)
			}
		}
	}
}

// checkChain makes sure that nothing that Unwrap gives says more than it should.
func checkChain(t *testing.T, err error) {
	t.Helper()
	if err == nil {
		return
	}
	checkSecrets(t, err.Error())
	switch err := err.(type) { //nolint:errorlint // each step of the chain
	case interface{ Unwrap() error }:
		checkChain(t, err.Unwrap())
	case interface{ Unwrap() []error }:
		for _, err := range err.Unwrap() {
			checkChain(t, err)
		}
	}
}

func TestRedactedText_proxyPhrase(t *testing.T) {
	t.Parallel()
	for phrase, want := range map[string]string{
		"Proxy Authentication Required":    "no connection: a proxy answered Proxy Authentication Required",
		"Denied for " + secretArg:          "no connection",
		"\x1b[2J" + phone:                  "no connection",
		"unknown status code":              "no connection",
		http.StatusText(http.StatusTeapot): "no connection: a proxy answered I'm a teapot",
	} {
		rt := transport(traced(errors.New(phrase)))
		failure := mustFail(t.Context(), t, newCore(t, rt, func(cfg *Config) { cfg.Retry.MaxAttempts = 1 }), ClassIdempotent)
		if got := failure.Err.Error(); got != want {
			t.Errorf("%q: got %s, want %s", phrase, got, want)
		}
	}
}

// TestSocket_proxy: what a proxy writes into its refusal is not repeated.
func TestSocket_proxy(t *testing.T) {
	t.Parallel()
	proxy, _ := raw(t, func(_ int, conn net.Conn) { respond(conn, "HTTP/1.1 403 No "+phone+"\n\n") })
	rt := dialer(t)
	rt.Proxy = func(*http.Request) (*url.URL, error) { return url.Parse(proxy) }
	for _, class := range []Class{ClassRead, ClassCreate} {
		failure := mustFail(t.Context(), t, newCore(t, rt, func(cfg *Config) { cfg.Retry.MaxAttempts = 1 }), class)
		if got := failure.Err.Error(); got != "no connection" {
			t.Error(got)
		}
		checkIs(t, failure, ErrOutcomeUnknown, false)
		checkChain(t, failure.Err)
	}
}

func TestPrintable(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"plain ünïcode 名": "plain ünïcode 名",
		"a\r\n\tb":        "a   b",
		"\x1b[31mred":     "\uFFFD[31mred",
		"\u202ereversed":  "\uFFFDreversed",
		"caf\xe9":         "caf\uFFFD",
	} {
		if got := Printable(text); got != want {
			t.Errorf("%q: got %q", text, got)
		}
	}
}
