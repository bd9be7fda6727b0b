package cuedesk_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// The text of an error names the operation, and no ID or value.
func ExampleError() {
	ctx := context.Background()
	client := cuedesktest.NewServer().Client()
	id := cuedesk.MustParseID[cuedesk.Contact]("ff0556cf-fbad-4d55-94cd-119bac9df2da")
	_, err := client.Contacts.Get(ctx, id)
	if apiErr := (*cuedesk.Error)(nil); errors.As(err, &apiErr) {
		fmt.Println(apiErr.StatusCode, errors.Is(err, cuedesk.ErrNotFound))
	}
	fmt.Println(err)
	// Output:
	// 404 true
	// cuedesk: GET /v1/contacts/{contact_uuid}: 404 Not Found
}

// What the checks before sending and what the API find wrong is in the same place.
func ExampleFieldError() {
	ctx := context.Background()
	client := cuedesktest.NewServer().Client()
	_, err := client.Contacts.Create(ctx, cuedesk.ContactCreate{Email: "no address"})
	if apiErr := (*cuedesk.Error)(nil); errors.As(err, &apiErr) && errors.Is(err, cuedesk.ErrInvalid) {
		for _, f := range apiErr.Fields {
			fmt.Println(f.In, f.Field, f.Msg)
		}
	}
	// Output: body email Input should be a valid email address
}

// Explain has the words of the API, for a person rather than for a log.
func ExampleError_Explain() {
	ctx := context.Background()
	srv := cuedesktest.NewServer()
	portal := cuedesktest.Body(403, "text/plain", "This network may not use the API.")
	srv.Inject("GET /v1/contacts", portal.Times(4))
	_, err := srv.Client().Contacts.List(ctx, cuedesk.ListContactsOptions{})
	if apiErr := (*cuedesk.Error)(nil); errors.As(err, &apiErr) {
		fmt.Println(apiErr)
		fmt.Println(apiErr.Explain())
	}
	// Output:
	// cuedesk: GET /v1/contacts: 403 Forbidden: not in the API's error format (4 attempts)
	// This network may not use the API.
}

// A create whose response is lost is not repeated. Look before creating again.
func ExampleContactsService_Create_outcomeUnknown() {
	ctx := context.Background()
	srv := cuedesktest.NewServer()
	client := srv.Client()
	srv.Inject("POST /v1/contacts", cuedesktest.Reset().AfterApply())

	_, err := client.Contacts.Create(ctx, cuedesk.ContactCreate{Email: "diana@example.com"})
	if errors.Is(err, cuedesk.ErrOutcomeUnknown) {
		diana := cuedesk.Where(cuedesk.Email.Is("diana@example.com"))
		page, err := client.Contacts.Search(ctx, diana, cuedesk.PageOptions{})
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println("found:", page.Total)
	}
	// Output: found: 1
}
