package queue

import (
	"context"
	"sync"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cluster"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/program"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/screen"
	"github.com/cuedesk/cuedesk-go/importer"
)

// JobName makes a name of at most n bytes for a job from that of a file.
func JobName(file string, n int) string {
	name := []byte(file)
	for i, c := range name {
		if c != '_' && (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
			name[i] = '-'
		}
	}
	return string(name[:min(len(name), n)])
}

// Wait runs workers in this process until a job is finished, by these and by others, and shows how far it is.
func Wait(
	ctx context.Context, c *cluster.Cluster, client *cuedesk.Client, job string, workers int, log *screen.Printer,
) (*cluster.Report, error) {
	ctx, stop := context.WithCancelCause(ctx)
	var wait sync.WaitGroup
	defer wait.Wait()
	defer stop(nil)
	for range workers {
		wait.Go(func() {
			if err := c.Work(ctx, client, cluster.WorkerOptions{}); err != nil {
				stop(err)
			}
		})
	}
	var bar *screen.Bar
	var alone missingWorkers
	for {
		report, err := c.Report(ctx, job)
		if cause := context.Cause(ctx); cause != nil {
			return nil, cause
		}
		if err == nil {
			err = report.Err()
		}
		if err != nil || report.IsFinished() {
			return report, err
		}
		if bar == nil {
			bar = log.NewBar(report.Rows)
		}
		bar.Show(doneRows(report), program.Count(len(report.Workers), "worker"))
		alone.warn(log, len(report.Workers))
		select {
		case <-time.After(time.Second / 4):
		case <-ctx.Done():
		}
	}
}

// doneRows returns how many rows of a job are.
func doneRows(r *cluster.Report) int {
	if r.Kind == cluster.Export {
		return r.Exported
	}
	return r.Rows - r.Counts[importer.Unfinished]
}

// missingWorkers is since when no worker was seen.
type missingWorkers struct {
	since  time.Time
	warned bool
}

// warn says once that there is no worker, after some seconds without one.
func (l *missingWorkers) warn(log *screen.Printer, workers int) {
	switch {
	case workers > 0:
		l.since = time.Time{}
	case l.since.IsZero():
		l.since = time.Now()
	case !l.warned && time.Since(l.since) > 2*time.Second:
		l.warned = true
		log.Line("no worker is running: start cuedesk worker --cluster URL on any machine; this waits for one")
	}
}
