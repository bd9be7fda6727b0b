package cluster_test

import (
	"context"
	"errors"
	"testing"

	"github.com/cuedesk/cuedesk-go/cluster"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/importer"
)

// TestCluster_Remove_stage removes what a publisher has stored that was stopped before its job was there.
func TestCluster_Remove_stage(t *testing.T) {
	t.Parallel()
	c := openLongLease(t)
	rows := func(yield func(importer.Row, error) bool) {
		for row, err := range people(5000) {
			if !yield(row, err) {
				return
			}
		}
		if err := c.Remove(t.Context(), "people"); err != nil {
			t.Error(err)
		}
	}
	if _, err := c.Publish(t.Context(), "people", rows, quickImport); !errors.Is(err, cluster.ErrTakenOver) {
		t.Errorf("the publisher was told: %v", err)
	}
	keys, err := c.Keys(t.Context(), ">")
	n, messagesErr := c.Messages(t.Context())
	if len(keys) > 0 || n > 0 || err != nil || messagesErr != nil {
		t.Errorf("left: %q and %d batches, %v, %v", keys, n, err, messagesErr)
	}
	if err := c.Remove(t.Context(), "people"); !errors.Is(err, cluster.ErrNotFound) {
		t.Errorf("again: %v", err)
	}
}

// TestCluster_Remove leaves nothing of a job but what says which workers there are.
func TestCluster_Remove(t *testing.T) {
	t.Parallel()
	c := openTest(t)
	if _, err := c.Publish(t.Context(), "people", people(100), quickImport); err != nil {
		t.Fatal(err)
	}
	api := cuedesktest.NewServer(fastImports)
	if err := c.Work(t.Context(), api.Client(), untilDone); err != nil {
		t.Fatal(err)
	}
	if err := c.Remove(t.Context(), "people"); err != nil {
		t.Fatal(err)
	}
	if keys, err := c.Keys(t.Context(), ">"); err != nil || len(keys) != 0 {
		t.Errorf("left: %q, %v", keys, err)
	}
}

// TestCluster_Remove_publisher has a publisher killed that had begun when the job was there: Remove leaves nothing.
func TestCluster_Remove_publisher(t *testing.T) {
	t.Parallel()
	s := startCrashing(t)
	publishBefore(t, s)
	publishSome(t, s, func() {})
	wantRemoved(t, s.c)
}

// TestCluster_Remove_exporting removes an export while a worker stores a part of it: the worker leaves nothing.
func TestCluster_Remove_exporting(t *testing.T) {
	t.Parallel()
	c := openLongLease(t)
	opts := cluster.ExportOptions{Parts: 1, Stored: true}
	if _, err := c.PublishExport(t.Context(), cuedesktest.NewServer().Client(), "all", opts); err != nil {
		t.Fatal(err)
	}
	held, err := c.Claim(t.Context(), "all", "another", 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Remove(t.Context(), "all"); err != nil {
		t.Fatal(err)
	}
	if err := held.StoreChunk([]byte("p1@example.com")); err != nil {
		t.Fatal(err)
	}
	wantMessages(t, c, 1)
	lost := held.Advance()
	if ends := held.GiveUp(false, lost); ends != nil || lost == nil {
		t.Errorf("the worker ends: %v, %v", ends, lost)
	}
	wantMessages(t, c, 0)
}

// publishSome has a process publish, that stores some batches and is killed.
func publishSome(t *testing.T, s *crash, begun func()) {
	t.Helper()
	rows := func(yield func(importer.Row, error) bool) {
		begun()
		s.crashPoint.hit(20)
		people(10_000)(yield)
	}
	opts := quickImport
	opts.BatchSize = 20
	if _, err := s.crashed.Publish(t.Context(), "people", rows, opts); !s.crashPoint.isOver() {
		t.Fatal(err)
	}
	s.settle(t)
}

// wantRemoved removes the job, and wants nothing to be left.
func wantRemoved(t *testing.T, c *cluster.Cluster) {
	t.Helper()
	if err := c.Remove(t.Context(), "people"); err != nil {
		t.Fatal(err)
	}
	if keys := keysOf(t, c, ">"); len(keys) > 0 {
		t.Errorf("left: %q", keys)
	}
	wantMessages(t, c, 0)
}

// TestCluster_Remove_publishedAgain has a process stand still while it finishes or removes a job, until that was
// removed and the same rows were published under its name again: that one stays in the queue, and is known.
func TestCluster_Remove_publishedAgain(t *testing.T) {
	t.Parallel()
	for what, begin := range map[string]func(*cluster.Cluster, context.Context, string) (func() error, error){
		"finish": (*cluster.Cluster).Tidy,
		"remove": (*cluster.Cluster).Removal,
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			s := &crash{c: openLongLease(t), api: cuedesktest.NewServer(fastImports)}
			publishBefore(t, s)
			late, err := begin(s.c, t.Context(), "people")
			if err != nil {
				t.Fatal(err)
			}
			if err := s.c.Remove(t.Context(), "people"); err != nil {
				t.Fatal(err)
			}
			publishBefore(t, s)
			if err := late(); err != nil {
				t.Fatal(err)
			}
			if err := s.publish(t.Context(), s.c); !errors.Is(err, cluster.ErrPublished) {
				t.Errorf("published again: %v", err)
			}
			s.work(t)
			wantCrashed(t, s)
		})
	}
}
