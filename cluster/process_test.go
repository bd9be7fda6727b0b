package cluster_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cluster"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/importer"
)

// role is what a process of a test does. It is handed over in the environment.
type role struct {
	Name    string   `json:"name"`    // a server, with the next four
	Dir     string   `json:"dir"`     //
	Listen  string   `json:"listen"`  //
	Cluster string   `json:"cluster"` //
	Peers   []string `json:"peers"`   //
	URL     string   `json:"url"`     // of the servers, for the others
	API     string   `json:"api"`     // a worker of this API
	Rows    int      `json:"rows"`    // a publisher of so many rows
	KillAt  int      `json:"kill_at"` // kills itself at this row; 0: it does not
}

const envRole = "CLUSTER_TEST_ROLE"

func TestMain(m *testing.M) {
	text := os.Getenv(envRole)
	if text == "" {
		os.Exit(m.Run())
	}
	var r role
	err := json.Unmarshal([]byte(text), &r)
	if err == nil {
		err = r.play(context.Background())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func (r role) play(ctx context.Context) error {
	if r.Name != "" {
		node, err := cluster.StartNode(cluster.NodeOptions{
			Dir: r.Dir, Name: r.Name, Listen: r.Listen, Cluster: r.Cluster, Peers: r.Peers,
		})
		if err != nil {
			return err
		}
		_, _ = io.Copy(io.Discard, os.Stdin) // until the test ends
		node.Close()
		return nil
	}
	c, err := cluster.Open(ctx, testOptions(r.URL))
	if err != nil {
		return err
	}
	defer c.Close()
	if r.API != "" {
		client, err := r.client()
		if err != nil {
			return err
		}
		c.SaveEvery(10 * time.Millisecond)
		return c.Work(ctx, client, untilDone)
	}
	rows := func(yield func(importer.Row, error) bool) {
		n := 0
		for row, err := range people(r.Rows) {
			if n++; n == r.KillAt {
				killSelf()
			}
			if !yield(row, err) {
				return
			}
		}
	}
	opts := quickImport
	opts.BatchSize, opts.Lanes = 50, 6
	_, err = c.Publish(ctx, "people", rows, opts)
	if errors.Is(err, cluster.ErrPublished) {
		return nil // an earlier one was killed after it was done
	}
	return err
}

// client returns a client that outlasts a server of which one request in five fails: a call that fails ends a worker.
func (r role) client() (*cuedesk.Client, error) {
	return cuedesk.NewClient(cuedesktest.Token, cuedesk.WithBaseURL(r.API), cuedesk.WithRetry(cuedesk.RetryPolicy{
		MaxAttempts: 20, MinBackoff: time.Millisecond, MaxBackoff: 5 * time.Millisecond, Budget: -1,
	}))
}

// killSelf ends the process as kill -9 does.
func killSelf() {
	if self, err := os.FindProcess(os.Getpid()); err == nil {
		_ = self.Kill()
	}
	select {}
}

// testLease is how long leases last.
const testLease = 3 * time.Second

func testOptions(url string) cluster.Options {
	return cluster.Options{URL: url, LeaseTime: testLease, Timeout: 2 * time.Second, Patience: 2 * time.Minute}
}

// start starts a process.
func (r role) start(t *testing.T) *process {
	t.Helper()
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	p := &process{cmd: exec.CommandContext(t.Context(), os.Args[0])}
	p.cmd.Env = append(os.Environ(), envRole+"="+string(text))
	p.cmd.Stderr = &p.errors
	if p.stdin, err = p.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return p
}

// process is one that plays a role.
type process struct {
	cmd    *exec.Cmd
	stdin  io.Closer
	errors strings.Builder
}

// wait returns whether it was killed; any other failure fails the test.
func (p *process) wait(t *testing.T) (killed bool) {
	t.Helper()
	err := p.cmd.Wait()
	if err != nil && p.cmd.ProcessState.ExitCode() >= 0 {
		t.Fatalf("%v: %s", err, p.errors.String())
	}
	return err != nil
}

// kill kills it as kill -9 does.
func (p *process) kill() { _ = p.cmd.Process.Kill() }

// servers are the processes of a cluster of servers.
type servers struct {
	nodes     []role
	processes []*process
}

// startServers starts a cluster of three servers.
func startServers(t *testing.T) *servers {
	t.Helper()
	s := &servers{}
	ports := freePorts(t, 6)
	for i := range 3 {
		s.nodes = append(s.nodes, role{
			Dir: t.TempDir(), Name: fmt.Sprint("n", i), Listen: ports[i], Cluster: ports[3+i], Peers: ports[3:],
		})
		s.processes = append(s.processes, s.nodes[i].start(t))
	}
	t.Cleanup(func() {
		for _, p := range s.processes {
			p.kill()
			_ = p.cmd.Wait()
		}
	})
	return s
}

// url is that of all servers.
func (s *servers) url() string {
	var urls []string
	for _, n := range s.nodes {
		urls = append(urls, "nats://"+n.Listen)
	}
	return strings.Join(urls, ",")
}

// restart kills a server, and starts it again.
func (s *servers) restart(t *testing.T, i int) {
	t.Helper()
	s.processes[i].kill()
	_ = s.processes[i].cmd.Wait()
	s.processes[i] = s.nodes[i].start(t)
}

// freePorts returns addresses at which nothing listens.
func freePorts(t *testing.T, n int) []string {
	t.Helper()
	var addresses []string
	for range n {
		l := httptest.NewServer(nil)
		defer l.Close()
		addresses = append(addresses, l.Listener.Addr().String())
	}
	return addresses
}
