// Package vcr answers the requests of a test from a cassette, a file of recorded
// exchanges, and makes that file when the tests run with -record. Only tests
// import it.
//
// It stands on go-vcr and is stricter: requests are compared in full and answered
// in the order of the cassette, all of which must be played; a request that was
// not recorded fails the test with the difference to the one that comes closest;
// a context that ends is noticed; and what is saved has no credentials in it.
//
// A cassette cannot hold everything. Refused connections and torn bodies cannot be
// recorded, and a body comes in one piece: tests of these use the faults of
// cuedesktest.
package vcr

import (
	"errors"
	"flag"
	"net/http"
	"testing"

	"gopkg.in/dnaeon/go-vcr.v3/cassette"
	"gopkg.in/dnaeon/go-vcr.v3/recorder"
)

var recording = flag.Bool("record", false, "record cassettes instead of replaying them")

// Recording reports whether the tests run with -record.
func Recording() bool { return *recording }

// Open returns a transport for one test. It replays the cassette, a path without
// ".yaml"; with -record, and only then, it sends requests through live and saves
// the cassette at the end of the test, unless the test has failed. Wherever one
// of the secrets stands, it is replaced before it is saved.
func Open(t testing.TB, name string, live http.RoundTripper, secrets ...string) http.RoundTripper {
	t.Helper()
	if Recording() {
		return record(t, name, live, secrets)
	}
	return Replay(t, name)
}

// Replay returns a transport that answers the requests of one test from the
// cassette, whether or not the tests run with -record.
func Replay(t testing.TB, name string) http.RoundTripper {
	t.Helper()
	tape, err := cassette.Load(name)
	if err != nil {
		t.Fatalf("vcr: %v; cassettes are made with -record", err)
	}
	rec := start(t, name, recorder.ModeReplayOnly, blocked{t})
	rec.SetMatcher(matches)
	tr := &transport{t: t, rec: rec, tape: tape}
	rec.AddHook(tr.inOrder, recorder.BeforeResponseReplayHook)
	rec.AddHook(tr.played, recorder.OnRecorderStopHook)
	t.Cleanup(tr.stop)
	return tr
}

func record(t testing.TB, name string, live http.RoundTripper, secrets []string) http.RoundTripper {
	t.Helper()
	if live == nil { // go-vcr would take http.DefaultTransport
		t.Fatal("vcr: nothing to record from")
	}
	rec := start(t, name, recorder.ModeRecordOnly, live)
	s := scrubber{secrets}
	rec.AddHook(s.clean, recorder.BeforeSaveHook)
	rec.AddHook(s.verify, recorder.BeforeSaveHook)
	tr := &transport{t: t, rec: rec}
	t.Cleanup(tr.stop)
	return tr
}

func start(t testing.TB, name string, mode recorder.Mode, network http.RoundTripper) *recorder.Recorder {
	t.Helper()
	rec, err := recorder.NewWithOptions(&recorder.Options{
		CassetteName: name, Mode: mode, RealTransport: network, SkipRequestLatency: true,
	})
	if err != nil {
		t.Fatalf("vcr: %v", err)
	}
	return rec
}

// blocked stands where a replaying recorder has the network.
type blocked struct{ t testing.TB }

var errBlocked = errors.New("vcr: replay does not use the network")

func (b blocked) RoundTrip(r *http.Request) (*http.Response, error) {
	closeBody(r)
	b.t.Errorf("%v: %s %s", errBlocked, r.Method, r.URL.Path)
	return nil, errBlocked
}
