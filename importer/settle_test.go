package importer_test

import (
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/importer"
)

// countContacts returns how many contacts have the address, in any case.
func countContacts(t *testing.T, srv *cuedesktest.Server, address string) int {
	t.Helper()
	n := 0
	for c, err := range srv.Viewer().Contacts.All(t.Context(), cuedesk.ListContactsOptions{}) {
		if err != nil {
			t.Fatal(err)
		}
		if strings.EqualFold(c.Email, address) {
			n++
		}
	}
	return n
}

// TestRun_severalMatch: a row that fails while a contact has its values from before looks as
// if it were in. The other row of the batch is not created for that a second time, also where
// searches do not show it in time.
func TestRun_severalMatch(t *testing.T) {
	t.Parallel()
	for name, delay := range map[string]time.Duration{
		"at once": 0, "within the index lag": 2 * time.Second, "after the index lag": time.Hour,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv := cuedesktest.NewServer(cuedesktest.WithSearchDelay(delay))
				rows, ago := people(2), time.Now().Add(-10*time.Second)
				for range 2 {
					srv.AddContact(cuedesktest.Contact{
						Email: rows[0].Email, FirstName: rows[0].FirstName, CreatedAt: ago, UpdatedAt: ago,
					})
				}
				o := byEmail
				o.Lanes = 1
				got, err := runImport(t, srv.Client(), stream(rows...), o)
				if err != nil {
					t.Fatal(err)
				}
				if n := countContacts(t, srv, rows[1].Email); n != 1 || got.results[1].State != importer.Imported {
					t.Errorf("%d contacts, states are %s", n, got.states())
				}
			})
		})
	}
}

// rewritingAPI is an API that keeps what is imported in another form.
type rewritingAPI struct {
	*cuedesktest.Server

	rewrite func(body string) string
}

func (a rewritingAPI) RoundTrip(r *http.Request) (*http.Response, error) {
	if a.Operation(r) == bulkCreate {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		r.Body = io.NopCloser(strings.NewReader(a.rewrite(string(body))))
	}
	return a.Server.RoundTrip(r)
}

var (
	addresses = regexp.MustCompile(`"[^"@]+@[^"]+"`)
	spaces    = regexp.MustCompile(` +"`)
)

// lowerAddresses makes addresses lower case. Searches look at case.
func lowerAddresses(body string) string { return addresses.ReplaceAllStringFunc(body, strings.ToLower) }

// trimTexts removes white space at the end of texts.
func trimTexts(body string) string { return spaces.ReplaceAllString(body, `"`) }

// TestRun_folding: a row that fails because of contacts which no search finds by its address
// makes no further one.
func TestRun_folding(t *testing.T) {
	t.Parallel()
	for _, merge := range []cuedesk.MergeType{cuedesk.MergeCreateOrUpdate, cuedesk.MergeCreate, cuedesk.MergeUpdate} {
		synctest.Test(t, func(t *testing.T) {
			srv := cuedesktest.NewServer()
			for range 2 {
				srv.AddContact(cuedesktest.Contact{Email: "ann@example.com"})
			}
			<-time.After(time.Minute)
			bad := cuedesk.ContactCreate{Email: "bad@example.com", CustomFields: map[string]any{"none": 1}}
			o := byEmail
			o.Lanes, o.MergeType = 1, merge
			got, err := runImport(t, newClient(t, rewritingAPI{srv, lowerAddresses}), stream(email("ANN@example.com"), bad), o)
			if n := countContacts(t, srv, "ann@example.com"); err != nil || n != 2 || got.results[0].State.IsIn() {
				t.Errorf("%s: %d contacts, error %v, states are %s", merge, n, err, got.states())
			}
		})
	}
}

// TestRun_created: with MergeCreate a row counts as created or skipped only if that is proven.
func TestRun_created(t *testing.T) {
	t.Parallel()
	other := email("a@example.com")
	other.FirstName = "Other"
	a, b, c := email("a@example.com"), email("b@example.com"), email("c@example.com")
	const first = "created created "
	for name, test := range map[string]struct {
		delay time.Duration
		rows  []cuedesk.ContactCreate // two a batch
		late  bool                    // the answer to the first request is lost
		want  string
	}{
		"same values again": {
			rows: []cuedesk.ContactCreate{a, c, a, b}, want: first + "imported imported",
		},
		"same values again, late": {
			delay: 500 * time.Millisecond, rows: []cuedesk.ContactCreate{a, c, a, b}, want: first + "imported imported",
		},
		"other values": {
			rows: []cuedesk.ContactCreate{a, c, other, b}, want: first + "unknown:not_shown imported",
		},
		"other values, late": {
			delay: 20 * time.Second, rows: []cuedesk.ContactCreate{a, c, other, b}, want: first + "unknown:not_shown imported",
		},
		"too late": {
			delay: time.Hour, rows: []cuedesk.ContactCreate{a, c, other, b},
			want: first + "unknown:not_shown unknown:not_shown",
		},
		"skipped after an answer was lost": {
			delay: 20 * time.Second, rows: []cuedesk.ContactCreate{a, c}, late: true, want: "imported imported",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv := cuedesktest.NewServer(cuedesktest.WithSearchDelay(test.delay))
				if test.late {
					srv.Inject(bulkCreate, cuedesktest.HTML502().AfterApply())
				}
				o := byEmail
				o.Lanes, o.BatchSize, o.MergeType = 1, 2, cuedesk.MergeCreate
				got, err := runImport(t, srv.Client(), stream(test.rows...), o)
				wantStates(t, got, err, test.want)
			})
		})
	}
}

