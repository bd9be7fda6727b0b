package cuedesk

import (
	"context"
	"iter"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// NotesService has the operations on the notes of a contact (API: "Contact
// Notes").
type NotesService struct{ core *rest.Core }

// Note is a note on a contact (API: "List Contact Notes").
type Note struct {
	ID         NoteID           `json:"uuid"`                 // always set
	Title      string           `json:"title,omitzero"`       // may be empty
	Content    NoteContent      `json:"content"`              // what it says
	CreatedAt  time.Time        `json:"created_at,omitzero"`  // UTC
	UpdatedAt  time.Time        `json:"updated_at,omitzero"`  // UTC
	ArchivedAt time.Time        `json:"archived_at,omitzero"` // zero if it is not archived (null)
	Status     string           `json:"status"`               // "active" is the documented one
	Extra      map[string]Value `json:",embed"`               // other members of the response
}

func (Note) collection() string { return "notes" }
func (n Note) key() uuid.UUID   { return n.ID.UUID }
func (n Note) complete() bool   { return !n.ID.IsZero() }

// LogValue logs the ID only: the rest is personal.
func (n Note) LogValue() slog.Value { return slog.StringValue(n.String()) }

// NoteContent is what a note says.
type NoteContent struct {
	Text  string           `json:"text"`   // required; may be empty, as far as documented
	Extra map[string]Value `json:",embed"` // other members; sent back as they are
}

// LogValue logs nothing personal.
func (c NoteContent) LogValue() slog.Value { return slog.StringValue(c.String()) }

// NoteCreate is a new note (API: "Create a Contact Note").
type NoteCreate struct {
	Title   string      `json:"title,omitzero"` // optional
	Content NoteContent `json:"content"`        // required
}

// LogValue logs nothing personal.
func (in NoteCreate) LogValue() slog.Value { return slog.StringValue(in.String()) }

// NoteReplace is the whole note as it is to be (API: "Update a Contact Note").
type NoteReplace struct {
	Title   string      `json:"title"`   // always sent; empty: no title
	Content NoteContent `json:"content"` // required
}

// LogValue logs nothing personal.
func (in NoteReplace) LogValue() slog.Value { return slog.StringValue(in.String()) }

func notePage(contact ContactID, at PageOptions) rest.Operation {
	return rest.Read("GET /v1/contacts/{contact_uuid}/notes", contact).Query(pageQuery(at).Done())
}

// List returns one page of a contact's notes (API: "List Contact Notes").
func (s *NotesService) List(ctx context.Context, contact ContactID, page PageOptions) (*Page[Note], error) {
	return fetchPage[Note](ctx, s.core, notePage(contact, page), page)
}

// All iterates over a contact's notes, whose order is not documented (API: "List
// Contact Notes"). It promises what [CustomFieldsService.All] promises.
func (s *NotesService) All(ctx context.Context, contact ContactID, start PageOptions,
	pages ...IterOption,
) iter.Seq2[*Note, error] {
	page := func(at PageOptions) rest.Operation { return notePage(contact, at) }
	return byOffset[Note]{options: contact, start: start, page: page}.source(s.core).all(ctx, pages)
}

// Get returns a note (API: "Get a Contact Note"), or an error that matches
// [ErrNotFound].
func (s *NotesService) Get(ctx context.Context, contact ContactID, note NoteID) (*Note, error) {
	op := rest.Read("GET /v1/contacts/{contact_uuid}/notes/{note_uuid}", contact, note)
	return rest.Fetch(ctx, s.core, op, hasKey[Note](note.UUID))
}

// Create adds a note to a contact (API: "Create a Contact Note"). If it may have
// been created in spite of the error, that matches [ErrOutcomeUnknown].
func (s *NotesService) Create(ctx context.Context, contact ContactID, in NoteCreate) (*Note, error) {
	op := rest.Create("POST /v1/contacts/{contact_uuid}/notes", contact)
	return rest.Fetch[Note](ctx, s.core, op.Body(in, nil))
}

// Replace replaces a note, title and text, and returns it as it is then (API:
// "Update a Contact Note").
func (s *NotesService) Replace(ctx context.Context, contact ContactID, note NoteID, in NoteReplace) (*Note, error) {
	op := rest.Idempotent("PUT /v1/contacts/{contact_uuid}/notes/{note_uuid}", contact, note)
	return rest.Fetch(ctx, s.core, op.Body(in, nil), hasKey[Note](note.UUID))
}

// Delete deletes a note (API: "Delete a Contact Note"). As with
// [ListsService.Delete], a repeated attempt may find nothing.
func (s *NotesService) Delete(ctx context.Context, contact ContactID, note NoteID) error {
	return rest.Do(ctx, s.core, rest.Idempotent("DELETE /v1/contacts/{contact_uuid}/notes/{note_uuid}", contact, note))
}
