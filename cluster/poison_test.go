package cluster_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cluster"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/importer"
)

// TestWork_batchThatStopsWorkers has workers stop with the same batch again and again: the lane is set aside, and the
// report says why; once it is resumed, it is tried again.
func TestWork_batchThatStopsWorkers(t *testing.T) {
	t.Parallel()
	c := openPatient(t)
	opts := quick
	opts.Lanes = 1
	if _, err := c.Publish(t.Context(), "people", people(100), opts); err != nil {
		t.Fatal(err)
	}
	for range 11 {
		silent, err := c.Claim(t.Context(), "people", "silent", 0)
		if err != nil {
			t.Fatal(err)
		}
		silent.Silence()
	}
	if err := c.EndLeases(t.Context()); err != nil {
		t.Fatal(err)
	}
	api := cuedesktest.NewServer(fast)
	if err := c.Work(t.Context(), api.Client(), once); err != nil {
		t.Fatal(err)
	}
	report, err := c.Report(t.Context(), "people")
	if err != nil || !report.Aside || !strings.Contains(fmt.Sprint(report.Err()), "10 workers in a row") {
		t.Fatalf("%s, %v, %v", report, report.Err(), err)
	}
	if n := api.Summary().Imports; n != 0 {
		t.Errorf("%d imports", n)
	}
	if err := c.Resume(t.Context(), "people"); err != nil {
		t.Fatal(err)
	}
	if err := c.Work(t.Context(), api.Client(), once); err != nil {
		t.Fatal(err)
	}
	wantPeople(t, api, 100)
}

// TestWork_longLease: a worker whose leases are short leaves a lane to one whose leases are long.
func TestWork_longLease(t *testing.T) {
	t.Parallel()
	node, err := cluster.StartNode(cluster.NodeOptions{Dir: t.TempDir(), Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	defer node.Close()
	open := func(lease time.Duration) *cluster.Cluster {
		c, err := cluster.Open(t.Context(), cluster.Options{URL: node.URL(), LeaseTime: lease})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(c.Close)
		return c
	}
	long, short := open(time.Hour), open(300*time.Millisecond)
	if _, err := long.Publish(t.Context(), "people", people(100), quick); err != nil {
		t.Fatal(err)
	}
	if _, err := long.Claim(t.Context(), "people", "long", 0); err != nil {
		t.Fatal(err)
	}
	for unseen, want := range map[time.Duration]bool{time.Minute: false, 2 * time.Hour: true} {
		if got, err := short.MayTake(t.Context(), "people", 0, unseen); got != want || err != nil {
			t.Errorf("unchanged for %s: %t, %v", unseen, got, err)
		}
	}
}

// TestWork_refused has the servers refuse what workers need, for ever, because a stream was deleted: the worker ends,
// and says why.
func TestWork_refused(t *testing.T) {
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
			if _, err := c.Publish(t.Context(), "people", people(100), quick); err != nil {
				t.Fatal(err)
			}
			deleted, first := make(chan error, 1), sync.Once{}
			gate := func(ctx context.Context, _ cuedesk.Call) error {
				first.Do(func() { deleted <- c.DeleteStream(context.WithoutCancel(ctx), stream) })
				return nil
			}
			api := cuedesktest.NewServer(fast)
			forever := once
			forever.Once = false
			err = c.Work(t.Context(), api.Client(cuedesk.WithHooks(cuedesk.Hooks{Gate: gate})), forever)
			if deleteErr := <-deleted; deleteErr != nil || !errors.Is(err, jetstream.ErrStreamNotFound) {
				t.Errorf("ended with %v, %v", err, deleteErr)
			}
		})
	}
}

