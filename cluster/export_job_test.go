package cluster_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cluster"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/exporter"
)

func TestCluster_PublishExport(t *testing.T) {
	t.Parallel()
	c := openTest(t)
	api := cuedesktest.NewServer()
	for i := range 500 {
		api.AddContact(cuedesktest.Contact{
			Email: fmt.Sprintf("p%d@example.com", i), CreatedAt: time.Unix(int64(60*i), 0),
		})
	}
	opts := cluster.ExportOptions{
		Query: cuedesk.Where(cuedesk.Email.StartsWith("p1")), Parts: 4, Format: exporter.CSV, Columns: []string{"email"},
	}
	published, err := c.PublishExport(t.Context(), api.Client(), "night", opts)
	if err != nil {
		t.Fatal(err)
	}
	worker := untilDone
	worker.Dir = t.TempDir()
	if err := c.Work(t.Context(), api.Client(), worker); err != nil {
		t.Fatal(err)
	}
	report, err := c.Report(t.Context(), "night")
	if err != nil || !report.IsFinished() || report.Exported != 111 || report.Done != published.Batches {
		t.Errorf("%+v, %v", report, err)
	}
	seen := map[string]bool{}
	for _, lane := range report.Lanes {
		data, err := os.ReadFile(lane.File)
		if err != nil || filepath.Dir(lane.File) != worker.Dir {
			t.Errorf("%s: %v", lane.File, err)
		}
		for _, line := range strings.Fields(string(data))[1:] {
			if seen[line] {
				t.Errorf("%s is there twice", line)
			}
			seen[line] = true
		}
	}
	if len(seen) != 111 {
		t.Errorf("%d contacts in the files", len(seen))
	}
	_, err = c.PublishExport(t.Context(), api.Client(), "night", opts)
	if !errors.Is(err, cluster.ErrPublished) {
		t.Errorf("again: %v", err)
	}
	_, err = c.PublishExport(t.Context(), api.Client(), "x", cluster.ExportOptions{Parts: 257, Format: "xml"})
	if !errors.Is(err, cuedesk.ErrInvalid) {
		t.Errorf("bad options: %v", err)
	}
}

// TestCluster_PublishExport_canceled ends a worker in the middle of its files: another one goes on with them.
func TestCluster_PublishExport_canceled(t *testing.T) {
	t.Parallel()
	c := openTest(t)
	api := cuedesktest.NewServer()
	for i := range 1000 {
		api.AddContact(cuedesktest.Contact{
			Email: fmt.Sprintf("p%d@example.com", i), CreatedAt: time.Unix(int64(60*i), 0),
		})
	}
	opts := cluster.ExportOptions{Parts: 2, Columns: []string{"email"}}
	if _, err := c.PublishExport(t.Context(), api.Client(), "all", opts); err != nil {
		t.Fatal(err)
	}
	worker := untilDone
	worker.Dir = t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	var calls atomic.Int32
	ending := api.Client(cuedesk.WithHooks(cuedesk.Hooks{Gate: func(context.Context, cuedesk.Call) error {
		if calls.Add(1) == 6 {
			cancel()
		}
		return nil
	}}))
	if err := c.Work(ctx, ending, worker); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if err := c.Work(t.Context(), api.Client(), worker); err != nil {
		t.Fatal(err)
	}
	lines := 0
	for i := range 2 {
		data, err := os.ReadFile(filepath.Join(worker.Dir, fmt.Sprintf("all-%03d.csv", i+1)))
		if err != nil {
			t.Fatal(err)
		}
		lines += strings.Count(string(data), "@example.com")
	}
	if report, err := c.Report(t.Context(), "all"); err != nil || report.Exported != 1000 || lines != 1000 {
		t.Errorf("%d lines, %+v, %v", lines, report, err)
	}
}
