package orgcrmtest_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/orgcrm"
	"github.com/cuedesk/cuedesk-go/orgcrm/orgcrmtest"
)

func Example() {
	ctx := context.Background()
	client := orgcrmtest.NewServer().Client()
	created, err := client.Contacts.Create(ctx, orgcrm.ContactCreate{Name: "Bruce Wayne"})
	if err != nil {
		fmt.Println(err)
		return
	}
	contact, err := client.Contacts.Get(ctx, created.ID)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(contact.Name)
	// Output: Bruce Wayne
}

func ExampleServer_Inject() {
	srv := orgcrmtest.NewServer()
	srv.Inject("POST /api/v1/contacts", cuedesktest.HTML502().AfterApply())
	_, err := srv.Client().Contacts.Create(context.Background(), orgcrm.ContactCreate{Name: "Bruce Wayne"})
	fmt.Println(errors.Is(err, cuedesk.ErrOutcomeUnknown), len(srv.Requests()))
	// Output: true 1
}

func ExampleServer_ClientOf() {
	ctx := context.Background()
	srv := orgcrmtest.NewServer()
	if _, err := srv.ClientOf("north").Tags.Create(ctx, "VIP"); err != nil {
		fmt.Println(err)
		return
	}
	tags, err := srv.ClientOf("south").Tags.List(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(tags.Items))
	// Output: 0
}
