package importer_test

import (
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/importer"
)

// TestRun_notSent_corrected: rows that are told as not sent may be mended before the next call, and those
// that may have been sent may not.
func TestRun_notSent_corrected(t *testing.T) {
	t.Parallel()
	for _, lanes := range []int{1, 3} {
		synctest.Test(t, func(t *testing.T) {
			srv := namedServer()
			srv.Inject(bulkCreate, cuedesktest.HTML502().AfterApply(), cuedesktest.Status(401).Always())
			o := byEmail
			o.Lanes, o.BatchSize, o.Journal = lanes, 2, &memoryJournal{left: -1}
			rows := people(20)
			got, err := runImport(t, srv.Client(), stream(rows...), o)
			if !errors.Is(err, cuedesk.ErrUnauthorized) {
				t.Fatal(err)
			}
			srv.ClearFaults()
			mended, sent := 0, 0
			for i, r := range got.results {
				if r.Reason == importer.ReasonNotSent {
					rows[i].FirstName, mended = "Mended", mended+1
				} else {
					sent = i
				}
			}
			if mended == 0 {
				t.Fatalf("report is\n%s", got)
			}
			other := slices.Clone(rows)
			other[sent].FirstName = "Other"
			if _, err := runImport(t, srv.Client(), stream(other...), o); !errors.Is(err, importer.ErrSourceChanged) {
				t.Errorf("row %d was sent, and may be changed: %v", sent+1, err)
			}
			got, err = runImport(t, srv.Client(), stream(rows...), o)
			if err != nil || got.Counts[importer.Imported] != len(rows) {
				t.Fatalf("error %v, report\n%s", err, got)
			}
			for i, row := range rows {
				if c := workspace(t, srv)[row.Email]; c == nil || c.FirstName != row.FirstName {
					t.Errorf("row %d: contact is %v", i+1, c)
				}
			}
		})
	}
}

// TestRun_notSent_refused: a batch that the API has refused for good is not in an import under way, unless
// an earlier request for it may have been carried out.
func TestRun_notSent_refused(t *testing.T) {
	t.Parallel()
	for _, status := range []int{401, 402, 403, 404, 405, 410, 415, 423, 451} {
		for _, distinguish := range []bool{false, true} {
			refusal := cuedesktest.Status(status).Always()
			for _, test := range []struct {
				faults []cuedesktest.Fault
				want   importer.Reason
			}{
				{[]cuedesktest.Fault{refusal}, importer.ReasonNotSent},
				{[]cuedesktest.Fault{cuedesktest.HTML502().AfterApply(), refusal}, importer.ReasonInFlight},
				{[]cuedesktest.Fault{cuedesktest.Status(429).RetryAfter("1"), refusal}, importer.ReasonNotSent},
			} {
				synctest.Test(t, func(t *testing.T) {
					srv := namedServer()
					srv.Inject(bulkCreate, test.faults...)
					o := byEmail
					o.Lanes, o.Journal, o.Distinguish = 1, &memoryJournal{left: -1}, distinguish
					rows := people(2)
					got, err := runImport(t, srv.Client(cuedesk.WithRetry(cuedesk.RetryPolicy{MaxAttempts: 1})), stream(rows...), o)
					inFlight := len(got.InFlight) > 0
					if err == nil || got.results[0].Reason != test.want || inFlight != (test.want == importer.ReasonInFlight) {
						t.Errorf("%d: error %v, report\n%s", status, err, got)
					}
					srv.ClearFaults()
					rows[1].FirstName = "Mended"
					_, err = runImport(t, srv.Client(), stream(rows...), o)
					if mended := err == nil; mended != (test.want == importer.ReasonNotSent) {
						t.Errorf("%d: after the row was mended: %v", status, err)
					}
				})
			}
		}
	}
}

// TestRun_notSent_heldBack: rows of a batch of which others wait for a lost import may be mended as well.
func TestRun_notSent_heldBack(t *testing.T) {
	t.Parallel()
	for _, distinguish := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			srv := namedServer(cuedesktest.WithImportDuration(3 * time.Minute))
			client := newClient(t, &hiddenStatusAPI{Server: srv, until: time.Now().Add(time.Hour)})
			o := byEmail
			o.Lanes, o.BatchSize, o.IndexLag, o.Distinguish = 1, 2, time.Hour, distinguish
			o.Journal = &memoryJournal{left: -1}
			rows := people(4)
			rows[2].Email = rows[0].Email
			srv.Inject(bulkCreate, cuedesktest.Latency(0), cuedesktest.Status(401).Always())
			got, err := runImport(t, client, stream(rows...), o)
			if err == nil || got.results[3].Reason != importer.ReasonNotSent {
				t.Fatalf("error %v, report\n%s", err, got)
			}
			srv.ClearFaults()
			rows[3].FirstName = "Mended"
			got, err = runImport(t, client, stream(rows...), o)
			if err != nil || !got.results[3].State.IsIn() || got.results[2].Reason != importer.ReasonImportLost {
				t.Errorf("error %v, report\n%s", err, got)
			}
		})
	}
}
