package cassette_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cassette"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/internal/resttest"
)

// recordAndReplay plays a scenario twice: with the fake while it is recorded, and from the cassette, which is returned.
func recordAndReplay(t *testing.T, play func(*testing.T, *cuedesk.Client), opts ...cassette.Option) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "tape")
	t.Setenv(cassette.RecordEnv, "1")
	srv := cuedesktest.NewServer()
	for n := range 450 {
		srv.AddContact(cuedesktest.Contact{ExternalContactID: fmt.Sprint("n", n)})
	}
	t.Run("record", func(t *testing.T) {
		play(t, cassette.New(t, name, append(opts, cassette.WithLive(srv), cassette.WithToken(cuedesktest.Token))...))
	})
	t.Setenv(cassette.RecordEnv, "")
	t.Run("replay", func(t *testing.T) { play(t, cassette.New(t, name, append(opts, cassette.WithLive(nil))...)) })
	saved, err := os.ReadFile(name + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(saved), cuedesktest.Token) {
		t.Error("the token was saved")
	}
	return string(saved)
}

// createAndFind sends personal data in a body and in a query, and wants it back.
func createAndFind(t *testing.T, client *cuedesk.Client) {
	t.Helper()
	const email, phone = "grace@navy.test", "+49 170 5551234"
	in := cuedesk.ContactCreate{FirstName: "Grace", Email: email, PhoneNumber: phone}
	created, err := client.Contacts.Create(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	if created.Email != email || created.PhoneNumber != phone || created.FirstName != in.FirstName {
		t.Errorf("created %+v", created)
	}
	found, err := client.Contacts.Search(t.Context(), cuedesk.Where(cuedesk.Email.Is(email)), cuedesk.PageOptions{})
	if err != nil || len(found.Items) != 1 || found.Items[0].Email != email {
		t.Errorf("found %+v, %v", found, err)
	}
	if _, err := client.Lists.List(t.Context(), cuedesk.ListListsOptions{Search: email}); err != nil {
		t.Error(err)
	}
}

// TestNew_personalData: it is not saved, and the test that replays gets back what it sent.
func TestNew_personalData(t *testing.T) { //nolint:paralleltest // sets the environment
	saved := recordAndReplay(t, createAndFind, cassette.WithMembers("first_name"))
	for _, personal := range []string{"grace", "Grace", "5551234"} {
		if strings.Contains(saved, personal) {
			t.Errorf("%q was saved", personal)
		}
	}
	if !strings.Contains(saved, "person-1@example.com") || !strings.Contains(saved, "redacted-1") {
		t.Errorf("there are no stand-ins in %s", saved)
	}
}

func TestKeepPersonalData(t *testing.T) { //nolint:paralleltest // sets the environment
	saved := recordAndReplay(t, createAndFind, cassette.KeepPersonalData())
	if !strings.Contains(saved, "grace@navy.test") || !strings.Contains(saved, "5551234") {
		t.Error("the personal data was not saved")
	}
}

// TestNew_sequential: the client fetches no page ahead, so that a walk is recorded in one order.
func TestNew_sequential(t *testing.T) { //nolint:paralleltest // sets the environment
	recordAndReplay(t, func(t *testing.T, client *cuedesk.Client) {
		n := 0
		for _, err := range client.Contacts.All(t.Context(), cuedesk.ListContactsOptions{}, cuedesk.WithPrefetch(8)) {
			if err != nil {
				t.Fatal(err)
			}
			n++
		}
		if n != 450 {
			t.Errorf("%d contacts", n)
		}
	})
}

// failing is a test inside a test, which may fail.
type failing struct {
	testing.TB
	failures []string
}

func (f *failing) Helper()                   {}
func (f *failing) Cleanup(func())            {}
func (f *failing) Errorf(s string, a ...any) { f.failures = append(f.failures, fmt.Sprintf(s, a...)) }

// TestNew_missing: a request that was not recorded fails the test and the call at once, without retries.
func TestNew_missing(t *testing.T) {
	t.Parallel()
	inner := &failing{TB: t}
	client := cassette.New(inner, "testdata/signup", cassette.ReplayOnly())
	_, err := client.Lists.List(t.Context(), cuedesk.ListListsOptions{})
	var failed *cuedesk.Error
	if !errors.As(err, &failed) || len(failed.Attempts) != 1 || failed.Transient {
		t.Errorf("not one attempt: %+v", err)
	}
	if len(inner.failures) != 1 || !strings.Contains(inner.failures[0], "GET /v1/contact-lists is most like") {
		t.Errorf("the test failed with %q", inner.failures)
	}
}

// TestNew_environment: what a recording lacks is said before anything is sent.
func TestNew_environment(t *testing.T) { //nolint:paralleltest // sets the environment
	const base = "CUEDESK_BASE_URL must be a URL with a scheme and without a path, such as http://127.0.0.1:8181"
	for _, test := range []struct{ token, base, want string }{
		{"", "", cassette.TokenEnv},
		{"token", "https://example.com/v1", base},
		{"token", "127.0.0.1:8181", base},
		{"token", "localhost:8181", base},
		{"token", "//localhost:8181/", "cassette: "},
	} {
		t.Setenv(cassette.RecordEnv, "1")
		t.Setenv(cassette.TokenEnv, test.token)
		t.Setenv(cassette.BaseURLEnv, test.base)
		inner, ended := &fatal{TB: t}, make(chan struct{})
		go func() {
			defer close(ended)
			defer func() { _ = recover() }()
			cassette.New(inner, filepath.Join(t.TempDir(), "tape"), cassette.WithLive(unused{t}))
		}()
		<-ended
		if !strings.Contains(inner.message, test.want) {
			t.Errorf("%+v: %q", test, inner.message)
		}
	}
}

// fatal ends with a panic where a test would end.
type fatal struct {
	testing.TB
	message string
}

func (f *fatal) Helper()                   {}
func (f *fatal) Cleanup(func())            {}
func (f *fatal) Fatalf(s string, a ...any) { f.message = fmt.Sprintf(s, a...); panic(f.message) }

// unused is a network that must not be used.
type unused struct{ t *testing.T }

func (u unused) RoundTrip(*http.Request) (*http.Response, error) {
	u.t.Error("a request was sent")
	return nil, context.Canceled
}

// TestNew_phoneNumbers: a number that is searched for, with or without a country code, is not saved.
func TestNew_phoneNumbers(t *testing.T) { //nolint:paralleltest // sets the environment
	saved := recordAndReplay(t, func(t *testing.T, client *cuedesk.Client) {
		t.Helper()
		in := cuedesk.ContactCreate{PhoneNumber: "0170 9876512"}
		ensured, err := client.Contacts.Ensure(t.Context(), in, cuedesk.MatchPhoneNumber)
		if err != nil || ensured.Contact.PhoneNumber != in.PhoneNumber {
			t.Errorf("%+v, %v", ensured, err)
		}
		query := cuedesk.Where(cuedesk.PhoneNumber.Is("0170 9876512")).Text("0170 9876512")
		if _, err := client.Contacts.Search(t.Context(), query, cuedesk.PageOptions{}); err != nil {
			t.Error(err)
		}
	})
	if strings.Contains(saved, "9876512") {
		t.Errorf("the number was saved: %s", saved)
	}
}

// TestNew_hidesToken: printers that go by reflection, as test libraries do, do not find the token of a recording.
func TestNew_hidesToken(t *testing.T) {
	const token = "tok-3f9a1c"
	t.Setenv(cassette.RecordEnv, "1")
	srv := cuedesktest.NewServer(cuedesktest.WithToken(token))
	live := resttest.Transport(srv.RoundTrip)
	opts := []cassette.Option{cassette.WithLive(live), cassette.WithToken(token), cassette.WithSecrets(token)}
	name := filepath.Join(t.TempDir(), "tape")
	client := cassette.New(t, name, opts...)
	if _, err := client.Contacts.List(t.Context(), cuedesk.ListContactsOptions{}); err != nil {
		t.Fatal(err)
	}
	for _, v := range []any{client, cassette.Transport(t, name+"2", opts...), opts} {
		if path := resttest.FindText(reflect.ValueOf(v), token); path != "" {
			t.Errorf("the token is in %T%s", v, path)
		}
	}
}
