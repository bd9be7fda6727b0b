package cluster_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/cuedesk/cuedesk-go/cluster"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// TestLease has two workers claim a lane: the second has it, and the first cannot count a batch any more.
func TestLease(t *testing.T) {
	t.Parallel()
	c := openLongLease(t)
	if _, err := c.Publish(t.Context(), "people", people(100), quickImport); err != nil {
		t.Fatal(err)
	}
	first, err := c.Claim(t.Context(), "people", "first", 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := first.Advance(); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Claim(t.Context(), "people", "second", 0); err != nil {
		t.Fatal(err)
	}
	if err := first.Advance(); err == nil {
		t.Error("the worker that had lost its lease counted a batch")
	}
}

// TestCluster_Work_silent has a worker take a lane and be silent: another one takes it over and does it all.
func TestCluster_Work_silent(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	c, err := cluster.Open(t.Context(), cluster.Options{Dir: dir, LeaseTime: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := c.Publish(t.Context(), "people", people(100), quickImport); err != nil {
		t.Fatal(err)
	}
	silent, err := c.Claim(t.Context(), "people", "silent", 0)
	if err != nil {
		t.Fatal(err)
	}
	silent.Silence()
	api := cuedesktest.NewServer(fastImports)
	if err := c.Work(t.Context(), api.Client(), untilDone); err != nil {
		t.Fatal(err)
	}
	wantPeople(t, api, 100)
}

func TestStartNode_locked(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	n, err := cluster.StartNode(cluster.NodeOptions{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := cluster.StartNode(cluster.NodeOptions{Dir: dir}); !errors.Is(err, cluster.ErrLocked) {
		t.Errorf("a second server in the folder: %v", err)
	}
	n.Close()
	if n, err = cluster.StartNode(cluster.NodeOptions{Dir: dir}); err != nil {
		t.Fatal(err)
	}
	n.Close()
}

// TestCluster_Work_reopened has a process end with a lane: the next one with the folder takes it at once.
func TestCluster_Work_reopened(t *testing.T) {
	t.Parallel()
	o := cluster.Options{Dir: t.TempDir(), LeaseTime: 24 * time.Hour}
	c, err := cluster.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Publish(t.Context(), "people", people(100), quickImport); err != nil {
		t.Fatal(err)
	}
	ended, err := c.Claim(t.Context(), "people", "ended", 0)
	if err != nil {
		t.Fatal(err)
	}
	ended.Silence()
	c.Close()
	if c, err = cluster.Open(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	api := cuedesktest.NewServer(fastImports)
	if err := c.Work(t.Context(), api.Client(), untilDone); err != nil {
		t.Fatal(err)
	}
	wantPeople(t, api, 100)
}

// TestCluster_Work_batchThatStopsWorkers has workers stop with the same batch again and again: the lane is set aside,
// and the report says why; once it is resumed, it is tried again.
func TestCluster_Work_batchThatStopsWorkers(t *testing.T) {
	t.Parallel()
	c := openLongLease(t)
	opts := quickImport
	opts.Lanes = 1
	if _, err := c.Publish(t.Context(), "people", people(100), opts); err != nil {
		t.Fatal(err)
	}
	for range 11 {
		silent, err := c.Claim(t.Context(), "people", "silent", 0)
		if err != nil {
			t.Fatal(err)
		}
		silent.Silence()
	}
	if err := c.EndLeases(t.Context()); err != nil {
		t.Fatal(err)
	}
	api := cuedesktest.NewServer(fastImports)
	if err := c.Work(t.Context(), api.Client(), untilDone); err != nil {
		t.Fatal(err)
	}
	report, err := c.Report(t.Context(), "people")
	if err != nil || !report.Aside || !strings.Contains(fmt.Sprint(report.Err()), "10 workers in a row") {
		t.Fatalf("%s, %v, %v", report, report.Err(), err)
	}
	if n := api.Summary().Imports; n != 0 {
		t.Errorf("%d imports", n)
	}
	if err := c.Resume(t.Context(), "people"); err != nil {
		t.Fatal(err)
	}
	if err := c.Work(t.Context(), api.Client(), untilDone); err != nil {
		t.Fatal(err)
	}
	wantPeople(t, api, 100)
}

// TestCluster_Work_longLease: a worker whose leases are short leaves a lane to one whose leases are long.
func TestCluster_Work_longLease(t *testing.T) {
	t.Parallel()
	node, err := cluster.StartNode(cluster.NodeOptions{Dir: t.TempDir(), Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	defer node.Close()
	open := func(lease time.Duration) *cluster.Cluster {
		c, err := cluster.Open(t.Context(), cluster.Options{URL: node.URL(), LeaseTime: lease})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(c.Close)
		return c
	}
	long, short := open(time.Hour), open(300*time.Millisecond)
	if _, err := long.Publish(t.Context(), "people", people(100), quickImport); err != nil {
		t.Fatal(err)
	}
	if _, err := long.Claim(t.Context(), "people", "long", 0); err != nil {
		t.Fatal(err)
	}
	for unseen, want := range map[time.Duration]bool{time.Minute: false, 2 * time.Hour: true} {
		if got, err := short.MayTake(t.Context(), "people", 0, unseen); got != want || err != nil {
			t.Errorf("unchanged for %s: %t, %v", unseen, got, err)
		}
	}
}

// TestLease_takenOver: a worker whose lane another one has stores no results, and begins no journal.
func TestLease_takenOver(t *testing.T) {
	t.Parallel()
	c := openLongLease(t)
	if _, err := c.Publish(t.Context(), "people", people(100), quickImport); err != nil {
		t.Fatal(err)
	}
	first, err := c.Claim(t.Context(), "people", "first", 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Claim(t.Context(), "people", "second", 0); err != nil {
		t.Fatal(err)
	}
	if err := first.Advance(cluster.Exception{Line: 1}); err == nil {
		t.Error("it counted a batch")
	}
	if err := first.BeginJournal(t.Context()); err == nil {
		t.Error("it began a journal")
	}
	keys, err := c.Keys(t.Context(), "journal.>")
	results, resultsErr := c.Keys(t.Context(), "result.*.0.*")
	if len(keys)+len(results) > 0 || err != nil || resultsErr != nil {
		t.Errorf("left: %q, %q, %v, %v", keys, results, err, resultsErr)
	}
}
