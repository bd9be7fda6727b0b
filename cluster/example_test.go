package cluster_test

import (
	"context"
	"fmt"
	"os"
	"slices"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cluster"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/importer"
)

// A server in this process, and a worker beside the publisher. On several machines, each has
// Options.URL, and calls Work or the others.
func Example() {
	ctx := context.Background()
	c, closeAll, err := exampleCluster(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer closeAll()

	contacts := []cuedesk.ContactCreate{
		{Email: "ann@example.com"}, {Email: "bob@example.com"}, {FirstName: "Nameless"},
	}
	published, err := c.Publish(ctx, "people", importer.Rows(slices.Values(contacts)), importer.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(published.Rows, "rows published,", published.Invalid, "of them cannot be sent")

	client := cuedesktest.NewServer().Client()
	if err := c.Work(ctx, client, cluster.WorkerOptions{Once: true}); err != nil {
		fmt.Println(err)
		return
	}
	report, err := c.Report(ctx, "people")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(report.Counts.In(), "are in, finished:", report.IsFinished())
	// Output:
	// 3 rows published, 1 of them cannot be sent
	// 2 are in, finished: true
}

func ExampleCluster_Exceptions() {
	ctx := context.Background()
	c, closeAll, err := exampleCluster(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer closeAll()
	contacts := []cuedesk.ContactCreate{{Email: "ann@example.com"}, {FirstName: "Nameless"}}
	_, err = c.Publish(ctx, "people", importer.Rows(slices.Values(contacts)), importer.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for e, err := range c.Exceptions(ctx, "people") {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("line %d: %s: %s\n", e.Line, e.State, e.Reason.Text())
	}
	// Output: line 2: invalid: has none of the fields that rows are matched on
}

// exampleCluster opens a cluster of one server in this process.
func exampleCluster(ctx context.Context) (c *cluster.Cluster, closeAll func(), err error) {
	dir, err := os.MkdirTemp("", "cluster")
	if err != nil {
		return nil, nil, err
	}
	c, err = cluster.Open(ctx, cluster.Options{Dir: dir})
	if err != nil {
		return nil, nil, err
	}
	return c, func() { c.Close(); _ = os.RemoveAll(dir) }, nil
}
