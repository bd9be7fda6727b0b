package cuedesk_test

import (
	"context"
	"fmt"
	"log"

	"github.com/cuedesk/cuedesk-go"
)

func ExampleBulkService_Create() {
	ctx := context.Background()
	client, ids := seeded()
	job, err := client.Bulk.Create(ctx, cuedesk.BulkCreate{
		Contacts: []cuedesk.ContactCreate{{Email: "diana@example.com"}, {Email: "barry@example.com"}},
		ListID:   ids.VIP,
		MatchOn:  cuedesk.MatchEmail,
	})
	if err != nil {
		log.Fatal(err)
	}
	result, err := job.Wait(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(result.Status, result.Summary.Created)
	// Output: completed 2
}

// An import that completed may have failed for some contacts.
func ExampleJob_Wait() {
	ctx := context.Background()
	client, _ := seeded()
	job, err := client.Bulk.Create(ctx, cuedesk.BulkCreate{
		Contacts: []cuedesk.ContactCreate{{Email: "diana@example.com"}, {FirstName: "Nobody"}},
	})
	if err != nil {
		log.Fatal(err)
	}
	result, err := job.Wait(ctx)
	if err != nil {
		log.Fatal(err)
	}
	if result.CompletedWithFailures() {
		fmt.Printf("%d of %d failed\n", result.Summary.Failed, result.Summary.Total)
	}
	// Output: 1 of 2 failed
}

func ExampleJob_Updates() {
	ctx := context.Background()
	client, _ := seeded()
	job, err := client.Bulk.Create(ctx, cuedesk.BulkCreate{
		Contacts: []cuedesk.ContactCreate{{Email: "diana@example.com"}},
		MatchOn:  cuedesk.MatchEmail,
	})
	if err != nil {
		log.Fatal(err)
	}
	for status, err := range job.Updates(ctx) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(status.Status, status.Summary.Created, "of", status.Summary.Total)
	}
	// Output: completed 1 of 1
}

func ExampleJob_Status() {
	ctx := context.Background()
	client, _ := seeded()
	job, err := client.Bulk.Create(ctx, cuedesk.BulkCreate{
		Contacts: []cuedesk.ContactCreate{{Email: "diana@example.com"}},
	})
	if err != nil {
		log.Fatal(err)
	}
	status, err := job.Status(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(status.Status, status.Done())
	// Output: completed true
}

// The ID of a job is all that another process needs to go on waiting.
func ExampleBulkService_Job() {
	ctx := context.Background()
	client, _ := seeded()
	started, err := client.Bulk.Create(ctx, cuedesk.BulkCreate{
		Contacts: []cuedesk.ContactCreate{{Email: "diana@example.com"}},
	})
	if err != nil {
		log.Fatal(err)
	}
	stored := started.ID.String()

	id, err := cuedesk.ParseID[cuedesk.Import](stored)
	if err != nil {
		log.Fatal(err)
	}
	result, err := client.Bulk.Job(id).Wait(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(result.Summary.Created)
	// Output: 1
}
