package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/cuedesk/cuedesk-go"
)

// listName is the list that takes the contacts of every run.
const listName = "Quickstart import"

// workspace is where the contacts go, and what this run has created there.
type workspace struct {
	client    *cuedesk.Client
	out       *printer
	list      *cuedesk.List
	listIsNew bool
	undo      []step
}

// step is one step of cleaning up.
type step struct {
	what string
	do   func(context.Context) error
}

// prepare sees to the custom fields of the file and to the list. It uses what is
// there already, so that the program may run again.
func (w *workspace) prepare(ctx context.Context, s *sheet) error {
	w.out.line("\nPreparing the workspace")
	for _, col := range s.columns {
		if col == nil || col.field == nil {
			continue
		}
		if err := w.ensureField(ctx, *col.field); err != nil {
			return err
		}
	}
	return w.ensureList(ctx)
}

func (w *workspace) ensureField(ctx context.Context, want cuedesk.CustomFieldCreate) error {
	what := fmt.Sprintf("custom field %s (%s)", want.FieldKey, want.FieldType)
	field, isNew, err := findOrCreate(
		func() (*cuedesk.CustomField, error) {
			return first(w.client.CustomFields.All(ctx, cuedesk.PageOptions{}), func(f *cuedesk.CustomField) bool {
				return f.FieldKey == want.FieldKey
			})
		},
		func() (*cuedesk.CustomField, error) { return w.client.CustomFields.Create(ctx, want) },
	)
	if err != nil {
		return err
	}
	if !fits(field, want) {
		return fmt.Errorf("%s is needed, but the workspace has one with that key and another type or other options", what)
	}
	w.created(isNew, what, func(ctx context.Context) error { return w.client.CustomFields.Delete(ctx, field.ID) })
	return nil
}

// fits reports whether an existing field takes the values of the file.
func fits(field *cuedesk.CustomField, want cuedesk.CustomFieldCreate) bool {
	labels := field.AsReplace().SelectOptions
	return field.FieldType == want.FieldType && !slices.ContainsFunc(want.SelectOptions, func(label string) bool {
		return !slices.Contains(labels, label)
	})
}

func (w *workspace) ensureList(ctx context.Context) (err error) {
	w.list, w.listIsNew, err = findOrCreate(
		func() (*cuedesk.List, error) {
			all := w.client.Lists.All(ctx, cuedesk.ListListsOptions{Search: listName})
			return first(all, func(l *cuedesk.List) bool { return l.Name == listName })
		},
		func() (*cuedesk.List, error) { return w.client.Lists.Create(ctx, cuedesk.ListCreate{Name: listName}) },
	)
	if err != nil {
		return err
	}
	w.created(w.listIsNew, fmt.Sprintf("list %q", listName), func(ctx context.Context) error {
		return w.client.Lists.Delete(ctx, w.list.ID)
	})
	return nil
}

// created says what became of a thing, and remembers how to delete it if it is
// of this run.
func (w *workspace) created(isNew bool, what string, undo func(context.Context) error) {
	if !isNew {
		w.out.line("  %s: there already", what)
		return
	}
	w.out.line("  %s: created", what)
	w.undo = append(w.undo, step{what, undo})
}

// findOrCreate looks for a thing before it creates it. If the outcome of creating
// is unknown it looks again, where creating again might make a second one.
func findOrCreate[T any](find, create func() (*T, error)) (thing *T, isNew bool, err error) {
	for range 3 {
		if thing, err = find(); err != nil || thing != nil {
			return thing, isNew, err
		}
		if thing, err = create(); err == nil || !errors.Is(err, cuedesk.ErrOutcomeUnknown) {
			return thing, true, err
		}
		isNew = true // if the next look finds it
	}
	return nil, false, err
}

// first returns the first item that is wanted, or nil.
func first[T any](all func(func(*T, error) bool), wanted func(*T) bool) (*T, error) {
	for item, err := range all {
		if err != nil {
			return nil, err
		}
		if wanted(item) {
			return item, nil
		}
	}
	return nil, nil
}

// cleanUp deletes what this run has created, last things first, also after Ctrl-C.
func (w *workspace) cleanUp(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second)
	defer cancel()
	w.out.line("\nCleaning up")
	var errs []error
	for _, s := range slices.Backward(w.undo) {
		if err := s.do(ctx); err != nil && !errors.Is(err, cuedesk.ErrNotFound) {
			errs = append(errs, fmt.Errorf("cleaning up: %s is still there: %w", s.what, err))
			continue
		}
		w.out.line("  %s: deleted", s.what)
	}
	w.out.line("  The contacts stay: the API has no operation that deletes one.")
	return errors.Join(errs...)
}
