package cuedesk_test

import (
	"context"
	"fmt"
	"log"

	"github.com/cuedesk/cuedesk-go"
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

// WithPrefetch fetches pages while you handle those before.
func ExampleWithPrefetch() {
	ctx := context.Background()
	client, _ := seeded()
	count := 0
	for _, err := range client.Contacts.All(ctx, cuedesk.ListContactsOptions{}, cuedesk.WithPrefetch(4)) {
		if err != nil {
			log.Fatal(err)
		}
		count++
	}
	fmt.Println(count)
	// Output: 2
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
