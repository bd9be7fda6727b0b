package orgcrm_test

import (
	"context"
	"fmt"
	"log"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/orgcrm"
)

func ExampleNewClient() {
	client, err := orgcrm.NewClient("https://crm.example.com", "", "token", cuedesk.WithTimeout(-1))
	fmt.Println(client, err)
	// Output: <nil> orgcrm: invalid input: organization ID: must be visible ASCII characters, at least one
	// timeout: must not be negative
}

func ExampleClient_With() {
	client, seed := seeded()
	traced, err := client.With(cuedesk.WithHeader("X-Trace-Id", "trace-1"))
	if err != nil {
		log.Fatal(err)
	}
	contact, err := traced.Contacts.Get(context.Background(), seed.Bruce)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(contact.Name)
	// Output: Bruce Wayne
}

// Do reads an answer as it is, where a method does not.
func ExampleClient_Do() {
	client, seed := seeded()
	var answer cuedesk.Value
	err := client.Do(context.Background(), "PUT /api/v1/contacts/{contact_id}/custom/{key}",
		map[string]any{"value": "basic"}, &answer, seed.Bruce, "plan")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(answer.Exists())
	// Output: true
}
