package main

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/cuedesk/cuedesk-go"
)

// joinLists makes the moved people members of the lists of their tags.
func (m *mover) joinLists(ctx context.Context) error {
	wanted := map[string][]*person{}
	for _, p := range m.moved() {
		for _, name := range p.lists {
			wanted[name] = append(wanted[name], p)
		}
	}
	joined := 0
	for i, name := range slices.Sorted(maps.Keys(wanted)) {
		m.out.progress("  list %d of %d", i+1, len(wanted))
		n, left, err := m.join(ctx, name, wanted[name])
		if ctx.Err() != nil {
			return ctx.Err()
		}
		joined += n
		for _, p := range left {
			p.loose = append(p.loose, fmt.Sprintf("it is not in the list of tag %q (%s)", name, why(err)))
		}
	}
	m.out.finish("  %d lists: %d contacts added", len(wanted), joined)
	return nil
}

// join adds people to a list, returns how many were added, and finds out who is
// not in it.
func (m *mover) join(ctx context.Context, name string, people []*person) (joined int, left []*person, err error) {
	list, err := ensureList(ctx, m.client, name)
	if err != nil {
		return 0, people, err
	}
	left, err = m.strangers(ctx, list.ID, people)
	if err != nil || len(left) == 0 {
		return 0, left, err
	}
	ids := make([]cuedesk.ContactID, len(left))
	for i, p := range left {
		ids[i] = p.after.ID
	}
	added, failure := m.client.Lists.AddContacts(ctx, list.ID, ids...)
	if failure == nil && len(added.Added) == len(ids) {
		return len(ids), nil, nil
	}
	// A warning may say that somebody is in the list already, by a request whose
	// response was lost.
	still, err := m.strangers(ctx, list.ID, left)
	if failure == nil {
		failure = err
	}
	return len(left) - len(still), still, failure
}

// strangers returns those who are not in the list; all of them if that cannot be
// found out.
func (m *mover) strangers(ctx context.Context, list cuedesk.ListID, people []*person) ([]*person, error) {
	members := map[cuedesk.ContactID]bool{}
	for c, err := range m.client.Lists.AllContacts(ctx, list, cuedesk.MemberOptions{IncludeArchived: true}) {
		if err != nil {
			return people, err
		}
		members[c.ID] = true
	}
	return slices.DeleteFunc(slices.Clone(people), func(p *person) bool { return members[p.after.ID] }), nil
}

// addNotes adds the notes that are not there.
func (m *mover) addNotes(ctx context.Context) error {
	made, there := 0, 0
	for _, p := range m.moved() {
		for _, n := range p.notes {
			isNew, err := m.addNote(ctx, p.after.ID, n)
			switch {
			case ctx.Err() != nil:
				return ctx.Err()
			case err != nil:
				p.loose = append(p.loose, fmt.Sprintf("it lacks a note (%s)", why(err)))
			case isNew:
				made++
			default:
				there++
			}
			m.out.progress("  %d notes", made+there)
		}
	}
	m.out.finish("  %d notes added, %d there already", made, there)
	return nil
}

func (m *mover) addNote(ctx context.Context, contact cuedesk.ContactID, n note) (isNew bool, err error) {
	_, err = findOrCreate(
		func() (*cuedesk.Note, error) {
			for other, err := range m.client.Notes.All(ctx, contact, cuedesk.PageOptions{}) {
				if err != nil || other.Title == n.title {
					return other, err
				}
			}
			return nil, nil
		},
		func() (*cuedesk.Note, error) {
			isNew = true
			return m.client.Notes.Create(ctx, contact, cuedesk.NoteCreate{
				Title: n.title, Content: cuedesk.NoteContent{Text: n.text},
			})
		},
	)
	return isNew, err
}

// why says what kept a thing from being done.
func why(err error) string {
	if err == nil {
		return "the API does not say why"
	}
	return err.Error()
}
