package cluster_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cluster"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// TestCluster_WritePart exports to the servers by workers without a folder, of which the first ends on the way, while
// another worker has a part of an earlier export.
func TestCluster_WritePart(t *testing.T) {
	t.Parallel()
	c := openPatient(t)
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
	if err := c.Work(ctx, ending, once); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	ended := make(chan error)
	go func() { ended <- c.Work(t.Context(), api.Client(), once) }()
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
