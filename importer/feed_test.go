package importer_test

import (
	"errors"
	"slices"
	"testing"
	"testing/synctest"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/importer"
)

// laneOf returns the lane of an address.
func laneOf(t *testing.T, o importer.Options, address string) int {
	t.Helper()
	route, err := importer.NewRouter(o)
	if err != nil {
		t.Fatal(err)
	}
	return route(importer.Row{Contact: email(address)}).Lane
}

// TestRun_sourceMoved: rows that are the same in each lane, and at other places in the source,
// are not those that the journal knows.
func TestRun_sourceMoved(t *testing.T) {
	t.Parallel()
	type rows = []cuedesk.ContactCreate
	for name, change := range map[string]func(*testing.T, importer.Options, rows) rows{
		"two rows swapped": func(t *testing.T, o importer.Options, rows []cuedesk.ContactCreate) []cuedesk.ContactCreate {
			t.Helper()
			for i := range rows[1:] {
				if laneOf(t, o, rows[i].Email) != laneOf(t, o, rows[i+1].Email) {
					rows[i], rows[i+1] = rows[i+1], rows[i]
					return rows
				}
			}
			t.Fatal("all rows are in one lane")
			return nil
		},
		"a row without a field to match on inserted": func(
			_ *testing.T, _ importer.Options, rows []cuedesk.ContactCreate,
		) []cuedesk.ContactCreate {
			return slices.Insert(rows, 1, cuedesk.ContactCreate{FirstName: "Nobody"})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv := cuedesktest.NewServer()
				o := byEmail
				o.Lanes, o.Journal = 4, &memoryJournal{left: -1}
				if _, err := runImport(t, srv.Client(), stream(people(4)...), o); err != nil {
					t.Fatal(err)
				}
				_, err := runImport(t, srv.Client(), stream(change(t, o, people(4))...), o)
				if !errors.Is(err, importer.ErrSourceChanged) {
					t.Errorf("error is %v", err)
				}
				if _, err := runImport(t, srv.Client(), stream(append(people(4), email("new@example.com"))...), o); err != nil {
					t.Errorf("a row at the end: %v", err)
				}
			})
		})
	}
}
