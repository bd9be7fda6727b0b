package orgcrm_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/orgcrm"
)

func ExampleContactsService_List() {
	client, _ := seeded()
	page, err := client.Contacts.List(context.Background(), orgcrm.ListOptions{Tag: "VIP"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(page.Items), page.Items[0].Name)
	// Output: 1 Bruce Wayne
}

func ExampleContactsService_Create() {
	client, _ := seeded()
	contact, err := client.Contacts.Create(context.Background(), orgcrm.ContactCreate{
		Name:   "Diana Prince",
		Email:  "diana@example.com",
		Tags:   []string{"VIP"},
		Custom: map[string]any{"plan": "pro"},
	})
	if err != nil {
		log.Fatal(err)
	}
	tags, err := contact.Tags.Strings()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(contact.Name, tags)
	// Output: Diana Prince [VIP]
}

func ExampleContactsService_Get() {
	ctx := context.Background()
	client, seed := seeded()
	contact, err := client.Contacts.Get(ctx, seed.Bruce)
	if err != nil {
		log.Fatal(err)
	}
	doNotContact, err := contact.DNC.Bool()
	if err != nil {
		log.Fatal(err) // the API did not say
	}
	fmt.Println(contact.Name, doNotContact, contact.Extra["custom"])

	_, err = client.Contacts.Get(ctx, "nobody")
	fmt.Println(errors.Is(err, cuedesk.ErrNotFound))
	// Output:
	// Bruce Wayne false {"plan":"pro"}
	// true
}

func ExampleContactsService_Update() {
	client, seed := seeded()
	contact, err := client.Contacts.Update(context.Background(), seed.Bruce, orgcrm.ContactUpdate{
		Company: cuedesk.Clear[string](),
		Source:  cuedesk.Set("referral"),
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s %q %s\n", contact.Name, contact.Company, contact.Source)
	// Output: Bruce Wayne "" referral
}

func ExampleContactsService_Delete() {
	ctx := context.Background()
	client, seed := seeded()
	if err := client.Contacts.Delete(ctx, seed.Clark); err != nil {
		log.Fatal(err)
	}
	_, err := client.Contacts.Get(ctx, seed.Clark)
	fmt.Println(err)
	// Output: orgcrm: GET /api/v1/contacts/{contact_id}: 404 Not Found
}

func ExampleContactsService_Import() {
	client, _ := seeded()
	summary, err := client.Contacts.Import(context.Background(), []orgcrm.ContactCreate{
		{Name: "Diana Prince", Email: "diana@example.com"},
		{Name: "Barry Allen", Email: "barry@example.com"},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(summary)
	// Output: {"created":2,"failed":0}
}

func ExampleContactsService_Opportunities() {
	client, seed := seeded()
	opportunities, err := client.Contacts.Opportunities(context.Background(), seed.Bruce)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(opportunities)
	// Output: {"items":[{"title":"New headquarters"}],"total":1}
}

func ExampleContactsService_Views() {
	client, _ := seeded()
	views, err := client.Contacts.Views(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(views)
	// Output: []
}

func ExampleContactsService_ReplaceViews() {
	ctx := context.Background()
	client, _ := seeded()
	if err := client.Contacts.ReplaceViews(ctx, []map[string]any{{"name": "Customers"}}); err != nil {
		log.Fatal(err)
	}
	views, err := client.Contacts.Views(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(views)
	// Output: [{"name":"Customers"}]
}

func ExampleContactsService_SetCustomField() {
	ctx := context.Background()
	client, seed := seeded()
	if err := client.Contacts.SetCustomField(ctx, seed.Clark, "plan", "basic"); err != nil {
		log.Fatal(err)
	}
	basic := orgcrm.AnyOf(orgcrm.AllOf(orgcrm.Custom("plan").Contains("basic")))
	page, err := client.Contacts.Search(ctx, basic, orgcrm.SearchOptions{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(page.Items[0].Name)
	// Output: Clark Kent
}
