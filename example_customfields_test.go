package cuedesk_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/cuedesk/cuedesk-go"
)

func ExampleCustomFieldsService_Create() {
	ctx := context.Background()
	client, _ := seeded()
	field, err := client.CustomFields.Create(ctx, cuedesk.CustomFieldCreate{
		Name:          "Priority",
		FieldType:     cuedesk.FieldSelect,
		SelectOptions: []string{"Low", "High"},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(field.FieldKey, field.SelectOptions[1].DisplayLabel)
	// Output: priority High
}

// The field key says which field is meant; the name may be changed by anybody.
func ExampleCustomFieldsService_Ensure() {
	ctx := context.Background()
	client, _ := seeded()
	ensured, err := client.CustomFields.Ensure(ctx, cuedesk.CustomFieldCreate{
		Name: "Number of seats", FieldKey: "num_seats", FieldType: cuedesk.FieldInteger,
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(ensured.Field.Name, ensured.Created)
	// Output: Seats false
}

func ExampleCustomFieldsService_Get() {
	ctx := context.Background()
	client, ids := seeded()
	field, err := client.CustomFields.Get(ctx, ids.Seats)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(field.Name, field.FieldKey, field.FieldType)
	// Output: Seats num_seats number:integer
}

// The API wants the whole definition. Start from the one that is there.
func ExampleCustomFieldsService_Replace() {
	ctx := context.Background()
	client, ids := seeded()
	field, err := client.CustomFields.Get(ctx, ids.Seats)
	if err != nil {
		log.Fatal(err)
	}
	in := field.AsReplace()
	in.Name = "Number of seats"
	field, err = client.CustomFields.Replace(ctx, field.ID, in)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(field.Name, field.FieldType)
	// Output: Number of seats number:integer
}

func ExampleCustomFieldsService_Delete() {
	ctx := context.Background()
	client, ids := seeded()
	if err := client.CustomFields.Delete(ctx, ids.Seats); err != nil {
		log.Fatal(err)
	}
	_, err := client.CustomFields.Get(ctx, ids.Seats)
	fmt.Println(errors.Is(err, cuedesk.ErrNotFound))
	// Output: true
}

func ExampleCustomFieldsService_List() {
	ctx := context.Background()
	client, _ := seeded()
	page, err := client.CustomFields.List(ctx, cuedesk.PageOptions{Limit: 10})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(page.Total, page.Items[0].Name)
	// Output: 1 Seats
}

func ExampleCustomFieldsService_All() {
	ctx := context.Background()
	client, _ := seeded()
	for field, err := range client.CustomFields.All(ctx, cuedesk.PageOptions{}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(field.FieldKey)
	}
	// Output: num_seats
}

func ExampleContactsService_CustomFields() {
	ctx := context.Background()
	client, ids := seeded()
	values, err := client.Contacts.CustomFields(ctx, ids.Bruce)
	if err != nil {
		log.Fatal(err)
	}
	seats, err := values.Get("num_seats").Int64()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(seats)
	// Output: 450
}

func ExampleContactsService_SetCustomField() {
	ctx := context.Background()
	client, ids := seeded()
	values, err := client.Contacts.SetCustomField(ctx, ids.Clark, ids.Seats, 3)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(values.Get("num_seats"))
	// Output: 3
}

// A nil value clears a field; those that are not named stay as they are.
func ExampleContactsService_UpdateCustomFields() {
	ctx := context.Background()
	client, ids := seeded()
	values, err := client.Contacts.UpdateCustomFields(ctx, ids.Bruce, map[string]any{"num_seats": nil})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(values.Get("num_seats").Exists())
	// Output: false
}

func ExampleContactsService_DeleteCustomField() {
	ctx := context.Background()
	client, ids := seeded()
	if err := client.Contacts.DeleteCustomField(ctx, ids.Bruce, ids.Seats); err != nil {
		log.Fatal(err)
	}
	values, err := client.Contacts.CustomFields(ctx, ids.Bruce)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(values.Len())
	// Output: 0
}

func ExampleCustomValues_Decode() {
	ctx := context.Background()
	client, ids := seeded()
	contact, err := client.Contacts.Get(ctx, ids.Bruce)
	if err != nil {
		log.Fatal(err)
	}
	var values struct {
		Seats int `json:"num_seats"`
	}
	if err := contact.CustomFields.Decode(&values); err != nil {
		log.Fatal(err)
	}
	fmt.Println(values.Seats)
	// Output: 450
}
