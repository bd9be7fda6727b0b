package cassette

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	vcr "gopkg.in/dnaeon/go-vcr.v3/cassette"
	"gopkg.in/dnaeon/go-vcr.v3/recorder"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// unreachableNetwork is a network that a test must not use.
func unreachableNetwork(t *testing.T) roundTripper {
	return func(*http.Request) (*http.Response, error) {
		t.Error("the network was used")
		return nil, errBlocked
	}
}

// TestTransport_missing: go-vcr's default would go to the network.
func TestTransport_missing(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	v := runTest(t, func(t2 testing.TB) {
		Transport(t2, filepath.Join(folder, "none"), WithLive(unreachableNetwork(t)))
		t.Error("the test went on without a cassette")
	})
	v.failedWith(t, "no such file", "CUEDESK_RECORD")
	if files, err := os.ReadDir(folder); err != nil || len(files) > 0 {
		t.Errorf("files: %v, %v", files, err)
	}
}

// TestTransport_onlyReplays unless CUEDESK_RECORD is set: neither does it use the network nor
// change the cassette, even if requests are missing in it.
func TestTransport_onlyReplays(t *testing.T) {
	t.Parallel()
	name := newCassetteFile(t, ask(t, "GET", "/a", ""))
	before, err := os.ReadFile(name + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	v := runTest(t, func(t2 testing.TB) {
		rt := Transport(t2, name, WithLive(unreachableNetwork(t)))
		if got := answer(t2, rt, ask(t, "GET", "/a", "")); got != `{"answer":0}` {
			t.Errorf("got %s", got)
		}
		_, _ = rt.RoundTrip(ask(t, "GET", "/b", ""))
	})
	v.failedOnce(t)
	if after, err := os.ReadFile(name + ".yaml"); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the cassette was changed: %s, %v", after, err)
	}
}

// TestReplay_noNetwork: what go-vcr would send to the network fails the test.
func TestReplay_noNetwork(t *testing.T) {
	t.Parallel()
	v := runTest(t, func(t2 testing.TB) {
		if _, err := (blocked{t2}).RoundTrip(ask(t, "DELETE", "/a", "")); !errors.Is(err, errBlocked) {
			t.Errorf("got %v", err)
		}
	})
	v.failedWith(t, "does not use the network", "DELETE /a")
}

// TestReplay_requestsLeft: go-vcr's Stop does not look.
func TestReplay_requestsLeft(t *testing.T) {
	t.Parallel()
	name := newCassetteFile(t, ask(t, "GET", "/a", ""), ask(t, "POST", "/b", "{}"))
	v := runTest(t, func(t2 testing.TB) { answer(t2, replay(t2, name, options{}), ask(t, "GET", "/a", "")) })
	v.failedOnce(t)
	v.failedWith(t, "interaction 1", "never asked for",
		"POST https://api.example.com/b; if that is meant, record anew with CUEDESK_RECORD=1")
}

// TestReplay_lost: after a request without an answer, what else was not asked for goes unsaid, and
// the call's error does not say that something may have been sent.
func TestReplay_lost(t *testing.T) {
	t.Parallel()
	name := newCassetteFile(t, ask(t, "GET", "/a", ""), ask(t, "GET", "/b", ""), ask(t, "GET", "/c", ""))
	v := runTest(t, func(t2 testing.TB) {
		client, err := cuedesk.NewClient("t", cuedesk.WithHTTPClient(&http.Client{Transport: replay(t2, name, options{})}))
		if err != nil {
			t.Fatal(err)
		}
		_, err = client.Contacts.Create(t.Context(), cuedesk.ContactCreate{ExternalContactID: "x"})
		failed, ok := errors.AsType[*cuedesk.Error](err)
		if !ok || errors.Is(err, cuedesk.ErrOutcomeUnknown) || failed.MayApplyLater || cuedesk.Retryable(err) ||
			!strings.Contains(err.Error(), "does not answer") {
			t.Errorf("got %v", err)
		}
	})
	v.failedOnce(t)
	v.failedWith(t, "POST /v1/contacts is most like interaction 0",
		"\nIf the code is meant to send this now, record anew with CUEDESK_RECORD=1.")
}

