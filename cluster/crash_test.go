package cluster_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/cuedesk/cuedesk-go/cluster"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/importer"
	"github.com/cuedesk/cuedesk-go/internal/testset"
)

// doom ends the life of a process at one of the writes that it makes: to the servers, or to the API. What it writes
// then arrives or not, and it reads and writes nothing any more.
type doom struct {
	at      int  // the write, from 1 on
	arrives bool // whether that one does
	api     http.RoundTripper
	die     func()
	mark    []byte // is written last

	under  sync.WaitGroup // writes under way
	mu     sync.Mutex
	writes int
	conns  []net.Conn
}

// errDead: the process is dead.
var errDead = errors.New("dead")

// isOver reports whether the process is dead.
func (d *doom) isOver() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.writes >= d.at
}

// write makes a write.
func (d *doom) write(write func() error) error {
	d.mu.Lock()
	if d.writes >= d.at {
		d.mu.Unlock()
		return errDead
	}
	d.writes++
	last := d.writes == d.at
	if !last {
		d.under.Add(1)
	}
	d.mu.Unlock()
	if !last {
		defer d.under.Done()
		return write()
	}
	if d.arrives {
		_ = write()
	}
	d.end()
	return errDead
}

// end ends the process. What was written still arrives, and the mark behind it.
func (d *doom) end() {
	d.under.Wait()
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, conn := range d.conns {
		_, _ = conn.Write(d.mark)
		_ = conn.(*net.TCPConn).CloseRead()
	}
	d.die()
}

// Dial connects to a server.
func (d *doom) Dial(network, address string) (net.Conn, error) {
	if d.isOver() {
		return nil, errDead
	}
	conn, err := net.Dial(network, address) //nolint:noctx // the server is in this process
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.conns = append(d.conns, conn)
	return &doomedConn{conn, d}, nil
}

// doomedConn is a connection of the process.
type doomedConn struct {
	net.Conn

	doom *doom
}

func (c *doomedConn) Write(data []byte) (n int, err error) {
	err = c.doom.write(func() error {
		n, err = c.Conn.Write(data)
		return err
	})
	return n, err
}

func (c *doomedConn) Read(data []byte) (int, error) {
	n, err := c.Conn.Read(data)
	if c.doom.isOver() {
		return 0, errDead
	}
	return n, err
}

// RoundTrip implements [http.RoundTripper].
func (d *doom) RoundTrip(r *http.Request) (response *http.Response, err error) {
	err = d.write(func() error {
		response, err = d.api.RoundTrip(r)
		return err
	})
	if err != nil {
		return nil, err
	}
	return response, nil
}

// strike ends the process at a write from now on.
func (d *doom) strike(n int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.at = d.writes + n
}

// crash is a process that ends, and one that goes on.
type crash struct {
	ctx  context.Context  // of the one that ends
	c    *cluster.Cluster // of the process that goes on
	dead *cluster.Cluster // of the one that ends
	api  *cuedesktest.Server
	doom *doom
	// settled waits until the servers have stored what the process had sent when it ended: what arrives later is
	// removed by a later call.
	settled func() error
}

// settle waits until nothing of the process that has ended is under way.
func (s *crash) settle(t *testing.T) {
	t.Helper()
	if err := s.settled(); err != nil {
		t.Fatal(err)
	}
}

// publish publishes by a process.
func (s *crash) publish(ctx context.Context, c *cluster.Cluster) error {
	opts := quick
	opts.Lanes, opts.BatchSize = 2, 20
	_, err := c.Publish(ctx, "people", people(60), opts)
	return err
}

