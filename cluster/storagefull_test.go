package cluster_test

import (
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"github.com/cuedesk/cuedesk-go/cluster"
	"github.com/cuedesk/cuedesk-go/importer"
)

// TestCluster_Publish_storageFull has the storage of the servers full: a publisher that cannot go on removes what it
// has stored, and is told why at once, and what one has left that was killed can be removed.
func TestCluster_Publish_storageFull(t *testing.T) {
	t.Parallel()
	s := openCrashing(t, cluster.Options{
		URL: startNATS(t, server.Options{JetStreamMaxStore: 1 << 20}), LeaseTime: time.Hour, Patience: time.Hour,
	}, true)
	rows := func(yield func(importer.Row, error) bool) {
		for row, err := range people(10_000) {
			row.Contact.FirstName = string(randomText(500))
			if !yield(row, err) {
				return
			}
		}
	}
	_, err := s.c.Publish(t.Context(), "large", rows, quickImport)
	if err == nil || !strings.Contains(err.Error(), "insufficient resources") {
		t.Errorf("error is %v", err)
	}
	wantMessages(t, s.c, 0)
	s.c.AwaitRoom(t.Context())
	publishSome(t, s, func() {})
	if err := s.c.Fill(t.Context()); err == nil {
		t.Fatal("the storage is not full")
	}
	wantRemoved(t, s.c)
	s.c.AwaitRoom(t.Context())
	publishBefore(t, s)
}

// wantMessages compares how many batches the servers have.
func wantMessages(t *testing.T, c *cluster.Cluster, want int) {
	t.Helper()
	if n, err := c.Messages(t.Context()); n != want || err != nil {
		t.Errorf("%d batches, not %d, %v", n, want, err)
	}
}
