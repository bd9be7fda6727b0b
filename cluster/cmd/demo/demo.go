package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cluster"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/importer"
)

// outcome is what an import took.
type outcome struct {
	publish, work time.Duration
	rows          int
	memory        []int // at most, of each worker that was not killed, in KiB
}

// runDemo imports once.
func runDemo(ctx context.Context, s settings) (out outcome, err error) {
	dir, err := os.MkdirTemp("", "cluster-demo")
	if err != nil {
		return out, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	nodes, err := startNodes(dir, s.nodes)
	for _, n := range nodes {
		defer n.Close()
	}
	if err != nil {
		return out, err
	}
	url := urls(nodes)
	printf("servers in this process, which keep the queue: %s", url)
	fake := cuedesktest.NewServer(cuedesktest.WithImportDuration(s.importTime), cuedesktest.WithRequestLog(0))
	api := httptest.NewServer(fake)
	defer api.Close()
	c, err := cluster.Open(ctx, cluster.Options{URL: url, LeaseTime: leaseTime, Waiting: func(w cluster.Waiting) {
		printf("servers that have just started elect their leaders: %s, for %s", w.What, w.For.Round(time.Second/10))
	}})
	if err != nil {
		return out, err
	}
	defer c.Close()
	if err := c.SetRateLimit(ctx, s.rate); err != nil {
		return out, err
	}
	began := time.Now()
	published, err := c.Publish(ctx, job, people(s.rows), importer.Options{
		MatchOn: []cuedesk.MatchField{cuedesk.MatchEmail}, Lanes: s.lanes,
	})
	if err != nil {
		return out, err
	}
	out.publish, out.rows = time.Since(began), published.Rows
	printf("%d rows published in %s: %d batches in %d lanes", published.Rows, out.publish.Round(time.Millisecond),
		published.Batches, published.Lanes)
	began = time.Now()
	team := &nodeProcesses{url: url, api: api.URL}
	if out.memory, err = supervise(ctx, s, c, team); err != nil {
		return out, err
	}
	out.work = time.Since(began)
	requests := fake.Summary().Requests
	printf("%d requests, %.1f a second", requests, float64(requests)/out.work.Seconds())
	return out, verify(ctx, c, fake)
}

const (
	job       = "demo"
	leaseTime = 3 * time.Second
)

// printf prints a line, with the time.
func printf(format string, args ...any) {
	fmt.Printf(time.Now().Format("15:04:05.000 ")+format+"\n", args...)
}

// startNodes starts servers in this process.
func startNodes(dir string, n int) (nodes []*cluster.Node, err error) {
	var peers []string
	if n > 1 {
		if peers, err = freeAddresses(n); err != nil {
			return nil, err
		}
	}
	for i := range n {
		name := "n" + strconv.Itoa(i+1)
		opts := cluster.NodeOptions{Dir: filepath.Join(dir, name), Name: name, Listen: "127.0.0.1:0", Peers: peers}
		if n > 1 {
			opts.Cluster = peers[i]
		}
		node, err := cluster.StartNode(opts)
		if err != nil {
			return nodes, err
		}
		nodes = append(nodes, node)
	}
	return nodes, nil
}

// freeAddresses returns addresses at which nothing listens.
func freeAddresses(n int) (addresses []string, err error) {
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // it does not wait
		if err != nil {
			return nil, err
		}
		defer func() { _ = l.Close() }()
		addresses = append(addresses, l.Addr().String())
	}
	return addresses, nil
}

// urls are where clients find the servers.
func urls(nodes []*cluster.Node) string {
	var all []string
	for _, n := range nodes {
		all = append(all, n.URL())
	}
	return strings.Join(all, ",")
}

// people yields rows, of which some repeat others and some cannot be sent.
func people(n int) iter.Seq2[importer.Row, error] {
	return func(yield func(importer.Row, error) bool) {
		for i := range n {
			row := importer.Row{Contact: cuedesk.ContactCreate{
				Email: fmt.Sprintf("p%d@example.com", i), FirstName: "Pat", LastName: "No. " + strconv.Itoa(i),
			}}
			switch i % 1000 {
			case 7:
				row.Contact.Email = fmt.Sprintf("p%d@example.com", i-1)
			case 9:
				row.Contact.Email = ""
			}
			if !yield(row, nil) {
				return
			}
		}
	}
}

// verify compares the workspace with the report.
func verify(ctx context.Context, c *cluster.Cluster, fake *cuedesktest.Server) error {
	report, err := c.Report(ctx, job)
	if err != nil {
		return err
	}
	fmt.Print(report)
	contacts := fake.Summary().Contacts
	printf("%d contacts in the workspace of the fake", contacts)
	// A repeated row is a duplicate in its batch, or an update of the contact from another one.
	want := report.Rows - report.Counts[importer.Invalid]
	repeated := want - contacts
	if report.Counts.Total() != report.Rows || report.Counts.In()+report.Counts[importer.Duplicate] != want ||
		repeated != (report.Rows+1000-8)/1000 {
		return errors.New("the workspace is not what the rows say")
	}
	printf("that is right: %d rows are accounted for, %d repeat another one, and no contact is missing or there twice",
		report.Rows, repeated)
	return nil
}
