package cluster_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cluster"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/importer"
)

// TestCluster_Work_unauthorized has a worker whose token is refused: it ends, and another one does all of it.
func TestCluster_Work_unauthorized(t *testing.T) {
	t.Parallel()
	c := openTest(t)
	if _, err := c.Publish(t.Context(), "people", people(300), quickImport); err != nil {
		t.Fatal(err)
	}
	api := cuedesktest.NewServer(fastImports)
	server := httptest.NewServer(api)
	defer server.Close()
	refused, err := cuedesk.NewClient("another", cuedesk.WithBaseURL(server.URL))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Work(t.Context(), refused, untilDone); !errors.Is(err, cuedesk.ErrUnauthorized) {
		t.Errorf("with another token: %v", err)
	}
	client, err := cuedesk.NewClient(api.Token(), cuedesk.WithBaseURL(server.URL))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Work(t.Context(), client, untilDone); err != nil {
		t.Fatal(err)
	}
	wantPeople(t, api, 300)
}

// TestCluster_Work_canceled ends a worker while imports are under way: another one goes on with them.
func TestCluster_Work_canceled(t *testing.T) {
	t.Parallel()
	c := openTest(t)
	opts := quickImport
	opts.BatchSize = 20
	if _, err := c.Publish(t.Context(), "people", people(300), opts); err != nil {
		t.Fatal(err)
	}
	api := cuedesktest.NewServer(fastImports)
	ctx, cancel := context.WithCancel(t.Context())
	hooked := api.Client(cuedesk.WithHooks(cuedesk.Hooks{Gate: func(context.Context, cuedesk.Call) error {
		if api.Summary().Imports > 4 {
			cancel()
		}
		return nil
	}}))
	if err := c.Work(ctx, hooked, untilDone); !errors.Is(err, context.Canceled) {
		t.Errorf("ended with %v", err)
	}
	if report, err := c.Report(t.Context(), "people"); err != nil || report.IsFinished() || report.Counts.Total() != 300 {
		t.Errorf("%s, %v", report, err)
	}
	if err := c.Work(t.Context(), api.Client(), untilDone); err != nil {
		t.Fatal(err)
	}
	wantPeople(t, api, 300)
}

// TestCluster_Work_expired: contacts that were removed before a worker came are counted as not imported.
func TestCluster_Work_expired(t *testing.T) {
	t.Parallel()
	c := openTest(t)
	if _, err := c.Publish(t.Context(), "people", people(100), quickImport); err != nil {
		t.Fatal(err)
	}
	if err := c.Expire(t.Context()); err != nil {
		t.Fatal(err)
	}
	api := cuedesktest.NewServer(fastImports)
	if err := c.Work(t.Context(), api.Client(), untilDone); err != nil {
		t.Fatal(err)
	}
	report, err := c.Report(t.Context(), "people")
	if err != nil || !report.Expired || report.Counts[importer.Unfinished] != 98 || api.Summary().Imports != 0 {
		t.Errorf("%+v, %v", report, err)
	}
}

// TestCluster_Work_order has two files with the same contacts: the later one counts.
func TestCluster_Work_order(t *testing.T) {
	t.Parallel()
	c := openTest(t)
	opts := quickImport
	opts.BatchSize = 10
	for _, name := range []string{"b", "a"} {
		rows := func(yield func(importer.Row, error) bool) {
			for row, err := range people(100) {
				row.Contact.FirstName = name
				if !yield(row, err) {
					return
				}
			}
		}
		if _, err := c.Publish(t.Context(), name, rows, opts); err != nil {
			t.Fatal(err)
		}
	}
	api := cuedesktest.NewServer(fastImports)
	if err := c.Work(t.Context(), api.Client(), untilDone); err != nil {
		t.Fatal(err)
	}
	for contact, err := range api.Viewer().Contacts.All(t.Context(), cuedesk.ListContactsOptions{}) {
		if err != nil || contact.FirstName != "a" {
			t.Errorf("%s is of file %s (%v)", contact.Email, contact.FirstName, err)
		}
	}
}

// workSome works on one lane until a number of requests is sent, and no import is in doubt, or until nothing is left.
func workSome(ctx context.Context, c *cluster.Cluster, api *cuedesktest.Server, requests int32) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var n atomic.Int32
	opts := untilDone
	opts.Lanes = 1
	return c.Work(ctx, api.Client(cuedesk.WithHooks(cuedesk.Hooks{Gate: func(_ context.Context, call cuedesk.Call) error {
		if n.Add(1) >= requests && call.Class == "read" {
			cancel()
		}
		return nil
	}})), opts)
}

