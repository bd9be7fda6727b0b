package main

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/cuedesk/cuedesk-go"
)

// tour does some of what else one does with contacts: it searches, adds a note
// and clears a field.
func (w *workspace) tour(ctx context.Context, s *sheet, m *members) error {
	w.out.line("\nSearching the workspace")
	if err := w.search(ctx, s); err != nil {
		return fmt.Errorf("searching: %w", err)
	}
	w.out.line("\nChanging contacts")
	if err := w.addNote(ctx, s, m); err != nil {
		return fmt.Errorf("adding a note: %w", err)
	}
	if err := w.clearPhone(ctx, s, m); err != nil {
		return fmt.Errorf("clearing a phone number: %w", err)
	}
	return nil
}

// search counts contacts: by free text, by the range of a custom field, and by
// whether they have a value.
func (w *workspace) search(ctx context.Context, s *sheet) error {
	name := commonLastName(s.rows)
	queries := []struct {
		column, what string
		query        cuedesk.Query
	}{
		{"last_name", fmt.Sprintf("%q in any text field", name), cuedesk.Where().Text(name)},
		{"seats", "100 to 500 seats", cuedesk.Where(cuedesk.CustomLong("seats").Between(100, 500))},
		{"signup_date", "with a signup date", cuedesk.Where(cuedesk.CustomDate("signup_date").Exists())},
	}
	for _, q := range queries {
		if !s.has(q.column) {
			continue
		}
		page, err := w.client.Contacts.Search(ctx, q.query, cuedesk.PageOptions{Limit: 1})
		if err != nil {
			return err
		}
		w.out.line("  %-30s %5d contacts", q.what, page.Total)
	}
	return nil
}

// commonLastName returns the most frequent last name, the first in the alphabet
// if there are several.
func commonLastName(rows []*row) string {
	count := map[string]int{}
	for _, r := range rows {
		if r.contact.LastName != "" {
			count[r.contact.LastName]++
		}
	}
	if len(count) == 0 {
		return ""
	}
	return slices.MinFunc(slices.Collect(maps.Keys(count)), func(a, b string) int {
		return cmp.Or(count[b]-count[a], strings.Compare(a, b))
	})
}

// addNote gives the first contact that has a note in the file that note, unless
// an earlier run has done so. A bulk import takes no notes.
func (w *workspace) addNote(ctx context.Context, s *sheet, m *members) error {
	r, contact := pick(s.rows, m, func(r *row) bool { return r.note != "" })
	if r == nil {
		w.out.line("  No contact has a note in the file.")
		return nil
	}
	title := "From " + s.name
	note, isNew, err := findOrCreate(
		func() (*cuedesk.Note, error) {
			all := w.client.Notes.All(ctx, contact.ID, cuedesk.PageOptions{})
			return first(all, func(n *cuedesk.Note) bool { return n.Title == title })
		},
		func() (*cuedesk.Note, error) {
			return w.client.Notes.Create(ctx, contact.ID, cuedesk.NoteCreate{
				Title: title, Content: cuedesk.NoteContent{Text: r.note},
			})
		},
	)
	if err != nil {
		return err
	}
	w.created(isNew, fmt.Sprintf("note on the contact of line %d", r.line), func(ctx context.Context) error {
		return w.client.Notes.Delete(ctx, contact.ID, note.ID)
	})
	return nil
}

// clearPhone takes the phone number off the first contact that is not to be called.
func (w *workspace) clearPhone(ctx context.Context, s *sheet, m *members) error {
	r, contact := pick(s.rows, m, func(r *row) bool {
		return strings.EqualFold(r.note, "do not call") && r.contact.Email != "" && r.contact.PhoneNumber != ""
	})
	if r == nil {
		w.out.line("  No contact asks not to be called.")
		return nil
	}
	contact, err := w.client.Contacts.Update(ctx, contact.ID, cuedesk.ContactUpdate{
		PhoneNumber: cuedesk.Clear[string](),
	})
	if err != nil {
		return err
	}
	if contact.PhoneNumber != "" {
		return fmt.Errorf("the API has not cleared the phone number of line %d", r.line)
	}
	w.out.line("  phone number of line %d (%q): cleared", r.line, r.note)
	return nil
}

// pick returns the first row that is imported and wanted, and its contact.
func pick(rows []*row, m *members, wanted func(*row) bool) (*row, *cuedesk.Contact) {
	for _, r := range rows {
		if !r.pending() || !wanted(r) {
			continue
		}
		if contact := m.of(r); contact != nil {
			return r, contact
		}
	}
	return nil, nil
}
