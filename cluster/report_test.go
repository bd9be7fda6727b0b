package cluster_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cluster"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/importer"
)

// TestReport_Strays has an API that takes what asks why a row has failed: the contacts that it makes are told, those of
// all batches.
func TestReport_Strays(t *testing.T) {
	t.Parallel()
	c := openLongLease(t)
	rows := func(yield func(importer.Row, error) bool) {
		for _, email := range []string{"p1@example.com", "p2@example.com"} {
			custom := map[string]any{"none": 1}
			if !yield(importer.Row{Contact: cuedesk.ContactCreate{Email: email, CustomFields: custom}}, nil) {
				return
			}
		}
	}
	opts := quickImport
	opts.Lanes, opts.BatchSize = 1, 1
	if _, err := c.Publish(t.Context(), "people", rows, opts); err != nil {
		t.Fatal(err)
	}
	const id = "ff0556cf-fbad-4d55-94cd-119bac9df2da"
	api := cuedesktest.NewServer(fastImports)
	api.Inject("POST /v1/contacts", cuedesktest.Body(201, "application/json", `{"uuid":"`+id+`"}`).Always())
	if err := c.Work(t.Context(), api.Client(), untilDone); err != nil {
		t.Fatal(err)
	}
	report, err := c.Report(t.Context(), "people")
	if err != nil || report.Counts[importer.Failed] != 2 || !strings.Contains(report.String(), id) {
		t.Fatalf("%s, %v", report, err)
	}
	lines := map[int]string{}
	for _, s := range report.Strays {
		lines[s.Line] = s.ContactID.String()
	}
	if len(lines) != 2 || lines[1] != id || lines[2] != id {
		t.Errorf("strays %v", report.Strays)
	}
}

// TestCluster_Work_exportsAndImportsTakeTurns has an import with many lanes and an export: neither waits until the
// other one is done.
func TestCluster_Work_exportsAndImportsTakeTurns(t *testing.T) {
	t.Parallel()
	c := openLongLease(t)
	api := cuedesktest.NewServer(fastImports)
	opts := quickImport
	opts.Lanes = 8
	if _, err := c.Publish(t.Context(), "people", people(200), opts); err != nil {
		t.Fatal(err)
	}
	stored := cluster.ExportOptions{Parts: 1, Stored: true}
	if _, err := c.PublishExport(t.Context(), api.Client(), "all", stored); err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	exported, imports := map[bool]bool{}, 0 // whether the export was done at an import
	single := untilDone
	single.Lanes = 1
	gate := func(ctx context.Context, call cuedesk.Call) error {
		if call.Operation != "POST /v1/contacts/bulk" {
			return nil
		}
		report, err := c.Report(ctx, "all")
		mu.Lock()
		defer mu.Unlock()
		exported[err == nil && report.IsFinished()] = true
		imports++
		return err
	}
	if err := c.Work(t.Context(), api.Client(cuedesk.WithHooks(cuedesk.Hooks{Gate: gate})), single); err != nil {
		t.Fatal(err)
	}
	if imports < 8 || !exported[false] || !exported[true] {
		t.Errorf("%d imports, the export was done before: %v", imports, exported)
	}
}
