package importer_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/importer"
)

func email(address string) cuedesk.ContactCreate { return cuedesk.ContactCreate{Email: address} }

func TestRun_states(t *testing.T) {
	t.Parallel()
	ann, bob := email("ann@example.com"), email("bob@example.com")
	ann.FirstName = "Ann"
	both := []cuedesk.ContactCreate{ann, bob}
	with := func(o importer.Options, change func(*importer.Options)) importer.Options {
		change(&o)
		return o
	}
	distinguish := with(byEmail, func(o *importer.Options) { o.Distinguish = true })
	create := with(byEmail, func(o *importer.Options) { o.MergeType = cuedesk.MergeCreate })
	update := with(byEmail, func(o *importer.Options) { o.MergeType = cuedesk.MergeUpdate })
	report := with(byEmail, func(o *importer.Options) { o.Repeats = importer.ReportRepeats })
	silent := with(byEmail, func(o *importer.Options) { o.Explain = -1 })
	bad := cuedesk.ContactCreate{Email: "bad@example.com", CustomFields: map[string]any{"none": 1}}
	known := func(times int, c cuedesktest.Contact) func(*cuedesktest.Server) {
		return func(srv *cuedesktest.Server) {
			for range times {
				srv.AddContact(c)
			}
		}
	}
	inject := func(operation string, faults ...cuedesktest.Fault) func(*cuedesktest.Server) {
		return func(srv *cuedesktest.Server) { srv.Inject(operation, faults...) }
	}
	annKnown := known(1, cuedesktest.Contact{Email: "ann@example.com"})
	for name, test := range map[string]struct {
		setUp    func(*cuedesktest.Server)
		options  importer.Options
		rows     []cuedesk.ContactCreate
		want     string
		contacts int
	}{
		"all in":               {nil, byEmail, both, "imported imported", 2},
		"created":              {nil, create, both, "created created", 2},
		"updated":              {annKnown, update, []cuedesk.ContactCreate{ann}, "updated", 1},
		"told apart":           {annKnown, distinguish, both, "updated created", 2},
		"told apart from none": {nil, distinguish, both, "created created", 2},
		"exists":               {annKnown, create, both, "skipped:exists created", 2},
		"new":                  {annKnown, update, both, "updated skipped:new", 1},
		"merged": {
			nil, byEmail, []cuedesk.ContactCreate{email("ann@example.com"), ann}, "imported duplicate:merged", 1,
		},
		"repeated": {nil, report, []cuedesk.ContactCreate{ann, email("ANN@example.com")}, "imported duplicate:repeated", 1},
		"without a value to match on": {
			nil, byEmail, []cuedesk.ContactCreate{{FirstName: "Eve"}, ann}, "invalid:no_match_value imported", 1,
		},
		"value that cannot be sent": {
			nil, byEmail,
			[]cuedesk.ContactCreate{{Email: "a@example.com", FirstName: "\xff"}, ann},
			"invalid:bad_value imported", 1,
		},
		"custom value that cannot be sent": {
			nil, byEmail,
			[]cuedesk.ContactCreate{{Email: "a@example.com", CustomFields: map[string]any{"f": func() {}}}, ann},
			"invalid:bad_value imported", 1,
		},
		"refused": {nil, byEmail, []cuedesk.ContactCreate{ann, bad, bob}, "imported failed:refused imported", 2},
		"every row refused": {
			nil, byEmail, []cuedesk.ContactCreate{bad}, "failed:refused", 0,
		},
		"several match": {
			known(2, cuedesktest.Contact{PhoneNumber: "+15550100"}), byEmail,
			[]cuedesk.ContactCreate{ann, {PhoneNumber: "+15550100"}},
			"imported failed:several_match", 0,
		},
		"not explained": {nil, silent, []cuedesk.ContactCreate{ann, bad}, "imported failed:not_explained", 1},
		"fails once":    {inject(bulkCreate, cuedesktest.FailImport()), byEmail, both, "imported imported", 2},
		"fails twice": {
			inject(bulkCreate, cuedesktest.FailImport().Times(2)), byEmail, both, "imported imported", 2,
		},
		"fails thrice": {
			inject(bulkCreate, cuedesktest.FailImport().Times(3)), byEmail, both, "failed:not_said failed:not_said", 0,
		},
		"fails once, not explained": {
			inject(bulkCreate, cuedesktest.FailImport()), silent, both, "imported imported", 2,
		},
		"fails for good, not explained": {
			inject(bulkCreate, cuedesktest.FailImport().Always()), silent, both,
			"failed:not_explained failed:not_explained", 0,
		},
		"stuck": {
			inject(bulkCreate, cuedesktest.StuckImport()), byEmail,
			both,
			"unknown:import_lost unknown:import_lost", 0,
		},
		"batch refused": {
			inject(bulkCreate, cuedesktest.Status(422)), byEmail, both, "imported imported", 2,
		},
		"answer lost": {
			inject(bulkCreate, cuedesktest.Reset().AfterApply()), byEmail, both, "imported imported", 2,
		},
		"answer of a create lost": {
			inject(bulkCreate, cuedesktest.Reset().AfterApply()), create, both, "imported imported", 2,
		},
		"throttled for long": {
			inject(bulkCreate, cuedesktest.Status(429).RetryAfter("20").Times(20)), byEmail,
			[]cuedesk.ContactCreate{ann},
			"imported", 1,
		},
		"outage": {
			inject("*", cuedesktest.HTML502().Times(15)), byEmail, []cuedesk.ContactCreate{ann}, "imported", 1,
		},
		"nothing says why": {
			func(srv *cuedesktest.Server) {
				srv.Inject(createContact, cuedesktest.Reset().Always())
				srv.Inject(updateContact, cuedesktest.Reset().Always())
			}, byEmail,
			[]cuedesk.ContactCreate{ann, bad},
			"imported failed:not_said", 1,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv := cuedesktest.NewServer()
				if test.setUp != nil {
					test.setUp(srv)
					<-time.After(time.Minute) // what is known is older
				}
				got, err := runImport(t, srv.Client(), stream(test.rows...), test.options)
				wantStates(t, got, err, test.want)
				if test.contacts > 0 {
					if n := len(workspace(t, srv)); n != test.contacts {
						t.Errorf("%d contacts, not %d", n, test.contacts)
					}
				}
			})
		})
	}
}

