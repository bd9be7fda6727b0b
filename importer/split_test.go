package importer_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/importer"
)

// rejectingGateway refuses creates with a bad row, bulk creates as a whole, and passes on the rest.
type rejectingGateway struct {
	server *cuedesktest.Server
	field  string // what it names
	sent   int    // bulk creates
}

func (g *rejectingGateway) RoundTrip(r *http.Request) (*http.Response, error) {
	switch g.server.Operation(r) {
	case "POST /v1/contacts":
	case bulkCreate:
		g.sent++
	default:
		return g.server.RoundTrip(r)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	if bytes.Contains(body, []byte("Bad")) {
		const refusal = `{"error":{"message":"422 UNPROCESSABLE ENTITY","details":{"errors":[` +
			`{"type":"value_error","in":"body","field":"FIELD","msg":"Field is wrong"}]}}}`
		return respond(r, 422, strings.ReplaceAll(refusal, "FIELD", g.field)), nil
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	return g.server.RoundTrip(r)
}

// newRejectingGateway returns a client behind a gateway, and 16 rows of which two are bad.
func newRejectingGateway(t *testing.T, field string) (*cuedesk.Client, *rejectingGateway, []cuedesk.ContactCreate) {
	t.Helper()
	g := &rejectingGateway{server: cuedesktest.NewServer(), field: field}
	rows := people(16)
	rows[3].LastName, rows[14].LastName = "Bad", "Bad"
	return g.server.Client(cuedesk.WithHTTPClient(&http.Client{Transport: g})), g, rows
}

// TestRun_refusedBatch: the rows for which a batch is refused are found, and the others are
// imported.
func TestRun_refusedBatch(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, g, rows := newRejectingGateway(t, "last_name")
		o := byEmail
		o.Lanes = 1
		got, err := runImport(t, client, stream(rows...), o)
		if err != nil || got.Counts[importer.Imported] != 14 || got.Counts[importer.Failed] != 2 {
			t.Fatalf("error %v, report\n%s", err, got)
		}
		for i, r := range got.results {
			bad := i == 3 || i == 14
			if bad != (r.State == importer.Failed) || bad != r.ImportID.IsZero() || bad &&
				(r.Reason != importer.ReasonRefused || len(r.Fields) != 1 || r.Fields[0].Field != "last_name" || r.Err == nil) {
				t.Errorf("row %d: %+v", i, r)
			}
		}
		if n := len(workspace(t, g.server)); n != 14 || g.sent != 15 {
			t.Errorf("%d contacts, %d requests", n, g.sent)
		}
	})
}

// TestRun_refusedBatch_bound: no more parts are sent than Options.Explain allows.
func TestRun_refusedBatch_bound(t *testing.T) {
	t.Parallel()
	for explain, sent := range map[int]int{-1: 1, 2: 3, 5: 6} {
		synctest.Test(t, func(t *testing.T) {
			client, g, rows := newRejectingGateway(t, "last_name")
			o := byEmail
			o.Lanes, o.Explain = 1, explain
			got, err := runImport(t, client, stream(rows...), o)
			in := len(workspace(t, g.server))
			if err != nil || g.sent != sent || got.Counts.In() != in || got.Counts[importer.Failed] != 16-in {
				t.Errorf("%d: %d requests, %d contacts, error %v, report\n%s", explain, g.sent, in, err, got)
			}
			for _, r := range got.results {
				if r.State == importer.Failed && r.Reason == "" {
					t.Errorf("%d: no reason for %+v", explain, r)
				}
			}
		})
	}
}

// TestRun_refusedOptions: a refusal that is not about the rows ends the run.
func TestRun_refusedOptions(t *testing.T) {
	t.Parallel()
	for _, field := range []string{"contact_list_uuid", "match_on_field", "merge_type"} {
		synctest.Test(t, func(t *testing.T) {
			client, g, rows := newRejectingGateway(t, field)
			got, err := runImport(t, client, stream(rows[3]), byEmail)
			if !errors.Is(err, cuedesk.ErrInvalid) || g.sent != 1 || got.Counts[importer.Unfinished] != 1 {
				t.Errorf("%s: %d requests, error %v, report\n%s", field, g.sent, err, got)
			}
		})
	}
}

