package cuedesk_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// crowded returns a client of a fake with so many contacts, one created a minute and
// the last one an hour ago.
func crowded(contacts int) *cuedesk.Client {
	server := cuedesktest.NewServer()
	first := time.Now().Add(-time.Hour - time.Duration(contacts)*time.Minute)
	for n := range contacts {
		created := first.Add(time.Duration(n) * time.Minute)
		server.AddContact(cuedesktest.Contact{
			Email: fmt.Sprintf("%d@example.com", n), CreatedAt: created, UpdatedAt: created,
		})
	}
	return server.Client()
}

// Scan reads workspaces of any size. The loop may change what it is given.
func ExampleContactsService_Scan() {
	ctx := context.Background()
	client := crowded(250)
	count := 0
	for contact, err := range client.Contacts.Scan(ctx, cuedesk.Where(cuedesk.Email.EndsWith("@example.com"))) {
		if err != nil {
			log.Fatal(err)
		}
		must(client.Contacts.Update(ctx, contact.ID, cuedesk.ContactUpdate{Email: cuedesk.Set("old-" + contact.Email)}))
		count++
	}
	fmt.Println(count)
	// Output: 250
}

// The nightly sync: it changes what it reads, and starts the next night where it ended.
func ExampleContactsService_Changes() {
	ctx := context.Background()
	client := crowded(1000)
	sync := func(since cuedesk.Checkpoint) cuedesk.Checkpoint {
		var at cuedesk.Position
		for contact, err := range client.Contacts.Changes(ctx, since, cuedesk.WithPosition(&at)) {
			if err != nil {
				log.Print(err) // and goes on after the last contact that came, next time
				break
			}
			must(client.Contacts.Update(ctx, contact.ID, cuedesk.ContactUpdate{LastName: cuedesk.Set("Synced")}))
		}
		fmt.Println(at.Items(), "contacts")
		return at.Checkpoint() // keep it in a file or a database
	}
	checkpoint := sync("")
	sync(checkpoint) // what the sync changed itself comes once it is older than WithIndexLag
	// Output:
	// 1000 contacts
	// 0 contacts
}

// A checkpoint that is kept after each contact lets a program that was killed go on.
func ExampleResumeFrom() {
	ctx := context.Background()
	client := crowded(250)
	var at cuedesk.Position
	var kept cuedesk.Checkpoint
	for _, err := range client.Contacts.All(ctx, cuedesk.ListContactsOptions{}, cuedesk.WithPosition(&at)) {
		if err != nil {
			log.Fatal(err)
		}
		if kept = at.Checkpoint(); at.Items() == 120 {
			break // as if it were killed here
		}
	}
	count := 0
	for _, err := range client.Contacts.All(ctx, cuedesk.ListContactsOptions{}, cuedesk.ResumeFrom(kept)) {
		if err != nil {
			log.Fatal(err)
		}
		count++
	}
	fmt.Println(count)
	// Output: 130
}

// A position shows how far an iterator is.
func ExampleWithPosition() {
	ctx := context.Background()
	client := crowded(250)
	var at cuedesk.Position
	for _, err := range client.Contacts.All(ctx, cuedesk.ListContactsOptions{}, cuedesk.WithPosition(&at)) {
		if err != nil {
			log.Fatal(err)
		}
		if at.Items()%100 == 0 {
			fmt.Println(at.Items(), "of", at.Total())
		}
	}
	// Output:
	// 100 of 250
	// 200 of 250
}

// Parts of a workspace are read at the same time, here or on several machines.
func ExampleContactsService_Partitions() {
	ctx := context.Background()
	client := crowded(1000)
	parts := must(client.Contacts.Partitions(ctx, cuedesk.Where(), 4))
	counts := make(chan int)
	for _, part := range parts {
		go func() {
			count := 0
			for _, err := range client.Contacts.Scan(ctx, part.Query) {
				if err != nil {
					log.Fatal(err)
				}
				count++
			}
			counts <- count
		}()
	}
	sum := 0
	for range parts {
		sum += <-counts
	}
	fmt.Println(len(parts), "parts,", sum, "contacts")
	// Output: 4 parts, 1000 contacts
}

func ExampleContactsService_Count() {
	ctx := context.Background()
	client, _ := seeded()
	fmt.Println(client.Contacts.Count(ctx, cuedesk.Where(cuedesk.Email.EndsWith("@example.com"))))
	// Output: 1 <nil>
}

func ExampleContactsService_First() {
	ctx := context.Background()
	client, _ := seeded()
	oldest, err := client.Contacts.First(ctx, cuedesk.Where().OrderBy(cuedesk.CreatedAt.Asc()))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(oldest.FirstName)
	// Output: Bruce
}

// One is for what should be there once.
func ExampleContactsService_One() {
	ctx := context.Background()
	client, _ := seeded()
	bruce, err := client.Contacts.One(ctx, cuedesk.Where(cuedesk.Email.Is("batman@example.com")))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(bruce.FirstName)
	_, err = client.Contacts.One(ctx, cuedesk.Where(cuedesk.Email.Is("robin@example.com")))
	fmt.Println(errors.Is(err, cuedesk.ErrNotFound))
	_, err = client.Contacts.One(ctx, cuedesk.Where())
	fmt.Println(errors.Is(err, cuedesk.ErrNotUnique))
	// Output:
	// Bruce
	// true
	// true
}

// Pages suit programs that hand on many contacts at once. None comes on two pages.
func ExampleContactsService_Pages() {
	ctx := context.Background()
	client := crowded(250)
	for page, err := range client.Contacts.Pages(ctx, cuedesk.ListContactsOptions{}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(len(page.Items), "after", page.Offset, "of", page.Total)
	}
	// Output:
	// 100 after 0 of 250
	// 97 after 100 of 250
	// 53 after 197 of 250
}

func ExampleContactsService_SearchPages() {
	ctx := context.Background()
	client := crowded(150)
	query := cuedesk.Where(cuedesk.Email.EndsWith("@example.com"))
	for page, err := range client.Contacts.SearchPages(ctx, query, cuedesk.PageOptions{}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(len(page.Items), "after", page.Offset)
	}
	// Output:
	// 100 after 0
	// 50 after 100
}
