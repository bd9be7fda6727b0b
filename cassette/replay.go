package cassette

import (
	"errors"
	"fmt"
	"net/http"
	"testing"

	vcr "gopkg.in/dnaeon/go-vcr.v3/cassette"
	"gopkg.in/dnaeon/go-vcr.v3/recorder"

	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// replay returns a transport that answers from the cassette.
func replay(t testing.TB, name string, o options) http.RoundTripper {
	t.Helper()
	tape, err := vcr.Load(name)
	if err != nil {
		fatal(t, "%v; a test records it with %s=1", err, RecordEnv)
	}
	rec := start(t, name, recorder.ModeReplayOnly, blocked{t})
	rec.SetMatcher(matches)
	tr := &transport{t: t, name: name, rec: rec, cassette: tape, scrub: newScrubber(o)}
	rec.AddHook(tr.inOrder, recorder.BeforeResponseReplayHook)
	rec.AddHook(tr.markPlayed, recorder.OnRecorderStopHook)
	t.Cleanup(tr.stop)
	return tr
}

// inOrder is go-vcr's BeforeResponseReplayHook.
func (tr *transport) inOrder(i *vcr.Interaction) error {
	if i.ID != tr.next {
		due := tr.cassette.Interactions[tr.next].Request
		return errors.New(rest.Printable(fmt.Sprintf("interaction %d was asked for when interaction %d was due: %s %s",
			i.ID, tr.next, due.Method, due.URL)))
	}
	tr.next++
	return nil
}

// markPlayed is go-vcr's OnRecorderStopHook. After a request that went unanswered, what else
// was not asked for says nothing more.
func (tr *transport) markPlayed(i *vcr.Interaction) error {
	if !i.WasReplayed() && !tr.unanswered {
		fail(tr.t, "interaction %d of %s was never asked for: %s %s; if that is meant, record anew with %s=1",
			i.ID, tr.cassette.File, i.Request.Method, i.Request.URL, RecordEnv)
	}
	return nil
}

// blocked stands where a replaying recorder has the network.
type blocked struct{ t testing.TB }

var errBlocked = permanent("cassette: replay does not use the network")

func (b blocked) RoundTrip(r *http.Request) (*http.Response, error) {
	closeBody(r)
	fail(b.t, "replay does not use the network: %s %s", r.Method, r.URL.Path)
	return nil, errBlocked
}
