package vcr

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"gopkg.in/dnaeon/go-vcr.v3/cassette"
	"gopkg.in/dnaeon/go-vcr.v3/recorder"

	"github.com/cuedesk/cuedesk-go/internal/fakehttp"
)

var (
	errConcurrent = errors.New("vcr: two requests at a time: a cassette is played by one after the other")
	errNoAnswer   = errors.New("vcr: the cassette does not answer the request")
)

// transport holds the recorder to the contract of a RoundTripper, and the test to
// its cassette.
type transport struct {
	t    testing.TB
	rec  *recorder.Recorder
	tape *cassette.Cassette // what is replayed; nil when recording
	busy atomic.Bool
	next int  // the ID of the interaction that is due
	lost bool // a request went unanswered, which was reported
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
	resp, err := tr.rec.RoundTrip(sent)
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if err != nil {
		return nil, tr.report(sent, err)
	}
	resp.Request = r
	resp.Header = resp.Header.Clone()
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
	if tr.lost {
		return err
	}
	tr.lost = true
	switch {
	case errors.Is(err, cassette.ErrInteractionNotFound):
		tr.t.Errorf("%v\n%s", errNoAnswer, tr.miss(sent))
		return errNoAnswer
	case tr.tape == nil:
		tr.t.Errorf("vcr: a cassette cannot hold that %s %s failed: %v", sent.Method, sent.URL.Path, err)
	default:
		tr.t.Errorf("vcr: %s %s: %v", sent.Method, sent.URL.Path, err)
	}
	return err
}

// inOrder is go-vcr's BeforeResponseReplayHook.
func (tr *transport) inOrder(i *cassette.Interaction) error {
	if i.ID != tr.next {
		due := tr.tape.Interactions[tr.next].Request
		return fmt.Errorf("interaction %d was asked for when interaction %d was due: %s %s", i.ID, tr.next, due.Method,
			due.URL)
	}
	tr.next++
	return nil
}

// played is go-vcr's OnRecorderStopHook.
func (tr *transport) played(i *cassette.Interaction) error {
	if !i.WasReplayed() {
		tr.t.Errorf("vcr: interaction %d of %s was never asked for: %s %s", i.ID, tr.tape.File, i.Request.Method,
			i.Request.URL)
	}
	return nil
}

// stop ends the test's use of the cassette, and saves what was recorded.
func (tr *transport) stop() {
	if tr.tape == nil && tr.t.Failed() {
		tr.t.Log("vcr: the test has failed: nothing saved")
		return
	}
	if err := tr.rec.Stop(); err != nil {
		tr.t.Errorf("vcr: %v", err)
	}
}
