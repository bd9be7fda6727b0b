// Package exports is the command cuedesk export: the contacts of a workspace, a search or a list go to a file.
package exports

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"time"

	"github.com/spf13/pflag"
	"golang.org/x/term"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/program"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/screen"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/workspace"
	"github.com/cuedesk/cuedesk-go/exporter"
	"github.com/cuedesk/cuedesk-go/internal/exportname"
)

const help = `Usage: cuedesk export FILE [flags]      FILE - is standard output

Writes the contacts of a workspace, a search or a list. FILE is replaced when
the export is complete. After an interruption the same command goes on, by
FILE.part and FILE.checkpoint, except on standard output. Without
CUEDESK_TOKEN, a FILE that is there is left alone.

  --search TEXT    only contacts that a free-text search finds
  --list NAME      only contacts of this list, archived ones included
  --format FORMAT  csv, or ndjson: all that the API says of each contact
                   (ndjson for a FILE that ends in .ndjson or .jsonl, else csv)
  --columns NAMES  of csv, such as email,first_name,custom_fields.seats (all)
  --raw            no ' before cells that a spreadsheet would calculate
  --parts N        read N parts side by side, and join them at the end (1)
  --every TIME     how often it notes how far it is, from where it goes on (2s)
  --restart        begin anew, and drop what an earlier call has left
  --cluster URL    have workers of NATS servers export parts, 16 unless --parts
                   is given; see cuedesk worker
  --workers N      with --cluster: workers here; 0: wait for others (1)

Exit codes: 0 all contacts are in FILE, 2 usage, 3 nothing was written,
4 ended early: the same command goes on.
`

// options are what the command line says.
type options struct {
	file, search, list string
	cluster            string // where workers find the parts; empty: this process exports
	workers            int    // in this process
	exporter           exporter.Options
}

// Run exports contacts as the arguments say.
func Run(ctx context.Context, env program.Env, args []string) error {
	o, err := parse(args)
	if errors.Is(err, pflag.ErrHelp) {
		return env.ShowHelp(help)
	}
	if err != nil {
		return program.UsageError("%w; see cuedesk export --help", err)
	}
	if err := o.refuseFile(env); err != nil {
		return program.UsageError("%w", err)
	}
	if o.cluster != "" && !env.HasToken() {
		return program.UsageError("--cluster needs CUEDESK_TOKEN: workers would not share a fake")
	}
	client, err := env.Connect()
	if err != nil {
		return err
	}
	log := screen.New(env.Stderr)
	if !env.HasToken() {
		log.Line(program.OnFake)
	}
	if err := o.choose(ctx, client); err != nil {
		return err
	}
	o.exporter.Progress = showProgress(log)
	return o.export(ctx, client, env, log)
}

// refuseFile refuses to replace what is no file, and to let an empty fake replace one, or what is begun of it.
func (o *options) refuseFile(env program.Env) error {
	if o.file == "-" {
		return nil
	}
	if err := program.RefuseOutput(o.file); err != nil || env.HasToken() {
		return err
	}
	precious := []string{o.file}
	if env.Fake == nil { // nothing that was begun before is in a new fake
		precious = append(precious, o.file+".part", o.file+".checkpoint")
	}
	for _, path := range precious {
		if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("CUEDESK_TOKEN is not set, and an empty fake would replace %s: name a new file", path)
		}
	}
	return nil
}

// parse reads the command line.
func parse(args []string) (*options, error) {
	o := &options{}
	flags := declareFlags(o)
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	switch {
	case flags.NArg() != 1:
		return nil, fmt.Errorf("one FILE is needed, not %d", flags.NArg())
	case o.search != "" && o.list != "":
		return nil, errors.New("--search and --list exclude each other")
	case o.exporter.Every <= 0:
		return nil, fmt.Errorf("--every %s: it is above 0", o.exporter.Every)
	case o.exporter.Parts < 1 || o.exporter.Parts > 64:
		return nil, fmt.Errorf("--parts %d: it is 1 to 64", o.exporter.Parts)
	case o.exporter.Parts > 1 && (flags.Arg(0) == "-" || o.list != ""):
		return nil, errors.New("--parts needs a FILE, and no --list")
	}
	o.file = flags.Arg(0)
	if err := o.refuseCluster(); err != nil {
		return nil, err
	}
	if o.cluster != "" && !flags.Changed("parts") {
		o.exporter.Parts = 0
	}
	return o, o.chooseFormat(flags.Changed("format"))
}

