package cluster_test

import (
	"errors"
	"fmt"
	"iter"
	"strconv"
	"testing"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cluster"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/importer"
)

// openTest opens a cluster of one server in this process, whose leases are soon over.
func openTest(t *testing.T) *cluster.Cluster {
	t.Helper()
	return openWith(t, 2*time.Second)
}

// openLongLease opens one whose leases no slow machine loses.
func openLongLease(t *testing.T) *cluster.Cluster {
	t.Helper()
	return openWith(t, time.Hour)
}

func openWith(t *testing.T, lease time.Duration) *cluster.Cluster {
	t.Helper()
	c, err := cluster.Open(t.Context(), cluster.Options{Dir: t.TempDir(), LeaseTime: lease})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// quickImport are options with which an import of the fake takes little time.
var quickImport = importer.Options{
	MatchOn: []cuedesk.MatchField{cuedesk.MatchEmail}, Lanes: 3,
	Settle: 40 * time.Millisecond, IndexLag: 20 * time.Millisecond,
}

// untilDone are the options of a worker that returns when nothing is left.
var untilDone = cluster.WorkerOptions{
	Once: true, Poll: 10 * time.Millisecond,
	Wait: []cuedesk.WaitOption{cuedesk.WithPollInterval(2*time.Millisecond, 10*time.Millisecond)},
}

// fastImports makes imports of the fake take little time.
var fastImports = cuedesktest.WithImportDuration(10 * time.Millisecond)

// people yields n rows, of which some repeat others and some cannot be sent.
func people(n int) iter.Seq2[importer.Row, error] {
	return func(yield func(importer.Row, error) bool) {
		for i := range n {
			row := importer.Row{Contact: cuedesk.ContactCreate{
				Email: fmt.Sprintf("p%d@example.com", i), FirstName: "Pat", LastName: strconv.Itoa(i),
			}}
			switch i % 50 {
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

func TestCluster_import(t *testing.T) {
	t.Parallel()
	c := openTest(t)
	api := cuedesktest.NewServer(cuedesktest.WithImportDuration(time.Millisecond))
	opts := quickImport
	opts.BatchSize = 50
	published, err := c.Publish(t.Context(), "people", people(500), opts)
	if err != nil {
		t.Fatal(err)
	}
	if published.Rows != 500 || published.Invalid != 10 || published.Batches < 10 {
		t.Errorf("published: %+v", *published)
	}
	if err := c.Work(t.Context(), api.Client(), untilDone); err != nil {
		t.Fatal(err)
	}
	report, err := c.Report(t.Context(), "people")
	if err != nil {
		t.Fatal(err)
	}
	known := report.Counts.In() + report.Counts[importer.Duplicate] + report.Counts[importer.Invalid]
	if !report.IsFinished() || known != 500 {
		t.Errorf("%s", report)
	}
	if n := api.Summary().Contacts; n != 480 {
		t.Errorf("%d contacts", n)
	}
	_, err = c.Publish(t.Context(), "again", people(500), opts)
	var before *cluster.PublishedError
	if !errors.As(err, &before) || !before.Same || before.Name != "people" || !errors.Is(err, cluster.ErrPublished) {
		t.Errorf("published again: %v", err)
	}
}