// work has the process that goes on do what is left, as it has the folder of the one that has ended.
func (s *crash) work(t *testing.T) {
	t.Helper()
	if err := s.c.EndLeases(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.c.Work(t.Context(), s.api.Client(), once); err != nil {
		t.Fatal(err)
	}
}

// crashes are what a process may be at: a step that is done before, what it is at, and how another one goes on.
var crashes = map[string]struct {
	step   int // every so many writes it ends, under the race detector every third of these
	before func(t *testing.T, s *crash)
	during func(ctx context.Context, s *crash) error
	after  func(t *testing.T, s *crash)
}{
	"publish": {
		step:   2,
		before: func(*testing.T, *crash) {},
		during: func(ctx context.Context, s *crash) error { return s.publish(ctx, s.dead) },
		after: func(t *testing.T, s *crash) {
			t.Helper()
			before := &cluster.PublishedError{}
			if err := s.publish(t.Context(), s.c); err != nil && (!errors.As(err, &before) || !before.Same) {
				t.Fatal(err)
			}
			s.work(t)
			wantCrashed(t, s)
		},
	},
	"work": {
		step:   20,
		before: publishBefore,
		during: func(ctx context.Context, s *crash) error { return s.dead.Work(ctx, s.client(), once) },
		after: func(t *testing.T, s *crash) {
			t.Helper()
			s.work(t)
			wantCrashed(t, s)
		},
	},
	"remove": {
		step: 4,
		before: func(t *testing.T, s *crash) {
			t.Helper()
			publishBefore(t, s)
			s.work(t)
		},
		during: func(ctx context.Context, s *crash) error { return s.dead.Remove(ctx, "people") },
		after: func(t *testing.T, s *crash) {
			t.Helper()
			if err := s.c.Remove(t.Context(), "people"); err != nil && !errors.Is(err, cluster.ErrNotFound) {
				t.Fatal(err)
			}
			if keys := keysOf(t, s.c, ">"); len(keys) > 0 {
				t.Errorf("left: %q", keys)
			}
			publishBefore(t, s)
		},
	},
}

func publishBefore(t *testing.T, s *crash) {
	t.Helper()
	if err := s.publish(t.Context(), s.c); err != nil {
		t.Fatal(err)
	}
}

// wantCrashed compares the workspace, the report and what is kept with the rows.
func wantCrashed(t *testing.T, s *crash) {
	t.Helper()
	report, err := s.c.Report(t.Context(), "people")
	if err != nil {
		t.Fatal(err)
	}
	counts := report.Counts
	if !report.IsFinished() || counts.Total() != 60 || counts.In()+counts[importer.Duplicate] != 58 {
		t.Errorf("%s", report)
	}
	wantPeople(t, s.api, 60)
	if n, err := s.c.Messages(t.Context()); n > 0 || err != nil {
		t.Errorf("%d batches are left, %v", n, err)
	}
	for _, pattern := range []string{"journal.>", "lines.>", "queue.>"} {
		if keys := keysOf(t, s.c, pattern); len(keys) > 0 {
			t.Errorf("left: %q", keys)
		}
	}
}

// TestCluster_crash ends a process at writes that it makes, to the servers or to the API, which arrive or not, and has
// another one go on; with CLUSTER_CRASHES set, at each write: each row is accounted for once, each contact is there
// once, and nothing personal is left.
func TestCluster_crash(t *testing.T) {
	t.Parallel()
	node, err := cluster.StartNode(cluster.NodeOptions{Dir: t.TempDir(), Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(node.Close)
	each := os.Getenv("CLUSTER_CRASHES") != ""
	for what, is := range crashes {
		step := is.step * testset.Pick(3, 1)
		if each {
			step = 1
		}
		for _, arrives := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s arrives %t", what, arrives), func(t *testing.T) {
				t.Parallel()
				n := 1
				for crashAt(t, node, what, n, arrives) && !t.Failed() {
					n += step
				}
				t.Logf("%d writes", n)
			})
		}
	}
}

// crashAt ends a process at a write. It returns false if it does not make as many.
func crashAt(t *testing.T, node *cluster.Node, what string, n int, arrives bool) bool {
	t.Helper()
	s := openDoomed(t, cluster.Options{
		URL: node.URL(), Namespace: fmt.Sprintf("%s%d%t", what, n, arrives), LeaseTime: 2 * time.Second,
	}, arrives)
	defer s.dead.Close()
	defer s.c.Close()
	crashes[what].before(t, s)
	s.doom.strike(n)
	err := crashes[what].during(s.ctx, s)
	over := s.doom.isOver()
	if !over && err != nil {
		t.Fatal(err)
	}
	if over {
		s.settle(t)
		crashes[what].after(t, s)
	}
	if t.Failed() {
		t.Logf("it ended at write %d", n)
	}
	return over
}
