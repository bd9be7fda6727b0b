package cuedesktest_test

import (
	"context"
	"errors"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

func TestServer_Client(t *testing.T) {
	t.Parallel()
	srv := cuedesktest.NewServer(cuedesktest.WithToken("mine"))
	created, err := srv.Client().Contacts.Create(t.Context(), cuedesk.ContactCreate{Email: "bruce@example.com"})
	if err != nil {
		t.Fatal(err)
	}
	// Another client of the same server finds it.
	found, err := srv.Client(cuedesk.WithHeader("X-Trace", "t")).Contacts.Get(t.Context(), created.ID)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "e-mail address", found.Email, "bruce@example.com")
	requests := srv.Requests()
	equal(t, "requests", len(requests), 2)
	equal(t, "header of the second", requests[1].Header.Get("X-Trace"), "t")
}

func TestServer_Client_options(t *testing.T) {
	t.Parallel()
	srv, other := cuedesktest.NewServer(), cuedesktest.NewServer()
	client := srv.Client(cuedesk.WithHTTPClient(cuedeskHTTP(other)))
	if _, err := client.Contacts.List(t.Context(), cuedesk.ListContactsOptions{}); err != nil {
		t.Fatal(err)
	}
	equal(t, "requests", len(srv.Requests()), 0)
	equal(t, "requests of the other", len(other.Requests()), 1)
}

func TestServer_Client_panics(t *testing.T) {
	t.Parallel()
	defer func() {
		if got, _ := recover().(string); !strings.Contains(got, "cuedesktest: Client: ") {
			t.Errorf("got panic %q", got)
		}
	}()
	cuedesktest.NewServer().Client(cuedesk.WithBaseURL("::"))
	t.Error("no panic")
}

// TestServer_Client_deadline runs the whole of client and server on the clock of a bubble.
func TestServer_Client_deadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := cuedesktest.NewServer()
		srv.Inject("*", cuedesktest.Latency(time.Hour).Always())
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		start := time.Now()
		_, err := srv.Client(cuedesk.WithTimeout(0)).Contacts.List(ctx, cuedesk.ListContactsOptions{})
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v, want the end of the context", err)
		}
		if elapsed := time.Since(start); elapsed > time.Minute {
			t.Errorf("it took %v, want no more than a minute", elapsed)
		}
	})
}

func TestServer_Client_faults(t *testing.T) {
	t.Parallel()
	srv := cuedesktest.NewServer()
	srv.Inject("POST /v1/contacts", cuedesktest.Reset().AfterApply())
	_, err := srv.Client().Contacts.Create(t.Context(), cuedesk.ContactCreate{Email: "bruce@example.com"})
	if !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("got %v, want a reset connection", err)
	}
	equal(t, "requests", len(srv.Requests()), 1)
}
