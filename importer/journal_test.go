package importer_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/importer"
)

// memoryJournal is a journal that fails after some records, as if the process had died.
type memoryJournal struct {
	records [][]byte
	left    int // records that may be appended; negative: any number
}

var errDied = errors.New("died")

func (m *memoryJournal) Records(context.Context) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for _, r := range m.records {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func (m *memoryJournal) Append(_ context.Context, records ...[]byte) error {
	for _, record := range records {
		if m.left == 0 {
			return errDied
		}
		m.left--
		m.records = append(m.records, record)
	}
	return nil
}

// TestRun_resume dies after each number of records, and goes on.
func TestRun_resume(t *testing.T) {
	t.Parallel()
	for _, merge := range []cuedesk.MergeType{cuedesk.MergeCreateOrUpdate, cuedesk.MergeCreate} {
		for records := range 15 {
			t.Run(fmt.Sprint(merge, records), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					srv := cuedesktest.NewServer()
					rows := people(100)
					rows[7].CustomFields = map[string]any{"none": 1}
					rows[50] = cuedesk.ContactCreate{LastName: "Nobody"}
					rows[60] = rows[3]
					o := byEmail
					o.MergeType, o.Lanes, o.BatchSize = merge, 2, 30
					journal := &memoryJournal{left: records}
					o.Journal = journal
					_, err := runImport(t, srv.Client(), stream(rows...), o)
					if records < 14 && (!errors.Is(err, errDied) || !errors.Is(err, importer.ErrJournal)) {
						t.Fatalf("error is %v", err)
					}
					journal.left = -1
					got, err := runImport(t, srv.Client(), stream(rows...), o)
					if err != nil {
						t.Fatal(err)
					}
					again := got.Counts
					if again[importer.Failed] != 1 || again[importer.Invalid] != 1 || got.Read != 100 ||
						again.In()+again[importer.Duplicate]+again[importer.Skipped] != 98 {
						t.Errorf("report is\n%s", got)
					}
					if n := len(workspace(t, srv)); n != 98-1 {
						t.Errorf("%d contacts", n)
					}
					requests := len(srv.Requests())
					third, err := runImport(t, srv.Client(), stream(rows...), o)
					if err != nil || third.Counts != got.Counts || third.Resumed != 4 || len(srv.Requests()) != requests+1 {
						t.Errorf("error %v, %d requests more, report\n%s", err, len(srv.Requests())-requests, third)
					}
				})
			})
		}
	}
}

// TestRun_accepted: an import that was accepted is waited for, not sent again.
func TestRun_accepted(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := cuedesktest.NewServer(cuedesktest.WithImportDuration(10 * time.Minute))
		o := byEmail
		journal := &memoryJournal{left: -1}
		o.Journal = journal
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		o.Lanes = 1
		report, err := importer.Run(ctx, srv.Client(), stream(people(9)...), o)
		if !errors.Is(err, context.DeadlineExceeded) || len(report.InFlight) != 1 || report.InFlight[0].Rows != 9 {
			t.Errorf("error %v, report\n%s", err, report)
		}
		got, err := runImport(t, srv.Client(), stream(people(9)...), o)
		if err != nil || got.Counts[importer.Imported] != 9 {
			t.Errorf("error %v, report\n%s", err, got)
		}
		sent := 0
		for _, r := range srv.Requests() {
			if r.Operation == bulkCreate {
				sent++
			}
		}
		if sent != 1 {
			t.Errorf("sent %d times", sent)
		}
		for _, r := range journal.records {
			if strings.Contains(string(r), "example.com") || strings.Contains(string(r), srv.Token()) {
				t.Errorf("personal data in %s", r)
			}
		}
	})
}

func TestRun_sourceChanged(t *testing.T) {
	t.Parallel()
	changed := people(100)
	changed[41].FirstName = "Other"
	inserted := append(append(people(10), email("new@example.com")), people(100)[10:]...)
	for name, test := range map[string]struct {
		rows []cuedesk.ContactCreate
		want string
	}{
		"a value":    {changed, "source has changed: the row of line 42, or one before it, is not what it was; give the"},
		"a row more": {inserted, "or one before it, is not what it was"},
		"rows less":  {people(90), "a row that was sent is not among its 90 rows; give the same rows, or another journal"},
		"no rows":    {nil, "a row that was sent is not among its 0 rows"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv := cuedesktest.NewServer()
				o := byEmail
				o.Lanes, o.BatchSize, o.Journal = 2, 30, &memoryJournal{left: -1}
				if _, err := runImport(t, srv.Client(), stream(people(100)...), o); err != nil {
					t.Fatal(err)
				}
				requests := len(srv.Requests())
				_, err := runImport(t, srv.Client(), stream(test.rows...), o)
				if !errors.Is(err, importer.ErrSourceChanged) || !strings.Contains(err.Error(), test.want) {
					t.Errorf("error is %v", err)
				}
				if len(srv.Requests()) != requests+1 { // which workspace it is
					t.Errorf("%d requests more", len(srv.Requests())-requests)
				}
			})
		})
	}
}

