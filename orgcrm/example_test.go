package orgcrm_test

import (
	"context"
	"fmt"
	"log"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/orgcrm"
	"github.com/cuedesk/cuedesk-go/orgcrm/orgcrmtest"
)

// seed is what is in the organization that the examples work with.
type seed struct {
	Bruce, Clark orgcrm.ContactID     // contacts; Bruce has the tag VIP and an opportunity
	VIP          orgcrm.TagID         // the tag VIP
	Plan         orgcrm.CustomFieldID // a custom field with the key plan
}

// seeded returns a client of a fake with a few contacts in it. Your own program has
// a client from orgcrm.NewClient instead.
func seeded() (*orgcrm.Client, seed) {
	ctx := context.Background()
	srv := orgcrmtest.NewServer()
	client := srv.Client()
	vip := must(client.Tags.Create(ctx, "VIP"))
	plan := must(client.CustomFields.Create(ctx, map[string]any{"key": "plan", "label": "Plan"}))
	bruce := must(client.Contacts.Create(ctx, orgcrm.ContactCreate{
		Name: "Bruce Wayne", Email: "batman@example.com", Company: "Wayne Enterprises", Tags: []string{"VIP"},
		Custom: map[string]any{"plan": "pro"},
	}))
	clark := must(client.Contacts.Create(ctx, orgcrm.ContactCreate{
		Name: "Clark Kent", Email: "clark.kent@example.org", Company: "Daily Planet",
	}))
	srv.AddOpportunity(bruce.ID, map[string]any{"title": "New headquarters"})
	return client, seed{bruce.ID, clark.ID, vip.ID, plan.ID}
}

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}

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
