package cassette_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cassette"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/nexadesk"
)

// t is that of the test around each of these.
var t testing.TB

// Recorded with CUEDESK_RECORD=1 and CUEDESK_TOKEN, and replayed from then on.
func ExampleNew() {
	client := cassette.New(t, "testdata/signup")
	_, _ = client.Contacts.Create(t.Context(), cuedesk.ContactCreate{Email: "ada@example.com"})
}

// A client of another system, which the test makes.
func ExampleTransport() {
	transport := cassette.Transport(t, "testdata/chats", cassette.WithSecrets(os.Getenv("NEXADESK_TOKEN")))
	client, err := nexadesk.NewClient(os.Getenv("NEXADESK_TOKEN"),
		cuedesk.WithHTTPClient(&http.Client{Transport: transport}))
	if err != nil {
		t.Fatal(err)
	}
	_, _ = client.Contacts.List(t.Context(), nexadesk.ListOptions{})
}

// Recorded from the fake: without a token of the API, and without a network.
func ExampleWithLive() {
	cassette.New(t, "testdata/signup",
		cassette.WithLive(cuedesktest.NewServer()),
		cassette.WithToken(cuedesktest.Token),
	)
}

// The token of a workspace that is made for tests.
func ExampleWithToken() {
	cassette.New(t, "testdata/signup", cassette.WithToken(os.Getenv("CUEDESK_TEST_TOKEN")))
}

// Waits between attempts are short, and so is the replay.
func ExampleWithClient() {
	quick := cuedesk.WithRetry(cuedesk.RetryPolicy{MinBackoff: time.Millisecond, MaxBackoff: time.Millisecond})
	cassette.New(t, "testdata/outage", cassette.WithClient(quick))
}

// Names are not recognised as personal data: these members get stand-ins.
func ExampleWithMembers() {
	cassette.New(t, "testdata/signup", cassette.WithMembers("first_name", "last_name"))
}

// A key that the code under test puts into a custom value is not saved.
func ExampleWithSecrets() {
	cassette.New(t, "testdata/signup", cassette.WithSecrets(os.Getenv("SIGNING_KEY")))
}

// For a workspace with made-up people at addresses that are not obviously made up.
func ExampleKeepPersonalData() {
	cassette.New(t, "testdata/signup", cassette.KeepPersonalData())
}

// A cassette that was written by hand is never recorded.
func ExampleReplayOnly() {
	cassette.New(t, "testdata/outage", cassette.ReplayOnly())
}

// Before a file is committed, a test may look into it: here, for a secret in a query.
func ExampleLeaks() {
	name := filepath.Join(os.TempDir(), "cassette-leaks")
	defer os.Remove(name + ".yaml")
	if err := cassette.Write(name, exchange("/v1/contact-lists?search=sk-secret", 200)); err != nil {
		fmt.Println(err)
		return
	}
	found, err := cassette.Leaks(name, "sk-secret")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(strings.Join(found, "\n"))
	// Output:
	// the file holds a secret
	// interaction 0 (GET https://api.cuedesk.com/v1/contact-lists) holds a secret
}

// An outage that nobody has recorded. ReplayOnly keeps it from being recorded over.
func ExampleWrite() {
	name := filepath.Join(os.TempDir(), "cassette-outage")
	defer os.Remove(name + ".yaml")
	err := cassette.Write(name, exchange("/v1/contacts", 503), exchange("/v1/contacts", 200))
	fmt.Println(err)
	// Output: <nil>
}

// exchange returns a request for a path, and a response with a status.
func exchange(path string, status int) cassette.Exchange {
	url := "https://api.cuedesk.com" + path
	return cassette.Exchange{
		Request:  httptest.NewRequestWithContext(context.Background(), http.MethodGet, url, http.NoBody),
		Response: &http.Response{StatusCode: status, Header: http.Header{}, Body: http.NoBody},
	}
}
