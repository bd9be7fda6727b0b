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

// truth is an import of which everything is known that its results may be compared with.
type truth struct {
	srv    *cuedesktest.Server
	lag    time.Duration // of searches
	rows   []cuedesk.ContactCreate
	bad    map[int]bool    // lines with a value that the API does not take
	before map[string]bool // addresses of contacts that there were before
	o      importer.Options
}

// newTruth draws an import. Each row sets another name, so that it is seen which row a contact has.
func newTruth(random *rand.Rand) *truth {
	x := &truth{bad: map[int]bool{}, before: map[string]bool{}, o: byEmail}
	duration := time.Duration(random.IntN(3000)) * time.Millisecond
	if random.IntN(2) == 0 { // some imports count as lost, and may still be carried out
		x.o.Stall, duration = time.Duration(1+random.IntN(20))*time.Second, 20*duration
	}
	if random.IntN(2) == 0 {
		x.lag = time.Duration(random.IntN(25)) * time.Second
	}
	x.srv = cuedesktest.NewServer(cuedesktest.WithImportDuration(duration), cuedesktest.WithSearchDelay(x.lag))
	n := 2 + random.IntN(60)
	for i := range n {
		row := cuedesk.ContactCreate{LastName: fmt.Sprint("Row", i), Email: fmt.Sprintf("p%d@example.com", random.IntN(n))}
		if random.IntN(5) == 0 {
			row.CustomFields, x.bad[i+1] = map[string]any{fmt.Sprint("none", i): 1}, true
		}
		if random.IntN(4) == 0 && !x.before[row.Email] {
			x.before[row.Email] = true
			x.srv.AddContact(cuedesktest.Contact{Email: row.Email, LastName: "Before"})
		}
		x.rows = append(x.rows, row)
	}
	merges := []cuedesk.MergeType{cuedesk.MergeCreateOrUpdate, cuedesk.MergeCreate, cuedesk.MergeUpdate}
	x.o.MergeType, x.o.Repeats = merges[random.IntN(3)], importer.RepeatMode(random.IntN(2))
	x.o.Lanes, x.o.BatchSize, x.o.Distinguish = 1+random.IntN(3), 1+random.IntN(20), random.IntN(2) == 0
	if random.IntN(4) == 0 {
		x.o.Explain = -1
	}
	return x
}

// TestRun_reportIsTrue: with bad rows, repeats and contacts from before, whatever goes wrong on the way and
// however often Run is stopped, no row has a state that is not so.
func TestRun_reportIsTrue(t *testing.T) {
	t.Parallel()
	trySeeds(t, testset.Pick(8, 400), tryTruth)
}

func tryTruth(t *testing.T, seed uint64) {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, 11))
	x := newTruth(random)
	pause := x.lag
	if random.IntN(2) == 0 {
		pause = time.Hour
	}
	<-time.After(pause) // until searches show what is there
	client := clientOf(t, &faulty{srv: x.srv, seed: seed, sticks: x.o.Stall > 0})
	if random.IntN(3) == 0 {
		client = x.srv.Client()
	}
	journal := &memory{left: -1}
	if random.IntN(2) == 0 {
		journal.left = random.IntN(20)
	}
	x.o.Journal = journal
	got, err := runImport(t, client, stream(x.rows...), x.o)
	// A batch is begun anew, and has many records. With a short Options.Stall an outage ends the call.
	for calls := 1; errors.Is(err, errDied) || err != nil && x.o.Stall > 0 && calls < 200; calls++ {
		journal.left = 1 + random.IntN(20*calls)
		got, err = runImport(t, client, stream(x.rows...), x.o)
	}
	if err != nil {
		t.Fatal(err)
	}
	<-time.After(time.Hour) // until everything is shown
	x.compare(t, got)
}

// compare compares what is told of each row with what is so.
func (x *truth) compare(t *testing.T, got outcome) {
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
		wrong := x.lie(r, c, has, !first[address])
		if lastIn[address] == r.Row.Line && !has && !doubtful[address] && x.o.MergeType != cuedesk.MergeCreate {
			wrong = "the contact has other values"
		}
		first[address] = true
		if wrong != "" {
			t.Errorf("%s, lag %v, batches of %d, mode %d: %s: %s", x.o.MergeType, x.lag, x.o.BatchSize, x.o.Repeats, &r, wrong)
		}
	}
}

// lie returns why a row cannot have the state that is told. Its contact has the row's values, or not;
// first: it is the first row of its address.
func (x *truth) lie(r importer.Result, c *cuedesk.Contact, has, first bool) string {
	before, bad := x.before[r.Row.Contact.Email], x.bad[r.Row.Line]
	creates := x.o.MergeType == cuedesk.MergeCreate
	switch r.State {
	case importer.Created:
		return ifSo(c == nil || before || bad || creates && !has, "it was there before, or is not, or is of another row")
	case importer.Updated:
		return ifSo(c == nil || bad || first && !before, "nothing was there before")
	case importer.Imported:
		return ifSo(c == nil || bad || creates && !has, "it is not")
	case importer.Skipped:
		return ifSo(has || creates && (c == nil || first && !before) || !creates && before, "it is not left out")
	case importer.Duplicate: // of a row that is in
		return ifSo(c == nil || bad && r.Reason == importer.ReasonMerged || r.Repeats == 0 || r.Repeats >= r.Row.Line,
			"it repeats nothing, or is bad")
	case importer.Failed: // an import may fail as a whole
		return ifSo(has || !bad && r.Reason == importer.ReasonRefused, "it is in, or good")
	}
	return ""
}

func ifSo(so bool, text string) string {
	if so {
		return text
	}
	return ""
}
