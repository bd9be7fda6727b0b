package cluster_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cluster"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/importer"
)

// TestCluster_Work_missing has one batch removed: the others are imported, and its rows are counted and named.
func TestCluster_Work_missing(t *testing.T) {
	t.Parallel()
	c := openLongLease(t)
	opts := quickImport
	opts.Lanes, opts.BatchSize = 1, 10
	if _, err := c.Publish(t.Context(), "people", people(100), opts); err != nil {
		t.Fatal(err)
	}
	if err := c.Drop(t.Context(), "people", 0, 3); err != nil {
		t.Fatal(err)
	}
	api := cuedesktest.NewServer(fastImports)
	if err := c.Work(t.Context(), api.Client(), untilDone); err != nil {
		t.Fatal(err)
	}
	report, err := c.Report(t.Context(), "people")
	if err != nil || !report.IsFinished() || !report.Expired || report.Counts[importer.Unfinished] != 10 {
		t.Errorf("%s, %v", report, err)
	}
	if n := api.Summary().Imports; n != 9 {
		t.Errorf("%d imports", n)
	}
	// The first 30 valid rows are in the batches before: two of each 50 are no part of a batch.
	want := cluster.Exception{State: importer.Unfinished, Reason: importer.ReasonExpired}
	wantLines(t, c, want, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41)
	if keys := keysOf(t, c, "lines.>"); len(keys) > 0 {
		t.Errorf("left: %q", keys)
	}
}

// wantLines compares the rows of a state with those that should be it.
func wantLines(t *testing.T, c *cluster.Cluster, want cluster.Exception, lines ...int) {
	t.Helper()
	var found []int
	for e, err := range c.Exceptions(t.Context(), "people") {
		if err != nil {
			t.Fatal(err)
		}
		if e.State != want.State {
			continue
		}
		found = append(found, e.Line)
		if e.Line = 0; !reflect.DeepEqual(e, want) {
			t.Errorf("%+v, not %+v", e, want)
		}
	}
	if !slices.Equal(found, lines) {
		t.Errorf("lines %v, not %v", found, lines)
	}
}

// TestCluster_Work_missing_sent has a batch removed that a worker has sent before it was stopped: nothing proves what
// became of its rows, and each is named with the import. Batches are in more than one key, so that others are passed
// over.
func TestCluster_Work_missing_sent(t *testing.T) {
	t.Parallel()
	c := openLongLease(t)
	opts := quickImport
	opts.Lanes, opts.BatchSize = 1, 1
	rows := func(yield func(importer.Row, error) bool) {
		for i := range 40 {
			row := importer.Row{Line: 2 * i, Contact: cuedesk.ContactCreate{Email: fmt.Sprintf("p%d@example.com", i)}}
			if !yield(row, nil) {
				return
			}
		}
	}
	if _, err := c.Publish(t.Context(), "people", rows, opts); err != nil {
		t.Fatal(err)
	}
	api := cuedesktest.NewServer(cuedesktest.WithImportDuration(time.Hour))
	if err := c.EndLeases(t.Context()); err != nil {
		t.Fatal(err)
	}
	for range 35 {
		count(t, c)
	}
	ctx, cancel := context.WithCancel(t.Context())
	stopped := api.Client(cuedesk.WithHooks(cuedesk.Hooks{Gate: func(context.Context, cuedesk.Call) error {
		if api.Summary().Imports > 0 {
			cancel()
		}
		return nil
	}}))
	if err := c.Work(ctx, stopped, untilDone); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if err := c.Drop(t.Context(), "people", 0, 35); err != nil {
		t.Fatal(err)
	}
	if err := c.Drop(t.Context(), "people", 0, 36); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := c.SkipNext(t.Context(), "people"); err != nil {
			t.Fatal(err)
		}
	}
	var id cuedesk.ImportID
	for e, err := range c.Exceptions(t.Context(), "people") {
		if err == nil && e.State == importer.Unknown {
			id = e.ImportID
		}
	}
	if id.IsZero() {
		t.Error("the import is not named")
	}
	wantLines(t, c, cluster.Exception{State: importer.Unknown, Reason: importer.ReasonImportLost, ImportID: id}, 70)
	wantLines(t, c, cluster.Exception{State: importer.Unfinished, Reason: importer.ReasonExpired}, 72)
	report, err := c.Report(t.Context(), "people")
	if err != nil || report.Counts[importer.Unknown] != 1 || report.Counts.Total() != 40 {
		t.Errorf("%s, %v", report, err)
	}
}

// TestCluster_Work_missing_withdrawn has a batch removed that was refused as a whole when it was sent: its rows are
// not in, and no one needs to look for them.
func TestCluster_Work_missing_withdrawn(t *testing.T) {
	t.Parallel()
	c := openLongLease(t)
	opts := quickImport
	opts.Lanes, opts.BatchSize = 1, 10
	rows := func(yield func(importer.Row, error) bool) {
		row := importer.Row{Line: 1, Contact: cuedesk.ContactCreate{Email: "p1@example.com"}}
		yield(row, nil)
	}
	if _, err := c.Publish(t.Context(), "people", rows, opts); err != nil {
		t.Fatal(err)
	}
	api := cuedesktest.NewServer(fastImports)
	api.Inject("POST /v1/contacts/bulk", cuedesktest.Status(401).Always())
	if err := c.Work(t.Context(), api.Client(), untilDone); !errors.Is(err, cuedesk.ErrUnauthorized) {
		t.Fatal(err)
	}
	if err := c.Drop(t.Context(), "people", 0, 0); err != nil {
		t.Fatal(err)
	}
	if err := c.SkipNext(t.Context(), "people"); err != nil {
		t.Fatal(err)
	}
	wantLines(t, c, cluster.Exception{State: importer.Unknown})
	wantLines(t, c, cluster.Exception{State: importer.Unfinished, Reason: importer.ReasonExpired}, 1)
}
