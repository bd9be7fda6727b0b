package importer_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/importer"
)

const (
	createContact = "POST /v1/contacts"
	updateContact = "PATCH /v1/contacts/{contact_uuid}"
)

// invalidContacts returns rows whose custom value the API does not take.
func invalidContacts(n int) []cuedesk.ContactCreate {
	rows := people(n)
	for i := range rows {
		rows[i].CustomFields = map[string]any{"none": i}
	}
	return rows
}

// TestRun_sameReason: after 20 rows with one reason, the others of the batch are not asked about,
// and of each further batch only the first is.
func TestRun_sameReason(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		rows           []cuedesk.ContactCreate
		asked, imports int
	}{
		"all":         {invalidContacts(600), 20 + 2, 3 * 3},
		"but for one": {append(people(1), invalidContacts(601)[1:]...), 20 + 3, 2 + 3 + 3 + 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv := cuedesktest.NewServer()
				o := byEmail
				o.Lanes, o.BatchSize = 1, 200
				got, err := runImport(t, srv.Client(), stream(test.rows...), o)
				if err != nil || got.Counts[importer.Failed] != 600 {
					t.Fatalf("error %v, report\n%s", err, got)
				}
				reasons := map[importer.Reason]int{}
				for _, g := range got.Groups {
					reasons[g.Reason] += g.Rows
				}
				if reasons[importer.ReasonRefused] != test.asked || reasons[importer.ReasonLikeOthers] != 600-test.asked {
					t.Errorf("reasons are %v", reasons)
				}
				if counts := requestCounts(srv); counts[createContact] != test.asked || counts[updateContact] != test.asked ||
					counts[bulkCreate] != test.imports {
					t.Errorf("requests are %v", counts)
				}
			})
		})
	}
}

// TestRun_probe_reasons: of what a probe is refused for, only what is about the row is its reason.
func TestRun_probe_reasons(t *testing.T) {
	t.Parallel()
	const missing = `{"type":"missing","in":"body","field":"email","msg":"Field required"}`
	for name, test := range map[string]struct {
		operation string
		errors    string
		want      string
	}{
		"address":               {updateContact, `{"type":"value_error","in":"body","field":"email","msg":"No."}`, "email"},
		"path":                  {updateContact, `{"type":"value_error","in":"path","field":"contact_uuid","msg":"No."}`, ""},
		"name":                  {createContact, missing + `,{"type":"too_long","in":"body","field":"body.first_name"}`, "body.first_name"},
		"custom value":          {createContact, missing + `,{"type":"bad","in":"body","field":"custom_fields.none"}`, "custom_fields.none"},
		"key of a custom value": {createContact, missing + `,{"type":"bad","in":"body","field":"none"}`, "none"},
		"identifier":            {createContact, missing, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv := cuedesktest.NewServer()
				for _, operation := range []string{createContact, updateContact} {
					if operation != test.operation {
						srv.Inject(operation, cuedesktest.Status(404))
					}
				}
				srv.Inject(test.operation, cuedesktest.Body(422, "application/json",
					`{"error":{"message":"422 UNPROCESSABLE ENTITY","details":{"errors":[`+test.errors+`]}}}`).Always())
				got, err := runImport(t, srv.Client(), stream(invalidContacts(1)...), byEmail)
				if err != nil {
					t.Fatal(err)
				}
				field := ""
				if fields := got.results[0].Fields; len(fields) == 1 && got.results[0].Reason == importer.ReasonRefused {
					field = fields[0].Field
				}
				if field != test.want {
					t.Errorf("got %s, %v", got.states(), got.results[0].Fields)
				}
			})
		})
	}
}

// transport is a function as a transport.
type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// TestRun_address: an invalid address is named as the reason, also where the API does not
// name it.
func TestRun_address(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		faults []cuedesktest.Fault
		want   string
	}{
		"named by the API": {want: "failed:refused imported"},
		"not named":        {[]cuedesktest.Fault{cuedesktest.Status(404)}, "failed:not_said imported"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv := cuedesktest.NewServer()
				for _, fault := range test.faults {
					srv.Inject(createContact, fault)
					srv.Inject(updateContact, fault)
				}
				got, err := runImport(t, srv.Client(), stream(email("nobody"), email("ann@example.com")), byEmail)
				wantStates(t, got, err, test.want)
				if fields := got.results[0].Fields; len(fields) != 1 || fields[0].Field != "email" {
					t.Errorf("fields are %v", fields)
				}
			})
		})
	}
}

