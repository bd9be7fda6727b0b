package orgcrm_test

import (
	"context"
	"fmt"
	"log"
)

func ExampleTagsService_List() {
	client, _ := seeded()
	tags, err := client.Tags.List(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(tags.Items[0].Name)
	// Output: VIP
}

func ExampleTagsService_Create() {
	client, _ := seeded()
	tag, err := client.Tags.Create(context.Background(), "replied-interested")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(tag.Name, tag.ID != "")
	// Output: replied-interested true
}

func ExampleTagsService_Delete() {
	ctx := context.Background()
	client, seed := seeded()
	if err := client.Tags.Delete(ctx, seed.VIP); err != nil {
		log.Fatal(err)
	}
	tags, err := client.Tags.List(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(tags.Items))
	// Output: 0
}

func ExampleTagsService_AddToContact() {
	ctx := context.Background()
	client, seed := seeded()
	if err := client.Tags.AddToContact(ctx, seed.Clark, "VIP", "press"); err != nil {
		log.Fatal(err)
	}
	contact, err := client.Contacts.Get(ctx, seed.Clark)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(contact.Tags)
	// Output: ["VIP","press"]
}

func ExampleTagsService_RemoveFromContact() {
	ctx := context.Background()
	client, seed := seeded()
	if err := client.Tags.RemoveFromContact(ctx, seed.Bruce, "VIP"); err != nil {
		log.Fatal(err)
	}
	contact, err := client.Contacts.Get(ctx, seed.Bruce)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(contact.Tags)
	// Output: []
}

func ExampleCustomFieldsService_List() {
	client, _ := seeded()
	fields, err := client.CustomFields.List(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	for _, field := range fields.Items {
		fmt.Println(field.Key, field.Extra["label"])
	}
	// Output: plan Plan
}

func ExampleCustomFieldsService_Create() {
	client, _ := seeded()
	definition := map[string]any{"key": "seats", "type": "number"}
	field, err := client.CustomFields.Create(context.Background(), definition)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(field.Key, field.ID != "")
	// Output: seats true
}

func ExampleCustomFieldsService_Update() {
	client, seed := seeded()
	changes := map[string]any{"label": "Contract"}
	field, err := client.CustomFields.Update(context.Background(), seed.Plan, changes)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(field.Key, field.Extra["label"])
	// Output: plan Contract
}

func ExampleCustomFieldsService_Delete() {
	client, seed := seeded()
	fmt.Println(client.CustomFields.Delete(context.Background(), seed.Plan))
	// Output: <nil>
}

func ExampleCustomValuesService_List() {
	client, _ := seeded()
	values, err := client.CustomValues.List(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(values)
	// Output: {"items":[],"total":0}
}

func ExampleCustomValuesService_Set() {
	ctx := context.Background()
	client, _ := seeded()
	if err := client.CustomValues.Set(ctx, "booking_link", "https://example.com/book"); err != nil {
		log.Fatal(err)
	}
	values, err := client.CustomValues.List(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(values)
	// Output: {"items":[{"key":"booking_link","value":"https://example.com/book"}],"total":1}
}

func ExampleCustomValuesService_Delete() {
	ctx := context.Background()
	client, _ := seeded()
	if err := client.CustomValues.Set(ctx, "booking_link", "https://example.com/book"); err != nil {
		log.Fatal(err)
	}
	fmt.Println(client.CustomValues.Delete(ctx, "booking_link"))
	// Output: <nil>
}
