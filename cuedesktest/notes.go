package cuedesktest

import (
	"slices"
	"time"

	"github.com/google/uuid"
)

// note is a note as stored.
type note struct {
	id      uuid.UUID
	title   *string
	text    string
	created time.Time
	updated time.Time
}

// noteContent is the content of a note in a response.
type noteContent struct {
	Text string `json:"text"`
}

// noteWire is a note in a response.
type noteWire struct {
	UUID       uuid.UUID   `json:"uuid"`
	Title      *string     `json:"title,omitzero"`
	Content    noteContent `json:"content"`
	CreatedAt  string      `json:"created_at"`
	UpdatedAt  string      `json:"updated_at"`
	ArchivedAt *string     `json:"archived_at"`
	Status     string      `json:"status"`
}

func (n *note) wire() noteWire {
	return noteWire{
		UUID:      n.id,
		Title:     n.title,
		Content:   noteContent{n.text},
		CreatedAt: n.created.Format(milliLayout),
		UpdatedAt: n.updated.Format(milliLayout),
		Status:    statusActive,
	}
}

// note returns the contact and its note that the path names.
func (c *call) note() (*contact, *note, error) {
	id := c.path("note_uuid")
	owner, err := c.contact()
	if err != nil {
		return nil, nil, err
	}
	n := slices.IndexFunc(owner.notes, func(n *note) bool { return n.id == id })
	if n < 0 {
		return nil, nil, notFound("Note")
	}
	return owner, owner.notes[n], nil
}

func listNotes(c *call) (any, error) {
	p := c.page(defaultLimit)
	owner, err := c.contact()
	if err != nil {
		return nil, err
	}
	notes := reordered(c.ties, owner.notes, func(n *note) time.Time { return n.created })
	return paged(p, "notes", notes, (*note).wire), nil
}

func createNote(c *call) (any, error) {
	in := c.body()
	title := optional(in, "title", orNull(aString)).value
	text := required(in.nested("content"), "text", aString)
	owner, err := c.contact()
	if err != nil {
		return nil, err
	}
	now := milliseconds(c.now)
	n := &note{id: c.newID("note"), title: title, text: text, created: now, updated: now}
	owner.notes = append(owner.notes, n)
	return n.wire(), nil
}

func getNote(c *call) (any, error) {
	_, found, err := c.note()
	if err != nil {
		return nil, err
	}
	return found.wire(), nil
}

func replaceNote(c *call) (any, error) {
	in := c.body()
	title := required(in, "title", aString)
	text := required(in.nested("content"), "text", aString)
	_, found, err := c.note()
	if err != nil {
		return nil, err
	}
	found.title, found.text, found.updated = &title, text, milliseconds(c.now)
	return found.wire(), nil
}

func deleteNote(c *call) (any, error) {
	owner, found, err := c.note()
	if err != nil {
		return nil, err
	}
	owner.notes = slices.DeleteFunc(owner.notes, func(n *note) bool { return n == found })
	return nil, nil
}
