package cuedesk_test

import (
	"context"
	"fmt"
	"log"

	"github.com/cuedesk/cuedesk-go"
)

func ExampleContactsService_Search() {
	ctx := context.Background()
	client, _ := seeded()
	query := cuedesk.Where(
		cuedesk.Email.EndsWith("@example.com"),
		cuedesk.CustomLong("num_seats").Between(100, 500),
	).OrderBy(cuedesk.CreatedAt.Desc())
	page, err := client.Contacts.Search(ctx, query, cuedesk.PageOptions{Limit: 20})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(page.Total, page.Items[0].Email)
	// Output: 1 batman@example.com
}

func ExampleContactsService_SearchAll() {
	ctx := context.Background()
	client, _ := seeded()
	for contact, err := range client.Contacts.SearchAll(ctx, cuedesk.Where().OrderBy(cuedesk.LastName.Asc()),
		cuedesk.PageOptions{}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(contact.LastName)
	}
	// Output:
	// Kent
	// Wayne
}

// A query does not change, so that others can start from it.
func ExampleQuery_And() {
	ctx := context.Background()
	client, _ := seeded()
	reachable := cuedesk.Where(cuedesk.Email.Exists())
	callable := reachable.And(cuedesk.PhoneNumber.Exists())
	for _, query := range []cuedesk.Query{reachable, callable} {
		page, err := client.Contacts.Search(ctx, query, cuedesk.PageOptions{})
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(page.Total)
	}
	// Output:
	// 2
	// 1
}

// What no method of a field says.
func ExampleCompare() {
	ctx := context.Background()
	client, _ := seeded()
	upToM := cuedesk.Compare("last_name", cuedesk.OperatorLess, "", "M")
	page, err := client.Contacts.Search(ctx, cuedesk.Where(upToM), cuedesk.PageOptions{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(page.Items[0].LastName, page.Total)
	// Output: Kent 1
}

func ExampleQuery_Text() {
	ctx := context.Background()
	client, _ := seeded()
	page, err := client.Contacts.Search(ctx, cuedesk.Where().Text("kent"), cuedesk.PageOptions{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(page.Items[0].FirstName)
	// Output: Clark
}