// TestRun_changedValues: which row an import has created is not proven while a contact has a row's
// match value, and other values than were sent: the API may keep these in another form.
func TestRun_changedValues(t *testing.T) {
	t.Parallel()
	a, b, c, bad := email("a@example.com"), email("b@example.com"), email("c@example.com"), invalidContacts(1)[0]
	spaced := email("b@example.com ")
	b.FirstName = "Bob "
	for name, test := range map[string]struct {
		merge cuedesk.MergeType
		known string                  // the address of a contact that there is before
		rows  []cuedesk.ContactCreate // two a batch
		want  string
	}{
		"a row before has the values": {
			cuedesk.MergeCreate, "", []cuedesk.ContactCreate{a, c, a, b}, "created created imported unknown:not_shown",
		},
		"a match value in another form": {
			cuedesk.MergeCreate, "", []cuedesk.ContactCreate{a, c, a, spaced}, "created created imported imported",
		},
		"as many as were created": {cuedesk.MergeCreate, "", []cuedesk.ContactCreate{b, bad}, "created failed:refused"},
		"as many as were created, others skipped": {
			cuedesk.MergeCreate, a.Email, []cuedesk.ContactCreate{b, a}, "created skipped:exists",
		},
		"updated": {cuedesk.MergeUpdate, b.Email, []cuedesk.ContactCreate{b, a}, "updated skipped:new"},
		"updated, a row before has the values": {
			cuedesk.MergeUpdate, b.Email,
			[]cuedesk.ContactCreate{{Email: b.Email, FirstName: "Bob"}, a, b, c},
			"updated skipped:new updated skipped:new",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv := cuedesktest.NewServer()
				srv.AddContact(cuedesktest.Contact{Email: "zoe@example.com"})
				if test.known != "" {
					srv.AddContact(cuedesktest.Contact{Email: test.known})
				}
				<-time.After(time.Hour)
				o := byEmail
				o.Lanes, o.BatchSize, o.MergeType = 1, 2, test.merge
				got, err := runImport(t, newClient(t, rewritingAPI{srv, trimTexts}), stream(test.rows...), o)
				wantStates(t, got, err, test.want)
			})
		})
	}
}

// TestRun_distinguish: a row counts as created only if its contact is newer than all that there
// were before.
func TestRun_distinguish(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault cuedesktest.Fault
		want  string
	}{
		"searches do not show the contact yet":    {want: "updated created"},
		"no answer to what the newest contact is": {cuedesktest.Status(404), "imported imported"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv := cuedesktest.NewServer(cuedesktest.WithSearchDelay(7 * time.Second))
				srv.AddContact(cuedesktest.Contact{Email: "ann@example.com"})
				<-time.After(time.Second)
				srv.Inject(contacts, test.fault)
				o := byEmail
				o.Lanes, o.Distinguish = 1, true
				ann := email("ann@example.com")
				ann.FirstName = "Ann"
				got, err := runImport(t, srv.Client(), stream(ann, email("bob@example.com")), o)
				wantStates(t, got, err, test.want)
			})
		})
	}
}

// TestRun_failedLater: a row that a request has imported whose answer was lost has not failed, whatever
// became of the imports after that.
func TestRun_failedLater(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := cuedesktest.NewServer(cuedesktest.WithSearchDelay(20 * time.Second))
		srv.Inject(bulkCreate, cuedesktest.HTML502().AfterApply(), cuedesktest.FailImport().Always())
		o := byEmail
		o.Lanes = 1
		got, err := runImport(t, srv.Client(), stream(people(2)...), o)
		wantStates(t, got, err, "imported imported")
	})
}

// TestRun_emptySearches: that searches show nothing does not prove that rows were skipped.
func TestRun_emptySearches(t *testing.T) {
	t.Parallel()
	bad := invalidContacts(3)[2]
	for name, test := range map[string]struct {
		merge cuedesk.MergeType
		fault cuedesktest.Fault
		known bool // the contact of the bad row
		want  string
	}{
		"lost answer":    {merge: cuedesk.MergeCreate, fault: cuedesktest.HTML502().AfterApply(), want: "unknown unknown unknown"},
		"some are known": {merge: cuedesk.MergeUpdate, known: true, want: "unknown unknown unknown"},
		"new, all of it": {merge: cuedesk.MergeUpdate, want: "skipped skipped skipped"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv := cuedesktest.NewServer()
				srv.Inject(bulkCreate, test.fault)
				srv.Inject(search, cuedesktest.Body(200, "application/json",
					`{"contacts":[],"pagination":{"limit":10,"offset":0,"total":0}}`).Always())
				if test.known {
					srv.AddContact(cuedesktest.Contact{Email: bad.Email})
				}
				o := byEmail
				o.Lanes, o.MergeType = 1, test.merge
				got, err := runImport(t, srv.Client(), stream(people(2)[0], people(2)[1], bad), o)
				if err != nil {
					t.Fatal(err)
				}
				var states []string
				for _, r := range got.results {
					states = append(states, r.State.String())
				}
				if text := strings.Join(states, " "); text != test.want {
					t.Errorf("states are %s, not %s", got.states(), test.want)
				}
			})
		})
	}
}
