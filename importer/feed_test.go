package importer_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
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

// inLane returns an address of a lane; n tells it from others.
func inLane(t *testing.T, o importer.Options, lane, n int) string {
	t.Helper()
	for ; ; n += 100 {
		if address := fmt.Sprintf("p%d@example.com", n); laneOf(t, o, address) == lane {
			return address
		}
	}
}

// TestRun_sourceMended: a value that was mended may have its row go into another lane, so that the
// change shows at a later row, or at the end only.
func TestRun_sourceMended(t *testing.T) {
	t.Parallel()
	o := byEmail
	o.Lanes = 4
	first, second := inLane(t, o, 0, 1), inLane(t, o, 1, 2)
	const advice = "; give the same rows, or another journal to begin anew"
	for name, test := range map[string]struct {
		first, second, want string
	}{
		"same lane":    {first, inLane(t, o, 1, 3), "the row of line 2, or one before it, is not what it was"},
		"other lane":   {first, inLane(t, o, 2, 3), "a row that was sent is not among its 2 rows"},
		"lane of next": {inLane(t, o, 1, 3), second, "the row of line 1, or one before it, is not what it was"},
		"both":         {inLane(t, o, 2, 3), inLane(t, o, 1, 4), "the row of line 2, or one before it, is not what it was"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv, o := cuedesktest.NewServer(), o
				o.Journal = &memoryJournal{left: -1}
				if _, err := runImport(t, srv.Client(), stream(email(first), email(second)), o); err != nil {
					t.Fatal(err)
				}
				got, err := runImport(t, srv.Client(), stream(email(test.first), email(test.second)), o)
				if !errors.Is(err, importer.ErrSourceChanged) || err.Error() != "importer: source has changed: "+test.want+advice {
					t.Errorf("error is %v", err)
				}
				if text := got.String(); got.Read > 0 && !strings.Contains(text, "unless its error says otherwise; line") {
					t.Errorf("the report is\n%s", text)
				}
			})
		})
	}
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
