package cluster

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/exporter"
	"github.com/cuedesk/cuedesk-go/importer"
)

// ExportOptions say what is exported, and how. All fields are optional.
type ExportOptions struct {
	Query    cuedesk.Query   // chooses the contacts; zero: all
	Parts    int             // the largest number of parts, 1 to 256; 0: 16
	Format   exporter.Format // empty: exporter.CSV
	Columns  []string        // see exporter.Options; set them if fields may be defined during the export
	RawCells bool            // see exporter.Options
	// Stored stores the parts on the servers, so that any worker can export them, and
	// any process can read them by Cluster.WritePart. They are kept until
	// Cluster.Remove, at most for Options.MaxAge. false: each part is a file in the
	// folder of the worker that has exported it.
	Stored bool
}

// String returns nothing of the query, which may be personal.
func (ExportOptions) String() string { return "export options" }

// LogValue logs what String returns.
func (o ExportOptions) LogValue() slog.Value { return slog.StringValue(o.String()) }

// exportSettings are those that all workers share.
type exportSettings struct {
	Stored   bool            `json:"stored,omitzero"`
	Format   exporter.Format `json:"format"`
	Columns  []string        `json:"columns,omitzero"`
	RawCells bool            `json:"raw_cells,omitzero"`
}

// part is the message of a partition.
type part struct {
	Query cuedesk.Query `json:"query"`
}

const (
	defaultParts = 16
	maxParts     = 256
)

// laneExport is what became of a part.
type laneExport struct {
	Worker string     `json:"worker,omitzero"` // who has exported it, or does
	File   string     `json:"file,omitzero"`   // where that worker has it; empty: it is stored
	Rows   int        `json:"rows,omitzero"`   // contacts in it, once it is complete
	Chunks []chunkRun `json:"chunks,omitzero"` // of one that is stored, one after the other

	At *exporter.WriteState `json:"at,omitzero"` // what these chunks have, until it is complete
}

// chunkRun are chunks that one worker has stored, numbered from 0 on.
type chunkRun struct {
	Attempt string `json:"attempt"`
	N       int    `json:"n"`
}

// PublishExport publishes an export of the contacts that a query finds. It divides them
// by [cuedesk.ContactsService.Partitions]. Workers with WorkerOptions.Dir export each
// part to a file there: NAME-001.csv and so on, which has that name once it is complete.
// If a worker leaves a file unfinished, a worker with the same folder continues it; any
// other worker begins it anew.
//
// With ExportOptions.Stored, workers need no folder, and any worker continues a part
// that another one has left unfinished, without a missing or doubled contact.
//
// Names and errors are those of [Cluster.Publish], but the same contacts may be exported
// again under another name. If the name is that of a job of another workspace, the error
// matches [ErrOtherWorkspace] instead of [ErrPublished].
func (c *Cluster) PublishExport(
	ctx context.Context, client *cuedesk.Client, name string, opts ExportOptions,
) (*Published, error) {
	p, err := c.newExport(name, opts)
	if err != nil {
		return nil, err
	}
	parts, err := client.Contacts.Partitions(ctx, opts.Query, cmp.Or(opts.Parts, defaultParts))
	if err == nil {
		err = p.begin(ctx)
	}
	if err != nil {
		return nil, err
	}
	_, err = c.bind(ctx, p.manifest.ID, client.BaseURL(), func(ctx context.Context) (cuedesk.WorkspaceID, error) {
		return importer.Workspace(ctx, client)
	})
	if err == nil {
		err = p.storeParts(ctx, parts)
	}
	published, err := p.end(ctx, err)
	if before, ok := errors.AsType[*PublishedError](err); ok {
		err = cmp.Or(c.Bind(ctx, client, before.Name), err)
	}
	return published, err
}

// newExport checks the arguments of an export.
func (c *Cluster) newExport(name string, opts ExportOptions) (*publisher, error) {
	var errs []error
	if opts.Parts < 0 || opts.Parts > maxParts {
		errs = append(errs, fmt.Errorf("option Parts must be 0 to %d, not %d", maxParts, opts.Parts))
	}
	if !namePattern.MatchString(name) {
		errs = append(errs, errName)
	}
	settings := exportSettings{opts.Stored, cmp.Or(opts.Format, exporter.CSV), opts.Columns, opts.RawCells}
	if settings.Format != exporter.CSV && settings.Format != exporter.NDJSON {
		errs = append(errs, errors.New("option Format must be csv or ndjson"))
	}
	return &publisher{
		c: c,
		manifest: manifest{
			Version: manifestVersion, ID: uuid.NewString(), Name: name, Kind: Export, Export: settings,
		},
	}, invalid(errs)
}

// storeParts stores a message for each partition: each is a lane of its own.
func (p *publisher) storeParts(ctx context.Context, parts []cuedesk.Partition) error {
	for lane, in := range parts {
		data, err := json.Marshal(part{in.Query})
		if err != nil {
			return fmt.Errorf("cluster: %w", err)
		}
		if err := p.storeBatch(ctx, batch{lane, 0, data}); err != nil {
			return err
		}
		p.manifest.Lanes = append(p.manifest.Lanes, laneSum{Batches: 1, Rows: in.Count})
		p.manifest.Rows += in.Count
	}
	return nil
}

// storeBatch stores a message.
func (p *publisher) storeBatch(ctx context.Context, b batch) error {
	key := batchKey(p.manifest.ID, b.lane, b.n)
	return p.c.call(ctx, "storing a batch", func(ctx context.Context) error {
		_, err := p.c.js.Publish(ctx, p.c.workSubject(key), b.data, jetstream.WithMsgID(key))
		return err
	})
}

// exportPart writes a partition to its file, or stores it.
func (w *worker) exportPart(l *lease, msg *jetstream.RawStreamMsg) error {
	var in part
	if err := json.Unmarshal(msg.Data, &in); err != nil {
		return errDamaged // what is wrong with it may quote it
	}
	settings := l.job.Export
	opts := exporter.Options{
		Query: in.Query, Format: settings.Format, Columns: settings.Columns, RawCells: settings.RawCells,
	}
	export := w.writePart
	if settings.Stored {
		export = w.storePart
	}
	report, done, err := export(l, opts)
	if err != nil {
		return err
	}
	done.Rows = report.Rows
	w.rows.Add(int64(report.Rows - report.Resumed))
	return l.update(func(s *laneState) { s.Next, s.Lost, s.Export = s.Next+1, 0, done })
}

// writePart writes a part to its file.
func (w *worker) writePart(l *lease, opts exporter.Options) (report *exporter.Report, done laneExport, err error) {
	done.Worker = w.opts.Name
	done.File = filepath.Join(w.opts.Dir, fmt.Sprintf("%s-%03d.%s", l.job.Name, l.n+1, opts.Format))
	if err = l.update(func(s *laneState) { s.Export = done }); err == nil {
		report, err = exporter.Run(l.requests(), w.client, done.File, opts)
	}
	return report, done, err
}
