package orgcrm_test

import (
	"context"
	"fmt"
	"log"

	"github.com/cuedesk/cuedesk-go/orgcrm"
	"github.com/cuedesk/cuedesk-go/orgcrm/orgcrmtest"
)

// The other examples of this page call seeded: the organization has two contacts, Bruce and Clark.
func Example() {
	client, seed := seeded()
	contact, err := client.Contacts.Get(context.Background(), seed.Bruce)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(contact.Name, contact.Tags)
	// Output: Bruce Wayne ["VIP"]
}

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

// must returns the value of a call that is not expected to fail.
func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}
