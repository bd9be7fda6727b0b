package cluster_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cluster"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/importer"
)

// TestWork_unauthorized has a worker whose token is refused: it ends, and another one does all of it.
func TestWork_unauthorized(t *testing.T) {
	t.Parallel()
	c := openTest(t)
	if _, err := c.Publish(t.Context(), "people", people(300), quick); err != nil {
		t.Fatal(err)
	}
	api := cuedesktest.NewServer(fast)
	server := httptest.NewServer(api)
	defer server.Close()
	refused, err := cuedesk.NewClient("another", cuedesk.WithBaseURL(server.URL))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Work(t.Context(), refused, once); !errors.Is(err, cuedesk.ErrUnauthorized) {
		t.Errorf("with another token: %v", err)
	}
	client, err := cuedesk.NewClient(api.Token(), cuedesk.WithBaseURL(server.URL))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Work(t.Context(), client, once); err != nil {
		t.Fatal(err)
	}
	wantPeople(t, api, 300)
}

// TestWork_canceled ends a worker while imports are under way: another one goes on with them.
func TestWork_canceled(t *testing.T) {
	t.Parallel()
	c := openTest(t)
	opts := quick
	opts.BatchSize = 20
	if _, err := c.Publish(t.Context(), "people", people(300), opts); err != nil {
		t.Fatal(err)
	}
	api := cuedesktest.NewServer(fast)
	ctx, cancel := context.WithCancel(t.Context())
	hooked := api.Client(cuedesk.WithHooks(cuedesk.Hooks{Gate: func(context.Context, cuedesk.Call) error {
		if api.Summary().Imports > 4 {
			cancel()
		}
		return nil
	}}))
	if err := c.Work(ctx, hooked, once); !errors.Is(err, context.Canceled) {
		t.Errorf("ended with %v", err)
	}
	if report, err := c.Report(t.Context(), "people"); err != nil || report.IsFinished() || report.Counts.Total() != 300 {
		t.Errorf("%s, %v", report, err)
	}
	if err := c.Work(t.Context(), api.Client(), once); err != nil {
		t.Fatal(err)
	}
	wantPeople(t, api, 300)
}

// TestWork_expired: contacts that were removed before a worker came are counted as not imported.
func TestWork_expired(t *testing.T) {
	t.Parallel()
	c := openTest(t)
	if _, err := c.Publish(t.Context(), "people", people(100), quick); err != nil {
		t.Fatal(err)
	}
	if err := c.Expire(t.Context()); err != nil {
		t.Fatal(err)
	}
	api := cuedesktest.NewServer(fast)
	if err := c.Work(t.Context(), api.Client(), once); err != nil {
		t.Fatal(err)
	}
	report, err := c.Report(t.Context(), "people")
	if err != nil || !report.Expired || report.Counts[importer.Unfinished] != 98 || api.Summary().Imports != 0 {
		t.Errorf("%+v, %v", report, err)
	}
}

// TestWork_order has two files with the same contacts: the later one counts.
func TestWork_order(t *testing.T) {
	t.Parallel()
	c := openTest(t)
	opts := quick
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
	api := cuedesktest.NewServer(fast)
	if err := c.Work(t.Context(), api.Client(), once); err != nil {
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
	opts := once
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
	api := cuedesktest.NewServer(fast)
	var workers []*cluster.Cluster
	for range 3 {
		c, err := cluster.Open(t.Context(), testOptions(node.URL()))
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		workers = append(workers, c)
	}
	opts := quick
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
			patient := once
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
				if _, err := c.Publish(t.Context(), "people", people(3000), quick); err != nil {
					t.Error(err)
				}
			}
			if !yield(row, err) {
				return
			}
		}
	}
	published, err := c.Publish(t.Context(), "people", other, quick)
	if before, ok := errors.AsType[*cluster.PublishedError](err); !ok || !before.Same {
		t.Errorf("%+v, %v", published, err)
	}
	api := cuedesktest.NewServer(fast)
	if err := c.Work(t.Context(), api.Client(), once); err != nil {
		t.Fatal(err)
	}
	wantPeople(t, api, 3000)
	if n, err := c.Messages(t.Context()); n != 0 || err != nil {
		t.Errorf("%d batches are left (%v)", n, err)
	}
}

// TestCluster_Exceptions_unknown has imports that never end, and whose contacts no search shows: each row is named, one
// that repeats another, too.
func TestCluster_Exceptions_unknown(t *testing.T) {
	t.Parallel()
	c := openTest(t)
	opts := quick
	opts.Stall = 50 * time.Millisecond
	if _, err := c.Publish(t.Context(), "people", people(50), opts); err != nil {
		t.Fatal(err)
	}
	api := cuedesktest.NewServer(cuedesktest.WithSearchDelay(time.Hour))
	api.Inject("POST /v1/contacts/bulk", cuedesktest.StuckImport().Always())
	if err := c.Work(t.Context(), api.Client(), once); err != nil {
		t.Fatal(err)
	}
	report, err := c.Report(t.Context(), "people")
	if err != nil || report.Counts[importer.Unknown] != 49 || report.Counts.Total() != 50 {
		t.Errorf("%s, %v", report, err)
	}
	lines := map[int]bool{}
	for e, err := range c.Exceptions(t.Context(), "people") {
		if err != nil {
			t.Fatal(err)
		}
		if lines[e.Line] = true; e.State == importer.Unknown &&
			(e.Reason != importer.ReasonImportLost || e.ImportID.IsZero()) {
			t.Errorf("%+v", e)
		}
	}
	if len(lines) != 50 {
		t.Errorf("%d lines are named", len(lines))
	}
}
