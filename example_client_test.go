package cuedesk_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/url"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

func ExampleNewClient() {
	client, err := cuedesk.NewClient("token",
		cuedesk.WithTimeout(10*time.Second),
		cuedesk.WithRateLimit(20, 5),
		cuedesk.WithUserAgent("nightly-sync/1.2"),
	)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(client.Contacts != nil)
	// Output: true
}

// All that is wrong with the options is reported at once.
func ExampleNewClient_invalid() {
	_, err := cuedesk.NewClient("token",
		cuedesk.WithBaseURL("http://example.com"),
		cuedesk.WithRateLimit(0, 1),
	)
	fmt.Println(errors.Is(err, cuedesk.ErrInvalid))
	fmt.Println(err)
	// Output:
	// true
	// cuedesk: invalid input: rate limit: must be above 0, with a burst of at least 1
	// base URL: plain http is refused for host "example.com": only loopback may do without TLS
}

// The copy shares connections and limits with the original, which does not change.
func ExampleClient_With() {
	ctx := context.Background()
	srv := cuedesktest.NewServer()
	traced, err := srv.Client().With(cuedesk.WithHeader("X-Trace-Id", "0af7651916cd43dd"))
	if err != nil {
		log.Fatal(err)
	}
	if _, err := traced.Contacts.List(ctx, cuedesk.ListContactsOptions{}); err != nil {
		log.Fatal(err)
	}
	fmt.Println(srv.Requests()[0].Header.Get("X-Trace-Id"))
	// Output: 0af7651916cd43dd
}

// Do calls what this version has no method for.
func ExampleClient_Do() {
	ctx := context.Background()
	client, ids := seeded()
	var contact struct {
		FirstName string `json:"first_name"`
	}
	err := client.Do(ctx, "GET /v1/contacts/{contact_uuid}", nil, &contact, ids.Bruce)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(contact.FirstName)
	// Output: Bruce
}

// A query stands after the path values, beside a body.
func ExampleClient_Do_query() {
	ctx := context.Background()
	client, _ := seeded()
	var page struct {
		Contacts []cuedesk.Contact `json:"contacts"`
	}
	body := map[string]any{"sort_by": map[string]string{"field": "last_name"}}
	err := client.Do(ctx, "POST /v1/contacts/search", body, &page, url.Values{"limit": {"1"}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(page.Contacts), page.Contacts[0].LastName)
	// Output: 1 Kent
}

func ExampleWithRetry() {
	ctx := context.Background()
	srv := cuedesktest.NewServer()
	srv.Inject("GET /v1/contacts", cuedesktest.Status(503).Times(2))
	client := srv.Client(cuedesk.WithRetry(cuedesk.RetryPolicy{MaxAttempts: 3, MinBackoff: time.Millisecond}))
	if _, err := client.Contacts.List(ctx, cuedesk.ListContactsOptions{}); err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(srv.Requests()), "requests")
	// Output: 3 requests
}

func ExampleWithObserver() {
	ctx := context.Background()
	client := cuedesktest.NewServer().Client(cuedesk.WithObserver(func(_ context.Context, a cuedesk.Attempt) {
		fmt.Println(a.Operation, a.Number, a.StatusCode)
	}))
	if _, err := client.Lists.List(ctx, cuedesk.ListListsOptions{}); err != nil {
		log.Fatal(err)
	}
	// Output: GET /v1/contact-lists 1 200
}