// chooseFormat takes the format from the name of the file, unless it is given.
func (o *options) chooseFormat(given bool) error {
	if given {
		if !slices.Contains([]exporter.Format{exporter.CSV, exporter.NDJSON}, o.exporter.Format) {
			return fmt.Errorf("--format %q: it is csv or ndjson", o.exporter.Format)
		}
		return nil
	}
	format, err := exportname.Format(o.file)
	if err != nil {
		return fmt.Errorf("%w: it is csv or ndjson; name one, or say --format", err)
	}
	o.exporter.Format = exporter.Format(format)
	return nil
}

// declareFlags declares the flags; what they mean is in the help.
func declareFlags(o *options) *pflag.FlagSet {
	flags := pflag.NewFlagSet("export", pflag.ContinueOnError)
	flags.Usage = func() {}
	flags.StringVar(&o.search, "search", "", "")
	flags.StringVar(&o.list, "list", "", "")
	flags.StringVar((*string)(&o.exporter.Format), "format", "", "")
	flags.StringSliceVar(&o.exporter.Columns, "columns", nil, "")
	flags.BoolVar(&o.exporter.RawCells, "raw", false, "")
	flags.IntVar(&o.exporter.Parts, "parts", 1, "")
	flags.DurationVar(&o.exporter.Every, "every", 2*time.Second, "")
	flags.BoolVar(&o.exporter.Restart, "restart", false, "")
	flags.StringVar(&o.cluster, "cluster", "", "")
	flags.IntVar(&o.workers, "workers", 1, "")
	return flags
}

// choose finds what is to be exported.
func (o *options) choose(ctx context.Context, client *cuedesk.Client) error {
	if o.search != "" {
		o.exporter.Query = cuedesk.Where().Text(o.search)
	}
	if o.list == "" {
		return nil
	}
	list, err := workspace.FindList(ctx, client, o.list)
	if err == nil && list == nil {
		err = fmt.Errorf("the workspace has no list %q", o.list)
	}
	if err == nil {
		o.exporter.ListID = list.ID
	}
	return err
}

// export writes the file, and says what it has written.
func (o *options) export(ctx context.Context, client *cuedesk.Client, env program.Env, log *screen.Printer) error {
	var report *exporter.Report
	var err error
	switch {
	case o.cluster != "":
		report, err = o.exportByWorkers(ctx, client, log)
	case o.file == "-":
		file, ok := env.Stdout.(*os.File)
		o.exporter.Printable = ok && term.IsTerminal(int(file.Fd()))
		report, err = exporter.Write(ctx, client, env.Stdout, o.exporter)
	default:
		report, err = exporter.Run(ctx, client, o.file, o.exporter)
	}
	if err != nil {
		return o.explain(ctx, report, err)
	}
	log.Finish("%s: %s", o.name(), report)
	return nil
}

// explain gives an error its code, and says how to go on.
func (o *options) explain(ctx context.Context, report *exporter.Report, err error) error {
	if ctx.Err() != nil {
		err = errors.New("interrupted")
	}
	written := program.Count(report.Rows, "contact")
	switch {
	case errors.Is(err, exporter.ErrOtherExport):
		return program.UsageError("%w; --restart drops it and begins anew", err)
	case errors.Is(err, cuedesk.ErrInvalid) && report.Rows == 0:
		return program.WithCode(program.Usage, err)
	case report.Rows > 0 && o.file == "-":
		return program.WithCode(program.Interrupted, fmt.Errorf("%w; it ended after %s", err, written))
	case report.Rows > 0:
		err = fmt.Errorf("%w; it ended after %s, and the same command goes on with the next", err, written)
		return program.WithCode(program.Interrupted, err)
	case ctx.Err() != nil:
		return program.WithCode(program.Interrupted, err)
	}
	return program.WithCode(program.NothingSent, fmt.Errorf("nothing was written: %w", err))
}

// showProgress returns what shows how far the export is.
func showProgress(log *screen.Printer) func(exporter.Progress) {
	var bar *screen.Bar
	return func(p exporter.Progress) {
		if bar == nil {
			bar = log.NewBar(p.Total)
		}
		bar.Show(p.Rows, "")
	}
}

// name is what the output is called.
func (o *options) name() string {
	if o.file == "-" {
		return "standard output"
	}
	return o.file
}