// TestCluster_SetRateLimit has three workers with one limit, each with a connection of its own, of which two leave and
// join again: in whatever time they take, they send no more than it allows.
func TestCluster_SetRateLimit(t *testing.T) {
	t.Parallel()
	node, err := cluster.StartNode(cluster.NodeOptions{Dir: t.TempDir(), Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	defer node.Close()
	const perSecond = 150
	api := cuedesktest.NewServer(fastImports)
	var workers []*cluster.Cluster
	for range 3 {
		c, err := cluster.Open(t.Context(), testOptions(node.URL()))
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		workers = append(workers, c)
	}
	opts := quickImport
	opts.BatchSize, opts.Lanes = 4, 16
	if _, err := workers[0].Publish(t.Context(), "people", people(300), opts); err != nil {
		t.Fatal(err)
	}
	if err := workers[0].SetRateLimit(t.Context(), perSecond); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	var wait sync.WaitGroup
	for i, c := range workers {
		wait.Go(func() {
			for n := range i { // the others leave after some requests, and join again
				if err := workSome(t.Context(), c, api, int32(10*(n+1))); err != nil && !errors.Is(err, context.Canceled) {
					t.Error(err)
				}
			}
			patient := untilDone
			patient.Poll = 0
			if err := c.Work(t.Context(), api.Client(), patient); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	requests, took := api.Summary().Requests, time.Since(began)
	t.Logf("%d requests in %s, %.1f a second", requests, took, float64(requests)/took.Seconds())
	if requests < 150 || float64(requests) > took.Seconds()*perSecond*1.05 {
		t.Errorf("%d requests in %s, with a limit of %d a second", requests, took, perSecond)
	}
}

// TestCluster_Publish_twice has a job published by another call while the first one still reads: the first is told so.
func TestCluster_Publish_twice(t *testing.T) {
	t.Parallel()
	c := openTest(t)
	other := func(yield func(importer.Row, error) bool) {
		for row, err := range people(3000) {
			if row.Contact.LastName == "2000" {
				if _, err := c.Publish(t.Context(), "people", people(3000), quickImport); err != nil {
					t.Error(err)
				}
			}
			if !yield(row, err) {
				return
			}
		}
	}
	published, err := c.Publish(t.Context(), "people", other, quickImport)
	if before, ok := errors.AsType[*cluster.PublishedError](err); !ok || !before.Same {
		t.Errorf("%+v, %v", published, err)
	}
	api := cuedesktest.NewServer(fastImports)
	if err := c.Work(t.Context(), api.Client(), untilDone); err != nil {
		t.Fatal(err)
	}
	wantPeople(t, api, 3000)
	if n, err := c.Messages(t.Context()); n != 0 || err != nil {
		t.Errorf("%d batches are left (%v)", n, err)
	}
}

// TestCluster_Work_refused has the servers refuse what workers need, for ever, because a stream was deleted: the
// worker ends, and says why.
func TestCluster_Work_refused(t *testing.T) {
	t.Parallel()
	for _, stream := range []string{"KV_cuedesk", "cuedesk_work", "cuedesk_rate"} {
		t.Run(stream, func(t *testing.T) {
			t.Parallel()
			c, err := cluster.Open(t.Context(), cluster.Options{Dir: t.TempDir(), Patience: time.Nanosecond})
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			if err := c.SetRateLimit(t.Context(), 1000); err != nil {
				t.Fatal(err)
			}
			if _, err := c.Publish(t.Context(), "people", people(100), quickImport); err != nil {
				t.Fatal(err)
			}
			deleted, first := make(chan error, 1), sync.Once{}
			gate := func(ctx context.Context, _ cuedesk.Call) error {
				first.Do(func() { deleted <- c.DeleteStream(context.WithoutCancel(ctx), stream) })
				return nil
			}
			api := cuedesktest.NewServer(fastImports)
			forever := untilDone
			forever.Once = false
			err = c.Work(t.Context(), api.Client(cuedesk.WithHooks(cuedesk.Hooks{Gate: gate})), forever)
			if deleteErr := <-deleted; deleteErr != nil || !errors.Is(err, jetstream.ErrStreamNotFound) {
				t.Errorf("ended with %v, %v", err, deleteErr)
			}
		})
	}
}
