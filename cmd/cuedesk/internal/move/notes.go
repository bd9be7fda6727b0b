package move

import (
	"context"
	"fmt"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/program"
)

// addNotes adds the notes that are not there.
func (m *mover) addNotes(ctx context.Context) {
	made, there := 0, 0
	for _, p := range m.people {
		if !p.isMoved() {
			continue
		}
		for _, n := range p.notes {
			switch isNew, err := m.addNote(ctx, p, n); {
			case err != nil:
				p.incomplete = append(p.incomplete, fmt.Sprintf("it lacks a note, as far as can be seen (%s)", describeError(err)))
			case isNew:
				made++
			default:
				there++
			}
			m.out.Progress("  %d notes", made+there)
		}
	}
	m.out.Finish("  %s added, %d there already", program.Count(made, "note"), there)
}

// addNote adds a note unless there is one with its title. That one is left as it
// is: others may have changed it.
func (m *mover) addNote(ctx context.Context, p *person, n note) (isNew bool, err error) {
	other, err := m.findNote(ctx, p, n)
	switch {
	case err != nil:
		return false, err
	case other == nil:
		create := func() (*cuedesk.Note, error) {
			return m.client.Notes.Create(ctx, p.after.id, cuedesk.NoteCreate{
				Title: n.title, Content: cuedesk.NoteContent{Text: n.text},
			})
		}
		find := func() (*cuedesk.Note, error) { return m.findNote(ctx, p, n) }
		isNew = true
		other, err = createOnce(ctx, create, find)
	}
	if err == nil && !n.same(other) {
		p.incomplete = append(p.incomplete, "its note in Cuedesk has another text; compare them")
	}
	return isNew, err
}

// findNote returns the note, else one with its title, else nil.
func (m *mover) findNote(ctx context.Context, p *person, n note) (found *cuedesk.Note, err error) {
	for other, err := range m.client.Notes.All(ctx, p.after.id, cuedesk.PageOptions{}) {
		if err != nil {
			return nil, err
		}
		if other.Title == n.title && (found == nil || n.same(other)) {
			found = other
		}
	}
	return found, nil
}

// same reports whether the text is the same but for white space.
func (n note) same(other *cuedesk.Note) bool { return oneLine(n.text) == oneLine(other.Content.Text) }
