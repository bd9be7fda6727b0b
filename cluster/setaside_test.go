package cluster_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cluster"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/importer"
)

// TestCluster_Work_setsJobAside has an import into a list that is not there before another import: the worker does
// the other one, and the report names what it has set aside.
func TestCluster_Work_setsJobAside(t *testing.T) {
	t.Parallel()
	c := openLongLease(t)
	bad := quickImport
	bad.ListID, _ = cuedesk.ParseID[cuedesk.List]("ff0556cf-fbad-4d55-94cd-119bac9df2da")
	for name, opts := range map[string]importer.Options{"bad": bad, "good": quickImport} {
		if _, err := c.Publish(t.Context(), name, people(100), opts); err != nil {
			t.Fatal(err)
		}
	}
	api := cuedesktest.NewServer(fastImports)
	if err := c.Work(t.Context(), api.Client(), untilDone); err != nil {
		t.Fatal(err)
	}
	report, err := c.Report(t.Context(), "good")
	if err != nil || !report.IsFinished() || report.Aside || report.Err() != nil {
		t.Errorf("%s, %v", report, err)
	}
	report, err = c.Report(t.Context(), "bad")
	if err != nil || report.IsFinished() || !report.Aside || report.Counts[importer.Unfinished] != 98 {
		t.Errorf("%s, %v", report, err)
	}
	if err := report.Err(); !errors.Is(err, cluster.ErrAside) || !strings.Contains(err.Error(), "404") {
		t.Errorf("it was set aside because of: %v", err)
	}
	if text := report.String(); strings.Count(text, "was set aside: ") != 3 || strings.Contains(text, "@") {
		t.Errorf("report:\n%s", text)
	}
	wantPeople(t, api, 100)
}

// TestCluster_Resume tries a job again whose lanes were all refused once.
func TestCluster_Resume(t *testing.T) {
	t.Parallel()
	c := openLongLease(t)
	if _, err := c.Publish(t.Context(), "people", people(300), quickImport); err != nil {
		t.Fatal(err)
	}
	held, err := c.Claim(t.Context(), "people", "another", 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := held.SetAside("no reason"); err != nil {
		t.Fatal(err)
	}
	if err := c.Resume(t.Context(), "people"); !errors.Is(err, cluster.ErrBusy) {
		t.Errorf("while other lanes can be worked on: %v", err)
	}
	api := cuedesktest.NewServer(fastImports)
	if err := c.Work(t.Context(), api.Client(), untilDone); err != nil {
		t.Fatal(err)
	}
	if report, err := c.Report(t.Context(), "people"); err != nil || !report.Aside || report.Done != 2 {
		t.Errorf("%s, %v", report, err)
	}
	for range 2 { // the second time there is nothing to do
		if err := c.Resume(t.Context(), "people"); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Work(t.Context(), api.Client(), untilDone); err != nil {
		t.Fatal(err)
	}
	if report, err := c.Report(t.Context(), "people"); err != nil || !report.IsFinished() || report.Aside {
		t.Errorf("%s, %v", report, err)
	}
	wantPeople(t, api, 300)
	if err := c.Resume(t.Context(), "people"); err != nil {
		t.Errorf("of a job that is finished: %v", err)
	}
	if err := c.Resume(t.Context(), "nobody"); !errors.Is(err, cluster.ErrNotFound) {
		t.Errorf("of no job: %v", err)
	}
}

// TestCluster_Work_sideBySide has a worker keep one lane of the first import: of a second one with the same lanes,
// the others are imported, and an import whose values are in other lanes waits.
func TestCluster_Work_sideBySide(t *testing.T) {
	t.Parallel()
	c := openLongLease(t)
	other := quickImport
	other.Lanes = 2
	for _, job := range []struct {
		name string
		rows int
		opts importer.Options
	}{{"first", 100, quickImport}, {"second", 200, quickImport}, {"third", 300, other}} {
		if _, err := c.Publish(t.Context(), job.name, people(job.rows), job.opts); err != nil {
			t.Fatal(err)
		}
	}
	held, err := c.Claim(t.Context(), "first", "another", 0)
	if err != nil {
		t.Fatal(err)
	}
	api := cuedesktest.NewServer(fastImports)
	ended := make(chan error)
	go func() { ended <- c.Work(t.Context(), api.Client(), untilDone) }()
	second := waitFor(t, c, "second", func(r *cluster.Report) bool { return r.Done == 2 })
	if second.Lanes[0].Done != 0 {
		t.Errorf("the lane that the first import still has was imported: %+v", second.Lanes)
	}
	if third, err := c.Report(t.Context(), "third"); err != nil || third.Done != 0 {
		t.Errorf("%s, %v", third, err)
	}
	held.Release(t.Context())
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"first", "second", "third"} {
		if report, err := c.Report(t.Context(), name); err != nil || !report.IsFinished() {
			t.Errorf("%s, %v", report, err)
		}
	}
}

// waitFor asks for the report of a job until it is as wanted.
func waitFor(t *testing.T, c *cluster.Cluster, name string, want func(*cluster.Report) bool) *cluster.Report {
	t.Helper()
	for {
		report, err := c.Report(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		if want(report) {
			return report
		}
	}
}
