// Package queue is the commands cuedesk worker and cuedesk queue, and opens the queue that they share with
// cuedesk import --cluster.
package queue

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/cuedesk/cuedesk-go/cluster"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/program"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/screen"
)

// Embedded is what --cluster says for a server in the process.
const Embedded = "embedded"

// Open opens the queue that --cluster names: a nats:// URL, or a folder. It says what it waits for.
func Open(ctx context.Context, log *screen.Printer, where string) (*cluster.Cluster, error) {
	o := cluster.Options{URL: where}
	if !IsURL(where) {
		o = cluster.Options{Dir: where}
	}
	o.Waiting = func(w cluster.Waiting) { log.Line("%s", waitingText(w)) }
	c, err := cluster.Open(ctx, o)
	if errors.Is(err, cluster.ErrLocked) {
		return nil, fmt.Errorf("another process has the queue in %s: %w", where, err)
	}
	return c, err
}

// waitingText says what is waited for.
func waitingText(w cluster.Waiting) string {
	text := fmt.Sprintf("still %s after %s", w.What, w.For.Round(time.Second))
	if w.Err != nil {
		text += ": " + program.Text(w.Err)
	}
	return text + fmt.Sprintf("; it is tried for %s", w.Until)
}

// IsURL reports whether a text is where servers are, and no folder.
func IsURL(where string) bool { return strings.Contains(where, "://") }

// refuse says what is wrong with the command line.
func refuse(command string, err error) error {
	return program.UsageError("%w; see cuedesk %s --help", err, command)
}
