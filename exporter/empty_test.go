package exporter_test

import (
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/exporter"
	"github.com/cuedesk/cuedesk-go/internal/resttest"
	"github.com/cuedesk/cuedesk-go/internal/testset"
)

// TestRun_emptyAnswers: whichever answers are empty for a while, a file that is complete has
// all contacts, with their custom fields.
func TestRun_emptyAnswers(t *testing.T) {
	t.Parallel()
	srv, list := newWorkspace(t, 250)
	for name, opts := range map[string]exporter.Options{
		"one part": {}, "three parts": {Parts: 3}, "a list": {ListID: list}, "NDJSON": {Format: exporter.NDJSON, Parts: 2},
	} {
		want := 250
		if !opts.ListID.IsZero() {
			want = 84
		}
		for _, first := range testset.Some([]int{1, 2, 3, 4, 5, 6, 7, 8, 9}, 3) {
			for _, n := range testset.Pick([]int{5}, []int{1, 2, 3, 5}) {
				t.Run(fmt.Sprintf("%s/%d from request %d", name, n, first), func(t *testing.T) {
					t.Parallel()
					exportThrough(t, srv, &resttest.Blank{Base: srv, First: first, End: first + n}, opts, want)
				})
			}
		}
	}
}

// noPauses asks again at once.
var noPauses = cuedesk.RetryPolicy{MinBackoff: 1, MaxBackoff: 1}

// exportThrough exports until the file is complete.
func exportThrough(t *testing.T, srv *cuedesktest.Server, b *resttest.Blank, opts exporter.Options, want int) {
	t.Helper()
	client, err := srv.Client(cuedesk.WithRetry(noPauses)).With(cuedesk.WithHTTPClient(&http.Client{Transport: b}))
	if err != nil {
		t.Fatal(err)
	}
	opts.Read = []cuedesk.IterOption{cuedesk.WithPrefetch(0)}
	name := filepath.Join(t.TempDir(), "contacts")
	for range 10 {
		report, err := exporter.Run(t.Context(), client, name, opts)
		opts.Restart = errors.Is(err, cuedesk.ErrListChanged)
		if err != nil && !opts.Restart {
			t.Fatal(err)
		}
		if err != nil {
			continue
		}
		text := read(t, name)
		unseen := b.First == 1 || b.First == 2 && opts.Parts == 0 && opts.ListID.IsZero() // no contact was shown ever
		if report.Rows != want && (report.Rows > 0 || !unseen) {
			t.Errorf("%s", report)
		}
		if opts.Format != exporter.NDJSON && !strings.Contains(text, "custom_fields.seats") && report.Rows > 0 {
			t.Errorf("no column of custom fields: %.80q", text)
		}
		return
	}
	t.Error("no export came to an end")
}

// TestRun_emptied: an export that was interrupted goes on, and ends, where what it reads has gone since.
func TestRun_emptied(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		opts  exporter.Options
		after []int // requests
	}{
		"a list":           {exporter.Options{}, []int{0, 2, 3, 4}},
		"a query":          {exporter.Options{Query: leavingContacts}, []int{0, 1, 2, 3, 4}},
		"a query in parts": {exporter.Options{Query: leavingContacts, Parts: 3}, []int{1, 12, 15, 16, 17, 18}},
	} {
		for _, after := range testset.Some(test.after, 4) {
			t.Run(fmt.Sprintf("%s/failed after %d requests", name, after), func(t *testing.T) {
				t.Parallel()
				srv, list := newWorkspace(t, 320)
				opts := test.opts
				if name == "a list" {
					opts.ListID = list
				}
				opts.Every, opts.Read = 1, []cuedesk.IterOption{cuedesk.WithPrefetch(0)}
				file := filepath.Join(t.TempDir(), "contacts")
				client := srv.Client(cuedesk.WithRetry(noPauses))
				srv.Inject("*", cuedesktest.Latency(0).Times(after), cuedesktest.Status(400).Always())
				first, err := exporter.Run(t.Context(), client, file, opts)
				if err == nil {
					t.Fatal("no error")
				}
				srv.ClearFaults()
				empty(t, srv, list)
				second, err := exporter.Run(t.Context(), client, file, opts)
				if err != nil || second.Rows != first.Rows {
					t.Errorf("%s, then %s, %v", first, second, err)
				}
			})
		}
	}
}

// leavingContacts finds the contacts of a workspace, until it is emptied.
var leavingContacts = cuedesk.Where(cuedesk.Email.EndsWith("@example.com"))

// empty takes all members out of a list, and all contacts out of what leaving finds.
func empty(t *testing.T, srv *cuedesktest.Server, list cuedesk.ListID) {
	t.Helper()
	var members []cuedesk.ContactID
	for c, err := range srv.Client().Contacts.Scan(t.Context(), leavingContacts) {
		if err == nil {
			_, err = srv.Client().Contacts.Update(t.Context(), c.ID, cuedesk.ContactUpdate{Email: cuedesk.Set("x@example.org")})
		}
		if err != nil {
			t.Fatal(err)
		}
		members = append(members, c.ID)
	}
	if _, err := srv.Client().Lists.RemoveContacts(t.Context(), list, members...); err != nil {
		t.Fatal(err)
	}
}
