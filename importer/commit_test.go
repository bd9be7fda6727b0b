package importer_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/importer"
)

// slowJournal is a journal that takes a time to append, as one in a file does.
type slowJournal struct {
	memoryJournal

	takes time.Duration
	mu    sync.Mutex
	text  string // the records that are appended
	sizes []int  // how many were appended at once
}

func (d *slowJournal) Append(ctx context.Context, records ...[]byte) error {
	<-time.After(d.takes)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.sizes = append(d.sizes, len(records))
	for _, r := range records {
		d.text += string(r) + "\n"
	}
	return d.memoryJournal.Append(ctx, records...)
}

// count returns how many records there are of a type, or with another text.
func (d *slowJournal) count(text string) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return strings.Count(d.text, text)
}

// journalAuditor fails the test when a request comes before what the journal must have by then.
type journalAuditor struct {
	t       *testing.T
	journal *slowJournal
	next    http.RoundTripper

	mu    sync.Mutex
	posts int
}

func (a *journalAuditor) RoundTrip(r *http.Request) (*http.Response, error) {
	switch id := r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]; {
	case id == "bulk":
		a.mu.Lock()
		a.posts++
		if begun := a.journal.count(`"type":"batch"`); begun < a.posts {
			a.t.Errorf("batch %d is sent while the journal has %d", a.posts, begun)
		}
		a.mu.Unlock()
	case strings.Contains(r.URL.Path, "/bulk/") && a.journal.count(`"import":"`+id) != 1:
		a.t.Errorf("import %s is waited for before the journal has it", id)
	}
	return a.next.RoundTrip(r)
}

// namedServer is a fake in which a contact says which workspace it is.
func namedServer(opts ...cuedesktest.Option) *cuedesktest.Server {
	srv := cuedesktest.NewServer(opts...)
	srv.AddContact(cuedesktest.Contact{Email: "first@example.com"})
	return srv
}

// TestRun_commits: what must be in the journal before a request is there, by one addition
// for each batch, and less where lanes add together.
func TestRun_commits(t *testing.T) {
	t.Parallel()
	for lanes, most := range map[int]func(batches int) int{
		1: func(batches int) int { return batches + 5 },
		4: func(batches int) int { return batches * 3 / 4 },
	} {
		t.Run(strconv.Itoa(lanes), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv := namedServer(cuedesktest.WithImportDuration(0))
				journal := &slowJournal{memoryJournal: memoryJournal{left: -1}, takes: 10 * time.Millisecond}
				o := byEmail
				o.Journal, o.Lanes, o.BatchSize = journal, lanes, 10
				client := newClient(t, &journalAuditor{t: t, journal: journal, next: srv})
				got, err := runImport(t, client, stream(people(400)...), o)
				if err != nil || got.Counts[importer.Imported] != 400 {
					t.Fatalf("error %v, report\n%s", err, got)
				}
				begun, accepted, done := journal.count(`"type":"batch"`), journal.count(`"accepted"`), journal.count(`"done"`)
				if n := got.Batches; begun != n || accepted != n || done != n {
					t.Errorf("%d batches: %d begun, %d accepted, %d done", n, begun, accepted, done)
				}
				if additions := len(journal.sizes); additions > most(got.Batches) {
					t.Errorf("%d batches: %d additions %v", got.Batches, additions, journal.sizes)
				}
			})
		})
	}
}

// TestRun_lostDone: a crash may take the records of how batches ended, where the counts
// of their imports say everything. These are asked for again, and nothing is sent.
func TestRun_lostDone(t *testing.T) {
	t.Parallel()
	for _, merge := range []cuedesk.MergeType{cuedesk.MergeCreateOrUpdate, cuedesk.MergeCreate} {
		t.Run(string(merge), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv := cuedesktest.NewServer()
				rows := people(100)
				rows[4] = rows[3]
				o, journal := byEmail, &memoryJournal{left: -1}
				o.MergeType, o.Lanes, o.BatchSize, o.Journal = merge, 2, 30, journal
				first, err := runImport(t, srv.Client(), stream(rows...), o)
				if err != nil {
					t.Fatal(err)
				}
				before := len(journal.records)
				journal.records = slices.DeleteFunc(journal.records, func(record []byte) bool {
					return strings.Contains(string(record), `"type":"done"`)
				})
				lost, sent := before-len(journal.records), len(srv.Requests())
				got, err := runImport(t, srv.Client(), stream(rows...), o)
				if err != nil || got.states() != first.states() || lost != got.Batches || len(workspace(t, srv)) != 99 {
					t.Errorf("error %v, %d of %d records lost, report\n%s", err, lost, got.Batches, got)
				}
				asked := 0
				for _, r := range srv.Requests()[sent:] {
					if r.Operation == importStatus {
						asked++
					} else if r.Method != http.MethodGet {
						t.Errorf("sends %s", r.Operation)
					}
				}
				if asked != lost {
					t.Errorf("asks %d times how %d imports ended", asked, lost)
				}
			})
		})
	}
}

// TestRun_doneAtOnce: how a batch ended is in the journal before its rows are handed out
// if finding it out took more than the counts.
func TestRun_doneAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := namedServer(cuedesktest.WithImportDuration(time.Second))
		rows := people(3)
		rows[1].CustomFields = map[string]any{"none": 1}
		o, journal := byEmail, &slowJournal{memoryJournal: memoryJournal{left: -1}}
		o.Lanes, o.Journal = 1, journal
		o.Each = func(r importer.Result) {
			if journal.count(`"done"`) != 1 {
				t.Errorf("%v is handed out first", r)
			}
		}
		if _, err := importer.Run(t.Context(), srv.Client(), stream(rows...), o); err != nil {
			t.Fatal(err)
		}
	})
}

// TestRun_interruptedJournal: a batch that is not full when the context ends is not sent,
// and the journal does not have it: the next call would take it for one that was.
func TestRun_interruptedJournal(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := namedServer(cuedesktest.WithImportDuration(time.Hour))
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		o, journal := byEmail, &slowJournal{memoryJournal: memoryJournal{left: -1}}
		o.Journal, o.BatchSize = journal, 30
		if _, err := importer.Run(ctx, srv.Client(), endless(), o); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatal(err)
		}
		for _, r := range journal.records {
			var batch struct {
				Type    string `json:"type"`
				Digests []byte `json:"digests"`
			}
			if err := json.Unmarshal(r, &batch); err != nil {
				t.Fatal(err)
			}
			if rows := len(batch.Digests) / 4; batch.Type == "batch" && rows != 30 {
				t.Errorf("the journal has a batch of %d rows", rows)
			}
		}
		if journal.count(`"type":"batch"`) < 4 {
			t.Errorf("the journal is\n%s", journal.text)
		}
	})
}
