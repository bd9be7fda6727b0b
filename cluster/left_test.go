package cluster_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cluster"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/importer"
)

// TestWork_left has a worker stop when it has counted a batch and not removed it: the contacts are gone from the disk
// when the next worker has the lane, or when the job is finished.
func TestWork_left(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	c, err := cluster.Open(t.Context(), cluster.Options{Dir: dir, LeaseTime: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	opts := quick
	opts.Lanes, opts.BatchSize = 1, 1
	rows := func(yield func(importer.Row, error) bool) {
		for i := range 3 {
			row := importer.Row{Contact: cuedesk.ContactCreate{Email: fmt.Sprintf("m4rk3r%d@example.com", i)}}
			if !yield(row, nil) {
				return
			}
		}
	}
	if _, err := c.Publish(t.Context(), "people", rows, opts); err != nil {
		t.Fatal(err)
	}
	wantMarkers(t, dir, 0, 1, 2)
	count(t, c)
	api := cuedesktest.NewServer(fast)
	ctx, cancel := context.WithCancel(t.Context())
	next := api.Client(cuedesk.WithHooks(cuedesk.Hooks{Gate: func(context.Context, cuedesk.Call) error {
		cancel()
		return nil
	}}))
	if err := c.Work(ctx, next, once); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	wantMarkers(t, dir, 1, 2)
	count(t, c)
	count(t, c)
	// Another job has batches in the same files, and stays.
	if _, err := c.Publish(t.Context(), "other", people(10), opts); err != nil {
		t.Fatal(err)
	}
	held, err := c.Claim(t.Context(), "other", "another", 0)
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error)
	go func() { ended <- c.Work(t.Context(), api.Client(), once) }()
	waitFor(t, c, "people", func(r *cluster.Report) bool { return r.IsFinished() && len(keysOf(t, c, "queue.>")) == 1 })
	wantMarkers(t, dir)
	held.Release(t.Context())
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
}

// keysOf returns the keys of the bucket that fit to a pattern.
func keysOf(t *testing.T, c *cluster.Cluster, pattern string) []string {
	t.Helper()
	keys, err := c.Keys(t.Context(), pattern)
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

// count counts the next batch of the only lane, and stops.
func count(t *testing.T, c *cluster.Cluster) {
	t.Helper()
	l, err := c.Claim(t.Context(), "people", "another", 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Advance(); err != nil {
		t.Fatal(err)
	}
	l.Release(t.Context())
}

// wantMarkers compares the contacts that are in files of a folder with those that should be.
func wantMarkers(t *testing.T, dir string, want ...int) {
	t.Helper()
	var all []byte
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		all = append(all, data...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var found []int
	for i := range 3 {
		if bytes.Contains(all, fmt.Appendf(nil, "m4rk3r%d", i)) {
			found = append(found, i)
		}
	}
	if fmt.Sprint(found) != fmt.Sprint(want) {
		t.Errorf("contacts %v are on the disk, not %v", found, want)
	}
}

// TestCluster_Remove leaves nothing of a job but what says which workers there are.
func TestCluster_Remove(t *testing.T) {
	t.Parallel()
	c := openTest(t)
	if _, err := c.Publish(t.Context(), "people", people(100), quick); err != nil {
		t.Fatal(err)
	}
	api := cuedesktest.NewServer(fast)
	if err := c.Work(t.Context(), api.Client(), once); err != nil {
		t.Fatal(err)
	}
	if err := c.Remove(t.Context(), "people"); err != nil {
		t.Fatal(err)
	}
	if keys, err := c.Keys(t.Context(), ">"); err != nil || len(keys) != 0 {
		t.Errorf("left: %q, %v", keys, err)
	}
}

// TestLease_takenOver: a worker whose lane another one has stores no results, and begins no journal.
func TestLease_takenOver(t *testing.T) {
	t.Parallel()
	c := openPatient(t)
	if _, err := c.Publish(t.Context(), "people", people(100), quick); err != nil {
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

// TestCluster_Publish_canceled has the caller give up when the manifest is on its way: the job is whole.
func TestCluster_Publish_canceled(t *testing.T) {
	t.Parallel()
	c := openTest(t)
	ctx, cancel := context.WithCancel(t.Context())
	stop, err := c.OnWrite("job.people", cancel)
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	_, err = c.Publish(ctx, "people", people(100), quick)
	if ctx.Err() == nil {
		t.Fatal("it was not canceled")
	}
	if err != nil {
		t.Errorf("error is %v", err)
	}
	api := cuedesktest.NewServer(fast)
	if err := c.Work(t.Context(), api.Client(), once); err != nil {
		t.Fatal(err)
	}
	wantPeople(t, api, 100)
}

// TestOpen_otherStream: a stream that something else has made is refused.
func TestOpen_otherStream(t *testing.T) {
	t.Parallel()
	o := cluster.Options{Dir: t.TempDir()}
	c, err := cluster.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	err = c.AllowDirect(t.Context())
	c.Close()
	if err != nil {
		t.Fatal(err)
	}
	if c, err = cluster.Open(t.Context(), o); err == nil {
		c.Close()
		t.Error("it was opened")
	}
}
