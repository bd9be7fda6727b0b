package console_test

import (
	"context"
	"log"
	"net/http"
	"testing"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/cuedesktest/console"
)

// With CUEDESK_CONSOLE=1 the page is open while the test runs; without, nothing happens.
func ExampleOpen() {
	var t testing.TB // of the test
	srv := cuedesktest.NewServer()
	console.Open(t, srv)
}

// The page in a program of your own, on loopback.
func ExampleServe() {
	ctx := context.Background()
	listener, err := console.Listen(ctx, "127.0.0.1:8182")
	if err != nil {
		log.Fatal(err)
	}
	log.Fatal(console.Serve(ctx, listener, console.New(cuedesktest.NewServer()), nil))
}

// The first page says where the API is.
func ExampleWithInfo() {
	page := console.New(cuedesktest.NewServer(), console.WithInfo("The API is at http://127.0.0.1:8181."))
	_ = http.ListenAndServe("127.0.0.1:8182", page)
}

// The button that resets the fake also puts the contacts back with which a demonstration begins.
func ExampleWithReset() {
	srv := cuedesktest.NewServer()
	seed := func(context.Context) error {
		srv.Reset()
		srv.AddContact(cuedesktest.Contact{Email: "ada@example.com"})
		return nil
	}
	_ = console.New(srv, console.WithReset(seed))
}
