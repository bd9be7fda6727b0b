package cuedesktest

import (
	"context"

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
	s.hasMembers(ctx, "Get a Contact Note", "GET /v1/contacts/{contact_uuid}/notes/{note_uuid}", titled.ID,
		[]string{"uuid", "title", "content", "created_at", "updated_at", "archived_at", "status"}, id)
	found := pages[cuedesk.Note]{
		section: "List Contact Notes", size: defaultLimit,
		want: []uuid.UUID{titled.ID.UUID, untitled.ID.UUID, third.ID.UUID},
		id:   func(n cuedesk.Note) uuid.UUID { return n.ID.UUID },
		fetch: func(ctx context.Context, at cuedesk.PageOptions) (*cuedesk.Page[cuedesk.Note], error) {
			return s.client.Notes.List(ctx, id, at)
		},
	}
	found.check(ctx, s)
	s.checkNoteUpdate(ctx, id, titled)
	s.checkNoteErrors(ctx, id, titled.ID)
	s.ok("Delete a Contact Note", s.client.Notes.Delete(ctx, id, titled.ID))
	_, err = s.client.Notes.Get(ctx, id, titled.ID)
	s.missing("Delete a Contact Note", "getting a deleted note", err)
}

// newNote creates a note that is deleted in the end, and checks it.
func (s *suite) newNote(ctx context.Context, id cuedesk.ContactID, title, text string) *cuedesk.Note {
	if title != "" {
		title = s.name(title)
	}
	created, err := s.client.Notes.Create(ctx, id, cuedesk.NoteCreate{Title: title, Content: cuedesk.NoteContent{Text: text}})
	s.need("Create a Contact Note", err)
	s.later(func(ctx context.Context) error { return s.client.Notes.Delete(ctx, id, created.ID) })
	s.sameNote("Create a Contact Note", created, title, text)
	return created
}

// sameNote compares a note with what it should be. What is the title of one without is not documented.
func (s *suite) sameNote(section string, got *cuedesk.Note, title, text string) {
	if title != "" || s.Strict {
		same(s, section, "title", got.Title, title)
	}
	same(s, section, "content.text", got.Content.Text, text)
	same(s, section, "status", got.Status, "active")
	s.sane(section, got.CreatedAt, got.UpdatedAt)
}

// checkNoteUpdate replaces a note.
func (s *suite) checkNoteUpdate(ctx context.Context, id cuedesk.ContactID, was *cuedesk.Note) {
	const section = "Update a Contact Note"
	title, text := s.name("updated"), "Revised action items from the meeting."
	got, err := s.client.Notes.Replace(ctx, id, was.ID, cuedesk.NoteReplace{Title: title, Content: cuedesk.NoteContent{Text: text}})
	if s.ok(section, err) {
		s.sameNote(section, got, title, text)
		s.updated(section, was.CreatedAt, was.UpdatedAt, got.CreatedAt, got.UpdatedAt)
	}
	if got, err = s.client.Notes.Get(ctx, id, was.ID); s.ok("Get a Contact Note", err) {
		s.sameNote(section, got, title, text)
	}
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
