package imports

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"time"

	"github.com/cuedesk/cuedesk-go/cluster"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/program"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/queue"
	"github.com/cuedesk/cuedesk-go/contactfile"
	"github.com/cuedesk/cuedesk-go/importer"
)

// completeCluster refuses what makes no sense with workers.
func (o *options) completeCluster() error {
	switch {
	case o.cluster == "":
		return nil
	case o.cluster != queue.Embedded && !queue.IsURL(o.cluster):
		return errors.New("--cluster is a nats:// URL, or " + queue.Embedded)
	case o.workers < 0 || o.workers > 64:
		return errors.New("--workers is 0 to 64")
	case o.workers == 0 && o.cluster == queue.Embedded:
		return errors.New("--cluster embedded has no other workers than its own: --workers must be 1 or more")
	case o.file == "-":
		return errors.New("--cluster needs a file, which it reads again for the rows that are not in")
	case o.dryRun || o.resume || o.journal != "" || o.maxFailed >= 0:
		return errors.New("--cluster excludes --dry-run, --resume, --journal and --max-failed: the same command goes on")
	}
	return nil
}

// queueFolder is where the queue of --cluster embedded is.
func (l *load) queueFolder() string { return l.options.file + ".queue" }

// importByWorkers publishes the rows, and waits until workers have imported them: those of --workers in this process,
// and others anywhere.
func (l *load) importByWorkers(ctx context.Context, options importer.Options) (*importer.Report, error) {
	began := time.Now()
	where := l.cluster
	if where == queue.Embedded {
		where = l.queueFolder()
	} else if !l.env.HasToken() {
		return &importer.Report{}, program.UsageError("--cluster URL needs CUEDESK_TOKEN: workers would not share a fake")
	}
	c, err := queue.Open(ctx, l.log, where)
	if err != nil {
		return &importer.Report{}, err
	}
	err = l.publish(ctx, c, options)
	if err == nil {
		_, err = queue.Wait(ctx, c, l.client, l.job, l.workers, l.log)
	}
	if err == nil { // what was imported tells the workspace, if it was empty before
		err = l.bindFinished(ctx, c)
	}
	report, reportErr := l.reportOf(context.WithoutCancel(ctx), c)
	report.Elapsed = time.Since(began)
	c.Close()
	if err = errors.Join(err, reportErr); err == nil && where != l.cluster {
		err = os.RemoveAll(where)
	}
	return report, err
}

// publish publishes the rows. If that was done before, the import goes on.
func (l *load) publish(ctx context.Context, c *cluster.Cluster, options importer.Options) error {
	options.Each, options.Progress, options.Total, options.Journal = nil, nil, 0, nil
	published, err := c.Publish(ctx, queue.JobName(filepath.Base(l.options.file), 64), l.rows(), options)
	if before, ok := errors.AsType[*cluster.PublishedError](err); ok && before.Same {
		return l.resumePublished(ctx, c, before.Name)
	}
	if err != nil {
		return err
	}
	l.job = published.Name
	l.log.Line("published as %s: %s in %s", l.job, program.Count(published.Batches, "import"),
		program.Count(published.Lanes, "lane"))
	return c.Bind(ctx, l.client, l.job)
}

// bindFinished binds a job that is finished to its workspace. If the workspace cannot be fetched, the job stays as it
// was.
func (l *load) bindFinished(ctx context.Context, c *cluster.Cluster) error {
	if err := c.Bind(ctx, l.client, l.job); errors.Is(err, cluster.ErrOtherWorkspace) {
		return err
	}
	return nil
}

// resumePublished goes on with a file that was published before, or says that it is done.
func (l *load) resumePublished(ctx context.Context, c *cluster.Cluster, job string) error {
	if err := c.Bind(ctx, l.client, job); err != nil {
		return fmt.Errorf("the file was published before, as %s: %w", job, err)
	}
	l.job = job
	report, err := c.Report(ctx, l.job)
	if err != nil {
		return err
	}
	if !report.IsFinished() {
		l.log.Line("the file was published before, as %s, and the import goes on", l.job)
		return c.Resume(ctx, l.job)
	}
	l.log.Line("the file was imported before, as %s, until %s: nothing is sent now, and what follows is what became of "+
		"it then. After cuedesk queue remove %s it can be imported again", l.job,
		report.Finished.Local().Format(time.DateTime), l.job)
	return nil
}

// reportOf returns what became of the rows, and takes in those that are not in, as an import without workers does.
func (l *load) reportOf(ctx context.Context, c *cluster.Cluster) (*importer.Report, error) {
	if l.job == "" {
		return &importer.Report{}, nil
	}
	state, err := c.Report(ctx, l.job)
	if err != nil {
		return &importer.Report{}, err
	}
	exceptions := map[int]cluster.Exception{}
	for e, err := range c.Exceptions(ctx, l.job) {
		if err != nil {
			return &importer.Report{}, err
		}
		exceptions[e.Line] = e
	}
	var readErr error
	report := importer.NewReport(l.results(exceptions, &readErr))
	report.Read, report.Counts, report.Batches = state.Rows, state.Counts, state.Done
	report.Strays = state.Strays
	if state.Expired && state.IsFinished() {
		readErr = errors.Join(readErr, errExpired)
	}
	return report, readErr
}

// errExpired: rows were published, and never imported.
var errExpired = errors.New("rows have waited for workers too long, and were removed: --failed-out names them; after " +
	"cuedesk queue remove the file can be imported again")

// results yields the rows that are not in, with what is in the file.
func (l *load) results(exceptions map[int]cluster.Exception, failed *error) iter.Seq[importer.Result] {
	return func(yield func(importer.Result) bool) {
		if len(exceptions) == 0 {
			return
		}
		file, err := l.openFile()
		if err != nil {
			*failed = err
			return
		}
		defer func() { _ = file.Close() }()
		for row, err := range file.Rows() {
			if err != nil && !errors.Is(err, contactfile.ErrRow) {
				*failed = l.explainFileError(err)
				return
			}
			e, ok := exceptions[row.Line]
			if err != nil || !ok {
				continue
			}
			result := e.Result()
			result.Row.Contact, result.Row.Source = row.Contact, row
			l.addResult(result)
			if !yield(result) {
				return
			}
		}
	}
}
