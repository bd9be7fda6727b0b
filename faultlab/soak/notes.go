package main

import (
	"context"
	"slices"

	"github.com/cuedesk/cuedesk-go"
)

func (w *worker) createNote(ctx context.Context) bool {
	c := pick(w, w.model.contacts)
	if c == nil {
		return false
	}
	c.noted = true
	n := &note{key: w.key("note"), text: w.uniqueText()}
	in := cuedesk.NoteCreate{Title: n.key, Content: cuedesk.NoteContent{Text: n.text}}
	build := func(ctx context.Context) (*cuedesk.Note, error) { return w.client.Notes.Create(ctx, c.id, in) }
	find := func(ctx context.Context) ([]cuedesk.Note, error) {
		page, err := w.client.Notes.List(ctx, c.id, cuedesk.PageOptions{Limit: 100})
		if err != nil {
			return nil, err
		}
		return slices.DeleteFunc(page.Items, func(other cuedesk.Note) bool { return other.Title != n.key }), nil
	}
	if made := create(ctx, w, n.key, build, find); made != nil {
		n.id = made.ID
		c.notes = append(c.notes, n)
	}
	return true
}

// pickNote returns a note and its contact; nil if the contact that was picked has none.
func (w *worker) pickNote() (*contact, *note) {
	c := pick(w, w.model.contacts)
	if c == nil {
		return nil, nil
	}
	return c, pick(w, c.notes)
}

func (w *worker) replaceNote(ctx context.Context) bool {
	c, n := w.pickNote()
	if n == nil {
		return false
	}
	text := w.uniqueText()
	do := func(ctx context.Context) error {
		in := cuedesk.NoteReplace{Title: n.key, Content: cuedesk.NoteContent{Text: text}}
		_, err := w.client.Notes.Replace(ctx, c.id, n.id, in)
		return err
	}
	read := func(ctx context.Context) (string, error) {
		got, err := w.client.Notes.Get(ctx, c.id, n.id)
		if err != nil {
			return "", err
		}
		return got.Content.Text, nil
	}
	n.text = w.change(ctx, n.key, n.text, text, do, read)
	return true
}

func (w *worker) deleteNote(ctx context.Context) bool {
	c, n := w.pickNote()
	if n == nil {
		return false
	}
	gone := w.remove(ctx, n.key,
		func(ctx context.Context) error { return w.client.Notes.Delete(ctx, c.id, n.id) },
		func(ctx context.Context) error { _, err := w.client.Notes.Get(ctx, c.id, n.id); return err })
	if gone {
		c.notes = slices.DeleteFunc(c.notes, func(other *note) bool { return other == n })
	}
	return true
}