// TestRun_repeats: a row that repeats one which has failed is sent by itself, and one that repeats an
// unknown one is unknown, also after a resume.
func TestRun_repeats(t *testing.T) {
	t.Parallel()
	bad := invalidContacts(1)[0]
	good, again := people(2)[1], people(1)[0]
	for name, test := range map[string]struct {
		repeats importer.RepeatMode
		fault   cuedesktest.Fault
		want    string
	}{
		"merged, failed":   {want: "failed:refused imported imported"},
		"repeated, failed": {repeats: importer.ReportRepeats, want: "failed:refused imported imported"},
		"merged, unknown": {
			fault: cuedesktest.StuckImport(),
			want:  "unknown:import_lost unknown:import_lost unknown:import_lost",
		},
		"repeated, unknown": {
			repeats: importer.ReportRepeats, fault: cuedesktest.StuckImport(),
			want: "unknown:import_lost unknown:repeated unknown:import_lost",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv := cuedesktest.NewServer()
				srv.Inject(bulkCreate, test.fault)
				o := byEmail
				o.Lanes, o.Repeats, o.Journal = 1, test.repeats, &memoryJournal{left: -1}
				for range 2 {
					got, err := runImport(t, srv.Client(), stream(bad, again, good), o)
					wantStates(t, got, err, test.want)
					if got.results[1].Repeats != 1 {
						t.Errorf("repeats line %d", got.results[1].Repeats)
					}
				}
			})
		})
	}
}

// TestReason_Text: each reason has words, which name the number of rows as it is.
func TestReason_Text(t *testing.T) {
	t.Parallel()
	if text := importer.ReasonLikeOthers.Text(); !strings.Contains(text, "20 rows") {
		t.Error(text)
	}
}

// TestRun_laterParts: what a part of a batch ends with is no proof against what the counts of
// the batch have said: 2 of 3 rows are in, which no search shows.
func TestRun_laterParts(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		post  int // the import that the fault is for
		fault cuedesktest.Fault
	}{
		"fails":   {2, cuedesktest.FailImport()},
		"refused": {3, cuedesktest.Status(413)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv := cuedesktest.NewServer()
				srv.Inject(search, cuedesktest.Status(500).Always())
				rows := people(3)
				rows[1].CustomFields = map[string]any{"none": 1}
				o := byEmail
				o.Lanes = 1
				got, err := runImport(t, faultAt(t, srv, test.post, test.fault), stream(rows...), o)
				if err != nil {
					t.Fatal(err)
				}
				for _, i := range []int{0, 2} {
					if r := got.results[i]; r.State == importer.Failed {
						t.Errorf("%s, and it is in", &r)
					}
				}
			})
		})
	}
}

// faultAt returns a client whose n-th import has a fault.
func faultAt(t *testing.T, srv *cuedesktest.Server, n int, fault cuedesktest.Fault) *cuedesk.Client {
	t.Helper()
	posts := 0
	return newClient(t, transport(func(r *http.Request) (*http.Response, error) {
		if srv.Operation(r) == bulkCreate {
			if posts++; posts == n {
				srv.Inject(bulkCreate, fault)
			}
		}
		return srv.RoundTrip(r)
	}))
}

// TestRun_likeOthers: rows that are not asked about are sent once more, because the import of
// others may be what was wrong.
func TestRun_likeOthers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := cuedesktest.NewServer()
		o := byEmail
		o.Lanes, o.BatchSize = 1, 25
		rows := append(invalidContacts(26), people(50)[26:]...) // the first batch, and the first row of the second
		got, err := runImport(t, faultAt(t, srv, 2, cuedesktest.FailImport()), stream(rows...), o)
		if err != nil || got.Counts[importer.Imported] != 24 || got.Counts[importer.Failed] != 26 {
			t.Errorf("error %v, report\n%s", err, got)
		}
	})
}

// TestRun_failsOnce: a batch that fails as a whole once is not searched for its bad rows by
// halving it.
func TestRun_failsOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := cuedesktest.NewServer()
		srv.Inject(createContact, cuedesktest.Status(404).Always()) // says nothing about the rows
		srv.Inject(updateContact, cuedesktest.Status(404).Always())
		srv.Inject(bulkCreate, cuedesktest.FailImport())
		rows := people(1000)
		for i := 0; i < len(rows); i += 10 {
			rows[i].CustomFields = map[string]any{"none": i}
		}
		o := byEmail
		o.Lanes = 1
		got, err := runImport(t, srv.Client(), stream(rows...), o)
		if n := requestCounts(srv)[bulkCreate]; err != nil || n > 5 || got.Counts[importer.Imported] != 900 {
			t.Errorf("%d imports, error %v, report\n%s", n, err, got)
		}
	})
}
