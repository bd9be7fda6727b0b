package nexadesktest_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/nexadesk"
	"github.com/cuedesk/cuedesk-go/nexadesk/nexadesktest"
)

func Example() {
	ctx := context.Background()
	srv := nexadesktest.NewServer()
	client := srv.Client()

	bruce := nexadesk.ContactCreate{FirstName: "Bruce", Email: "bruce@example.com"}
	created, err := client.Contacts.Create(ctx, bruce)
	if err != nil {
		panic(err)
	}
	page, err := client.Contacts.List(ctx, nexadesk.ListOptions{Search: "bruce"})
	if err != nil {
		panic(err)
	}
	fmt.Println(page.Total, page.Items[0].ID == created.ID)
	// Output: 1 true
}

func ExampleServer_Inject() {
	srv := nexadesktest.NewServer()
	srv.Inject("GET /api/v1/external/contacts", cuedesktest.Status(429).RetryAfter("0"), cuedesktest.HTML502())
	if _, err := srv.Client().Contacts.List(context.Background(), nexadesk.ListOptions{}); err != nil {
		panic(err)
	}
	for _, request := range srv.Requests() {
		fmt.Println(request.Operation, request.Status)
	}
	// Output:
	// GET /api/v1/external/contacts 429
	// GET /api/v1/external/contacts 502
	// GET /api/v1/external/contacts 200
}

// TestServer_Inject: an API error, a body that breaks off, and none at all.
func TestServer_Inject(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := nexadesktest.NewServer()
		client := srv.Client(cuedesk.WithRetry(cuedesk.RetryPolicy{MaxAttempts: 1}))
		for _, test := range []struct {
			fault cuedesktest.Fault
			want  error
		}{
			{cuedesktest.Status(503), cuedesk.ErrServer},
			{cuedesktest.Status(499), nil},
			{cuedesktest.Torn().AfterApply(), io.ErrUnexpectedEOF},
			{cuedesktest.EmptyBody(), cuedesk.ErrBadResponse},
		} {
			srv.Inject("*", test.fault)
			_, err := client.Contacts.List(t.Context(), nexadesk.ListOptions{})
			if err == nil || test.want != nil && !errors.Is(err, test.want) {
				t.Errorf("got %v, want %v", err, test.want)
			}
		}
		srv.Inject("", cuedesktest.Status(503).Always())
		srv.ClearFaults()
		if _, err := client.Contacts.List(t.Context(), nexadesk.ListOptions{}); err != nil {
			t.Error(err)
		}
	})
}

// TestServer_Inject_format: their text reaches the client.
func TestServer_Inject_format(t *testing.T) {
	t.Parallel()
	srv := nexadesktest.NewServer()
	for status, text := range map[int]string{403: "Forbidden", 499: "Unknown status"} {
		srv.Inject("", cuedesktest.Status(status))
		_, err := srv.Client().Contacts.List(t.Context(), nexadesk.ListOptions{})
		if apiErr, ok := errors.AsType[*cuedesk.Error](err); !ok || apiErr.Message != text {
			t.Errorf("%d: got %v", status, err)
		}
	}
}

func TestServer_panics(t *testing.T) {
	t.Parallel()
	for want, f := range map[string]func(*nexadesktest.Server){
		"nexadesktest: Inject: no operation":      func(srv *nexadesktest.Server) { srv.Inject("GET /contacts") },
		"nexadesktest: Client: nexadesk: invalid": func(srv *nexadesktest.Server) { srv.Client(cuedesk.WithTimeout(-1)) },
		`nexadesktest: Inject: no operation "POST /v1/contacts/bulk"`: func(srv *nexadesktest.Server) {
			srv.Inject("POST /api/v1/external/contacts", cuedesktest.FailImport())
		},
		"nexadesktest: AddContact: metadata: ": func(srv *nexadesktest.Server) {
			srv.AddContact(nexadesktest.Contact{Metadata: map[string]any{"f": func() {}}})
		},
	} {
		func() {
			defer func() {
				if got, _ := recover().(string); !strings.HasPrefix(got, want) {
					t.Errorf("panic %q, want %q", got, want)
				}
			}()
			f(nexadesktest.NewServer())
		}()
	}
}

// TestServer_notJSON can only come from AddContact, which checks nothing.
func TestServer_notJSON(t *testing.T) {
	t.Parallel()
	srv := nexadesktest.NewServer()
	srv.AddContact(nexadesktest.Contact{FirstName: "\xff"})
	client := srv.Client(cuedesk.WithRetry(cuedesk.RetryPolicy{MaxAttempts: 1}))
	_, err := client.Contacts.List(t.Context(), nexadesk.ListOptions{})
	if apiErr, ok := errors.AsType[*cuedesk.Error](err); !ok || apiErr.StatusCode != 500 ||
		apiErr.Message != "Internal Server Error" {
		t.Errorf("got %v", err)
	}
}

func TestServer_ServeHTTP(t *testing.T) {
	t.Parallel()
	srv := nexadesktest.NewServer()
	var remote string
	listener := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		remote = r.RemoteAddr
		srv.ServeHTTP(w, r)
	}))
	defer listener.Close()
	client := srv.Client(cuedesk.WithBaseURL(listener.URL), cuedesk.WithHTTPClient(listener.Client()))
	contact, err := client.Contacts.Create(t.Context(), nexadesk.ContactCreate{FirstName: "Jane"})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(remote, "127.0.0.1:") {
		t.Errorf("the request came from %q", remote)
	}
	if _, ok := srv.Contact(contact.ID); !ok {
		t.Error("the contact is not there")
	}
	if request := srv.Requests()[0]; request.Status != http.StatusCreated ||
		request.Header.Get("Authorization") != "REDACTED" {
		t.Errorf("got %+v", request)
	}
}

// TestServer_Requests, however many they are.
func TestServer_Requests(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	const n = 3000
	for range n {
		a.send(http.MethodGet, path, "")
	}
	if got := len(a.srv.Requests()); got != n {
		t.Errorf("%d requests of %d", got, n)
	}
}

func TestServer_concurrentUse(t *testing.T) {
	t.Parallel()
	srv := nexadesktest.NewServer()
	client := srv.Client()
	var wg sync.WaitGroup
	for n := range 20 {
		wg.Go(func() {
			contact, err := client.Contacts.Create(t.Context(), nexadesk.ContactCreate{
				FirstName: "J", Email: fmt.Sprintf("%d@example.com", n/2),
			})
			if err == nil {
				_, err = client.Contacts.Update(t.Context(), contact.ID, nexadesk.ContactUpdate{Phone: cuedesk.Set("1")})
				kept, _ := srv.Contact(contact.ID)
				kept.Tags = append(kept.Tags, "x")
			}
			if err != nil && !errors.Is(err, cuedesk.ErrConflict) {
				t.Error(err)
			}
			srv.AddContact(nexadesktest.Contact{})
			srv.Contact(firstID)
		})
	}
	wg.Wait()
	page, err := client.Contacts.List(t.Context(), nexadesk.ListOptions{})
	if err != nil || page.Total != 30 {
		t.Errorf("got %v, %v", page, err)
	}
}

// TestServer_String: a server that a test prints is a line, without what is in it.
func TestServer_String(t *testing.T) {
	t.Parallel()
	if got, want := fmt.Sprint(nexadesktest.NewServer()), "fake of the Nexadesk API: 0 requests"; got != want {
		t.Errorf("%q, not %q", got, want)
	}
}