// TestRun_refusedBatch_resumed: wherever a call ends between the parts, the next one ends
// with the same rows, and no contact is doubled.
func TestRun_refusedBatch_resumed(t *testing.T) {
	t.Parallel()
	for records := 1; records < 32; records++ {
		synctest.Test(t, func(t *testing.T) {
			client, g, rows := newRejectingGateway(t, "last_name")
			journal := &memoryJournal{left: records}
			o := byEmail
			o.Lanes, o.Journal = 1, journal
			_, err := runImport(t, client, stream(rows...), o)
			if err != nil && !errors.Is(err, importer.ErrJournal) {
				t.Fatal(err)
			}
			journal.left = -1
			got, err := runImport(t, client, stream(rows...), o)
			if err != nil || got.Counts.In() != 14 || got.Counts[importer.Failed] != 2 || len(workspace(t, g.server)) != 14 {
				t.Errorf("%d records: error %v, report\n%s", records, err, got)
			}
		})
	}
}

// TestRows numbers contacts, and stops with its reader.
func TestRows(t *testing.T) {
	t.Parallel()
	client := cuedesktest.NewServer(cuedesktest.WithImportDuration(0)).Client()
	got, err := runImport(t, client, importer.Rows(slices.Values(people(3))), importer.Options{})
	wantStates(t, got, err, "imported imported imported")
	for row, err := range importer.Rows(slices.Values(people(3))) {
		if err != nil || row.Contact.Email != people(3)[0].Email {
			t.Errorf("the first row is %+v, %v", row, err)
		}
		break
	}
}

// TestRun_refusedBatch_known: rows that an earlier call has imported have not failed because
// Options.Explain does not suffice to find out which rows the batch is refused for.
func TestRun_refusedBatch_known(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		delay time.Duration
		in    int // of those that are not shown: the half that the journal has
	}{"shown": {0, 3}, "not shown": {time.Hour, 2}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				client, g, rows := newRejectingGateway(t, "last_name")
				g.server.Reconfigure(cuedesktest.WithSearchDelay(test.delay))
				journal := &memoryJournal{left: 9} // dies when some parts are imported
				o := byEmail
				o.Lanes, o.Journal = 1, journal
				if _, err := runImport(t, client, stream(rows...), o); !errors.Is(err, errDied) {
					t.Fatal(err)
				}
				journal.left, o.Explain = -1, -1
				got, err := runImport(t, client, stream(rows...), o)
				if err != nil || got.Counts[importer.Failed] > 0 || got.Counts.In() != test.in {
					t.Errorf("error %v, report\n%s", err, got)
				}
			})
		})
	}
}

// TestRun_refusedBatch_shortCalls: calls that are too short for a whole batch get past it, because what they have
// settled is not sent again.
func TestRun_refusedBatch_shortCalls(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, g, rows := newRejectingGateway(t, "last_name")
		g.server.Reconfigure(cuedesktest.WithImportDuration(10 * time.Second))
		rows = append(rows, rows[5], rows[6])
		o := byEmail
		o.Lanes, o.Journal = 1, &memoryJournal{left: -1}
		for calls := 1; ; calls++ {
			imports := map[cuedesk.ImportID]int{} // of the refused rows: none
			o.Each = func(r importer.Result) { imports[r.ImportID]++ }
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			report, err := importer.Run(ctx, client, stream(rows...), o)
			cancel()
			if err == nil {
				most := slices.Max(slices.Collect(maps.Values(imports))) // 4 without a refused one, and 2 that repeat such
				if imports[cuedesk.ImportID{}] != 2 || most > 6 {
					t.Errorf("rows by import: %v", imports)
				}
				if report.Counts.In() != 14 || report.Counts[importer.Duplicate] != 2 || len(workspace(t, g.server)) != 14 {
					t.Errorf("report\n%s", report)
				}
				break
			}
			if calls > 8 {
				t.Fatalf("after %d calls and %d requests: %v, report\n%s", calls, g.sent, err, report)
			}
		}
	})
}
