// Package queue is the commands cuedesk worker and cuedesk queue, and opens the queue that they share with
// cuedesk import --cluster.
package queue

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/cuedesk/cuedesk-go/cluster"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/program"
)

// Embedded is what --cluster says for a server in the process.
const Embedded = "embedded"

// Open opens the queue that --cluster names: a nats:// URL, or a folder.
func Open(ctx context.Context, where string) (*cluster.Cluster, error) {
	o := cluster.Options{URL: where}
	if !IsURL(where) {
		o = cluster.Options{Dir: where}
	}
	c, err := cluster.Open(ctx, o)
	if errors.Is(err, cluster.ErrLocked) {
		return nil, fmt.Errorf("another process has the queue in %s: %w", where, err)
	}
	return c, err
}

// IsURL reports whether a text is where servers are, and no folder.
func IsURL(where string) bool { return strings.Contains(where, "://") }

// refuse says what is wrong with the command line.
func refuse(command string, err error) error {
	return program.UsageError("%w; see cuedesk %s --help", err, command)
}
