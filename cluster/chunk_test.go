package cluster_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cluster"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/exporter"
	"github.com/cuedesk/cuedesk-go/internal/testset"
)

// TestCluster_WritePart exports to the servers by workers without a folder, of which the first ends on the way, while
// another worker has a part of an earlier export.
func TestCluster_WritePart(t *testing.T) {
	t.Parallel()
	c := openLongLease(t)
	api := cuedesktest.NewServer()
	for i := range 300 {
		api.AddContact(cuedesktest.Contact{
			Email: fmt.Sprintf("p%d@example.com", i), LastName: strings.Repeat("x", 3000), CreatedAt: time.Unix(int64(60*i), 0),
		})
	}
	opts := cluster.ExportOptions{Parts: 2, Stored: true}
	for _, name := range []string{"held", "all"} {
		if _, err := c.PublishExport(t.Context(), api.Client(), name, opts); err != nil {
			t.Fatal(err)
		}
	}
	held, err := c.Claim(t.Context(), "held", "another", 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := readPart(t, c, "all", 0); !errors.Is(err, cluster.ErrNotDone) {
		t.Errorf("before it is exported: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var calls atomic.Int32
	ending := api.Client(cuedesk.WithHooks(cuedesk.Hooks{Gate: func(context.Context, cuedesk.Call) error {
		if calls.Add(1) == 6 {
			cancel()
		}
		return nil
	}}))
	if err := c.Work(ctx, ending, untilDone); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	ended := make(chan error)
	go func() { ended <- c.Work(t.Context(), api.Client(), untilDone) }()
	report := waitFor(t, c, "all", func(r *cluster.Report) bool { return r.IsFinished() })
	held.Release(t.Context())
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, lane := range report.Lanes {
		part, err := readPart(t, c, "all", lane.Number)
		if err != nil || lane.File != "" || lane.Worker == "" {
			t.Errorf("%+v, %v", lane, err)
		}
		lines := strings.Split(strings.TrimSpace(part), "\n")
		for _, line := range lines[1:] {
			if seen[line] {
				t.Errorf("a contact is there twice: %s", line[:60])
			}
			seen[line] = true
		}
	}
	if len(seen) != 300 || report.Exported != 300 {
		t.Errorf("%d contacts, report %s", len(seen), report)
	}
	if _, err := readPart(t, c, "all", 2); !errors.Is(err, cluster.ErrNotFound) {
		t.Errorf("of a part that is not there: %v", err)
	}
	for _, name := range []string{"all", "held"} {
		if err := c.Remove(t.Context(), name); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := c.Messages(t.Context()); n != 0 || err != nil {
		t.Errorf("%d chunks are left (%v)", n, err)
	}
}

func readPart(t *testing.T, c *cluster.Cluster, name string, n int) (string, error) {
	t.Helper()
	var text strings.Builder
	err := c.WritePart(t.Context(), &text, name, n)
	return text.String(), err
}

// TestCluster_WritePart_resumed ends workers in the middle of a stored part, which note how far they are after each
// contact: the next one goes on from there, and does not read what is there.
func TestCluster_WritePart_resumed(t *testing.T) {
	t.Parallel()
	c := openLongLease(t)
	api := cuedesktest.NewServer()
	for i := range 800 {
		api.AddContact(cuedesktest.Contact{Email: fmt.Sprintf("p%d@example.com", i), CreatedAt: time.Unix(int64(60*i), 0)})
	}
	export := func(name string, format exporter.Format, stops ...int) (text string) {
		opts := cluster.ExportOptions{Parts: 1, Stored: true, Format: format}
		if _, err := c.PublishExport(t.Context(), api.Client(), name, opts); err != nil {
			t.Fatal(err)
		}
		var kept []string
		for _, stop := range append(stops, 0) {
			c.SaveEvery(time.Duration(min(stop, 1))) // a chunk for each contact, if the worker is to end
			ctx, cancel := context.WithCancel(t.Context())
			client := api.Client(cuedesk.WithHooks(cuedesk.Hooks{Gate: func(ctx context.Context, _ cuedesk.Call) error {
				if chunks, err := c.Chunks(ctx, name, 0); err == nil && stop > 0 && len(chunks) >= stop {
					cancel()
				}
				return nil
			}}))
			if err := c.Work(ctx, client, untilDone); stop == 0 && err != nil || stop > 0 && !errors.Is(err, context.Canceled) {
				t.Fatal(err)
			}
			cancel()
			chunks, err := c.Chunks(t.Context(), name, 0)
			if err != nil || len(chunks) <= len(kept) || !slices.Equal(chunks[:len(kept)], kept) {
				t.Errorf("%s: %d chunks do not go on from %d: %v", name, len(chunks), len(kept), err)
			}
			kept = chunks
		}
		text, err := readPart(t, c, name, 0)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	formats := []exporter.Format{exporter.CSV, exporter.NDJSON}
	for _, format := range formats[:testset.Pick(1, 2)] {
		whole := export("whole-"+string(format), format)
		resumed := export("resumed-"+string(format), format, testset.Pick([]int{1}, []int{1, 201})...)
		if whole != resumed || strings.Count(resumed, "@example.com") != 800 {
			t.Errorf("%s: %d contacts: %d bytes, not %d", format, strings.Count(resumed, "@example.com"), len(resumed),
				len(whole))
		}
	}
}

// TestCluster_WritePart_expired has a chunk removed because of its age before the part is complete: it is begun anew.
func TestCluster_WritePart_expired(t *testing.T) {
	t.Parallel()
	c := openLongLease(t)
	c.SaveEvery(1)
	api := cuedesktest.NewServer()
	for i := range 130 {
		api.AddContact(cuedesktest.Contact{Email: fmt.Sprintf("p%d@example.com", i), CreatedAt: time.Unix(int64(60*i), 0)})
	}
	opts := cluster.ExportOptions{Parts: 1, Stored: true}
	if _, err := c.PublishExport(t.Context(), api.Client(), "all", opts); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ending := api.Client(cuedesk.WithHooks(cuedesk.Hooks{Gate: func(ctx context.Context, _ cuedesk.Call) error {
		if chunks, err := c.Chunks(ctx, "all", 0); err == nil && len(chunks) > 1 {
			cancel()
		}
		return nil
	}}))
	if err := c.Work(ctx, ending, untilDone); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if err := c.DropChunk(t.Context(), "all", 0, 0); err != nil {
		t.Fatal(err)
	}
	c.SaveEvery(0)
	if err := c.Work(t.Context(), api.Client(), untilDone); err != nil {
		t.Fatal(err)
	}
	part, err := readPart(t, c, "all", 0)
	if n := strings.Count(part, "@example.com"); err != nil || n != 130 {
		t.Errorf("%d contacts, %v", n, err)
	}
}

// TestCluster_WritePart_removed has a partition removed before a worker exports it, or goes on with it: the part is
// not there, and what an earlier worker has stored does not pass for all of it.
func TestCluster_WritePart_removed(t *testing.T) {
	t.Parallel()
	for _, begun := range []bool{false, true} {
		t.Run(fmt.Sprintf("begun %t", begun), func(t *testing.T) {
			t.Parallel()
			c := openLongLease(t)
			c.SaveEvery(1)
			api := cuedesktest.NewServer()
			for i := range 350 {
				api.AddContact(cuedesktest.Contact{Email: fmt.Sprintf("p%d@example.com", i), CreatedAt: time.Unix(int64(60*i), 0)})
			}
			opts := cluster.ExportOptions{Parts: 1, Stored: true, Format: exporter.NDJSON}
			if _, err := c.PublishExport(t.Context(), api.Client(), "all", opts); err != nil {
				t.Fatal(err)
			}
			if begun {
				exportSome(t, c, api, "all")
			}
			if err := c.Drop(t.Context(), "all", 0, 0); err != nil {
				t.Fatal(err)
			}
			if err := c.Work(t.Context(), api.Client(), untilDone); err != nil {
				t.Fatal(err)
			}
			report, err := c.Report(t.Context(), "all")
			if err != nil || !report.IsFinished() || !report.Expired || report.Exported != 0 {
				t.Errorf("%+v, %v", report, err)
			}
			if text, err := readPart(t, c, "all", 0); !errors.Is(err, cluster.ErrNotFound) || text != "" {
				t.Errorf("%d bytes, %v", len(text), err)
			}
		})
	}
}

// exportSome ends a worker once it has noted a chunk of the first part.
func exportSome(t *testing.T, c *cluster.Cluster, api *cuedesktest.Server, name string) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	ending := api.Client(cuedesk.WithHooks(cuedesk.Hooks{Gate: func(ctx context.Context, _ cuedesk.Call) error {
		if chunks, err := c.Chunks(ctx, name, 0); err == nil && len(chunks) > 0 {
			cancel()
		}
		return nil
	}}))
	if err := c.Work(ctx, ending, untilDone); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
}
