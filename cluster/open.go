package cluster

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"reflect"
	"strconv"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// Cluster is a connection to the streams. It is safe for concurrent use. Close it in
// the end.
type Cluster struct { //nolint:recvcheck // printing a copy shows no more than printing a pointer
	opts  Options
	node  *Node // nil: the servers are elsewhere
	conn  *nats.Conn
	js    jetstream.JetStream
	work  jetstream.Stream // the contacts, a subject for each batch
	rate  jetstream.Stream // counters, for the rate limit
	state store            // the bucket of everything else
	// Leases up to this revision are of processes that have ended: one process at a time has Options.Dir.
	ended uint64
	// How often a stored part is noted; 0: as package exporter does.
	saveEvery time.Duration
}

// String returns the namespace, and nothing of the URL, which may have a password.
func (c Cluster) String() string {
	return "cluster of the namespace " + strconv.Quote(c.opts.Namespace)
}

// Format prints what String returns, whatever the verb.
func (c Cluster) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, c.String()) }

// LogValue logs what String returns.
func (c Cluster) LogValue() slog.Value { return slog.StringValue(c.String()) }

// Open connects to the servers, or starts one in Options.Dir, and creates the streams
// if they do not exist. Invalid options match [cuedesk.ErrInvalid]. Servers that cannot
// be reached within Options.Patience match [ErrUnavailable]; a folder that another
// process uses matches [ErrLocked].
func Open(ctx context.Context, opts Options) (*Cluster, error) {
	o, err := opts.complete()
	if err != nil {
		return nil, err
	}
	c := &Cluster{opts: o}
	if err := c.open(ctx); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

func (c *Cluster) open(ctx context.Context) (err error) {
	if c.opts.Dir != "" {
		if c.node, err = StartNode(NodeOptions{Dir: c.opts.Dir}); err != nil {
			return err
		}
	}
	if err := c.connect(ctx); err != nil {
		return err
	}
	// Only requests of this package are made with it, and each of them has a deadline of its own.
	if c.js, err = jetstream.New(c.conn, jetstream.WithDefaultTimeout(c.opts.Timeout)); err != nil {
		return fmt.Errorf("cluster: %w", err)
	}
	if err := c.createStreams(ctx); err != nil || c.node == nil {
		return err
	}
	return c.call(ctx, "opening the bucket", func(ctx context.Context) error {
		info, err := c.state.stream.Info(ctx)
		if err == nil {
			c.ended = info.State.LastSeq
		}
		return err
	})
}

// connect connects; lost connections are made again for as long as it takes.
func (c *Cluster) connect(ctx context.Context) error {
	opts := []nats.Option{
		nats.Name("cuedesk " + c.opts.Namespace), nats.MaxReconnects(-1), nats.ReconnectWait(100 * time.Millisecond),
		nats.ReconnectJitter(100*time.Millisecond, 100*time.Millisecond), nats.Timeout(c.opts.Timeout),
		nats.PingInterval(c.opts.Timeout), nats.MaxPingsOutstanding(2),
		nats.ErrorHandler(func(*nats.Conn, *nats.Subscription, error) {}), // else it prints them: see denial
	}
	if c.node != nil {
		opts = append(opts, nats.InProcessServer(c.node.server))
	}
	err := c.call(ctx, "connecting to "+c.opts.servers(), func(context.Context) (err error) {
		c.conn, err = nats.Connect(c.opts.URL, append(opts, c.opts.Connect...)...)
		return mayConnectLater(err)
	})
	if err == nil && c.conn.MaxPayload() < minPayload {
		err = fmt.Errorf("cluster: the servers take messages of %d bytes at most: set their max_payload to %d or more",
			c.conn.MaxPayload(), minPayload)
	}
	return err
}

// minPayload is what servers must take at least: what became of the rows of a batch, or a chunk of an export.
const minPayload = 512 << 10

// mayConnectLater makes an error of the network transient, but for a name that there is not.
func mayConnectLater(err error) error {
	_, network := errors.AsType[*net.OpError](err)
	name, ok := errors.AsType[*net.DNSError](err)
	if network && (!ok || !name.IsNotFound) || errors.Is(err, io.EOF) {
		return errors.Join(nats.ErrNoServers, err)
	}
	return err
}

// Close closes the connection, and stops the server of Options.Dir. Call it after
// [Cluster.Work] has returned.
func (c *Cluster) Close() {
	if c.conn != nil {
		c.conn.Close()
	}
	if c.node != nil {
		c.node.Close()
	}
}

// replicas returns how many servers keep a stream.
func (c *Cluster) replicas() (int, error) {
	if c.opts.Replicas != 0 {
		return c.opts.Replicas, nil
	}
	if c.conn.ConnectedClusterName() == "" {
		return 1, nil
	}
	switch n := len(c.conn.Servers()); {
	case n >= 5:
		return 5, nil
	case n >= 3:
		return 3, nil
	default:
		return 0, fmt.Errorf("cluster: %d servers of a cluster are known: name 3 or 5 in URL, or set Replicas", n)
	}
}

// workStream and rateStream return the names of the streams.
func (c *Cluster) workStream() string { return c.opts.Namespace + "_work" }
func (c *Cluster) rateStream() string { return c.opts.Namespace + "_rate" }
func (c *Cluster) bucket() string     { return c.opts.Namespace }

// createStreams creates the streams that are not there.
func (c *Cluster) createStreams(ctx context.Context) error {
	work := jetstream.StreamConfig{
		Name: c.workStream(), Subjects: []string{c.opts.Namespace + ".work.>"}, Storage: jetstream.FileStorage,
		MaxMsgsPerSubject: 1, MaxAge: c.opts.MaxAge, Duplicates: duplicates,
	}
	// A key-value bucket but for the first two, and for AllowDirect: a follower may answer with what was before.
	state := jetstream.StreamConfig{
		AllowAtomicPublish: true, AllowMsgTTL: true,
		Name: "KV_" + c.bucket(), Subjects: []string{"$KV." + c.bucket() + ".>"}, Storage: jetstream.FileStorage,
		MaxMsgsPerSubject: 1, AllowRollup: true, DenyDelete: true, Duplicates: duplicates,
		Discard: jetstream.DiscardNew,
	}
	rate := jetstream.StreamConfig{
		Name: c.rateStream(), Subjects: []string{c.opts.Namespace + ".rate.>"}, Storage: jetstream.MemoryStorage,
		MaxMsgsPerSubject: 1, AllowMsgCounter: true, MaxAge: 5 * time.Minute, Duplicates: duplicates, AllowDirect: true,
	}
	for _, config := range []struct {
		stream *jetstream.Stream
		config jetstream.StreamConfig
	}{{&c.work, work}, {&c.state.stream, state}, {&c.rate, rate}} {
		if err := c.createStream(ctx, config.stream, config.config); err != nil {
			return err
		}
	}
	c.state.c = c
	return nil
}

// duplicates is for how long a message that is sent again is known.
const duplicates = 2 * time.Minute

// createStream opens a stream, or creates it: another process may do so at the same time.
func (c *Cluster) createStream(ctx context.Context, stream *jetstream.Stream, config jetstream.StreamConfig) error {
	return c.call(ctx, "opening stream "+config.Name, func(ctx context.Context) (err error) {
		*stream, err = c.js.Stream(ctx, config.Name)
		switch {
		case err == nil:
			return sameStream((*stream).CachedInfo().Config, config)
		case errors.Is(err, nats.ErrNoResponders):
			return fmt.Errorf("%w: no server has JetStream now", err)
		}
		if !errors.Is(err, jetstream.ErrStreamNotFound) {
			return err
		}
		if config.Replicas, err = c.replicas(); err != nil {
			return err
		}
		*stream, err = c.js.CreateStream(ctx, config)
		if config.Replicas == 5 && isTooMany(err) { // names and addresses of three servers count as six
			config.Replicas = 3
			*stream, err = c.js.CreateStream(ctx, config)
		}
		if errors.Is(err, jetstream.ErrStreamNameAlreadyInUse) { // by another process, with other options
			*stream, err = c.js.Stream(ctx, config.Name)
		}
		return err
	})
}

// isTooMany reports whether a stream is not created because there are fewer servers than replicas.
func isTooMany(err error) bool {
	api, ok := errors.AsType[*jetstream.APIError](err)
	return ok && api.ErrorCode == noSuitablePeers
}

// sameStream refuses a stream that something else has made, and that would answer with what was, or lose something.
func sameStream(is, want jetstream.StreamConfig) error {
	for _, setting := range []struct {
		name     string
		is, want any
	}{
		{"subjects", is.Subjects, want.Subjects},
		{"storage", is.Storage, want.Storage},
		{"retention", is.Retention, want.Retention},
		{"messages a subject", is.MaxMsgsPerSubject, want.MaxMsgsPerSubject},
		{"direct reads", is.AllowDirect, want.AllowDirect},
		{"atomic batches", is.AllowAtomicPublish, want.AllowAtomicPublish},
		{"counters", is.AllowMsgCounter, want.AllowMsgCounter},
		{"expiry of messages", is.AllowMsgTTL, want.AllowMsgTTL},
	} {
		if !reflect.DeepEqual(setting.is, setting.want) {
			return fmt.Errorf("stream %s is not one of this package: %s is %v, not %v: set Options.Namespace",
				want.Name, setting.name, setting.is, setting.want)
		}
	}
	return nil
}
