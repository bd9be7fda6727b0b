package cluster

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"github.com/cuedesk/cuedesk-go/internal/lockedfile"
)

// NodeOptions say how a server runs in this process. Dir is required.
type NodeOptions struct {
	Dir  string // required: the folder of its streams
	Name string // required in a cluster: unique in it, and the same each time that the server is started

	// Listen is the address for clients, host:port; port 0 takes a free one. Empty: only
	// this process can connect. Whoever can connect can read and change the queue: use
	// an address of this machine or of a private network, or run nats-server with
	// authorization instead.
	Listen string
	// Cluster is the address for other servers of a cluster, host:port. Peers are the
	// Cluster addresses of these; the server's own may be among them. Set both or none.
	Cluster string
	Peers   []string
}

// Node is a NATS server with JetStream that runs in this process. Close it in the end.
type Node struct {
	server *server.Server
	lock   *lockedfile.File
}

// startTimeout is how long a server may take to listen.
const startTimeout = 30 * time.Second

// StartNode starts a server, which syncs each message to the disk before it
// acknowledges it. The servers of a cluster must find each other before streams can be
// used: [Open] waits for that. Invalid options match [cuedesk.ErrInvalid], a folder
// that another process uses matches [ErrLocked].
func StartNode(o NodeOptions) (*Node, error) {
	opts, err := o.server()
	if err != nil {
		return nil, invalid([]error{err})
	}
	lock, err := lockFolder(o.Dir)
	if err != nil {
		return nil, err
	}
	s, err := server.NewServer(opts)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("cluster: starting a server: %w", err), lock.Close())
	}
	n := &Node{s, lock}
	s.Start()
	if !s.ReadyForConnections(startTimeout) {
		n.Close()
		return nil, fmt.Errorf("cluster: a server in %s is not ready after %s", o.Dir, startTimeout)
	}
	return n, nil
}

// lockFolder keeps other processes from a folder, until this one ends in whatever way.
func lockFolder(dir string) (*lockedfile.File, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("cluster: %w", err)
	}
	lock, err := lockedfile.Open(filepath.Join(dir, "lock"))
	if errors.Is(err, lockedfile.ErrLocked) {
		err = ErrLocked
	}
	if err != nil {
		return nil, fmt.Errorf("cluster: %s: %w", dir, err)
	}
	return lock, nil
}

// server returns the options of the server.
func (o NodeOptions) server() (*server.Options, error) {
	if o.Dir == "" {
		return nil, errors.New("a server needs Dir")
	}
	if (o.Cluster == "") != (len(o.Peers) == 0) || o.Cluster != "" && o.Name == "" {
		return nil, errors.New("of Cluster, Peers and Name, all or none must be set")
	}
	opts := &server.Options{
		ServerName: o.Name, JetStream: true, StoreDir: o.Dir, SyncAlways: true,
		NoSigs: true, NoLog: true, DontListen: o.Listen == "",
	}
	var err error
	if o.Listen != "" {
		if opts.Host, opts.Port, err = splitAddress(o.Listen); err != nil {
			return nil, fmt.Errorf("an address to Listen at: %w", err)
		}
	}
	if o.Cluster == "" {
		return opts, nil
	}
	opts.Cluster.Name = "cuedesk"
	if opts.Cluster.Host, opts.Cluster.Port, err = splitAddress(o.Cluster); err != nil {
		return nil, fmt.Errorf("an address of the Cluster: %w", err)
	}
	for _, peer := range o.Peers {
		opts.Routes = append(opts.Routes, &url.URL{Scheme: "nats-route", Host: peer})
	}
	return opts, nil
}

// splitAddress splits host:port; the server's number for a free port is -1.
func splitAddress(address string) (string, int, error) {
	host, text, err := net.SplitHostPort(address)
	if err != nil {
		return "", 0, err
	}
	port, err := strconv.ParseUint(text, 10, 16)
	if err != nil {
		return "", 0, err
	}
	if port == 0 {
		return host, server.RANDOM_PORT, nil
	}
	return host, int(port), nil
}

// URL returns the URL for clients; empty if the server does not listen.
func (n *Node) URL() string {
	if n.server.Addr() == nil {
		return ""
	}
	return n.server.ClientURL()
}

// Close stops the server and waits until it has stopped.
func (n *Node) Close() {
	n.server.Shutdown()
	n.server.WaitForShutdown()
	_ = n.lock.Close()
}
