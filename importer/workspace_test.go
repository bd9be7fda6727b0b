package importer_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/importer"
)

// renamedWorkspaceAPI is a fake whose workspace has another ID.
type renamedWorkspaceAPI struct{ api *cuedesktest.Server }

func (s renamedWorkspaceAPI) RoundTrip(r *http.Request) (*http.Response, error) {
	const was, is = "ff027904-fdbc-4c30-a533-105d1c96e1cb", "00000000-fdbc-4c30-a533-105d1c96e1cb"
	resp, err := s.api.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(resp.Body)
	body = bytes.ReplaceAll(body, []byte(was), []byte(is))
	resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	resp.Header.Set("Content-Length", strconv.Itoa(len(body)))
	return resp, err
}

// TestRun_otherWorkspace: a journal is of one workspace, also if that was empty at first.
func TestRun_otherWorkspace(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		first  []cuedesk.ContactCreate // what is in the workspace at first
		client func() (*cuedesk.Client, *cuedesktest.Server)
		reads  int
		want   string
	}{
		"base URL":                          {people(1), otherURL, 0, "of an import into https://cuedesk.test:443, and the"},
		"another":                           {people(1), otherID, 1, "this one has the ID 00000000-fdbc-"},
		"empty":                             {people(1), emptyOne, 3, "this one is empty"},
		"named after the first import":      {nil, otherID, 1, "this one has the ID 00000000-fdbc-"},
		"named after the first, then empty": {nil, emptyOne, 3, "this one is empty"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv := cuedesktest.NewServer()
				for _, contact := range test.first {
					if _, err := srv.Client().Contacts.Create(t.Context(), contact); err != nil {
						t.Fatal(err)
					}
				}
				o := byEmail
				o.Journal = &memoryJournal{left: -1}
				if _, err := runImport(t, srv.Client(), stream(people(5)...), o); err != nil {
					t.Fatal(err)
				}
				client, other := test.client()
				before := len(other.Requests())
				_, err := runImport(t, client, stream(people(9)...), o)
				if !errors.Is(err, importer.ErrJournal) || !strings.Contains(fmt.Sprint(err), test.want) {
					t.Errorf("error is %v", err)
				}
				if n := len(other.Requests()) - before; n != test.reads {
					t.Errorf("%d requests", n)
				}
			})
		})
	}
}

func otherURL() (*cuedesk.Client, *cuedesktest.Server) {
	srv := cuedesktest.NewServer()
	return srv.Client(cuedesk.WithBaseURL("https://other.example")), srv
}

func otherID() (*cuedesk.Client, *cuedesktest.Server) {
	srv := cuedesktest.NewServer()
	srv.AddContact(cuedesktest.Contact{Email: "a@example.com"})
	return srv.Client(cuedesk.WithHTTPClient(&http.Client{Transport: renamedWorkspaceAPI{srv}})), srv
}

func emptyOne() (*cuedesk.Client, *cuedesktest.Server) {
	srv := cuedesktest.NewServer()
	return srv.Client(), srv
}

// TestRun_workspaceKnownLater: an outage is outlasted; a token that may not read contacts
// imports as before.
func TestRun_workspaceKnownLater(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]cuedesktest.Fault{
		"outage": cuedesktest.Status(503).Times(30), "denied": cuedesktest.Status(403),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv := cuedesktest.NewServer()
				srv.Inject("GET /v1/contacts", fault)
				o := byEmail
				o.Journal = &memoryJournal{left: -1}
				got, err := runImport(t, srv.Client(), stream(people(5)...), o)
				if err != nil || got.Counts.In() != 5 {
					t.Errorf("error %v, report\n%s", err, got)
				}
			})
		})
	}
}

// TestRun_workspaceUnknown: without an answer, an import is not begun, and one of a known
// workspace not gone on with.
func TestRun_workspaceUnknown(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := cuedesktest.NewServer()
		srv.AddContact(cuedesktest.Contact{Email: "a@example.com"})
		journal := &memoryJournal{left: -1}
		o := byEmail
		o.Journal, o.Stall = journal, time.Minute
		srv.Inject("GET /v1/contacts", cuedesktest.Status(503).Times(1000))
		_, err := runImport(t, srv.Client(), stream(people(5)...), o)
		if !errors.Is(err, cuedesk.ErrServer) || len(journal.records) != 0 {
			t.Errorf("error is %v, %d records", err, len(journal.records))
		}
		srv.ClearFaults()
		if _, err := runImport(t, srv.Client(), stream(people(5)...), o); err != nil {
			t.Fatal(err)
		}
		records := len(journal.records)
		srv.Inject("GET /v1/contacts", cuedesktest.Status(403))
		_, err = runImport(t, srv.Client(), stream(people(9)...), o)
		if !errors.Is(err, cuedesk.ErrForbidden) || len(journal.records) != records {
			t.Errorf("error is %v, %d records", err, len(journal.records))
		}
	})
}
