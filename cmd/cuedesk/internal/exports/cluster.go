package exports

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cluster"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/program"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/queue"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/screen"
	"github.com/cuedesk/cuedesk-go/exporter"
	"github.com/cuedesk/cuedesk-go/importer"
)

// refuseCluster refuses what makes no sense with workers.
func (o *options) refuseCluster() error {
	switch {
	case o.cluster == "":
		return nil
	case !queue.IsURL(o.cluster):
		return errors.New("--cluster must be a nats:// URL")
	case o.workers < 0 || o.workers > 64:
		return errors.New("--workers is 0 to 64")
	case o.file == "-" || o.list != "" || o.exporter.Restart:
		return errors.New("--cluster needs a FILE, and excludes --list and --restart")
	}
	return nil
}

// jobName is what the export is called in the queue: the same for the same command and workspace.
func (o *options) jobName(ctx context.Context, client *cuedesk.Client) (string, error) {
	path, err := filepath.Abs(o.file)
	if err != nil {
		return "", err
	}
	id, err := importer.Workspace(ctx, client)
	if err != nil {
		return "", fmt.Errorf("asking for the workspace: %w", err)
	}
	e := o.exporter
	command := fmt.Appendf(nil, "%q %s %q %q %q %q %t",
		client.BaseURL(), id, path, o.search, e.Format, e.Columns, e.RawCells)
	sum := sha256.Sum256(command)
	return queue.JobName(filepath.Base(o.file), 47) + "-" + hex.EncodeToString(sum[:8]), nil
}

// exportByWorkers has workers export parts, and joins these.
func (o *options) exportByWorkers(
	ctx context.Context, client *cuedesk.Client, log *screen.Printer,
) (*exporter.Report, error) {
	began, report := time.Now(), &exporter.Report{}
	if err := o.refuseForeign(); err != nil {
		return report, err
	}
	c, err := queue.Open(ctx, log, o.cluster)
	if err != nil {
		return report, err
	}
	defer c.Close()
	job, err := o.publish(ctx, c, client, log)
	if err != nil {
		return report, err
	}
	state, err := queue.Wait(ctx, c, client, job, o.workers, log)
	if err != nil {
		return report, err
	}
	if report.Bytes, err = o.join(ctx, c, state); err == nil {
		report.Rows = state.Exported
		err = c.Remove(ctx, job)
	}
	report.Elapsed = time.Since(began)
	return report, err
}

// publish publishes the export. If that was done before, it goes on.
func (o *options) publish(
	ctx context.Context, c *cluster.Cluster, client *cuedesk.Client, log *screen.Printer,
) (job string, err error) {
	if job, err = o.jobName(ctx, client); err != nil {
		return "", err
	}
	_, err = c.PublishExport(ctx, client, job, cluster.ExportOptions{
		Query: o.exporter.Query, Parts: o.exporter.Parts, Format: o.exporter.Format, Columns: o.exporter.Columns,
		RawCells: o.exporter.RawCells, Stored: true,
	})
	if errors.Is(err, cluster.ErrPublished) {
		return job, resumePublished(ctx, c, job, log)
	}
	if err == nil {
		log.Line("published as %s", job)
	}
	return job, err
}

// resumePublished goes on with an export that was published before, or says when it was done.
func resumePublished(ctx context.Context, c *cluster.Cluster, job string, log *screen.Printer) error {
	report, err := c.Report(ctx, job)
	if err != nil {
		return err
	}
	if !report.IsFinished() {
		log.Line("the export was begun before, as %s, and goes on", job)
		return c.Resume(ctx, job)
	}
	log.Line("workers have exported the contacts before, as %s, from %s until %s, and these are what is written: after "+
		"cuedesk queue remove %s they can be exported again", job, report.Published.Local().Format(time.DateTime),
		report.Finished.Local().Format(time.DateTime), job)
	return nil
}

