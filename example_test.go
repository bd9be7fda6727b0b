package cuedesk_test

import (
	"context"
	"fmt"
	"log"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// Most examples of this page call seeded: the workspace has two contacts, Bruce and Clark.
func Example() {
	ctx := context.Background()
	client, ids := seeded()
	contact, err := client.Contacts.Get(ctx, ids.Bruce)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(contact.FirstName, contact.CustomFields.Get("num_seats"))
	// Output: Bruce 450
}

// seed is what is in the workspace that the examples work with.
type seed struct {
	Bruce, Clark cuedesk.ContactID     // contacts; Bruce has 450 seats
	VIP          cuedesk.ListID        // a list with Bruce in it
	Seats        cuedesk.CustomFieldID // a custom field, number:integer, with the key num_seats
	Note         cuedesk.NoteID        // a note on Bruce
}

// seeded returns a client of a fake with a few contacts in it. Your own program has
// a client from cuedesk.NewClient instead.
func seeded() (*cuedesk.Client, seed) {
	ctx := context.Background()
	client := cuedesktest.NewServer(cuedesktest.WithImportDuration(0)).Client()
	seats := must(client.CustomFields.Create(ctx, cuedesk.CustomFieldCreate{
		Name: "Seats", FieldKey: "num_seats", FieldType: cuedesk.FieldInteger,
	}))
	bruce := must(client.Contacts.Create(ctx, cuedesk.ContactCreate{
		FirstName: "Bruce", LastName: "Wayne", Email: "batman@example.com", PhoneNumber: "1234567890",
		CustomFields: map[string]any{"num_seats": 450},
	}))
	clark := must(client.Contacts.Create(ctx, cuedesk.ContactCreate{
		FirstName: "Clark", LastName: "Kent", Email: "clark.kent@example.org",
	}))
	vip := must(client.Lists.Create(ctx, cuedesk.ListCreate{Name: "VIP Customers"}))
	must(client.Lists.AddContacts(ctx, vip.ID, bruce.ID))
	note := must(client.Notes.Create(ctx, bruce.ID, cuedesk.NoteCreate{
		Title: "Meeting Notes", Content: cuedesk.NoteContent{Text: "Discussed the timeline."},
	}))
	return client, seed{bruce.ID, clark.ID, vip.ID, seats.ID, note.ID}
}

// must returns the value of a call that is not expected to fail.
func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}
