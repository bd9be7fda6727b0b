package cluster_test

import (
	"errors"
	"testing"
	"time"

	"github.com/cuedesk/cuedesk-go/cluster"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// TestLease has two workers claim a lane: the second has it, and the first cannot count a batch any more.
func TestLease(t *testing.T) {
	t.Parallel()
	c := openPatient(t)
	if _, err := c.Publish(t.Context(), "people", people(100), quick); err != nil {
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

// TestWork_silent has a worker take a lane and be silent: another one takes it over and does it all.
func TestWork_silent(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	c, err := cluster.Open(t.Context(), cluster.Options{Dir: dir, LeaseTime: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := c.Publish(t.Context(), "people", people(100), quick); err != nil {
		t.Fatal(err)
	}
	silent, err := c.Claim(t.Context(), "people", "silent", 0)
	if err != nil {
		t.Fatal(err)
	}
	silent.Silence()
	api := cuedesktest.NewServer(fast)
	if err := c.Work(t.Context(), api.Client(), once); err != nil {
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

// TestWork_reopened has a process end with a lane: the next one with the folder takes it at once.
func TestWork_reopened(t *testing.T) {
	t.Parallel()
	o := cluster.Options{Dir: t.TempDir(), LeaseTime: 24 * time.Hour}
	c, err := cluster.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Publish(t.Context(), "people", people(100), quick); err != nil {
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
	api := cuedesktest.NewServer(fast)
	if err := c.Work(t.Context(), api.Client(), once); err != nil {
		t.Fatal(err)
	}
	wantPeople(t, api, 100)
}
