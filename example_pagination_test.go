package cuedesk_test

import (
	"context"
	"fmt"
	"log"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

func ExampleContactsService_All() {
	ctx := context.Background()
	client, _ := seeded()
	opts := cuedesk.ListContactsOptions{OrderField: cuedesk.OrderByFirstName, Order: cuedesk.Ascending}
	for contact, err := range client.Contacts.All(ctx, opts) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(contact.FirstName)
	}
	// Output:
	// Bruce
	// Clark
}

// A loop that often ends early fetches no page ahead, and so none in vain.
func ExampleWithPrefetch() {
	srv := cuedesktest.NewServer()
	for n := range 500 {
		srv.AddContact(cuedesktest.Contact{Email: fmt.Sprintf("%d@example.com", n)})
	}
	client, none := srv.Client(), cuedesk.WithPrefetch(0)
	for contact, err := range client.Contacts.All(context.Background(), cuedesk.ListContactsOptions{}, none) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(contact.Email)
		break
	}
	fmt.Println(len(srv.Requests()), "request")
	// Output:
	// 0@example.com
	// 1 request
}

// A page says where it is, for those who page by hand.
func ExamplePage() {
	ctx := context.Background()
	client, _ := seeded()
	page, err := client.Contacts.List(ctx, cuedesk.ListContactsOptions{
		PageOptions: cuedesk.PageOptions{Limit: 1, Offset: 1},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(page.Items), page.Limit, page.Offset, page.Total)
	// Output: 1 1 1 2
}
