package importer_test

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/importer"
)

// failingJournal is a journal that cannot be written from the n-th record with a text on.
type failingJournal struct {
	memoryJournal

	text string
	n    int
}

func (f *failingJournal) Append(ctx context.Context, records ...[]byte) error {
	for _, r := range records {
		if f.n > 0 && bytes.Contains(r, []byte(f.text)) {
			if f.n--; f.n == 0 {
				f.left = 0
			}
		}
		if err := f.memoryJournal.Append(ctx, r); err != nil {
			return err
		}
	}
	return nil
}

// batchClock notes when batches are sent.
type batchClock struct {
	next http.RoundTripper
	sent []time.Time
}

func (c *batchClock) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasSuffix(r.URL.Path, "/bulk") {
		c.sent = append(c.sent, time.Now())
	}
	return c.next.RoundTrip(r)
}

// TestRun_resumeAtOnce: the request of a batch may still be under way when the next call
// begins, however long ago the journal had that it would be sent.
func TestRun_resumeAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := namedServer(cuedesktest.WithImportDuration(time.Minute))
		o, journal := byEmail, &failingJournal{memoryJournal: memoryJournal{left: -1}, text: `"accepted"`, n: 2}
		o.Journal, o.Lanes, o.BatchSize = journal, 1, 10
		sent := &batchClock{next: srv}
		client := newClient(t, sent)
		if _, err := runImport(t, client, stream(people(20)...), o); !errors.Is(err, errDied) {
			t.Fatal(err)
		}
		journal.left = -1
		got, err := runImport(t, client, stream(people(20)...), o)
		if err != nil || got.Counts[importer.Imported] != 20 || len(sent.sent) != 3 {
			t.Fatalf("error %v, sent %v, report\n%s", err, sent.sent, got)
		}
		if pause := sent.sent[2].Sub(sent.sent[1]); pause < 5*time.Second {
			t.Errorf("sent again after %v", pause)
		}
	})
}

// TestRun_otherMachine: a journal goes on where it was copied to, also by a clock that
// is behind that of the machine where it was begun.
func TestRun_otherMachine(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := namedServer()
		rows := people(50)
		rows[7].CustomFields = map[string]any{"none": 1}
		o, journal := byEmail, &failingJournal{memoryJournal: memoryJournal{left: -1}, text: `"accepted"`, n: 1}
		o.Journal, o.Lanes = journal, 1
		if _, err := runImport(t, srv.Client(), stream(rows...), o); !errors.Is(err, errDied) {
			t.Fatal(err)
		}
		later := `"begun":"` + time.Now().Add(time.Hour).Format(time.RFC3339) + `"`
		for i, r := range journal.records {
			journal.records[i] = regexp.MustCompile(`"begun":"[^"]*"`).ReplaceAll(r, []byte(later))
		}
		journal.left = -1
		before := len(srv.Requests())
		got, err := runImport(t, srv.Client(), stream(rows...), o)
		if err != nil || got.Counts[importer.Imported] != 49 || got.Counts[importer.Failed] != 1 ||
			len(workspace(t, srv)) != 50 {
			t.Errorf("error %v, report\n%s", err, got)
		}
		sent := 0
		for _, r := range srv.Requests()[before:] {
			if r.Operation == bulkCreate {
				sent += bytes.Count(r.Body, []byte("@"))
			}
		}
		if sent > len(rows)+10 { // each once more if reading back did not find those that are in
			t.Errorf("%d rows are sent", sent)
		}
	})
}

// TestFile_copied: a copy of a journal does as well as the journal itself.
func TestFile_copied(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	srv := namedServer(cuedesktest.WithImportDuration(0))
	o := byEmail
	o.BatchSize = 10
	for _, name := range []string{"first", "copy"} {
		journal := openFile(t, filepath.Join(folder, name))
		o.Journal = journal
		got, err := runImport(t, srv.Client(), stream(people(50)...), o)
		if err != nil || got.Counts[importer.Imported] != 50 || name == "copy" && got.Resumed != got.Batches {
			t.Errorf("%s: error %v, report\n%s", name, err, got)
		}
		if err := journal.Close(); err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(filepath.Join(folder, "first"))
		if err == nil {
			err = os.WriteFile(filepath.Join(folder, "copy"), data, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestRun_notBegun: batches that the journal could not note are said not to be sent.
func TestRun_notBegun(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := namedServer()
		o := byEmail
		o.Journal = &failingJournal{memoryJournal: memoryJournal{left: -1}, text: `"batch"`, n: 1}
		got, err := runImport(t, srv.Client(), stream(people(50)...), o)
		if !errors.Is(err, errDied) || strings.Count(err.Error(), "importer: ") != 1 {
			t.Errorf("error is %v", err)
		}
		for _, r := range got.results {
			if r.State != importer.Unfinished || r.Reason != importer.ReasonNotSent {
				t.Errorf("%v", r)
			}
		}
		if len(got.InFlight) > 0 || len(workspace(t, srv)) != 1 {
			t.Errorf("report is\n%s", got)
		}
	})
}

// TestRun_noAnswer: an import whose request had no answer is in flight, without an ID.
func TestRun_noAnswer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := namedServer()
		srv.Inject(bulkCreate, cuedesktest.HTML502().AfterApply().Always())
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		got, err := importer.Run(ctx, srv.Client(), stream(people(1)...), byEmail)
		if err == nil || len(got.InFlight) != 1 || strings.Contains(got.String(), (cuedesk.ImportID{}).String()) {
			t.Errorf("error %v, report\n%s", err, got)
		}
	})
}

// TestRun_sourceCorrected: rows before an error of the source are in, also in batches that
// are not full; the next call goes on behind them, and doubles none.
func TestRun_sourceCorrected(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const all, broken = 5000, 3456
		srv := namedServer()
		o := byEmail
		o.Journal, o.BatchSize = &memoryJournal{left: -1}, 100
		rows := people(all)
		torn := func(yield func(importer.Row, error) bool) {
			for row, err := range stream(rows[:broken]...) {
				if !yield(row, err) {
					return
				}
			}
			yield(importer.Row{}, errSource)
		}
		for range 2 {
			got, err := runImport(t, srv.Client(), torn, o)
			if !errors.Is(err, errSource) || got.Counts[importer.Imported] != broken || got.Read != broken {
				t.Fatalf("error %v, report\n%s", err, got)
			}
		}
		before := len(srv.Requests())
		got, err := runImport(t, srv.Client(), stream(rows...), o)
		if err != nil || got.Counts[importer.Imported] != all || len(workspace(t, srv)) != all+1 {
			t.Errorf("error %v, report\n%s", err, got)
		}
		sent := 0
		for _, r := range srv.Requests()[before:] {
			if r.Operation == bulkCreate {
				sent++
			}
		}
		if sent != got.Batches-got.Resumed || got.Resumed < broken/100 {
			t.Errorf("%d imports for %d batches, %d resumed", sent, got.Batches, got.Resumed)
		}
	})
}
