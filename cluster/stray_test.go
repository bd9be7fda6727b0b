package cluster_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cluster"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/importer"
)

// TestCluster_Remove_publisher has a publisher killed that another one has overtaken, or that has begun when the job was
// there: Remove leaves nothing of either, and so does another publisher.
func TestCluster_Remove_publisher(t *testing.T) {
	t.Parallel()
	for _, overtaken := range []bool{false, true} {
		t.Run(fmt.Sprintf("overtaken %t", overtaken), func(t *testing.T) {
			t.Parallel()
			s := startDoomed(t)
			if !overtaken {
				publishBefore(t, s)
			}
			rows := func(yield func(importer.Row, error) bool) {
				if overtaken {
					publishBefore(t, s)
				}
				s.doom.strike(20)
				people(10_000)(yield)
			}
			opts := quick
			opts.BatchSize = 20
			if _, err := s.dead.Publish(t.Context(), "people", rows, opts); !s.doom.isOver() {
				t.Fatal(err)
			}
			if overtaken {
				publishAndRemove(t, s.c, "other")
				wantMessages(t, s.c, 4)
			}
			if err := s.c.Remove(t.Context(), "people"); err != nil {
				t.Fatal(err)
			}
			if keys := keysOf(t, s.c, ">"); len(keys) > 0 {
				t.Errorf("left: %q", keys)
			}
			wantMessages(t, s.c, 0)
		})
	}
}

// publishAndRemove publishes another job, and removes it.
func publishAndRemove(t *testing.T, c *cluster.Cluster, name string) {
	t.Helper()
	if _, err := c.Publish(t.Context(), name, people(20), quick); err != nil {
		t.Fatal(err)
	}
	if err := c.Remove(t.Context(), name); err != nil {
		t.Fatal(err)
	}
}

// wantMessages compares how many batches the servers have.
func wantMessages(t *testing.T, c *cluster.Cluster, want int) {
	t.Helper()
	if n, err := c.Messages(t.Context()); n != want || err != nil {
		t.Errorf("%d batches, not %d, %v", n, want, err)
	}
}

// TestCluster_Remove_exporting removes an export while a worker stores a part of it: the worker leaves nothing.
func TestCluster_Remove_exporting(t *testing.T) {
	t.Parallel()
	c := openPatient(t)
	c.SaveEvery(1)
	api := cuedesktest.NewServer()
	for i := range 350 {
		api.AddContact(cuedesktest.Contact{Email: fmt.Sprintf("p%d@example.com", i), CreatedAt: time.Unix(int64(60*i), 0)})
	}
	opts := cluster.ExportOptions{Parts: 1, Stored: true}
	if _, err := c.PublishExport(t.Context(), api.Client(), "all", opts); err != nil {
		t.Fatal(err)
	}
	var once1 sync.Once
	removing := api.Client(cuedesk.WithHooks(cuedesk.Hooks{Gate: func(ctx context.Context, _ cuedesk.Call) error {
		if chunks, err := c.Chunks(ctx, "all", 0); err == nil && len(chunks) > 0 {
			once1.Do(func() {
				if err := c.Remove(context.WithoutCancel(ctx), "all"); err != nil {
					t.Error(err)
				}
			})
		}
		return nil
	}}))
	if err := c.Work(t.Context(), removing, once); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Report(t.Context(), "all"); !errors.Is(err, cluster.ErrNotFound) {
		t.Errorf("it was not removed: %v", err)
	}
	wantMessages(t, c, 0)
}

// TestCluster_finish_late has a worker stand still while it finishes a job, until that was removed and another one has
// its name: that one stays in the queue.
func TestCluster_finish_late(t *testing.T) {
	t.Parallel()
	c := openPatient(t)
	if _, err := c.Publish(t.Context(), "people", people(100), quick); err != nil {
		t.Fatal(err)
	}
	late, err := c.Tidy(t.Context(), "people")
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Remove(t.Context(), "people"); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Publish(t.Context(), "people", people(50), quick); err != nil {
		t.Fatal(err)
	}
	if err := late(); err != nil {
		t.Fatal(err)
	}
	api := cuedesktest.NewServer(fast)
	if err := c.Work(t.Context(), api.Client(), once); err != nil {
		t.Fatal(err)
	}
	wantPeople(t, api, 50)
}

// startDoomed opens the same streams for a process that ends, and for another one.
func startDoomed(t *testing.T) *crash {
	t.Helper()
	node, err := cluster.StartNode(cluster.NodeOptions{Dir: t.TempDir(), Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(node.Close)
	return openDoomed(t, cluster.Options{URL: node.URL(), LeaseTime: time.Hour}, true)
}

// openDoomed opens streams for a process that ends, and for another one.
func openDoomed(t *testing.T, o cluster.Options, arrives bool) *crash {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	s := &crash{ctx: ctx, api: cuedesktest.NewServer(fast)}
	s.doom = &doom{at: 1 << 30, arrives: arrives, api: s.api, die: cancel}
	var err error
	if s.c, err = cluster.Open(ctx, o); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.c.Close)
	o.Connect = []nats.Option{nats.SetCustomDialer(s.doom), nats.NoReconnect()}
	if s.dead, err = cluster.Open(ctx, o); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.dead.Close)
	return s
}

// client is that of the process that ends.
func (s *crash) client() *cuedesk.Client {
	return s.api.Client(cuedesk.WithHTTPClient(&http.Client{Transport: s.doom}))
}
