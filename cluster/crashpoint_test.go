package cluster_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cluster"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// crashPoint ends the life of a process at one of the writes that it makes: to the servers, or to the API. What it
// writes then arrives or not, and it reads and writes nothing any more.
type crashPoint struct {
	at      int  // the write, from 1 on
	arrives bool // whether that one does
	api     http.RoundTripper
	kill    func()
	mark    []byte // is written last

	inFlight sync.WaitGroup // writes under way
	mu       sync.Mutex
	writes   int
	conns    []net.Conn
}

// errCrashed: the process is dead.
var errCrashed = errors.New("dead")

// isOver reports whether the process is dead.
func (d *crashPoint) isOver() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.writes >= d.at
}

// write makes a write.
func (d *crashPoint) write(write func() error) error {
	d.mu.Lock()
	if d.writes >= d.at {
		d.mu.Unlock()
		return errCrashed
	}
	d.writes++
	last := d.writes == d.at
	if !last {
		d.inFlight.Add(1)
	}
	d.mu.Unlock()
	if !last {
		defer d.inFlight.Done()
		return write()
	}
	if d.arrives {
		_ = write()
	}
	d.end()
	return errCrashed
}

// end ends the process. What was written still arrives, and the mark behind it.
func (d *crashPoint) end() {
	d.inFlight.Wait()
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, conn := range d.conns {
		_, _ = conn.Write(d.mark)
		_ = conn.(*net.TCPConn).CloseRead()
	}
	d.kill()
}

// Dial connects to a server.
func (d *crashPoint) Dial(network, address string) (net.Conn, error) {
	if d.isOver() {
		return nil, errCrashed
	}
	conn, err := net.Dial(network, address) //nolint:noctx // the server is in this process
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.conns = append(d.conns, conn)
	return &crashingConn{conn, d}, nil
}

// crashingConn is a connection of the process.
type crashingConn struct {
	net.Conn

	point *crashPoint
}

func (c *crashingConn) Write(data []byte) (n int, err error) {
	err = c.point.write(func() error {
		n, err = c.Conn.Write(data)
		return err
	})
	return n, err
}

func (c *crashingConn) Read(data []byte) (int, error) {
	n, err := c.Conn.Read(data)
	if c.point.isOver() {
		return 0, errCrashed
	}
	return n, err
}

// RoundTrip implements [http.RoundTripper].
func (d *crashPoint) RoundTrip(r *http.Request) (response *http.Response, err error) {
	err = d.write(func() error {
		response, err = d.api.RoundTrip(r)
		return err
	})
	if err != nil {
		return nil, err
	}
	return response, nil
}

// hit ends the process at a write from now on.
func (d *crashPoint) hit(n int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.at = d.writes + n
}

// crash is a process that ends, and one that goes on.
type crash struct {
	ctx        context.Context  // of the one that ends
	c          *cluster.Cluster // of the process that goes on
	crashed    *cluster.Cluster // of the one that ends
	api        *cuedesktest.Server
	crashPoint *crashPoint
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
	opts := quickImport
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
	if err := s.c.Work(t.Context(), s.api.Client(), untilDone); err != nil {
		t.Fatal(err)
	}
}

// startCrashing opens the same streams for a process that ends, and for another one.
func startCrashing(t *testing.T) *crash {
	t.Helper()
	node, err := cluster.StartNode(cluster.NodeOptions{Dir: t.TempDir(), Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(node.Close)
	return openCrashing(t, cluster.Options{URL: node.URL(), LeaseTime: time.Hour}, true)
}

// openCrashing opens streams for a process that ends, and for another one.
func openCrashing(t *testing.T, o cluster.Options, arrives bool) *crash {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	s := &crash{ctx: ctx, api: cuedesktest.NewServer(fastImports)}
	s.crashPoint = &crashPoint{at: 1 << 30, arrives: arrives, api: s.api, kill: cancel}
	var err error
	if s.c, err = cluster.Open(ctx, o); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.c.Close)
	if s.crashPoint.mark, s.settled, err = s.c.Mark(t.Context()); err != nil {
		t.Fatal(err)
	}
	o.Connect = []nats.Option{nats.SetCustomDialer(s.crashPoint), nats.NoReconnect()}
	if s.crashed, err = cluster.Open(ctx, o); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.crashed.Close)
	return s
}

// client is that of the process that ends.
func (s *crash) client() *cuedesk.Client {
	return s.api.Client(cuedesk.WithHTTPClient(&http.Client{Transport: s.crashPoint}))
}
