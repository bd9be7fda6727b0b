package cassette

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	vcr "gopkg.in/dnaeon/go-vcr.v3/cassette"
	"gopkg.in/dnaeon/go-vcr.v3/recorder"

	"github.com/cuedesk/cuedesk-go/internal/fakehttp"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// permanentError is one that a client must not answer with another attempt, for a
// request that was not sent.
type permanentError struct{ error }

func (e permanentError) Unwrap() error { return e.error }

// Permanent tells the client's core so.
func (permanentError) Permanent() bool { return true }

// Unsent tells the client's core that nothing can have come of the request.
func (permanentError) Unsent() bool { return true }

func permanent(text string) error { return permanentError{errors.New(text)} }

var (
	errConcurrent = permanent("cassette: two requests at a time: a cassette is played by one after the other")
	errNoAnswer   = permanent("cassette: the cassette does not answer the request")
)

// transport holds the recorder to the contract of a RoundTripper, and the test to
// its cassette.
type transport struct {
	t          testing.TB
	rec        *recorder.Recorder
	cassette   *vcr.Cassette // what is replayed; nil when recording
	scrub      *scrubber
	busy       atomic.Bool
	name       string
	next       int  // the ID of the interaction that is due
	saved      int  // how many were recorded
	unanswered bool // a request went unanswered, which was reported
}

// RoundTrip answers from the cassette or records. The recorder gets a copy of the
// request: it would put other bodies into the original, and shares its headers.
func (tr *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if !tr.busy.CompareAndSwap(false, true) {
		closeBody(r)
		tr.t.Error(errConcurrent)
		return nil, errConcurrent
	}
	defer tr.busy.Store(false)
	sent, err := detach(r)
	if err != nil {
		return nil, err
	}
	ctx := r.Context()
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if tr.cassette != nil {
		if err := tr.scrub.request(sent); err != nil {
			return nil, err
		}
	}
	resp, err := tr.rec.RoundTrip(sent)
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if err != nil {
		return nil, tr.report(sent, err)
	}
	resp.Request = r
	resp.Header = resp.Header.Clone()
	if tr.cassette != nil {
		if err := tr.scrub.response(resp); err != nil {
			return nil, err
		}
	}
	resp.Body = fakehttp.NewBody(ctx, resp.Body)
	return resp, nil
}

// detach copies the request, with its body as the transport reads it, and closes
// the original's.
func detach(r *http.Request) (*http.Request, error) {
	sent := r.Clone(r.Context())
	if r.Body == nil || r.Body == http.NoBody {
		return sent, nil
	}
	body, err := drain(r.Body)
	sent.Body = io.NopCloser(strings.NewReader(body))
	return sent, err
}

func closeBody(r *http.Request) {
	if r.Body != nil {
		_ = r.Body.Close()
	}
}

// report fails the test because of a request without an answer. One is enough:
// the rest are retries of it, or follow from it.
func (tr *transport) report(sent *http.Request, err error) error {
	missing := errors.Is(err, vcr.ErrInteractionNotFound)
	switch {
	case missing:
		err = errNoAnswer
	case tr.cassette != nil:
		err = permanentError{err}
	}
	if tr.unanswered {
		return err
	}
	tr.unanswered = true
	switch {
	case missing:
		tr.t.Errorf("%v\n%s\nIf the code is meant to send this now, record anew with %s=1.",
			err, tr.describeMiss(sent), RecordEnv)
	case tr.cassette != nil:
		fail(tr.t, "%s %s: %v", sent.Method, sent.URL.Path, err)
	default:
		fail(tr.t, "a cassette cannot hold that %s %s failed: %v", sent.Method, sent.URL.Path, err)
	}
	return err
}

// fail fails the test with a text that a terminal shows as it is: files and requests
// can hold anything.
func fail(t testing.TB, format string, args ...any) {
	t.Helper()
	t.Error("cassette: " + rest.PrintableLines(fmt.Sprintf(format, args...)))
}

func fatal(t testing.TB, format string, args ...any) {
	t.Helper()
	fail(t, format, args...)
	t.FailNow()
}

// stop ends the test's use of the cassette, and saves what was recorded.
func (tr *transport) stop() {
	tr.t.Helper()
	if tr.cassette == nil && tr.t.Failed() {
		tr.t.Log("cassette: the test has failed: nothing saved")
		return
	}
	if err := tr.rec.Stop(); err != nil {
		fail(tr.t, "%v", err)
		return
	}
	if tr.cassette == nil {
		tr.t.Logf("cassette: exchanges recorded into %s.yaml: %d", tr.name, tr.saved)
	} else {
		tr.t.Logf("cassette: exchanges replayed from %s.yaml: %d", tr.name, tr.next)
	}
}
