// Package cassette answers the requests of a test from a cassette, which is a file of
// recorded requests and responses.
//
//	func TestSignup(t *testing.T) {
//		client := cassette.New(t, "testdata/signup")
//		err := signUp(t.Context(), client, "ada@example.com")
//		...
//	}
//
// If CUEDESK_RECORD is 1, the test sends its requests to the API with the token in
// CUEDESK_TOKEN, and saves testdata/signup.yaml if it passes. Otherwise it replays that
// file, and needs no token and no network. The log of the test (go test -v) says which
// of the two it did.
//
// [WithLive] records from something else than the API, such as the fake of package
// cuedesktest. [Transport] is for clients of package nexadesk or orgcrm, and for a
// client that the test makes itself.
//
// # Replay
//
// Two requests are the same if their method, path, query, content type and body are the
// same; JSON bodies may differ in their form. Each attempt gets one response, in the
// order of the recording. A request that was not recorded fails the test, with the
// difference to the most similar request, and the call fails at once, without retries.
// A recorded request that the test has not sent fails the test as well. A request whose
// context has ended fails. Replayed attempts take no time, but the waits between them
// do: use testing/synctest to skip these.
//
// A test must send one request after the other: two at the same time, which could be
// recorded in either order, fail. Therefore clients fetch no pages ahead with a
// cassette, unless you wrap its transport in another one.
//
// # What is in the file
//
// A cassette is made to be committed. Only the headers Content-Type, Retry-After and
// X-Request-Id are saved, so that the token of a request is not. E-mail addresses, phone
// numbers, and the members that [WithMembers] names are replaced by stand-ins, the same
// value by the same stand-in everywhere; addresses at example.com and other reserved
// domains, and numbers such as +1 202 555 0123, stay as they are. Requests to the API
// are sent unchanged, and in a replay a test gets the values back that it has sent. If a
// value cannot be replaced safely, nothing is saved, and the test fails. See
// [KeepPersonalData], and [Leaks] to search a file.
//
// A refused connection or a response that breaks off cannot be recorded. To test these,
// use the faults of package cuedesktest.
package cassette

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go"
)

// The environment variables for recording.
//
//nolint:gosec // TokenEnv is the name of a variable, not a token
const (
	RecordEnv  = "CUEDESK_RECORD"   // 1 or true: tests record; empty, 0 or false: they replay
	TokenEnv   = "CUEDESK_TOKEN"    // the token to record with
	BaseURLEnv = "CUEDESK_BASE_URL" // where New records from; empty: the API
)

// Recording reports whether CUEDESK_RECORD is 1 or true, so that tests record.
func Recording() bool {
	on, err := recording()
	return on && err == nil
}

// recording reads CUEDESK_RECORD as package flag reads a boolean, and empty as false.
func recording() (bool, error) {
	value := os.Getenv(RecordEnv)
	if value == "" {
		return false, nil
	}
	on, err := strconv.ParseBool(value)
	if err != nil {
		return false, fmt.Errorf("%s is %q: set it to 1 to record, or not at all to replay", RecordEnv, value)
	}
	return on, nil
}

// New returns a client for one test, which replays the cassette, or records it if
// CUEDESK_RECORD is 1 or true. The name is the path of the file without ".yaml". To
// record, it needs a token: set CUEDESK_TOKEN, or use [WithToken]. All errors of the
// cassette fail the test, and so does another value of CUEDESK_RECORD than 1, 0, true,
// false or none.
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
	made, err := cuedesk.NewClient(textOr(o.token, "none"), client...)
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
	if u, err := url.Parse(base); base != "" && (err != nil || u.Host == "" || strings.Trim(u.Path, "/") != "") {
		t.Fatalf("cassette: %s must be a URL with a scheme and without a path, such as http://127.0.0.1:8181", BaseURLEnv)
	}
	return base
}

// Transport returns the transport of the clients that [New] makes, for a client that the
// test makes itself: of package cuedesk, nexadesk or orgcrm, or any other. Use it for one
// test only.
func Transport(t testing.TB, name string, opts ...Option) http.RoundTripper {
	t.Helper()
	return open(t, name, newOptions(opts))
}

func open(t testing.TB, name string, o options) http.RoundTripper {
	t.Helper()
	on, err := recording()
	if err != nil && !o.replayOnly {
		fatal(t, "%v", err)
	}
	if on && !o.replayOnly {
		return &sealed{record(t, name, o).RoundTrip}
	}
	return &sealed{replay(t, name, o).RoundTrip}
}

// sealed has the cassette in a closure, into which no printer that goes by reflection can
// look: a recording has tokens, until it is saved.
type sealed struct {
	send func(*http.Request) (*http.Response, error)
}

// RoundTrip implements [http.RoundTripper].
func (s *sealed) RoundTrip(r *http.Request) (*http.Response, error) { return s.send(r) }

// Sequential tells the client's core to send one request after the other.
func (*sealed) Sequential() {}

func textOr(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
