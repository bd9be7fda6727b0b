package nexadesk_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/nexadesk"
	"github.com/cuedesk/cuedesk-go/nexadesk/nexadesktest"
)

func ExampleClient_With() {
	srv := nexadesktest.NewServer()
	client := srv.Client()
	traced, err := client.With(cuedesk.WithHeader("X-Trace-Id", "7f3a"))
	if err != nil {
		panic(err)
	}
	if _, err = traced.Contacts.List(context.Background(), nexadesk.ListOptions{}); err != nil {
		panic(err)
	}
	fmt.Println(srv.Requests()[0].Header.Get("X-Trace-Id"))
	// Output: 7f3a
}

// The response as it is, with members that the client does not know.
func ExampleClient_Do() {
	srv := nexadesktest.NewServer()
	srv.AddContact(nexadesktest.Contact{FirstName: "Bruce", Tags: []string{"vip"}})

	var answer struct {
		Success bool            `json:"success"`
		Data    []cuedesk.Value `json:"data"`
	}
	query := url.Values{"tag": {"vip"}}
	err := srv.Client().Do(context.Background(), "GET /api/v1/external/contacts", query, &answer)
	if err != nil {
		panic(err)
	}
	fmt.Println(answer.Success, len(answer.Data))
	// Output: true 1
}

func ExampleContactsService_Create() {
	client := nexadesktest.NewServer().Client()
	contact, err := client.Contacts.Create(context.Background(), nexadesk.ContactCreate{
		FirstName: "Bruce",
		Email:     "batman@example.com",
		Tags:      []string{"prospect"},
		Metadata:  map[string]any{"utm_source": "google"},
	})
	if err != nil {
		panic(err)
	}
	fmt.Println(contact.FirstName, contact.Tags)
	// Output: Bruce [prospect]
}

// A contact with the same e-mail address is there already: it is updated.
func ExampleConflictError() {
	ctx := context.Background()
	srv := nexadesktest.NewServer()
	srv.AddContact(nexadesktest.Contact{FirstName: "Bruce", Email: "batman@example.com"})
	client := srv.Client()

	bruce := nexadesk.ContactCreate{FirstName: "Bruce", Email: "batman@example.com"}
	_, err := client.Contacts.Create(ctx, bruce)
	conflict := (*nexadesk.ConflictError)(nil)
	if errors.As(err, &conflict) && conflict.ExistingID != "" {
		_, err = client.Contacts.Update(ctx, conflict.ExistingID, nexadesk.ContactUpdate{
			Tags: cuedesk.Set([]string{"vip"}),
		})
	}
	if err != nil {
		panic(err)
	}
	page, err := client.Contacts.List(ctx, nexadesk.ListOptions{})
	if err != nil {
		panic(err)
	}
	fmt.Println(page.Total, page.Items[0].Tags)
	// Output: 1 [vip]
}

// A response that is lost after the contact was created: creating it again is a
// conflict, because of the e-mail address.
func ExampleContactsService_Create_outcomeUnknown() {
	ctx := context.Background()
	srv := nexadesktest.NewServer()
	srv.Inject("POST /api/v1/external/contacts", cuedesktest.Torn().AfterApply())
	client := srv.Client()

	bruce := nexadesk.ContactCreate{FirstName: "Bruce", Email: "batman@example.com"}
	_, err := client.Contacts.Create(ctx, bruce)
	fmt.Println("unknown:", errors.Is(err, cuedesk.ErrOutcomeUnknown))
	_, err = client.Contacts.Create(ctx, bruce)
	fmt.Println("there already:", errors.Is(err, cuedesk.ErrConflict))
	// Output:
	// unknown: true
	// there already: true
}

func ExampleContactsService_List() {
	srv := nexadesktest.NewServer()
	srv.AddContact(nexadesktest.Contact{FirstName: "Jane", CompanyName: "Acme Corp", Tags: []string{"vip"}})
	srv.AddContact(nexadesktest.Contact{FirstName: "Bruce", CompanyName: "Wayne Enterprises"})

	page, err := srv.Client().Contacts.List(context.Background(), nexadesk.ListOptions{
		Search: "acme", Tag: "vip", Limit: 20,
	})
	if err != nil {
		panic(err)
	}
	fmt.Println(page.Total, page.HasMore, page.Items[0].FirstName)
	// Output: 1 false Jane
}

func ExampleContactsService_All() {
	srv := nexadesktest.NewServer()
	for n := range 250 {
		srv.AddContact(nexadesktest.Contact{FirstName: fmt.Sprintf("Guest %03d", n)})
	}
	last := ""
	oldestFirst := nexadesk.ListOptions{Order: nexadesk.OrderByCreatedAt.Asc()}
	for contact, err := range srv.Client().Contacts.All(context.Background(), oldestFirst) {
		if err != nil {
			panic(err)
		}
		last = contact.FirstName
	}
	fmt.Println(last, "after", len(srv.Requests()), "pages")
	// Output: Guest 249 after 3 pages
}

func ExampleContactsService_Update() {
	srv := nexadesktest.NewServer()
	id := srv.AddContact(nexadesktest.Contact{FirstName: "Bruce", LastName: "Wayne", Phone: "1234567890"})

	_, err := srv.Client().Contacts.Update(context.Background(), id, nexadesk.ContactUpdate{
		LastName: cuedesk.Set("Wayne-Kent"),
		Phone:    cuedesk.Clear[string](),
	})
	if err != nil {
		panic(err)
	}
	contact, _ := srv.Contact(id)
	fmt.Printf("%s %s %q\n", contact.FirstName, contact.LastName, contact.Phone)
	// Output: Bruce Wayne-Kent ""
}

func ExampleContactsService_Delete() {
	ctx := context.Background()
	srv := nexadesktest.NewServer()
	id := srv.AddContact(nexadesktest.Contact{FirstName: "Bruce"})
	client := srv.Client()

	fmt.Println(client.Contacts.Delete(ctx, id))
	err := client.Contacts.Delete(ctx, id)
	fmt.Println(errors.Is(err, cuedesk.ErrNotFound))
	// Output:
	// <nil>
	// true
}

// The options are those of package cuedesk.
func ExampleNewClient() {
	client, err := nexadesk.NewClient("token",
		cuedesk.WithRateLimit(5, 1),
		cuedesk.WithTimeout(10*time.Second),
	)
	fmt.Println(client != nil, err)
	// Output: true <nil>
}
