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
		for first := 1; first <= 9; first++ {
			for _, n := range []int{1, 2, 3, 5} {
				t.Run(fmt.Sprintf("%s/%d from request %d", name, n, first), func(t *testing.T) {
					t.Parallel()
					exportThrough(t, srv, &resttest.Blank{Base: srv, First: first, End: first + n}, opts, want)
				})
			}
		}
	}
}

// exportThrough exports until the file is complete.
func exportThrough(t *testing.T, srv *cuedesktest.Server, b *resttest.Blank, opts exporter.Options, want int) {
	t.Helper()
	client, err := srv.Client().With(cuedesk.WithHTTPClient(&http.Client{Transport: b}))
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