// refuseForeign refuses a FILE that is no file, or a link to one, as an export without workers does.
func (o *options) refuseForeign() error {
	info, err := os.Lstat(o.file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err == nil && !info.Mode().IsRegular():
		return program.UsageError("%s is no regular file, and would be replaced", o.file)
	}
	return err
}

// join writes the parts to the file, which has its name when it is complete.
func (o *options) join(ctx context.Context, c *cluster.Cluster, state *cluster.Report) (size int64, err error) {
	if err := o.refuseForeign(); err != nil {
		return 0, err
	}
	if state.Expired {
		return 0, fmt.Errorf("%w: after cuedesk queue remove %s it can be begun anew", errExpired, state.Name)
	}
	file, err := os.CreateTemp(filepath.Dir(o.file), filepath.Base(o.file)+".joining-*")
	if err != nil {
		return 0, err
	}
	size, err = o.joinParts(ctx, c, state, file)
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err == nil {
		err = os.Rename(file.Name(), o.file)
	}
	if err != nil {
		err = errors.Join(err, os.Remove(file.Name()))
	}
	return size, err
}

// errExpired: what workers have exported is less than what was to be.
var errExpired = errors.New("parts of the export have waited for workers too long, and were removed")

// joinParts writes the parts to w, and refuses parts that do not have as many contacts as workers have exported.
func (o *options) joinParts(
	ctx context.Context, c *cluster.Cluster, state *cluster.Report, to io.Writer,
) (size int64, err error) {
	var header []string
	var rows int
	for _, lane := range state.Lanes {
		w := &joiner{to: to, first: header == nil, csv: o.exporter.Format == exporter.CSV}
		err = c.WritePart(ctx, w, state.Name, lane.Number)
		if err == nil {
			header, err = w.end(header)
		}
		size, rows = size+w.size, rows+w.rows
		if err != nil {
			return size, err
		}
	}
	if rows != state.Exported {
		return size, fmt.Errorf("the parts have %d contacts, and workers have exported %d: after cuedesk queue remove %s "+
			"it can be begun anew", rows, state.Exported, state.Name)
	}
	return size, nil
}

// joiner writes a part, of CSV after the first one without its header.
type joiner struct {
	to          io.Writer
	first, csv  bool
	header      []string // nil: it is not complete yet
	headerStart []byte   // of the header
	size        int64    // of what is written
	rows        int      // contacts in it, where lines in a cell of CSV are none
	quoted      bool     // the data so far end in a cell
}

// Write implements [io.Writer].
func (j *joiner) Write(data []byte) (int, error) {
	rest := data
	if j.csv && j.header == nil {
		j.headerStart = append(j.headerStart, data...)
		lines := csv.NewReader(bytes.NewReader(j.headerStart))
		record, err := lines.Read()
		if err != nil || lines.InputOffset() == int64(len(j.headerStart)) && !bytes.HasSuffix(j.headerStart, []byte("\n")) {
			return len(data), nil //nolint:nilerr // more of it comes
		}
		j.header, rest = record, j.headerStart
		if !j.first {
			rest = rest[lines.InputOffset():]
		} else {
			j.rows-- // its header
		}
	}
	j.count(rest)
	n, err := j.to.Write(rest)
	j.size += int64(n)
	return len(data), err
}

// count counts the lines that end outside of cells.
func (j *joiner) count(data []byte) {
	for _, c := range data {
		switch {
		case c == '"' && j.csv:
			j.quoted = !j.quoted
		case c == '\n' && !j.quoted:
			j.rows++
		}
	}
}

// errColumns: parts have different columns.
var errColumns = errors.New("custom fields were defined while workers exported: name --columns, and export again")

// end returns the header of the parts, which must all have the same.
func (j *joiner) end(header []string) ([]string, error) {
	switch {
	case !j.csv:
		return []string{}, nil
	case j.header == nil:
		return nil, errors.New("a part has no header")
	case header != nil && fmt.Sprint(header) != fmt.Sprint(j.header):
		return nil, program.UsageError("%w", errColumns)
	}
	return j.header, nil
}
