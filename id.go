package cuedesk

import (
	"fmt"

	"github.com/google/uuid"
)

// ID is the UUID of one kind of resource, so that a list's ID where a contact's
// belongs does not compile. In JSON, SQL, text and as a map key it behaves as the
// [uuid.UUID] inside. The zero ID stands for none: a null or empty ID in a response
// decodes to it, and a method that is given one sends nothing, and returns an error
// that matches [ErrInvalid].
type ID[T any] struct{ uuid.UUID }

type (
	// ContactID is the uuid of a contact.
	ContactID = ID[Contact]
	// ListID is the uuid of a contact list.
	ListID = ID[List]
	// CustomFieldID is the uuid of a custom field definition.
	CustomFieldID = ID[CustomField]
	// NoteID is the uuid of a note.
	NoteID = ID[Note]
	// ImportID is the contact_import_uuid of a bulk import.
	ImportID = ID[Import]
	// WorkspaceID is the uuid of a workspace.
	WorkspaceID = ID[workspace]
	// UserID is the uuid of who created or changed something.
	UserID = ID[user]
)

// The resources that the API names but has no operations for.
type (
	workspace struct{}
	user      struct{}
)

// ParseID reads an ID from its text, for example
//
//	id, err := cuedesk.ParseID[cuedesk.Contact](r.PathValue("id"))
//
// The error matches [ErrInvalid]; it does not repeat the text.
func ParseID[T any](s string) (ID[T], error) {
	u, err := uuid.Parse(s)
	if err != nil {
		return ID[T]{}, fmt.Errorf("cuedesk: %w: not a UUID", ErrInvalid)
	}
	return ID[T]{u}, nil
}

// MustParseID is [ParseID] for constants, as in tests; it panics on an error.
func MustParseID[T any](s string) ID[T] {
	id, err := ParseID[T](s)
	if err != nil {
		panic(err)
	}
	return id
}

// IsZero reports whether the ID stands for none.
func (id ID[T]) IsZero() bool { return id.UUID == uuid.Nil }

// UnmarshalText reads a UUID; empty text is the zero ID.
func (id *ID[T]) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*id = ID[T]{}
		return nil
	}
	return id.UUID.UnmarshalText(text)
}
