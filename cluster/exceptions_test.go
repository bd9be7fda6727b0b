package cluster_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cluster"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/importer"
)

// TestCluster_Exceptions_fieldName has rows with a wrong field whose name is long, and has no letter that ends at the
// cut, or letters that become longer in JSON.
func TestCluster_Exceptions_fieldName(t *testing.T) {
	t.Parallel()
	c := openLongLease(t)
	long := "x" + strings.Repeat("ß", 100)
	rows := func(yield func(importer.Row, error) bool) {
		for _, name := range []string{long, strings.Repeat("\x01", 200)} {
			row := importer.Row{Contact: cuedesk.ContactCreate{
				Email: "a@example.com", CustomFields: map[string]any{name: make(chan int)},
			}}
			if !yield(row, nil) {
				return
			}
		}
	}
	if _, err := c.Publish(t.Context(), "people", rows, quickImport); err != nil {
		t.Fatal(err)
	}
	for e, err := range c.Exceptions(t.Context(), "people") {
		if e.Line == 2 {
			if data, err := json.Marshal(e.Fields); err != nil || len(data) > 70 {
				t.Errorf("%s, %v", data, err)
			}
			continue
		}
		if err != nil || len(e.Fields) != 1 || !strings.HasPrefix("custom_fields."+long, e.Fields[0]) &&
			!strings.HasPrefix(long, e.Fields[0]) {
			t.Errorf("%q, %v", e.Fields, err)
		}
	}
}

// TestCluster_Exceptions_removed has the job removed while its exceptions are read: they do not end as if these were
// all.
func TestCluster_Exceptions_removed(t *testing.T) {
	t.Parallel()
	c := openLongLease(t)
	opts := quickImport
	opts.BatchSize = 20
	if _, err := c.Publish(t.Context(), "people", people(500), opts); err != nil {
		t.Fatal(err)
	}
	if err := c.Work(t.Context(), cuedesktest.NewServer(fastImports).Client(), untilDone); err != nil {
		t.Fatal(err)
	}
	var last error
	removed := false
	for _, err := range c.Exceptions(t.Context(), "people") {
		if last = err; !removed {
			removed = true
			if err := c.Remove(t.Context(), "people"); err != nil {
				t.Fatal(err)
			}
		}
	}
	if !errors.Is(last, cluster.ErrNotFound) {
		t.Errorf("it ended with %v", last)
	}
}

// TestCluster_Exceptions_unknown has imports that never end, and whose contacts no search shows: each row is named, one
// that repeats another, too.
func TestCluster_Exceptions_unknown(t *testing.T) {
	t.Parallel()
	c := openTest(t)
	opts := quickImport
	opts.Stall = 50 * time.Millisecond
	if _, err := c.Publish(t.Context(), "people", people(50), opts); err != nil {
		t.Fatal(err)
	}
	api := cuedesktest.NewServer(cuedesktest.WithSearchDelay(time.Hour))
	api.Inject("POST /v1/contacts/bulk", cuedesktest.StuckImport().Always())
	if err := c.Work(t.Context(), api.Client(), untilDone); err != nil {
		t.Fatal(err)
	}
	report, err := c.Report(t.Context(), "people")
	if err != nil || report.Counts[importer.Unknown] != 49 || report.Counts.Total() != 50 {
		t.Errorf("%s, %v", report, err)
	}
	lines := map[int]bool{}
	for e, err := range c.Exceptions(t.Context(), "people") {
		if err != nil {
			t.Fatal(err)
		}
		if lines[e.Line] = true; e.State == importer.Unknown &&
			(e.Reason != importer.ReasonImportLost || e.ImportID.IsZero()) {
			t.Errorf("%+v", e)
		}
	}
	if len(lines) != 50 {
		t.Errorf("%d lines are named", len(lines))
	}
}
