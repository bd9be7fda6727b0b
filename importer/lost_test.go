package importer_test

import (
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/importer"
)

// hiddenStatusAPI is an API that says nothing of its first import for a while, or of any.
type hiddenStatusAPI struct {
	*cuedesktest.Server

	until time.Time
	all   bool
	path  string // of the first import
}

func (h *hiddenStatusAPI) RoundTrip(r *http.Request) (*http.Response, error) {
	if h.Operation(r) == importStatus {
		if h.path == "" {
			h.path = r.URL.Path
		}
		if (h.all || h.path == r.URL.Path) && time.Now().Before(h.until) {
			return respond(r, 404, `{"error":{"message":"404 NOT FOUND","details":"Not found."}}`), nil
		}
	}
	return h.Server.RoundTrip(r)
}

// TestRun_lost: a row is not sent beside an import of its value of which the end was not seen, in this
// call and the next; others of its batch are.
func TestRun_lost(t *testing.T) {
	t.Parallel()
	rows := people(5)
	again, once := rows[0], rows[1]
	again.LastName, once.LastName = "Again", "Once"
	for name, test := range map[string]struct {
		hidden time.Duration
		resume bool
		rows   []cuedesk.ContactCreate // two a batch
		want   string
		sent   int
	}{
		"some of a batch": {
			time.Hour, false,
			[]cuedesk.ContactCreate{rows[0], rows[1], again, rows[2]},
			"imported imported unknown:import_lost imported", 2,
		},
		"all of a batch": {
			time.Hour, false,
			[]cuedesk.ContactCreate{rows[0], rows[1], once, again, rows[3], rows[4]},
			"imported imported unknown:import_lost unknown:import_lost imported imported", 2,
		},
		"it has ended since": {
			17 * time.Minute, false,
			[]cuedesk.ContactCreate{rows[0], rows[1], rows[3], rows[4], again, rows[2]},
			"imported imported imported imported imported imported", 3,
		},
		"next call": {
			2 * time.Hour, true,
			[]cuedesk.ContactCreate{rows[0], rows[1], rows[3], rows[4], again, rows[2]},
			"imported imported imported imported unknown:import_lost imported", 4, // the last one twice
		},
		"next call, it has ended since": {
			30 * time.Minute, true,
			[]cuedesk.ContactCreate{rows[0], rows[1], rows[3], rows[4], again, rows[2]},
			"imported imported imported imported imported imported", 4,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv := namedServer(cuedesktest.WithImportDuration(3 * time.Minute))
				api := &hiddenStatusAPI{Server: srv, until: time.Now().Add(test.hidden)}
				o := byEmail
				o.Lanes, o.BatchSize, o.IndexLag = 1, 2, time.Hour
				journal := &failingJournal{memoryJournal: memoryJournal{left: -1}}
				o.Journal = journal
				if test.resume {
					journal.text, journal.n = `"done"`, 2
					if _, err := runImport(t, newClient(t, api), stream(test.rows...), o); err == nil {
						t.Fatal("no error")
					}
					journal.left = -1
					<-time.After(20 * time.Minute)
				}
				got, err := runImport(t, newClient(t, api), stream(test.rows...), o)
				wantStates(t, got, err, test.want)
				if n := requestCounts(srv)[bulkCreate]; n != test.sent {
					t.Errorf("%d imports, not %d", n, test.sent)
				}
			})
		})
	}
}

// TestRun_lost_part: a part of a batch that an earlier call has sent, and whose end is not seen, is not
// sent beside it again, and neither is its batch.
func TestRun_lost_part(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := namedServer()
		client := faultAt(t, srv, 2, cuedesktest.StuckImport())
		rows := []cuedesk.ContactCreate{invalidContacts(1)[0], people(2)[1]}
		again := rows[0]
		again.CustomFields = nil
		journal := &failingJournal{memoryJournal: memoryJournal{left: -1}, text: `"done"`, n: 1}
		o := byEmail
		o.Lanes, o.BatchSize, o.Journal = 1, 2, journal
		if _, err := runImport(t, client, stream(rows...), o); !errors.Is(err, errDied) {
			t.Fatal(err)
		}
		journal.left = -1
		got, err := runImport(t, client, stream(append(rows, again)...), o)
		wantStates(t, got, err, "unknown:import_lost imported unknown:import_lost")
		if n := requestCounts(srv)[bulkCreate]; n != 2 {
			t.Errorf("%d imports", n)
		}
	})
}

// TestRun_lost_halves: of each lost import of a batch the next call knows which values it has, and whether it
// has ended since.
func TestRun_lost_halves(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := namedServer()
		api := &hiddenStatusAPI{Server: srv, until: time.Now().Add(time.Hour), all: true}
		journal := &memoryJournal{left: -1}
		o := byEmail
		o.Lanes, o.BatchSize, o.IndexLag, o.MergeType, o.Journal = 1, 2, time.Hour, cuedesk.MergeUpdate, journal
		rows := people(2)
		first, second := rows[0], rows[1]
		first.LastName, second.LastName = "First", "Second"
		srv.AddContact(cuedesktest.Contact{Email: first.Email})
		srv.AddContact(cuedesktest.Contact{Email: second.Email})
		srv.Inject(bulkCreate, cuedesktest.Status(422), cuedesktest.Latency(0), cuedesktest.StuckImport())
		if _, err := runImport(t, newClient(t, api), stream(rows...), o); err != nil {
			t.Fatal(err)
		}
		<-time.After(time.Hour)
		got, err := runImport(t, newClient(t, api), stream(append(rows, first, second)...), o)
		if err != nil || !got.results[2].State.IsIn() || got.results[3].Reason != importer.ReasonImportLost {
			t.Errorf("error %v, report\n%s%s", err, got, got.states())
		}
	})
}

// TestRun_lost_inJournal: a batch of which no row is sent is in the journal like any other.
func TestRun_lost_inJournal(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := namedServer()
		srv.Inject(bulkCreate, cuedesktest.StuckImport())
		again := people(1)[0]
		again.LastName = "Again"
		o := byEmail
		o.Lanes, o.BatchSize, o.Distinguish, o.Journal = 1, 1, true, &memoryJournal{left: -1}
		for range 2 {
			got, err := runImport(t, srv.Client(), stream(people(1)[0], again), o)
			wantStates(t, got, err, "unknown:import_lost unknown:import_lost")
		}
	})
}
