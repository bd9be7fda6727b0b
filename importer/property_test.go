package importer_test

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/importer"
	"github.com/cuedesk/cuedesk-go/internal/testset"
)

// randomRows returns rows with repeats, in other cases too, rows that are matched on a
// number, and rows without either.
func randomRows(random *rand.Rand, n int) []cuedesk.ContactCreate {
	rows := make([]cuedesk.ContactCreate, n)
	for i := range rows {
		row := cuedesk.ContactCreate{LastName: fmt.Sprint("Row", i)}
		if random.IntN(3) == 0 {
			row.FirstName = fmt.Sprint("First", i)
		}
		person := random.IntN(max(n*2/3, 1))
		switch random.IntN(20) {
		case 0:
		case 1, 2, 3:
			row.PhoneNumber = fmt.Sprintf("+1555%07d", person)
		default:
			row.Email = fmt.Sprintf("p%d@example.com", person)
			row.ExternalContactID = fmt.Sprint("x", person)
		}
		rows[i] = row
	}
	return rows
}

// expectedNames returns the names that the rows give, by what they are matched on.
func expectedNames(rows []cuedesk.ContactCreate, merge cuedesk.MergeType) map[string]string {
	type person struct{ first, last string }
	people := map[string]person{}
	for _, row := range rows {
		key := keyOf(row)
		was, known := people[key]
		if key == "" || known && merge == cuedesk.MergeCreate {
			continue
		}
		people[key] = person{cmp.Or(row.FirstName, was.first), cmp.Or(row.LastName, was.last)}
	}
	names := map[string]string{}
	for key, p := range people {
		names[key] = p.first + " " + p.last
	}
	return names
}

// TestRun_faults: whatever goes wrong on the way, and however often Run is stopped, the
// workspace has in the end what the rows say, and the report says so.
func TestRun_faults(t *testing.T) {
	t.Parallel()
	trySeeds(t, testset.Pick(6, 30), tryFaults)
}

// trySeeds tries so many seeds, or IMPORTER_RUNS, each in a bubble of its own.
func trySeeds(t *testing.T, runs int, try func(*testing.T, uint64)) {
	t.Helper()
	if n, err := strconv.Atoi(os.Getenv("IMPORTER_RUNS")); err == nil {
		runs = n
	}
	for seed := range runs {
		t.Run(strconv.Itoa(seed), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { try(t, uint64(seed)) })
		})
	}
}

func tryFaults(t *testing.T, seed uint64) {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, 1))
	srv := cuedesktest.NewServer(cuedesktest.WithImportDuration(time.Duration(random.IntN(3000)) * time.Millisecond))
	lags := random.IntN(3) == 0
	if lags {
		srv.Reconfigure(cuedesktest.WithSearchDelay(10 * time.Second))
	}
	client := newClient(t, &faultyAPI{srv: srv, seed: seed, refusedBatches: true})
	rows := randomRows(random, random.IntN(400))
	o := byEmail
	merges := []cuedesk.MergeType{cuedesk.MergeCreateOrUpdate, cuedesk.MergeCreate}
	o.MergeType = merges[random.IntN(len(merges))]
	o.Lanes, o.BatchSize, o.Distinguish = 1+random.IntN(4), 1+random.IntN(60), random.IntN(2) == 0
	list, err := srv.Client().Lists.Create(t.Context(), cuedesk.ListCreate{Name: "All"})
	if err != nil {
		t.Fatal(err)
	}
	if random.IntN(2) == 0 {
		o.ListID = list.ID
	}
	journal := &memoryJournal{left: random.IntN(20)}
	o.Journal = journal
	got, err := runImport(t, client, stream(rows...), o)
	for errors.Is(err, errDied) {
		journal.left = 1 + random.IntN(20)
		got, err = runImport(t, client, stream(rows...), o)
	}
	if err != nil {
		t.Fatal(err)
	}
	if got.Read != len(rows) {
		t.Errorf("%d rows of %d", got.Read, len(rows))
	}
	<-time.After(time.Minute) // until searches and imports have caught up
	doubtful := map[string]bool{}
	for _, r := range got.results {
		if r.State == importer.Unknown || r.State == importer.Failed || r.State == importer.Unfinished {
			doubtful[keyOf(r.Row.Contact)] = true
		}
	}
	checkRows(t, srv, got, o.MergeType, doubtful)
	if !o.ListID.IsZero() {
		checkMembers(t, srv, got, o.ListID)
	}
	if !lags {
		checkStates(t, got, doubtful)
	}
}

// checkRows compares the workspace with the rows, except for people of whom a row is in
// doubt.
func checkRows(t *testing.T, srv *cuedesktest.Server, got outcome, merge cuedesk.MergeType, doubtful map[string]bool) {
	t.Helper()
	var rows []cuedesk.ContactCreate
	for _, r := range got.results {
		rows = append(rows, r.Row.Contact)
	}
	names := map[string]string{}
	for key, c := range workspace(t, srv) {
		names[key] = c.FirstName + " " + c.LastName
	}
	want := expectedNames(rows, merge)
	for key := range want {
		if names[key] != want[key] && !doubtful[key] {
			t.Errorf("%s is %q, not %q", key, names[key], want[key])
		}
		delete(names, key)
	}
	if len(names) > 0 {
		t.Errorf("%d contacts are of no row", len(names))
	}
}

// checkMembers checks that the contacts of rows that are in are in the list.
func checkMembers(t *testing.T, srv *cuedesktest.Server, got outcome, list cuedesk.ListID) {
	t.Helper()
	members := map[string]bool{}
	for c, err := range srv.Client().Lists.AllContacts(t.Context(), list, cuedesk.ListMembersOptions{}) {
		if err != nil {
			t.Fatal(err)
		}
		members[cmp.Or(strings.ToLower(c.Email), c.PhoneNumber)] = true
	}
	for _, r := range got.results {
		if r.State.IsIn() && !members[keyOf(r.Row.Contact)] {
			t.Errorf("row %d is %s, but not in the list", r.Row.Line, r.State)
		}
	}
}

// checkStates checks that only the first row of a person is said to have created it, and
// that it is not said to have updated it.
func checkStates(t *testing.T, got outcome, doubtful map[string]bool) {
	t.Helper()
	seen := map[string]bool{}
	for _, r := range got.results {
		key := keyOf(r.Row.Contact)
		wrong := r.State == importer.Created && seen[key] || r.State == importer.Updated && !seen[key]
		if wrong && !doubtful[key] {
			t.Errorf("row %d is %s", r.Row.Line, r.State)
		}
		seen[key] = true
	}
}

func keyOf(c cuedesk.ContactCreate) string { return cmp.Or(strings.ToLower(c.Email), c.PhoneNumber) }
