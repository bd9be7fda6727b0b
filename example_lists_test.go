package cuedesk_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/cuedesk/cuedesk-go"
)

func ExampleListsService_Create() {
	ctx := context.Background()
	client, _ := seeded()
	list, err := client.Lists.Create(ctx, cuedesk.ListCreate{Name: "Newsletter", Emoji: "⭐"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(list.Emoji, list.Name, list.Status)
	// Output: ⭐ Newsletter active
}

// A second call, of this program or another, finds the list of the first.
func ExampleListsService_Ensure() {
	ctx := context.Background()
	client, _ := seeded()
	for range 2 {
		ensured, err := client.Lists.Ensure(ctx, cuedesk.ListCreate{Name: "Newsletter"})
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(ensured.List.Name, ensured.Created)
	}
	// Output:
	// Newsletter true
	// Newsletter false
}

func ExampleListsService_Get() {
	ctx := context.Background()
	client, ids := seeded()
	list, err := client.Lists.Get(ctx, ids.VIP)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(list.Name, list.Count)
	// Output: VIP Customers 1
}

func ExampleListsService_Update() {
	ctx := context.Background()
	client, ids := seeded()
	list, err := client.Lists.Update(ctx, ids.VIP, cuedesk.ListUpdate{Name: cuedesk.Set("Premium Customers")})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(list.Name)
	// Output: Premium Customers
}

func ExampleListsService_Delete() {
	ctx := context.Background()
	client, ids := seeded()
	if err := client.Lists.Delete(ctx, ids.VIP); err != nil {
		log.Fatal(err)
	}
	_, err := client.Lists.Get(ctx, ids.VIP)
	fmt.Println(errors.Is(err, cuedesk.ErrNotFound))
	// Output: true
}

func ExampleListsService_List() {
	ctx := context.Background()
	client, _ := seeded()
	page, err := client.Lists.List(ctx, cuedesk.ListListsOptions{Search: "vip"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(page.Total, page.Items[0].Name)
	// Output: 1 VIP Customers
}

func ExampleListsService_All() {
	ctx := context.Background()
	client, _ := seeded()
	opts := cuedesk.ListListsOptions{OrderField: cuedesk.OrderListsByCreatedAt, Order: cuedesk.Descending}
	for list, err := range client.Lists.All(ctx, opts) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(list.Name)
	}
	// Output: VIP Customers
}

// A contact that cannot be added is a warning, not an error.
func ExampleListsService_AddContacts() {
	ctx := context.Background()
	client, ids := seeded()
	result, err := client.Lists.AddContacts(ctx, ids.VIP, ids.Clark, ids.Bruce)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(result.Added), "added")
	for _, warning := range result.Warnings {
		fmt.Println(warning.ContactID == ids.Bruce, warning.Message)
	}
	// Output:
	// 1 added
	// true Contact is already in the contact list.
}

func ExampleListsService_RemoveContacts() {
	ctx := context.Background()
	client, ids := seeded()
	removed, err := client.Lists.RemoveContacts(ctx, ids.VIP, ids.Bruce)
	if err != nil {
		log.Fatalf("%d removed before: %v", len(removed), err)
	}
	fmt.Println(len(removed), "removed")
	// Output: 1 removed
}

func ExampleListsService_Contacts() {
	ctx := context.Background()
	client, ids := seeded()
	page, err := client.Lists.Contacts(ctx, ids.VIP, cuedesk.ListMembersOptions{IncludeArchived: true})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(page.Total, page.Items[0].FirstName)
	// Output: 1 Bruce
}

func ExampleListsService_AllContacts() {
	ctx := context.Background()
	client, ids := seeded()
	for contact, err := range client.Lists.AllContacts(ctx, ids.VIP, cuedesk.ListMembersOptions{}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(contact.Email)
	}
	// Output: batman@example.com
}
