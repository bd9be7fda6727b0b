package cuedesk_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/cuedesk/cuedesk-go"
)

func ExampleNotesService_Create() {
	ctx := context.Background()
	client, ids := seeded()
	note, err := client.Notes.Create(ctx, ids.Bruce, cuedesk.NoteCreate{
		Title:   "Call",
		Content: cuedesk.NoteContent{Text: "Prefers mornings."},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(note.Title, note.Content.Text)
	// Output: Call Prefers mornings.
}

func ExampleNotesService_Get() {
	ctx := context.Background()
	client, ids := seeded()
	note, err := client.Notes.Get(ctx, ids.Bruce, ids.Note)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(note.Content.Text)
	// Output: Discussed the timeline.
}

func ExampleNotesService_Replace() {
	ctx := context.Background()
	client, ids := seeded()
	note, err := client.Notes.Replace(ctx, ids.Bruce, ids.Note, cuedesk.NoteReplace{
		Title:   "Updated Meeting Notes",
		Content: cuedesk.NoteContent{Text: "Agreed on the timeline."},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(note.Title)
	// Output: Updated Meeting Notes
}

func ExampleNotesService_Delete() {
	ctx := context.Background()
	client, ids := seeded()
	if err := client.Notes.Delete(ctx, ids.Bruce, ids.Note); err != nil {
		log.Fatal(err)
	}
	_, err := client.Notes.Get(ctx, ids.Bruce, ids.Note)
	fmt.Println(errors.Is(err, cuedesk.ErrNotFound))
	// Output: true
}

func ExampleNotesService_List() {
	ctx := context.Background()
	client, ids := seeded()
	page, err := client.Notes.List(ctx, ids.Bruce, cuedesk.PageOptions{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(page.Total, page.Items[0].Title)
	// Output: 1 Meeting Notes
}

func ExampleNotesService_All() {
	ctx := context.Background()
	client, ids := seeded()
	for note, err := range client.Notes.All(ctx, ids.Bruce, cuedesk.PageOptions{}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(note.Title)
	}
	// Output: Meeting Notes
}
