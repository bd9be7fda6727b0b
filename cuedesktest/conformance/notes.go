package conformance

import (
	"context"
	"net/url"
	"slices"

	"github.com/google/uuid"

	"github.com/cuedesk/cuedesk-go"
)

// checkNotes checks that notes are created, read, replaced, listed and deleted.
func (s *suite) checkNotes(ctx context.Context) {
	id := s.setUp(ctx).subject.contact.ID
	titled := s.newNote(ctx, id, "meeting", "Discussed project timeline and deliverables.")
	untitled := s.newNote(ctx, id, "", "Two lines,\nand “signs” of all sorts ✓")
	third := s.newNote(ctx, id, "third", "short")
	got, err := s.client.Notes.Get(ctx, id, titled.ID)
	if s.ok("Get a Contact Note", err) {
		same(s, "Get a Contact Note", "uuid", got.ID, titled.ID)
		s.sameNote("Get a Contact Note", got, titled.Title, titled.Content.Text)
	}
	s.checkNoteAnswers(ctx, id, titled.ID)
	found := pages[cuedesk.Note]{
		listing: listing{
			section: "List Contact Notes", operation: "GET /v1/contacts/{contact_uuid}/notes",
			shape: noteShape, ask: url.Values{}, args: []any{id}, owner: []any{id},
		},
		size: defaultLimit,
		want: []uuid.UUID{titled.ID.UUID, untitled.ID.UUID, third.ID.UUID},
		id:   func(n cuedesk.Note) uuid.UUID { return n.ID.UUID },
		fetch: func(ctx context.Context, at cuedesk.PageOptions) (*cuedesk.Page[cuedesk.Note], error) {
			return s.client.Notes.List(ctx, id, at)
		},
	}
	found.comparePages(ctx, s)
	s.checkNoteUpdate(ctx, id, titled)
	s.checkNoteErrors(ctx, id, titled.ID)
	if s.Strict { // that a note is looked for under its contact alone is not documented
		s.checkNoteOwner(ctx, titled.ID)
	}
	s.ok("Delete a Contact Note", s.client.Notes.Delete(ctx, id, titled.ID))
	_, err = s.client.Notes.Get(ctx, id, titled.ID)
	s.missing("Delete a Contact Note", "getting a deleted note", err)
}

// checkNoteAnswers checks which members notes have.
func (s *suite) checkNoteAnswers(ctx context.Context, id cuedesk.ContactID, note cuedesk.NoteID) {
	members := slices.Concat(noteShape.always, noteShape.other)
	s.answer(ctx, "Get a Contact Note", noteShape.get, nil, members, id, note)
	body := map[string]any{"title": s.name("raw"), "content": map[string]any{"text": "raw"}}
	created := s.answer(ctx, "Create a Contact Note", "POST /v1/contacts/{contact_uuid}/notes", body, members, id)
	if raw := idOf(created); raw != "" {
		s.answer(ctx, "Update a Contact Note", "PUT /v1/contacts/{contact_uuid}/notes/{note_uuid}", body, members, id, raw)
		s.ok("Delete a Contact Note", s.client.Do(ctx, "DELETE /v1/contacts/{contact_uuid}/notes/{note_uuid}", nil, nil, id,
			raw))
	}
}

// newNote creates a note that is deleted in the end, and checks it.
func (s *suite) newNote(ctx context.Context, id cuedesk.ContactID, title, text string) *cuedesk.Note {
	if title != "" {
		title = s.name(title)
	}
	created, err := s.client.Notes.Create(ctx, id, cuedesk.NoteCreate{
		Title: title, Content: cuedesk.NoteContent{Text: text},
	})
	s.mustSucceed("Create a Contact Note", err)
	s.later(func(ctx context.Context) error { return s.client.Notes.Delete(ctx, id, created.ID) })
	s.sameNote("Create a Contact Note", created, title, text)
	return created
}

// sameNote compares a note with what it should be. The title of a note that was sent without one is not documented.
func (s *suite) sameNote(section string, got *cuedesk.Note, title, text string) {
	if title != "" || s.Strict {
		same(s, section, "title", got.Title, title)
	}
	same(s, section, "content.text", got.Content.Text, text)
	same(s, section, "status", got.Status, "active")
	s.checkTimes(section, got.CreatedAt, got.UpdatedAt)
}

// checkNoteUpdate replaces a note.
func (s *suite) checkNoteUpdate(ctx context.Context, id cuedesk.ContactID, was *cuedesk.Note) {
	const section = "Update a Contact Note"
	title, text := s.name("updated"), "Revised action items from the meeting."
	s.waitForNextTime(ctx)
	got, err := s.client.Notes.Replace(ctx, id, was.ID, cuedesk.NoteReplace{
		Title: title, Content: cuedesk.NoteContent{Text: text},
	})
	if s.ok(section, err) {
		s.sameNote(section, got, title, text)
		s.updated(section, was.CreatedAt, was.UpdatedAt, got.CreatedAt, got.UpdatedAt)
	}
	if got, err = s.client.Notes.Get(ctx, id, was.ID); s.ok("Get a Contact Note", err) {
		s.sameNote(section, got, title, text)
	}
}

// checkNoteOwner looks for a note under the path of another contact.
func (s *suite) checkNoteOwner(ctx context.Context, note cuedesk.NoteID) {
	const what = "a note under the path of another contact"
	other := s.setUp(ctx).members[0].contact.ID
	_, err := s.client.Notes.Get(ctx, other, note)
	s.missing("Get a Contact Note", what, err)
	_, err = s.client.Notes.Replace(ctx, other, note, cuedesk.NoteReplace{
		Title: "x", Content: cuedesk.NoteContent{Text: "x"},
	})
	s.missing("Update a Contact Note", what, err)
	s.missing("Delete a Contact Note", what, s.client.Notes.Delete(ctx, other, note))
}

// checkNoteErrors leaves out what is required, past the checks of the client.
func (s *suite) checkNoteErrors(ctx context.Context, contact cuedesk.ContactID, note cuedesk.NoteID) {
	const create, replace = "POST /v1/contacts/{contact_uuid}/notes", "PUT /v1/contacts/{contact_uuid}/notes/{note_uuid}"
	content := map[string]any{"text": "x"}
	s.invalid("Create a Contact Note", "a note without content",
		s.post(ctx, create, map[string]any{"title": "x"}, contact), "body", "content")
	s.invalid("Create a Contact Note", "a note without content.text",
		s.post(ctx, create, map[string]any{"content": map[string]any{}}, contact), "body", "")
	s.invalid("Update a Contact Note", "a replacement without title",
		s.client.Do(ctx, replace, map[string]any{"content": content}, nil, contact, note), "body", "title")
	s.invalid("Update a Contact Note", "a replacement without content",
		s.client.Do(ctx, replace, map[string]any{"title": "x"}, nil, contact, note), "body", "content")
}
