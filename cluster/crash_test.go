package cluster_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/cuedesk/cuedesk-go/cluster"
	"github.com/cuedesk/cuedesk-go/importer"
	"github.com/cuedesk/cuedesk-go/internal/testset"
)

// crashes are what a process may be at: a step that is done before, what it is at, and how another one goes on.
var crashes = map[string]struct {
	step   int // every so many writes it ends, under the race detector every third of these
	before func(t *testing.T, s *crash)
	during func(ctx context.Context, s *crash) error
	after  func(t *testing.T, s *crash)
}{
	"publish": {
		step:   2,
		before: func(*testing.T, *crash) {},
		during: func(ctx context.Context, s *crash) error { return s.publish(ctx, s.crashed) },
		after: func(t *testing.T, s *crash) {
			t.Helper()
			before := &cluster.PublishedError{}
			if err := s.publish(t.Context(), s.c); err != nil && (!errors.As(err, &before) || !before.Same) {
				t.Fatal(err)
			}
			s.work(t)
			wantCrashed(t, s)
		},
	},
	"work": {
		step:   20,
		before: publishBefore,
		during: func(ctx context.Context, s *crash) error { return s.crashed.Work(ctx, s.client(), untilDone) },
		after: func(t *testing.T, s *crash) {
			t.Helper()
			s.work(t)
			wantCrashed(t, s)
		},
	},
	"remove": {
		step: 4,
		before: func(t *testing.T, s *crash) {
			t.Helper()
			publishBefore(t, s)
			s.work(t)
		},
		during: func(ctx context.Context, s *crash) error { return s.crashed.Remove(ctx, "people") },
		after: func(t *testing.T, s *crash) {
			t.Helper()
			if err := s.c.Remove(t.Context(), "people"); err != nil && !errors.Is(err, cluster.ErrNotFound) {
				t.Fatal(err)
			}
			if keys := keysOf(t, s.c, ">"); len(keys) > 0 {
				t.Errorf("left: %q", keys)
			}
			publishBefore(t, s)
		},
	},
}

func publishBefore(t *testing.T, s *crash) {
	t.Helper()
	if err := s.publish(t.Context(), s.c); err != nil {
		t.Fatal(err)
	}
}

// wantCrashed compares the workspace, the report and what is kept with the rows.
func wantCrashed(t *testing.T, s *crash) {
	t.Helper()
	report, err := s.c.Report(t.Context(), "people")
	if err != nil {
		t.Fatal(err)
	}
	counts := report.Counts
	if !report.IsFinished() || counts.Total() != 60 || counts.In()+counts[importer.Duplicate] != 58 {
		t.Errorf("%s", report)
	}
	wantPeople(t, s.api, 60)
	if n, err := s.c.Messages(t.Context()); n > 0 || err != nil {
		t.Errorf("%d batches are left, %v", n, err)
	}
	for _, pattern := range []string{"journal.>", "lines.>", "queue.>"} {
		if keys := keysOf(t, s.c, pattern); len(keys) > 0 {
			t.Errorf("left: %q", keys)
		}
	}
}

// TestCluster_crash ends a process at writes that it makes, to the servers or to the API, which arrive or not, and has
// another one go on; with CLUSTER_CRASHES set, at each write: each row is accounted for once, each contact is there
// once, and nothing personal is left.
func TestCluster_crash(t *testing.T) {
	t.Parallel()
	node, err := cluster.StartNode(cluster.NodeOptions{Dir: t.TempDir(), Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(node.Close)
	each := os.Getenv("CLUSTER_CRASHES") != ""
	for what, is := range crashes {
		step := is.step * testset.Pick(3, 1)
		if each {
			step = 1
		}
		for _, arrives := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s arrives %t", what, arrives), func(t *testing.T) {
				t.Parallel()
				n := 1
				for crashAt(t, node, what, n, arrives) && !t.Failed() {
					n += step
				}
				t.Logf("%d writes", n)
			})
		}
	}
}

// crashAt ends a process at a write. It returns false if it does not make as many.
func crashAt(t *testing.T, node *cluster.Node, what string, n int, arrives bool) bool {
	t.Helper()
	s := openCrashing(t, cluster.Options{
		URL: node.URL(), Namespace: fmt.Sprintf("%s%d%t", what, n, arrives), LeaseTime: 2 * time.Second,
	}, arrives)
	defer s.crashed.Close()
	defer s.c.Close()
	crashes[what].before(t, s)
	s.crashPoint.hit(n)
	err := crashes[what].during(s.ctx, s)
	over := s.crashPoint.isOver()
	if !over && err != nil {
		t.Fatal(err)
	}
	if over {
		s.settle(t)
		crashes[what].after(t, s)
	}
	if t.Failed() {
		t.Logf("it ended at write %d", n)
	}
	return over
}