// TestRun_moreRows: rows at the end of the source are imported by the next call.
func TestRun_moreRows(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := cuedesktest.NewServer()
		o := byEmail
		o.Lanes, o.BatchSize, o.Journal = 2, 30, &memoryJournal{left: -1}
		for _, n := range []int{100, 130, 130} {
			got, err := runImport(t, srv.Client(), stream(people(n)...), o)
			if err != nil || got.Counts[importer.Imported] != n || len(workspace(t, srv)) != n {
				t.Fatalf("error %v, report\n%s", err, got)
			}
		}
	})
}

func TestRun_otherOptions(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := cuedesktest.NewServer()
		o := byEmail
		o.Journal = &memoryJournal{left: -1}
		if _, err := runImport(t, srv.Client(), stream(people(1)...), o); err != nil {
			t.Fatal(err)
		}
		for want, change := range map[string]func(*importer.Options){
			"Lanes was 4, and is 8":     func(o *importer.Options) { o.Lanes = 8 },
			"MatchOn was [email phone_": func(o *importer.Options) { o.MatchOn = o.MatchOn[:1] },
			"MergeType was create_or_u": func(o *importer.Options) { o.MergeType = cuedesk.MergeCreate },
			"Repeats was 0, and is 1":   func(o *importer.Options) { o.Repeats = importer.ReportRepeats },
			"ListID was 0000":           func(o *importer.Options) { o.ListID.UUID[0] = 1 },
			"Reading was , and is --re": func(o *importer.Options) { o.Reading = "--region DE" },
		} {
			other := o
			change(&other)
			_, err := runImport(t, srv.Client(), stream(people(1)...), other)
			if !errors.Is(err, importer.ErrJournal) || !strings.Contains(err.Error(), want) {
				t.Errorf("error is %v, not %q", err, want)
			}
		}
	})
}

// TestRun_olderJournal: the error says what to do with a journal of an earlier release.
func TestRun_olderJournal(t *testing.T) {
	t.Parallel()
	o := byEmail
	o.Journal = &memoryJournal{records: [][]byte{[]byte(`{"type":"run","version":1,"options":{},"salt":"AAAA"}`)}}
	srv := cuedesktest.NewServer()
	_, err := runImport(t, srv.Client(), stream(people(1)...), o)
	const want = "it has version 1, and this release of the package goes on with version 2 only: end the import with"
	if !errors.Is(err, importer.ErrJournal) || !strings.Contains(fmt.Sprint(err), want) || len(srv.Requests()) > 0 {
		t.Errorf("error is %v, %d requests", err, len(srv.Requests()))
	}
}

func TestRun_damagedJournal(t *testing.T) {
	t.Parallel()
	run := `{"type":"run","version":2,"base_url":"https://cuedesk.test:443","options":{` +
		`"match_on":["email","phone_number"],"merge_type":"create_or_update","repeats":0,"lanes":4}}`
	done := `{"type":"done","key":{"lane":0,"by":"email","n":0},"states":"f"`
	batch := `{"type":"batch","key":{"lane":0,"by":"email","n":0},"digests":"AAAAAA=="}`
	for name, records := range map[string][]string{
		"no JSON":          {"{"},
		"no run":           {batch},
		"version":          {strings.Replace(run, `"version":2`, `"version":3`, 1)},
		"two runs":         {run, run},
		"type":             {run, batch, strings.Replace(batch, `"type":"batch"`, `"type":"other"`, 1)},
		"no batch":         {run, `{"type":"done","key":{"lane":0,"by":"email","n":0},"states":"i"}`},
		"no digests":       {run, `{"type":"batch","key":{"lane":0,"by":"email","n":0}}`},
		"half a digest":    {run, `{"type":"batch","key":{"lane":0,"by":"email","n":0},"digests":"AAA="}`},
		"no import":        {run, batch, `{"type":"accepted","key":{"lane":0,"by":"email","n":0}}`},
		"no states":        {run, batch, `{"type":"done","key":{"lane":0,"by":"email","n":0}}`},
		"too many states":  {run, batch, `{"type":"done","key":{"lane":0,"by":"email","n":0},"states":"ii"}`},
		"an unknown state": {run, batch, `{"type":"done","key":{"lane":0,"by":"email","n":0},"states":"?"}`},
		"a reason too far": {
			run, batch, done + `,"reasons":[{"row":1,"reason":"refused"}]}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := byEmail
			journal := &memoryJournal{left: -1}
			for _, r := range records {
				journal.records = append(journal.records, []byte(r))
			}
			o.Journal = journal
			srv := cuedesktest.NewServer()
			_, err := runImport(t, srv.Client(), stream(people(1)...), o)
			if !errors.Is(err, importer.ErrJournal) || len(srv.Requests()) > 0 {
				t.Errorf("error is %v, %d requests", err, len(srv.Requests()))
			}
		})
	}
}