// TestReplay_controlCharacters: what a file says does not steer the terminal.
func TestReplay_controlCharacters(t *testing.T) {
	t.Parallel()
	const odd = "\x1b[2J\u202e\u009b"
	for name, play := range map[string]func(t2 testing.TB, rt http.RoundTripper){
		"never asked for": func(testing.TB, http.RoundTripper) {},
		"out of order":    func(t2 testing.TB, rt http.RoundTripper) { answer(t2, rt, ask(t, "GET", "/b", "")) },
		"no answer":       func(t2 testing.TB, rt http.RoundTripper) { answer(t2, rt, ask(t, "GET", "/c", "")) },
		"another path":    func(t2 testing.TB, rt http.RoundTripper) { answer(t2, rt, ask(t, "GET", "/%1B%9B", "")) },
	} {
		due := ask(t, "GET", "/a", odd)
		due.Method, due.URL = odd, &url.URL{Opaque: odd}
		file := newCassetteFile(t, due, ask(t, "GET", "/b", ""))
		v := runTest(t, func(t2 testing.TB) { play(t2, replay(t2, file, options{})) })
		text := strings.ReplaceAll(strings.ReplaceAll(v.text(), "\n", ""), "\t", "")
		if !v.Failed() || text != rest.Printable(text) {
			t.Errorf("%s: %q", name, v.text())
		}
	}
	file := filepath.Join(t.TempDir(), "tape")
	if err := os.WriteFile(file+".yaml", []byte("version: \u202e\u009b2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	v := runTest(t, func(t2 testing.TB) { replay(t2, file, options{}) })
	if text := v.text(); !v.Failed() || strings.ContainsAny(text, odd[:1]+"\u202e\u009b") {
		t.Errorf("not YAML: %q", text)
	}
}

// TestReplay_once, and a second request like it is told so.
func TestReplay_once(t *testing.T) {
	t.Parallel()
	name := newCassetteFile(t, ask(t, "GET", "/a", ""))
	v := runTest(t, func(t2 testing.TB) {
		rt := replay(t2, name, options{})
		for range 2 {
			answer(t2, rt, ask(t, "GET", "/a", ""))
		}
	})
	v.failedWith(t, "already played")
}

// TestReplay_order: one an attempt, as recorded.
func TestReplay_order(t *testing.T) {
	t.Parallel()
	name := newCassetteFile(t, ask(t, "GET", "/a", ""), ask(t, "GET", "/a", ""), ask(t, "GET", "/b", ""))
	runTest(t, func(t2 testing.TB) {
		rt := replay(t2, name, options{})
		got := answer(t2, rt, ask(t, "GET", "/a", "")) + answer(t2, rt, ask(t, "GET", "/a", "")) + answer(t2, rt,
			ask(t, "GET", "/b", ""))
		if got != `{"answer":0}{"answer":1}{"answer":2}` {
			t.Errorf("got %s", got)
		}
	}).passed(t)
	v := runTest(t, func(t2 testing.TB) { answer(t2, replay(t2, name, options{}), ask(t, "GET", "/b", "")) })
	v.failedWith(t, "interaction 2 was asked for when interaction 0 was due: GET https://api.example.com/a")
}

// TestReplay_concurrent: they would take each other's responses.
func TestReplay_concurrent(t *testing.T) {
	t.Parallel()
	name := newCassetteFile(t, ask(t, "POST", "/a", "{}"))
	v := runTest(t, func(t2 testing.TB) {
		rt := replay(t2, name, options{})
		first := ask(t, "POST", "/a", "")
		first.Body = io.NopCloser(readerFunc(func([]byte) (int, error) {
			_, err := rt.RoundTrip(ask(t, "POST", "/a", "{}"))
			return 0, err
		}))
		if _, err := rt.RoundTrip(first); !errors.Is(err, errConcurrent) {
			t.Errorf("got %v", err)
		}
	})
	v.failedWith(t, "two requests at a time")
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// TestReplay_latency: replay takes no time, whatever was recorded.
func TestReplay_latency(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		answer(t, replay(t, newCassetteFile(t, ask(t, "GET", "/a", "")), options{}), ask(t, "GET", "/a", ""))
		if passed := time.Since(start); passed != 0 {
			t.Errorf("took %v", passed)
		}
	})
}

// TestReplay_endedContext: go-vcr would answer some of these.
func TestReplay_endedContext(t *testing.T) {
	t.Parallel()
	name := newCassetteFile(t, ask(t, "GET", "/a", ""))
	cause := errors.New("shutting down")
	for what, end := range map[string]func(context.Context) (context.Context, error){
		"cancelled": func(ctx context.Context) (context.Context, error) {
			ctx, cancel := context.WithCancelCause(ctx)
			cancel(cause)
			return ctx, cause
		},
		"expired": func(ctx context.Context) (context.Context, error) {
			ctx, cancel := context.WithDeadline(ctx, time.Now().Add(-time.Second))
			t.Cleanup(cancel)
			return ctx, context.DeadlineExceeded
		},
	} {
		runTest(t, func(t2 testing.TB) {
			rt := replay(t2, name, options{})
			ctx, want := end(t.Context())
			if resp, err := rt.RoundTrip(ask(t, "GET", "/a", "").WithContext(ctx)); resp != nil || !errors.Is(err, want) {
				t.Errorf("%s: got %v, %v", what, resp, err)
			}
			answer(t2, rt, ask(t, "GET", "/a", "")) // is still there
		}).passed(t)
	}
}

// TestReplay_cancel: while the request is read, while it is
// answered, or while the response is read.
func TestReplay_cancel(t *testing.T) {
	t.Parallel()
	name := newCassetteFile(t, ask(t, "POST", "/a", "{}"))
	runTest(t, func(t2 testing.TB) {
		rt := replay(t2, name, options{})
		ctx, cancel := context.WithCancel(t.Context())
		r := ask(t, "POST", "/a", "{}").WithContext(ctx)
		rest := r.Body
		r.Body = io.NopCloser(readerFunc(func(p []byte) (int, error) { cancel(); return rest.Read(p) }))
		if _, err := rt.RoundTrip(r); !errors.Is(err, context.Canceled) {
			t.Errorf("while the request is read: %v", err)
		}
		ctx, cancel = context.WithCancel(t.Context())
		resp, err := rt.RoundTrip(ask(t, "POST", "/a", "{}").WithContext(ctx))
		if err != nil {
			t.Fatal(err)
		}
		cancel()
		if data, err := drain(resp.Body); !errors.Is(err, context.Canceled) || data != "" {
			t.Errorf("while the response is read: %q, %v", data, err)
		}
	}).passed(t)
	runTest(t, func(t2 testing.TB) {
		ctx, cancel := context.WithCancel(t.Context())
		rt := record(t2, filepath.Join(t.TempDir(), "tape"),
			options{live: roundTripper(func(r *http.Request) (*http.Response, error) {
				cancel()
				return api(`{}`)(r)
			})})
		if _, err := rt.RoundTrip(ask(t, "GET", "/a", "").WithContext(ctx)); !errors.Is(err, context.Canceled) {
			t.Errorf("while it is answered: %v", err)
		}
	}).passed(t)
}

// closing tells whether a body was closed.
type closing struct {
	io.Reader
	closed bool
}

func (c *closing) Close() error {
	c.closed = true
	return nil
}

// TestReplay_closesBody, as a RoundTripper must; go-vcr does neither.
func TestReplay_closesBody(t *testing.T) {
	t.Parallel()
	name := newCassetteFile(t, ask(t, "POST", "/a", "{}"))
	broken := errors.New("broken")
	runTest(t, func(t2 testing.TB) {
		rt := replay(t2, name, options{})
		bad := &closing{Reader: readerFunc(func([]byte) (int, error) { return 0, broken })}
		r := ask(t, "POST", "/a", "{}")
		r.Body = bad
		if _, err := rt.RoundTrip(r); !errors.Is(err, broken) || !bad.closed {
			t.Errorf("a body that cannot be read: %v, closed %v", err, bad.closed)
		}
		good := &closing{Reader: strings.NewReader("{}")}
		r.Body = good
		answer(t2, rt, r)
		if left, err := io.ReadAll(good); err != nil || len(left) > 0 || !good.closed {
			t.Errorf("left %q, %v, closed %v", left, err, good.closed)
		}
		if r.Body != good {
			t.Error("the request has another body")
		}
	}).passed(t)
}

// TestReplay_response: it names the request that was sent, not the
// recorded one, and its headers are its own.
func TestReplay_response(t *testing.T) {
	t.Parallel()
	rt := replay(t, newCassetteFile(t, ask(t, "GET", "/a", "")), options{})
	r := ask(t, "GET", "/a", "")
	resp, err := rt.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	if resp.Request != r {
		t.Errorf("request %p, want %p", resp.Request, r)
	}
	resp.Header.Set("Content-Type", "changed")
	rt.(*transport).rec.AddHook(func(i *vcr.Interaction) error {
		if got := i.Response.Headers.Get("Content-Type"); got != "application/json" {
			t.Errorf("the cassette's header is %q", got)
		}
		return nil
	}, recorder.OnRecorderStopHook)
}
