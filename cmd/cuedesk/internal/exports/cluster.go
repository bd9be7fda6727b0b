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
	"os"
	"path/filepath"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cluster"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/program"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/queue"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/screen"
	"github.com/cuedesk/cuedesk-go/exporter"
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

// jobName is what the export is called in the queue: the same for the same command.
func (o *options) jobName() string {
	sum := sha256.Sum256(fmt.Append(nil, o.search, "\n", o.exporter.Format, o.exporter.Columns, o.exporter.RawCells))
	return queue.JobName(filepath.Base(o.file), 50) + "-" + hex.EncodeToString(sum[:4])
}

// exportByWorkers has workers export parts, and joins these.
func (o *options) exportByWorkers(
	ctx context.Context, client *cuedesk.Client, log *screen.Printer,
) (*exporter.Report, error) {
	began, report := time.Now(), &exporter.Report{}
	c, err := queue.Open(ctx, log, o.cluster)
	if err != nil {
		return report, err
	}
	defer c.Close()
	job := o.jobName()
	_, err = c.PublishExport(ctx, client, job, cluster.ExportOptions{
		Query: o.exporter.Query, Parts: o.exporter.Parts, Format: o.exporter.Format, Columns: o.exporter.Columns,
		RawCells: o.exporter.RawCells, Stored: true,
	})
	switch {
	case errors.Is(err, cluster.ErrPublished):
		log.Line("the export was begun before, as %s, and goes on", job)
		err = c.Resume(ctx, job)
	case err == nil:
		log.Line("published as %s", job)
	}
	if err != nil {
		return report, err
	}
	state, err := queue.Wait(ctx, c, client, job, o.workers, log)
	if err != nil {
		return report, err
	}
	report.Rows = state.Exported
	if report.Bytes, err = o.join(ctx, c, state); err == nil {
		err = c.Remove(ctx, job)
	}
	report.Elapsed = time.Since(began)
	return report, err
}

// join writes the parts to the file, which has its name when it is complete.
func (o *options) join(ctx context.Context, c *cluster.Cluster, state *cluster.Report) (size int64, err error) {
	file, err := os.OpenFile(o.file+".joining", os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return 0, err
	}
	var header []string
	for _, lane := range state.Lanes {
		w := &joiner{to: file, first: header == nil, csv: o.exporter.Format == exporter.CSV}
		err = c.WritePart(ctx, w, state.Name, lane.Number)
		if err == nil {
			header, err = w.end(header)
		}
		if size += w.size; err != nil {
			break
		}
	}
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return size, err
	}
	return size, os.Rename(file.Name(), o.file)
}

// joiner writes a part, of CSV after the first one without its header.
type joiner struct {
	to         io.Writer
	first, csv bool
	header     []string // nil: it is not complete yet
	begun      []byte   // of the header
	size       int64    // of what is written
}

// Write implements [io.Writer].
func (j *joiner) Write(data []byte) (int, error) {
	rest := data
	if j.csv && j.header == nil {
		j.begun = append(j.begun, data...)
		lines := csv.NewReader(bytes.NewReader(j.begun))
		record, err := lines.Read()
		if err != nil || lines.InputOffset() == int64(len(j.begun)) && !bytes.HasSuffix(j.begun, []byte("\n")) {
			return len(data), nil //nolint:nilerr // more of it comes
		}
		j.header, rest = record, j.begun
		if !j.first {
			rest = rest[lines.InputOffset():]
		}
	}
	n, err := j.to.Write(rest)
	j.size += int64(n)
	return len(data), err
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
