package importer_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/importer"
)

// probedContactID is the ID of a contact that a probe has made.
const probedContactID = "ff0556cf-fbad-4d55-94cd-119bac9df2da"

// TestRun_probe: what asks why a row has failed is not sent again once the API has not refused it, and
// what it may have made is told.
func TestRun_probe(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		status int
		body   string
		want   int // probes of each kind for 3 rows
		strays []string
	}{
		"refused":   {422, `{"error":{"message":"422 UNPROCESSABLE ENTITY","details":"No."}}`, 3, nil},
		"denied":    {403, `{"error":{"message":"403 FORBIDDEN","details":"No."}}`, 1, nil},
		"taken":     {201, `{"uuid":"` + probedContactID + `"}`, 1, []string{probedContactID, probedContactID}},
		"no answer": {502, `<html>`, 3, slices.Repeat([]string{"one of unknown ID"}, 3)},
		"no JSON":   {201, `<html>`, 1, []string{"one of unknown ID"}},
		"no ID":     {201, `{}`, 1, slices.Repeat([]string{"one of unknown ID"}, 2)},
		"page":      {403, `<html>`, 3, slices.Repeat([]string{"one of unknown ID"}, 3)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv := cuedesktest.NewServer()
				var sent []string
				client := newClient(t, transport(func(r *http.Request) (*http.Response, error) {
					operation := srv.Operation(r)
					if operation != createContact && operation != updateContact {
						return srv.RoundTrip(r)
					}
					body, err := io.ReadAll(r.Body)
					sent = append(sent, operation+string(body))
					return respond(r, test.status, test.body), err
				}))
				rows := invalidContacts(3)
				o := byEmail
				o.Lanes = 1
				got, err := runImport(t, client, stream(rows...), o)
				wantStates(t, got, err, "failed:not_said failed:not_said failed:not_said")
				var want []string
				for i := range test.want {
					details := fmt.Sprintf(`{"first_name":"Name%d",`, i)
					values := fmt.Sprintf(`"custom_fields":{"none":%d}}`, i)
					address := fmt.Sprintf(`"email":"p%d@example.com",`, i)
					want = append(want, updateContact+details+address+values, createContact+details+values)
				}
				if !slices.Equal(sent, want) {
					t.Errorf("sent %q, not %q", sent, want)
				}
				var strays []string
				for _, s := range got.Strays {
					line := fmt.Sprint(", with names and custom values of line ", s.Line)
					strays = append(strays, strings.TrimSuffix(s.String(), line))
				}
				if !slices.Equal(strays, test.strays) || len(strays) > 0 != strings.Contains(got.String(), "by asking why") {
					t.Errorf("strays are %q, report\n%s", strays, got)
				}
			})
		})
	}
}

// TestRun_probe_page: a page of an intermediary, or no answer, is not an answer of the API: the next probe is sent,
// for a few in a row.
func TestRun_probe_page(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]cuedesktest.Fault{
		"403 page": cuedesktest.Body(403, "text/html", "<html>Blocked</html>"),
		"502 page": cuedesktest.HTML502(),
		"503":      cuedesktest.Status(503),
		"reset":    cuedesktest.Reset(),
	} {
		for open, want := range map[int]int{1: 10, 3: 10, 9: 4} {
			synctest.Test(t, func(t *testing.T) {
				srv := cuedesktest.NewServer()
				srv.Inject(createContact, fault.Times(open))
				got := runProbes(t, srv, 10)
				if n := requestCounts(srv)[createContact]; n != want || len(got.Strays) != min(open, want) {
					t.Errorf("%d of %s: asked %d times, strays %v", open, name, n, got.Strays)
				}
			})
		}
	}
}

// TestRun_probe_again: open answers that are not in a row do not end the asking, and none ends that by updates,
// which can make no contact.
func TestRun_probe_again(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := cuedesktest.NewServer()
		page := cuedesktest.Body(403, "text/html", "<html>Blocked</html>")
		srv.Inject(createContact, page.Times(3), cuedesktest.Latency(0), page.Times(3))
		srv.Inject(updateContact, page.Always())
		got := runProbes(t, srv, 10)
		if n := requestCounts(srv); n[createContact] != 10 || n[updateContact] != 10 || len(got.Strays) != 6 {
			t.Errorf("asked %v, strays %v", n, got.Strays)
		}
	})
}

// TestRun_probe_resumed: a further call asks once more, also with the journal.
func TestRun_probe_resumed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := namedServer()
		srv.Inject(createContact, cuedesktest.Body(201, "application/json", `{"uuid":"`+probedContactID+`"}`).Always())
		journal := &failingJournal{memoryJournal: memoryJournal{left: -1}, text: `"done"`, n: 2}
		o := byEmail
		o.Lanes, o.BatchSize, o.Journal = 1, 1, journal
		for call, want := range []int{1, 1, 0} { // the third has nothing left to ask about
			got, err := runImport(t, srv.Client(), stream(invalidContacts(2)...), o)
			if died := errors.Is(err, errDied); died != (call == 0) || len(got.Strays) != want {
				t.Errorf("call %d: error %v, strays %v", call, err, got.Strays)
			}
			journal.left = -1
		}
	})
}

// runProbes imports rows that fail, each in a batch of its own.
func runProbes(t *testing.T, srv *cuedesktest.Server, rows int) outcome {
	t.Helper()
	o := byEmail
	o.Lanes, o.BatchSize = 1, 1
	client := srv.Client(cuedesk.WithRetry(cuedesk.RetryPolicy{MaxAttempts: 1}))
	got, err := runImport(t, client, stream(invalidContacts(rows)...), o)
	if err != nil || got.Counts[importer.Failed] != rows {
		t.Fatalf("error %v, report\n%s", err, got)
	}
	return got
}

// TestRun_probe_lanes: of all lanes, one asks at a time: if the API takes what it must refuse, that
// makes one contact.
func TestRun_probe_lanes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := cuedesktest.NewServer()
		var under, made atomic.Int32
		client := newClient(t, transport(func(r *http.Request) (*http.Response, error) {
			if srv.Operation(r) != createContact {
				return srv.RoundTrip(r)
			}
			if under.Add(1) > 1 {
				t.Error("two probes at a time")
			}
			<-time.After(time.Second)
			under.Add(-1)
			made.Add(1)
			return respond(r, 201, `{"uuid":"`+probedContactID+`"}`), nil
		}))
		o := byEmail
		o.Lanes = 8
		got, err := runImport(t, client, stream(invalidContacts(100)...), o)
		if err != nil || made.Load() != 1 || len(got.Strays) != 1 || got.Strays[0].ContactID.String() != probedContactID {
			t.Errorf("%d made, error %v, strays %v", made.Load(), err, got.Strays)
		}
	})
}