// TestExceptions_fieldName has rows with a wrong field whose name is long, and has no letter that ends at the cut, or
// letters that become longer in JSON.
func TestExceptions_fieldName(t *testing.T) {
	t.Parallel()
	c := openPatient(t)
	long := "x" + strings.Repeat("ß", 100)
	rows := func(yield func(importer.Row, error) bool) {
		for _, name := range []string{long, strings.Repeat("\x01", 200)} {
			row := importer.Row{Contact: cuedesk.ContactCreate{
				Email: "a@example.com", CustomFields: map[string]any{name: make(chan int)},
			}}
			if !yield(row, nil) {
				return
			}
		}
	}
	if _, err := c.Publish(t.Context(), "people", rows, quick); err != nil {
		t.Fatal(err)
	}
	for e, err := range c.Exceptions(t.Context(), "people") {
		if e.Line == 2 {
			if data, err := json.Marshal(e.Fields); err != nil || len(data) > 70 {
				t.Errorf("%s, %v", data, err)
			}
			continue
		}
		if err != nil || len(e.Fields) != 1 || !strings.HasPrefix("custom_fields."+long, e.Fields[0]) &&
			!strings.HasPrefix(long, e.Fields[0]) {
			t.Errorf("%q, %v", e.Fields, err)
		}
	}
}

// TestJournal_large appends more records than a message may have bytes: of those that repeat each other, many fit, and
// an error that comes again sets the lane aside.
func TestJournal_large(t *testing.T) {
	t.Parallel()
	c := openPatient(t)
	if _, err := c.Publish(t.Context(), "people", people(100), quick); err != nil {
		t.Fatal(err)
	}
	l, err := c.Claim(t.Context(), "people", "worker", 0)
	if err != nil {
		t.Fatal(err)
	}
	digests := randomText(50_000)
	for range 24 { // 1.2 MB
		if err := l.AppendJournal(t.Context(), digests); err != nil {
			t.Fatal(err)
		}
	}
	tooLarge := l.AppendJournal(t.Context(), randomText(2_000_000))
	if tooLarge == nil {
		t.Fatal("it was appended")
	}
	if ends := l.GiveUp(false, fmt.Errorf("journal cannot be used: %w", tooLarge)); ends != nil {
		t.Errorf("the worker ends: %v", ends)
	}
	report, err := c.Report(t.Context(), "people")
	if err != nil || !strings.Contains(report.String(), "lane 0 was set aside: ") {
		t.Errorf("%s, %v", report, err)
	}
}

// TestCluster_Remove_stage removes what a publisher has stored that was stopped before its job was there.
func TestCluster_Remove_stage(t *testing.T) {
	t.Parallel()
	c := openPatient(t)
	rows := func(yield func(importer.Row, error) bool) {
		for row, err := range people(5000) {
			if !yield(row, err) {
				return
			}
		}
		if err := c.Remove(t.Context(), "people"); err != nil {
			t.Error(err)
		}
	}
	if _, err := c.Publish(t.Context(), "people", rows, quick); !errors.Is(err, cluster.ErrTakenOver) {
		t.Errorf("the publisher was told: %v", err)
	}
	keys, err := c.Keys(t.Context(), ">")
	n, messagesErr := c.Messages(t.Context())
	if len(keys) > 0 || n > 0 || err != nil || messagesErr != nil {
		t.Errorf("left: %q and %d batches, %v, %v", keys, n, err, messagesErr)
	}
	if err := c.Remove(t.Context(), "people"); !errors.Is(err, cluster.ErrNotFound) {
		t.Errorf("again: %v", err)
	}
}

// TestExceptions_removed has the job removed while its exceptions are read: they do not end as if these were all.
func TestExceptions_removed(t *testing.T) {
	t.Parallel()
	c := openPatient(t)
	opts := quick
	opts.BatchSize = 20
	if _, err := c.Publish(t.Context(), "people", people(500), opts); err != nil {
		t.Fatal(err)
	}
	if err := c.Work(t.Context(), cuedesktest.NewServer(fast).Client(), once); err != nil {
		t.Fatal(err)
	}
	var last error
	removed := false
	for _, err := range c.Exceptions(t.Context(), "people") {
		if last = err; !removed {
			removed = true
			if err := c.Remove(t.Context(), "people"); err != nil {
				t.Fatal(err)
			}
		}
	}
	if !errors.Is(last, cluster.ErrNotFound) {
		t.Errorf("it ended with %v", last)
	}
}
