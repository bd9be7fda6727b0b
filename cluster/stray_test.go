package cluster_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cluster"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/importer"
)

// TestCluster_Remove_publisher has a publisher killed that had begun when the job was there: Remove leaves nothing.
func TestCluster_Remove_publisher(t *testing.T) {
	t.Parallel()
	s := startDoomed(t)
	publishBefore(t, s)
	publishSome(t, s, func() {})
	wantRemoved(t, s.c)
}

// TestCluster_Publish_takenOver has a publisher killed when another one had begun, and was done: what it has stored
// since is removed by the next one, of whatever name, or by Remove.
func TestCluster_Publish_takenOver(t *testing.T) {
	t.Parallel()
	for _, next := range []string{"Publish", "Remove"} {
		t.Run(next, func(t *testing.T) {
			t.Parallel()
			s := startDoomed(t)
			publishSome(t, s, func() { publishBefore(t, s) })
			if next == "Publish" {
				if _, err := s.c.Publish(t.Context(), "other", people(20), quick); err != nil {
					t.Fatal(err)
				}
				wantMessages(t, s.c, 4+3)
				return
			}
			wantRemoved(t, s.c)
		})
	}
}

// publishSome has a process publish, that stores some batches and is killed.
func publishSome(t *testing.T, s *crash, begun func()) {
	t.Helper()
	rows := func(yield func(importer.Row, error) bool) {
		begun()
		s.doom.strike(20)
		people(10_000)(yield)
	}
	opts := quick
	opts.BatchSize = 20
	if _, err := s.dead.Publish(t.Context(), "people", rows, opts); !s.doom.isOver() {
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

// TestCluster_full has the storage of the servers full: a publisher that cannot go on removes what it has stored, and
// is told why at once, and what one has left that was killed can be removed.
func TestCluster_full(t *testing.T) {
	t.Parallel()
	s := openDoomed(t, cluster.Options{
		URL: startNATS(t, server.Options{JetStreamMaxStore: 1 << 20}), LeaseTime: time.Hour, Patience: time.Hour,
	}, true)
	rows := func(yield func(importer.Row, error) bool) {
		for row, err := range people(10_000) {
			row.Contact.FirstName = string(randomText(500))
			if !yield(row, err) {
				return
			}
		}
	}
	_, err := s.c.Publish(t.Context(), "large", rows, quick)
	if err == nil || !strings.Contains(err.Error(), "insufficient resources") {
		t.Errorf("error is %v", err)
	}
	wantMessages(t, s.c, 0)
	s.c.AwaitRoom(t.Context())
	publishSome(t, s, func() {})
	if err := s.c.Fill(t.Context()); err == nil {
		t.Fatal("the storage is not full")
	}
	wantRemoved(t, s.c)
	s.c.AwaitRoom(t.Context())
	publishBefore(t, s)
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

// TestCluster_late has a process stand still while it finishes or removes a job, until that was removed and the same
// rows were published under its name again: that one stays in the queue, and is known.
func TestCluster_late(t *testing.T) {
	t.Parallel()
	for what, begin := range map[string]func(*cluster.Cluster, context.Context, string) (func() error, error){
		"finish": (*cluster.Cluster).Tidy,
		"remove": (*cluster.Cluster).Removal,
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			s := &crash{c: openPatient(t), api: cuedesktest.NewServer(fast)}
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
	if s.doom.mark, s.settled, err = s.c.Mark(t.Context()); err != nil {
		t.Fatal(err)
	}
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