func TestRun_refusal(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := cuedesktest.NewServer()
		rows := people(3)
		rows[1].CustomFields = map[string]any{"none": 1}
		got, err := runImport(t, srv.Client(), stream(rows...), byEmail)
		wantStates(t, got, err, "imported failed:refused imported")
		bad := got.results[1]
		if !errors.Is(bad.Err, cuedesk.ErrInvalid) || len(bad.Fields) == 0 || !strings.Contains(bad.Fields[0].Field, "none") {
			t.Errorf("error is %v, fields are %v", bad.Err, bad.Fields)
		}
		if bad.Row.Line != 2 || bad.Row.Contact.Email != "p1@example.com" || bad.ImportID.IsZero() {
			t.Errorf("result is of line %d, %v", bad.Row.Line, bad.ImportID)
		}
		if !strings.Contains(got.String(), "1 failed: refused by the API") || !strings.Contains(got.String(), "line 2") {
			t.Errorf("report is\n%s", got.String())
		}
	})
}

// TestRun_gate: a gate that refuses calls for a while does not end the import, whatever it
// refuses; one that refuses them for good does.
func TestRun_gate(t *testing.T) {
	t.Parallel()
	for _, operation := range []string{bulkCreate, importStatus} {
		synctest.Test(t, func(t *testing.T) {
			srv := cuedesktest.NewServer()
			start := time.Now()
			client := srv.Client(cuedesk.WithHooks(cuedesk.Hooks{Gate: func(_ context.Context, c cuedesk.Call) error {
				if c.Operation == operation && time.Since(start) < 5*time.Minute {
					return errOpen
				}
				return nil
			}}))
			got, err := runImport(t, client, stream(people(1)...), byEmail)
			wantStates(t, got, err, "imported")
		})
	}
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		client := cuedesktest.NewServer().Client(cuedesk.WithHooks(cuedesk.Hooks{
			Gate: func(context.Context, cuedesk.Call) error { return closedError{} },
		}))
		_, err := runImport(t, client, stream(people(1)...), byEmail)
		if !errors.Is(err, closedError{}) || time.Since(start) > 0 {
			t.Errorf("after %v: %v", time.Since(start), err)
		}
	})
}

var errOpen = errors.New("circuit is open")

// closedError is what a gate refuses everything with.
type closedError struct{}

func (closedError) Error() string   { return "closed for good" }
func (closedError) Permanent() bool { return true }

// falseFailureAPI says of imports that were carried out that they have failed.
type falseFailureAPI struct{ *cuedesktest.Server }

func (d falseFailureAPI) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := d.Server.RoundTrip(r)
	if err != nil || d.Operation(r) != importStatus {
		return resp, err
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	return respond(r, 200, strings.Replace(string(body), `"completed"`, `"failed"`, 1)), nil
}

// TestRun_failedButCreated: an import that is said to have failed, and counts what it created, has
// not failed entirely: its rows are looked for.
func TestRun_failedButCreated(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := cuedesktest.NewServer(cuedesktest.WithImportDuration(time.Second))
		o := byEmail
		o.Lanes, o.MergeType = 1, cuedesk.MergeCreate
		got, err := runImport(t, newClient(t, falseFailureAPI{srv}), stream(people(2)...), o)
		wantStates(t, got, err, "imported imported")
		if n := requestCounts(srv)[bulkCreate]; n != 1 {
			t.Errorf("sent %d times", n)
		}
	})
}
