// Package cassette answers the requests of a test from a cassette, a file of recorded
// exchanges:
//
//	func TestSignup(t *testing.T) {
//		client := cassette.New(t, "testdata/signup")
//		err := signUp(t.Context(), client, "ada@example.com")
//		...
//	}
//
// Run once with CUEDESK_RECORD=1 and CUEDESK_TOKEN, the test talks to the API and saves
// testdata/signup.yaml when it has passed. From then on it replays: no token, no
// network. The log of the test (go test -v) says which it did. [WithLive] records from
// something else, such as the fake of package cuedesktest. [Transport] is for the
// other clients of this module, and for a client that a test makes itself.
//
// # Replay
//
// Requests are compared in full: method, path, query, content type, and JSON body whatever
// its form. They are answered in the order in which they were recorded, one for each attempt, and
// all must be asked for. A request that was not recorded fails the test with the difference to the
// one that comes closest, and the call at once, without retries. A request whose context has ended fails.
// Replayed attempts take no time, but waits between attempts do: use testing/synctest for those.
//
// Two requests at a time could be recorded in either order, and are refused. Clients fetch no page
// ahead with a cassette, if its transport is not wrapped in another.
//
// # What is in the file
//
// A cassette is meant to be committed. Of headers, it has Content-Type, Retry-After and
// X-Request-Id; no other is saved, so that the token of a request is not. E-mail addresses
// and phone numbers that are not made up, and the members that [WithMembers] names, are
// replaced by stand-ins, each value by the same one wherever it stands. Addresses at
// example.com and its like and numbers such as +1 202 555 0123 are made up. Only
// what is saved changes: the caller's own requests stay as they were, and a test that
// sends a value in a replay gets it back. What cannot be replaced safely is not saved,
// and fails the test. See [KeepPersonalData], and [Leaks] to
// search a file.
//
// A cassette cannot hold everything: a refused connection or a torn body cannot be
// recorded. Tests of these use the faults of package cuedesktest.
package cassette

import (
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go"
)

// The variables of the environment that say whether and from where to record.
//
//nolint:gosec // TokenEnv is the name of a variable, not a token
const (
	RecordEnv  = "CUEDESK_RECORD"   // not empty: record; else replay
	TokenEnv   = "CUEDESK_TOKEN"    // the token of a recording
	BaseURLEnv = "CUEDESK_BASE_URL" // where a recording of [New] goes; empty: the API
)

// Recording reports whether tests record, because CUEDESK_RECORD is set.
func Recording() bool { return os.Getenv(RecordEnv) != "" }

// New returns a client for one test, which replays the cassette, a path without
// ".yaml", or records it if CUEDESK_RECORD is set. A recording needs a token, from
// CUEDESK_TOKEN or [WithToken]. What goes wrong fails the test.
func New(t testing.TB, name string, opts ...Option) *cuedesk.Client {
	t.Helper()
	o := newOptions(opts)
	client := append([]cuedesk.Option{
		cuedesk.WithBaseURL(baseURL(t)),
		cuedesk.WithHTTPClient(&http.Client{Transport: open(t, name, o)}), //nolint:forbidigo // the client sends with it
	}, o.client...)
	if o.token == "" && Recording() {
		t.Fatalf("cassette: a recording needs a token: set %s, or use WithToken", TokenEnv)
	}
	made, err := cuedesk.NewClient(orElse(o.token, "none"), client...)
	if err != nil {
		t.Fatalf("cassette: %v", err)
	}
	return made
}

// baseURL is where a recording goes. Its path would be missing in the requests of a
// replay.
func baseURL(t testing.TB) string {
	t.Helper()
	if !Recording() {
		return ""
	}
	base := os.Getenv(BaseURLEnv)
	if u, err := url.Parse(base); err != nil || strings.Trim(u.Path, "/") != "" {
		t.Fatalf("cassette: %s must be a URL without a path: a replay would not know it", BaseURLEnv)
	}
	return base
}

// Transport returns what [New] sends through, for a client that the test makes: of
// package cuedesk, nexadesk or orgcrm, or another.
func Transport(t testing.TB, name string, opts ...Option) http.RoundTripper {
	t.Helper()
	return open(t, name, newOptions(opts))
}

func open(t testing.TB, name string, o options) http.RoundTripper {
	t.Helper()
	if Recording() && !o.replayOnly {
		return &sealed{record(t, name, o).RoundTrip}
	}
	return &sealed{replay(t, name, o).RoundTrip}
}

// sealed has the cassette in a closure, into which no printer that goes by reflection can
// look: a recording has tokens, until it is saved.
type sealed struct {
	send func(*http.Request) (*http.Response, error)
}

// RoundTrip is part of [http.RoundTripper].
func (s *sealed) RoundTrip(r *http.Request) (*http.Response, error) { return s.send(r) }

// Sequential tells the client's core to send one request after the other.
func (*sealed) Sequential() {}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
