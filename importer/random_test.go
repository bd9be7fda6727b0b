package importer_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/importer"
	"github.com/cuedesk/cuedesk-go/internal/testset"
)

// randomImport is an import with all that is needed to check its results.
type randomImport struct {
	srv          *cuedesktest.Server
	searchDelay  time.Duration // of searches
	rows         []cuedesk.ContactCreate
	invalidLines map[int]bool    // lines with a value that the API rejects
	existing     map[string]bool // addresses of contacts that existed before
	options      importer.Options
}

// newRandomImport draws an import. The name of each row is unique, so that a contact shows which row it has.
func newRandomImport(random *rand.Rand) *randomImport {
	x := &randomImport{invalidLines: map[int]bool{}, existing: map[string]bool{}, options: byEmail}
	duration := time.Duration(random.IntN(3000)) * time.Millisecond
	if random.IntN(2) == 0 { // some imports count as lost, and may still be carried out
		x.options.Stall, duration = time.Duration(1+random.IntN(20))*time.Second, 20*duration
	}
	if random.IntN(2) == 0 {
		x.searchDelay = time.Duration(random.IntN(25)) * time.Second
	}
	x.srv = cuedesktest.NewServer(cuedesktest.WithImportDuration(duration), cuedesktest.WithSearchDelay(x.searchDelay))
	n := 2 + random.IntN(60)
	for i := range n {
		row := cuedesk.ContactCreate{LastName: fmt.Sprint("Row", i), Email: fmt.Sprintf("p%d@example.com", random.IntN(n))}
		if random.IntN(5) == 0 {
			row.CustomFields, x.invalidLines[i+1] = map[string]any{fmt.Sprint("none", i): 1}, true
		}
		if random.IntN(4) == 0 && !x.existing[row.Email] {
			x.existing[row.Email] = true
			x.srv.AddContact(cuedesktest.Contact{Email: row.Email, LastName: "Before"})
		}
		x.rows = append(x.rows, row)
	}
	merges := []cuedesk.MergeType{cuedesk.MergeCreateOrUpdate, cuedesk.MergeCreate, cuedesk.MergeUpdate}
	x.options.MergeType, x.options.Repeats = merges[random.IntN(3)], importer.RepeatMode(random.IntN(2))
	x.options.Lanes, x.options.BatchSize, x.options.Distinguish = 1+random.IntN(3), 1+random.IntN(20), random.IntN(2) == 0
	if random.IntN(4) == 0 {
		x.options.Explain = -1
	}
	return x
}

// TestRun_randomImports: with invalid rows, repeats, existing contacts, faults and restarts, the state of each row is
// correct.
func TestRun_randomImports(t *testing.T) {
	t.Parallel()
	trySeeds(t, testset.Pick(8, 400), checkRandomImport)
}

func checkRandomImport(t *testing.T, seed uint64) {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, 11))
	x := newRandomImport(random)
	pause := x.searchDelay
	if random.IntN(2) == 0 {
		pause = time.Hour
	}
	<-time.After(pause) // until searches show what is there
	client := newClient(t, &faultyAPI{srv: x.srv, seed: seed, stuckImports: x.options.Stall > 0})
	if random.IntN(3) == 0 {
		client = x.srv.Client()
	}
	journal := &memoryJournal{left: -1}
	if random.IntN(2) == 0 {
		journal.left = random.IntN(20)
	}
	x.options.Journal = journal
	got, err := runImport(t, client, stream(x.rows...), x.options)
	// A batch is begun anew, and has many records. With a short Options.Stall an outage ends the call.
	for calls := 1; errors.Is(err, errDied) || err != nil && x.options.Stall > 0 && calls < 200; calls++ {
		journal.left = 1 + random.IntN(20*calls)
		got, err = runImport(t, client, stream(x.rows...), x.options)
	}
	if err != nil {
		t.Fatal(err)
	}
	<-time.After(time.Hour) // until everything is shown
	x.compare(t, got)
}

// compare compares the state of each row with the contacts of the workspace.
func (x *randomImport) compare(t *testing.T, got outcome) {
	t.Helper()
	all, first := workspace(t, x.srv), map[string]bool{}
	lastIn, doubtful := map[string]int{}, map[string]bool{}
	for _, r := range got.results {
		address := r.Row.Contact.Email
		if r.State.IsIn() || r.State == importer.Duplicate && r.Reason == importer.ReasonMerged {
			lastIn[address] = r.Row.Line
		}
		doubtful[address] = doubtful[address] || r.State == importer.Unknown
	}
	for _, r := range got.results {
		address := r.Row.Contact.Email
		c := all[address]
		has := c != nil && c.LastName == r.Row.Contact.LastName
		wrong := x.contradiction(r, c, has, !first[address])
		if lastIn[address] == r.Row.Line && !has && !doubtful[address] && x.options.MergeType != cuedesk.MergeCreate {
			wrong = "the contact has other values"
		}
		first[address] = true
		if wrong != "" {
			o := x.options
			t.Errorf("%s, search delay %v, batches of %d, mode %d: %s: %s", o.MergeType, x.searchDelay, o.BatchSize,
				o.Repeats, &r, wrong)
		}
	}
}

// contradiction returns why a row cannot have its state, or "". c is its contact; has: c has the row's values; first:
// the row is the first one of its address.
func (x *randomImport) contradiction(r importer.Result, c *cuedesk.Contact, has, first bool) string {
	before, bad := x.existing[r.Row.Contact.Email], x.invalidLines[r.Row.Line]
	creates := x.options.MergeType == cuedesk.MergeCreate
	switch r.State {
	case importer.Created:
		return messageIf(c == nil || before || bad || creates && !has, "it was there before, or is not, or is of another row")
	case importer.Updated:
		return messageIf(c == nil || bad || first && !before, "nothing was there before")
	case importer.Imported:
		return messageIf(c == nil || bad || creates && !has, "it is not")
	case importer.Skipped:
		return messageIf(has || creates && (c == nil || first && !before) || !creates && before, "it is not left out")
	case importer.Duplicate: // of a row that is in
		return messageIf(c == nil || bad && r.Reason == importer.ReasonMerged || r.Repeats == 0 || r.Repeats >= r.Row.Line,
			"it repeats nothing, or is bad")
	case importer.Failed: // an import may fail as a whole
		return messageIf(has || !bad && r.Reason == importer.ReasonRefused, "it is in, or good")
	}
	return ""
}

func messageIf(condition bool, text string) string {
	if condition {
		return text
	}
	return ""
}
