package cassette

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	vcr "gopkg.in/dnaeon/go-vcr.v3/cassette"
	"gopkg.in/dnaeon/go-vcr.v3/recorder"
)

// record returns a transport that sends requests through the live one and saves the
// cassette at the end of the test, unless the test has failed.
func record(t testing.TB, name string, o options) http.RoundTripper {
	t.Helper()
	if o.live == nil { // go-vcr would take http.DefaultTransport
		t.Fatal("cassette: nothing to record from")
	}
	known := &tokens{live: o.live}
	rec := start(t, name, recorder.ModeRecordOnly, known)
	s := newScrubber(o)
	tr := &transport{t: t, name: name, rec: rec, scrub: s}
	rec.AddHook(func(i *vcr.Interaction) error {
		tr.saved++
		s.secrets = slices.Concat(o.secrets, known.all())
		return errors.Join(s.clean(i), s.verify(i))
	}, recorder.BeforeSaveHook)
	t.Cleanup(tr.stop)
	return tr
}

func start(t testing.TB, name string, mode recorder.Mode, network http.RoundTripper) *recorder.Recorder {
	t.Helper()
	rec, err := recorder.NewWithOptions(&recorder.Options{
		CassetteName: name, Mode: mode, RealTransport: network, SkipRequestLatency: true,
	})
	if err != nil {
		fatal(t, "%v", err)
	}
	return rec
}

// tokens notes the tokens of the requests that it sends on: they are secrets.
type tokens struct {
	live http.RoundTripper
	mu   sync.Mutex
	seen []string
}

func (k *tokens) RoundTrip(r *http.Request) (*http.Response, error) {
	if _, token, ok := strings.Cut(r.Header.Get("Authorization"), " "); ok {
		k.mu.Lock()
		k.seen = append(k.seen, strings.TrimSpace(token))
		k.mu.Unlock()
	}
	return k.live.RoundTrip(r)
}

func (k *tokens) all() []string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.seen
}
