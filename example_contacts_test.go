package cuedesk_test

import (
	"context"
	"fmt"
	"log"

	"github.com/cuedesk/cuedesk-go"
)

func ExampleContactsService_Create() {
	ctx := context.Background()
	client, _ := seeded()
	contact, err := client.Contacts.Create(ctx, cuedesk.ContactCreate{
		FirstName:    "Diana",
		Email:        "diana@example.com",
		CustomFields: map[string]any{"num_seats": 12},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(contact.FirstName, contact.CustomFields.Get("num_seats"))
	// Output: Diana 12
}

func ExampleContactsService_Get() {
	ctx := context.Background()
	client, ids := seeded()
	contact, err := client.Contacts.Get(ctx, ids.Bruce)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(contact.FirstName, contact.LastName)
	// Output: Bruce Wayne
}

// What is not set stays as it is: here the first name and the address.
func ExampleContactsService_Update() {
	ctx := context.Background()
	client, ids := seeded()
	contact, err := client.Contacts.Update(ctx, ids.Bruce, cuedesk.ContactUpdate{
		LastName:     cuedesk.Set("Wayne-Kent"),
		PhoneNumber:  cuedesk.Clear[string](),
		CustomFields: map[string]any{"num_seats": 451},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s %s, %q\n", contact.FirstName, contact.LastName, contact.PhoneNumber)
	// Output: Bruce Wayne-Kent, ""
}

// Of what is wanted, only the difference is sent.
func ExampleContact_Diff() {
	ctx := context.Background()
	client, ids := seeded()
	contact, err := client.Contacts.Get(ctx, ids.Bruce)
	if err != nil {
		log.Fatal(err)
	}
	want := cuedesk.ContactCreate{FirstName: "Bruce", LastName: "Wayne-Kent"}
	diff := contact.Diff(want.AsUpdate())
	fmt.Println(diff.FirstName.IsZero(), diff.LastName.IsZero())
	if contact, err = client.Contacts.Update(ctx, contact.ID, diff); err != nil {
		log.Fatal(err)
	}
	fmt.Println(contact.LastName, contact.Diff(want.AsUpdate()).IsZero())
	// Output:
	// true false
	// Wayne-Kent true
}

// The API looks for the contact, so that a request that arrives late or twice makes
// no second one.
func ExampleContactsService_Upsert() {
	ctx := context.Background()
	client, _ := seeded()
	for _, email := range []string{"batman@example.com", "robin@example.com"} {
		upserted, err := client.Contacts.Upsert(ctx, cuedesk.ContactCreate{FirstName: "Robin", Email: email},
			cuedesk.MatchEmail)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(upserted.Contact.FirstName, upserted.Contact.LastName, upserted.Created)
	}
	// Output:
	// Robin Wayne false
	// Robin  true
}

func ExampleContactsService_Ensure() {
	ctx := context.Background()
	client, _ := seeded()
	for _, email := range []string{"batman@example.com", "robin@example.com"} {
		ensured, err := client.Contacts.Ensure(ctx, cuedesk.ContactCreate{FirstName: "Robin", Email: email},
			cuedesk.MatchEmail)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(ensured.Contact.FirstName, ensured.Created)
	}
	// Output:
	// Bruce false
	// Robin true
}

func ExampleContactsService_List() {
	ctx := context.Background()
	client, _ := seeded()
	page, err := client.Contacts.List(ctx, cuedesk.ListContactsOptions{
		PageOptions: cuedesk.PageOptions{Limit: 1},
		OrderField:  cuedesk.OrderByFirstName,
		Order:       cuedesk.Ascending,
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s is the first of %d\n", page.Items[0].FirstName, page.Total)
	// Output: Bruce is the first of 2
}

func ExampleContactsService_Lists() {
	ctx := context.Background()
	client, ids := seeded()
	page, err := client.Contacts.Lists(ctx, ids.Bruce, cuedesk.ListsOfContactOptions{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(page.Total, page.Items[0].Name)
	// Output: 1 VIP Customers
}

func ExampleContactsService_AllLists() {
	ctx := context.Background()
	client, ids := seeded()
	for list, err := range client.Contacts.AllLists(ctx, ids.Bruce, cuedesk.ListsOfContactOptions{}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(list.Name)
	}
	// Output: VIP Customers
}
