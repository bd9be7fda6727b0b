package cluster_test

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"

	"github.com/cuedesk/cuedesk-go/cluster"
)

// TestOpen_waiting has no server where the URL says: the caller is told what is tried and why it fails, and the error
// in the end names the servers.
func TestOpen_waiting(t *testing.T) {
	t.Parallel()
	closed := freePorts(t, 1)[0]
	silent, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // it does not wait
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = silent.Close() })
	for name, host := range map[string]string{"closed": closed, "silent": silent.Addr().String()} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			told := make(chan cluster.Waiting, 1)
			_, err := cluster.Open(ctx, cluster.Options{
				URL: "nats://me:s3cret@" + host, Timeout: 1500 * time.Millisecond, Patience: time.Hour,
				Waiting: func(w cluster.Waiting) {
					if name == "closed" && w.Err == nil { // it has not failed yet
						return
					}
					select {
					case told <- w:
						cancel()
					default:
					}
				},
			})
			w := <-told
			if w.What != "connecting to "+host || w.Until != time.Hour {
				t.Errorf("told: %+v", w)
			}
			if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), host) ||
				strings.Contains(err.Error(), "s3cret") {
				t.Errorf("error is %v", err)
			}
		})
	}
}

// TestOpen_names names each of three servers twice: as many copies are kept as there are servers.
func TestOpen_names(t *testing.T) {
	t.Parallel()
	s := startServers(t)
	o := testOptions(s.url() + "," + strings.ReplaceAll(s.url(), "127.0.0.1", "localhost"))
	c, err := cluster.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if n := c.Replicas(); n != 3 {
		t.Errorf("%d replicas", n)
	}
}

// TestOpen_payload: servers that take short messages only are refused at once.
func TestOpen_payload(t *testing.T) {
	t.Parallel()
	url := startNATS(t, server.Options{MaxPayload: 64 << 10})
	_, err := cluster.Open(t.Context(), cluster.Options{URL: url})
	if err == nil || !strings.Contains(err.Error(), "max_payload") {
		t.Errorf("error is %v", err)
	}
}

// TestCluster_denied has a user who may not store contacts: the error says so, although servers do not answer.
func TestCluster_denied(t *testing.T) {
	t.Parallel()
	url := startNATS(t, server.Options{Users: []*server.User{{
		Username: "u", Password: "p",
		Permissions: &server.Permissions{Publish: &server.SubjectPermission{Deny: []string{"cuedesk.work.>"}}},
	}}})
	c, err := cluster.Open(t.Context(), cluster.Options{
		URL: url, Connect: []nats.Option{nats.UserInfo("u", "p")}, Timeout: time.Second / 2, Patience: time.Hour,
	})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_, err = c.Publish(t.Context(), "people", people(10), quickImport)
	if !errors.Is(err, nats.ErrPermissionViolation) || !strings.Contains(err.Error(), "storing a batch") {
		t.Errorf("error is %v", err)
	}
}

// startNATS starts a server as others run it, and returns its URL.
func startNATS(t *testing.T, o server.Options) string {
	t.Helper()
	o.Host, o.Port, o.JetStream, o.StoreDir = "127.0.0.1", server.RANDOM_PORT, true, t.TempDir()
	o.NoSigs, o.NoLog = true, true
	s, err := server.NewServer(&o)
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
	if !s.ReadyForConnections(time.Minute) {
		t.Fatal("the server is not ready")
	}
	return s.ClientURL()
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
