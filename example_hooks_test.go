package cuedesk_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// readOnlyError is an error that does not go away.
type readOnlyError struct{}

func (readOnlyError) Error() string   { return "this program only reads" }
func (readOnlyError) Permanent() bool { return true }

// A gate refuses calls with an error of its own: here all writes of a program that may only read.
func ExampleWithHooks() {
	client, err := cuedesktest.NewServer().Client().With(cuedesk.WithHooks(cuedesk.Hooks{
		Gate: func(_ context.Context, c cuedesk.Call) error {
			if c.Class != "read" {
				return readOnlyError{}
			}
			return nil
		},
		StartCall: func(ctx context.Context, c cuedesk.Call) (context.Context, func(cuedesk.Result)) {
			return ctx, func(r cuedesk.Result) { fmt.Println(c.Operation, r.StatusCode) }
		},
	}))
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()
	_, err = client.Contacts.Create(ctx, cuedesk.ContactCreate{Email: "batman@example.com"})
	fmt.Println(errors.Is(err, readOnlyError{}))
	if _, err := client.Contacts.List(ctx, cuedesk.ListContactsOptions{}); err != nil {
		log.Fatal(err)
	}
	// Output:
	// true
	// GET /v1/contacts 200
}

// A transport of the program's own finds the call that a request belongs to.
func ExampleCallFrom() {
	srv := cuedesktest.NewServer()
	transport := roundTripper(func(r *http.Request) (*http.Response, error) {
		if call, ok := cuedesk.CallFrom(r.Context()); ok {
			fmt.Println(call.API, call.Class, call.Operation)
		}
		return srv.RoundTrip(r)
	})
	client, err := srv.Client().With(cuedesk.WithHTTPClient(&http.Client{Transport: transport}))
	if err != nil {
		log.Fatal(err)
	}
	if _, err := client.Lists.List(context.Background(), cuedesk.ListListsOptions{}); err != nil {
		log.Fatal(err)
	}
	// Output: cuedesk read GET /v1/contact-lists
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// The status and the headers of a successful answer.
func ExampleWithCapture() {
	var result cuedesk.Result
	ctx := cuedesk.WithCapture(context.Background(), &result)
	_, err := cuedesktest.NewServer().Client().Lists.Create(ctx, cuedesk.ListCreate{Name: "VIP"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(result.StatusCode, result.Header.Get("Content-Type"), len(result.Attempts))
	// Output: 201 application/json 1
}

// Calls with this context have a shorter timeout, and are not repeated.
func ExampleWithCallOptions() {
	srv := cuedesktest.NewServer()
	srv.Inject("GET /v1/contacts", cuedesktest.Status(503))
	ctx := cuedesk.WithCallOptions(context.Background(), cuedesk.WithTimeout(2*time.Second),
		cuedesk.WithRetry(cuedesk.RetryPolicy{MaxAttempts: 1}))
	_, err := srv.Client().Contacts.List(ctx, cuedesk.ListContactsOptions{})
	fmt.Println(errors.Is(err, cuedesk.ErrServer), len(srv.Requests()))
	// Output: true 1
}
