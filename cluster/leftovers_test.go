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

// TestCluster_Work_leftovers has a worker stop when it has counted a batch and not removed it: the contacts are gone
// from the disk when the next worker has the lane, or when the job is finished.
func TestCluster_Work_leftovers(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	c, err := cluster.Open(t.Context(), cluster.Options{Dir: dir, LeaseTime: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	opts := quickImport
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
	api := cuedesktest.NewServer(fastImports)
	ctx, cancel := context.WithCancel(t.Context())
	next := api.Client(cuedesk.WithHooks(cuedesk.Hooks{Gate: func(context.Context, cuedesk.Call) error {
		cancel()
		return nil
	}}))
	if err := c.Work(ctx, next, untilDone); !errors.Is(err, context.Canceled) {
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
	go func() { ended <- c.Work(t.Context(), api.Client(), untilDone) }()
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
