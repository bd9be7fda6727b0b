package cuedesktest_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// cuedeskHTTP returns an HTTP client whose requests the server answers.
func cuedeskHTTP(srv *cuedesktest.Server) *http.Client { return &http.Client{Transport: srv} }

func Example() {
	ctx := context.Background()
	srv := cuedesktest.NewServer()
	client := srv.Client()

	bruce := cuedesk.ContactCreate{FirstName: "Bruce", Email: "bruce@example.com"}
	created, err := client.Contacts.Create(ctx, bruce)
	if err != nil {
		panic(err)
	}
	found, err := client.Contacts.Get(ctx, created.ID)
	if err != nil {
		panic(err)
	}
	fmt.Println(found.FirstName, found.Email)
	// Output: Bruce bruce@example.com
}

// What is not documented is refused as documented.
func ExampleServer_RoundTrip() {
	srv := cuedesktest.NewServer()
	client := &http.Client{Transport: srv}

	ctx, body := context.Background(), strings.NewReader(`{"title":"VIP"}`)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, cuedesktest.BaseURL+"/v1/contact-lists", body)
	if err != nil {
		panic(err)
	}
	req.Header.Set("Authorization", "Bearer "+srv.Token())
	req.Header.Set("Content-Type", "application/json")
	resp, err := client.Do(req)
	if err != nil {
		panic(err)
	}
	defer resp.Body.Close()
	fmt.Println(resp.Status)
	// Output: 422 Unprocessable Entity
}

// A server behind a socket serves programs in other languages, too.
func ExampleServer_ServeHTTP() {
	srv := cuedesktest.NewServer()
	listener := httptest.NewServer(srv)
	defer listener.Close()

	url := listener.URL + "/v1/contacts"
	req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, url, http.NoBody)
	if err != nil {
		panic(err)
	}
	resp, err := listener.Client().Do(req)
	if err != nil {
		panic(err)
	}
	defer resp.Body.Close()
	fmt.Println(resp.Status)
	// Output: 401 Unauthorized
}

func ExampleServer_Inject() {
	srv := cuedesktest.NewServer()
	client := srv.Client()

	// The first attempt gets a 429 and the second an HTML page from a proxy; the third succeeds.
	srv.Inject("GET /v1/contacts", cuedesktest.Status(429).RetryAfter("0"), cuedesktest.HTML502())
	page, err := client.Contacts.List(context.Background(), cuedesk.ListContactsOptions{})
	if err != nil {
		panic(err)
	}
	fmt.Println(page.Total, "contacts")
	for _, request := range srv.Requests() {
		fmt.Println(request.Operation, request.Status)
	}
	// Output:
	// 0 contacts
	// GET /v1/contacts 429
	// GET /v1/contacts 502
	// GET /v1/contacts 200
}

// A response that is lost after the contact was created.
func ExampleFault_AfterApply() {
	ctx := context.Background()
	srv := cuedesktest.NewServer()
	client := srv.Client()

	srv.Inject("POST /v1/contacts", cuedesktest.Torn().AfterApply())
	_, err := client.Contacts.Create(ctx, cuedesk.ContactCreate{Email: "bruce@example.com"})
	fmt.Println("created:", err == nil)

	page, err := client.Contacts.List(ctx, cuedesk.ListContactsOptions{})
	if err != nil {
		panic(err)
	}
	fmt.Println("there:", page.Total)
	// Output:
	// created: false
	// there: 1
}

// Contacts to test with, past the API.
func ExampleServer_AddContact() {
	srv := cuedesktest.NewServer()
	for n := range 1200 {
		srv.AddContact(cuedesktest.Contact{Email: fmt.Sprintf("%d@example.com", n), Archived: n%2 == 0})
	}
	page, err := srv.Client().Contacts.List(context.Background(), cuedesk.ListContactsOptions{})
	if err != nil {
		panic(err)
	}
	fmt.Println(page.Total)
	// Output: 1200
}
