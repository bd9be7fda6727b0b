package rest

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"strings"
	"testing"
)

// withBody answers with a body of its own.
func withBody(status int, body io.ReadCloser) step {
	return func(req *http.Request) (*http.Response, error) {
		resp, err := reply(status, "")(req)
		resp.Body, resp.ContentLength = body, -1
		return resp, err
	}
}

func TestCall_closesBodies(t *testing.T) {
	t.Parallel()
	torn := io.MultiReader(strings.NewReader("{"), failingReader{io.ErrUnexpectedEOF})
	for name, test := range map[string]struct {
		status int
		body   io.Reader
		err    error
	}{
		"success":             {200, strings.NewReader(good), nil},
		"torn":                {200, torn, nil},
		"error":               {500, strings.NewReader("{}"), nil},
		"redirect":            {302, strings.NewReader(""), nil},
		"HTML":                {200, strings.NewReader("<html>"), nil},
		"switching protocols": {101, failingReader{errReset}, nil},
		"bad status":          {7, strings.NewReader(""), nil},
		"response and error":  {200, strings.NewReader(good), errReset},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body := &closeCounter{Reader: test.body}
			rt := transport(func(req *http.Request) (*http.Response, error) {
				resp, _ := withBody(test.status, body)(req)
				return resp, test.err
			})
			core := newCore(t, rt, func(cfg *Config) { cfg.Retry.MaxAttempts = 1 })
			failure := send(t.Context(), t, core, ClassRead)
			if body.closed != 1 {
				t.Errorf("closed %d times", body.closed)
			}
			if test.err != nil {
				checkIs(t, failure, test.err, true)
			}
		})
	}
}

func TestCall_closesUnsentBody(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	body := &closeCounter{Reader: strings.NewReader("{}")}
	c := &call{Context: ctx, core: newCore(t, nil)}
	resp, err := wire{}.RoundTrip(httptest.NewRequestWithContext(c, http.MethodPost, "/", body))
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	checkIs(t, c.prepareErr, context.Canceled, true)
	if body.closed != 1 {
		t.Errorf("closed %d times", body.closed)
	}
}

func TestCall_nilBodyOrHeader(t *testing.T) {
	t.Parallel()
	rt := transport(func(*http.Request) (*http.Response, error) { return &http.Response{StatusCode: 200}, nil })
	failure := mustFail(t.Context(), t, newCore(t, rt), ClassRead)
	if got := failure.Err.Error(); got != "unreadable response: empty body" {
		t.Error(got)
	}
}

func TestCall_redirectWithoutRequest(t *testing.T) {
	t.Parallel()
	rt := transport(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 302, Header: http.Header{"Location": {"/x"}}}, nil
	})
	if failure := mustFail(t.Context(), t, newCore(t, rt), ClassRead); failure.StatusCode != 302 {
		t.Error(failure)
	}
}

// TestCall_panicOfTransport makes sure that it reaches the caller, who can recover.
func TestCall_panicOfTransport(t *testing.T) {
	t.Parallel()
	rt := transport(func(*http.Request) (*http.Response, error) { panic("transport") })
	defer func() {
		if recover() != "transport" {
			t.Error("no panic")
		}
	}()
	_ = send(t.Context(), t, newCore(t, rt), ClassRead)
}

func TestConnection_reached(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		wanted, got bool
		err         error
		want        bool
	}{
		"not told":             {false, false, errReset, true},
		"says it could not":    {false, false, errRefused, false},
		"no connection":        {true, false, errReset, false},
		"connection":           {true, true, errReset, true},
		"says unsent":          {false, false, unsentError{}, false},
		"connection, dial":     {true, true, errRefused, true},
		"connection not asked": {false, true, errRefused, true},
		"other operation":      {false, false, &net.OpError{Op: "write", Err: errors.New("x")}, true},
	} {
		var c connection
		trace := c.trace(http.DefaultTransport)
		if test.wanted {
			trace.GetConn("")
		}
		if test.got {
			trace.GotConn(httptrace.GotConnInfo{})
		}
		if got := c.reached(test.err); got != test.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// unsentError is of a transport that sends nothing, such as a cassette.
type unsentError struct{}

func (unsentError) Error() string { return "not recorded" }
func (unsentError) Unsent() bool  { return true }

func TestCall_hidesToken(t *testing.T) {
	t.Parallel()
	var inner *http.Request
	rt := transport(func(req *http.Request) (*http.Response, error) {
		inner = req
		return reply(200, good)(req)
	})
	c := &call{Context: t.Context(), core: newCore(t, rt), op: into(operation(ClassRead), new(resource))}
	if err := c.build(); err != nil {
		t.Fatal(err)
	}
	if err := c.send(); err != nil {
		t.Fatal(err)
	}
	if outer := c.request.Header; outer.Get("Authorization") != "" || inner.Header.Get("Authorization") != "Bearer "+
		testToken {
		t.Errorf("outside %v, inside %v", outer, inner.Header)
	}
}
