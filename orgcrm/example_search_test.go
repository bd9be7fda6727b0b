package orgcrm_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/orgcrm"
)

func ExampleContactsService_Search() {
	client, _ := seeded()
	query := orgcrm.AnyOf(
		orgcrm.AllOf(orgcrm.Tags.Contains("VIP"), orgcrm.Company.Contains("Wayne")),
		orgcrm.AllOf(orgcrm.Custom("plan").Contains("enterprise")),
	)
	page, err := client.Contacts.Search(context.Background(), query, orgcrm.SearchOptions{Limit: 20})
	if err != nil {
		log.Fatal(err)
	}
	for _, contact := range page.Items {
		fmt.Println(contact.Name)
	}
	// Output: Bruce Wayne
}

func ExampleContactsService_SearchAll() {
	client, _ := seeded()
	all := client.Contacts.SearchAll(context.Background(), orgcrm.AnyOf(), orgcrm.SearchOptions{})
	for contact, err := range all {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(contact.Name)
	}
	// Output:
	// Bruce Wayne
	// Clark Kent
}

// A query does not change, so that others can start from it.
func ExampleQuery_Or() {
	ctx := context.Background()
	client, _ := seeded()
	wayne := orgcrm.AnyOf(orgcrm.AllOf(orgcrm.Company.Contains("Wayne")))
	either := wayne.Or(orgcrm.AllOf(orgcrm.Company.Contains("Planet")))
	for _, query := range []orgcrm.Query{wayne, either} {
		page, err := client.Contacts.Search(ctx, query, orgcrm.SearchOptions{})
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(len(page.Items))
	}
	// Output:
	// 1
	// 2
}

func ExampleQuery_Text() {
	client, _ := seeded()
	page, err := client.Contacts.Search(context.Background(), orgcrm.AnyOf().Text("kent"), orgcrm.SearchOptions{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(page.Items[0].Name)
	// Output: Clark Kent
}

// The documentation names no operator but "contains". What the API does not
// understand, it refuses.
func ExampleField_Op() {
	ctx := context.Background()
	client, _ := seeded()
	for _, operator := range []string{"equals", "resembles"} {
		query := orgcrm.AnyOf(orgcrm.AllOf(orgcrm.DNC.Op(operator, false)))
		page, err := client.Contacts.Search(ctx, query, orgcrm.SearchOptions{})
		if errors.Is(err, cuedesk.ErrInvalid) {
			fmt.Println(operator, "is refused")
			continue
		}
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(operator, "finds", len(page.Items))
	}
	// Output:
	// equals finds 2
	// resembles is refused
}
