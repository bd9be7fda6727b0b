// Switch moves the contacts of another contact system to Cuedesk: with their tags
// as contact lists and their notes. In the end it accounts for each of them.
// Without tokens it does so between fakes of the APIs that live in this process.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/cuedesk/cuedesk-go"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	err := run(ctx, os.Args[1:], os.Getenv, os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "switch:", printable(explain(err)))
		os.Exit(1)
	}
}

// settings are what the command line says.
type settings struct {
	from   string // the source
	name   string // of the source; empty: as it comes
	report string // the file to write the report to; empty: none
	twice  bool   // move everybody a second time
	dryRun bool   // send nothing
	faults bool   // let things go wrong
	people int    // how many to make up
}

// run is the program without its process.
func run(ctx context.Context, args []string, getenv func(string) string, stdout io.Writer) error {
	set, err := parseArgs(args, stdout)
	if errors.Is(err, flag.ErrHelp) {
		return nil
	}
	if err != nil {
		return err
	}
	return set.run(ctx, getenv, newPrinter(stdout))
}

// run does what the settings say.
func (set settings) run(ctx context.Context, getenv func(string) string, out *printer) (err error) {
	from, to, err := connect(ctx, set, getenv, out)
	if err == nil {
		err = from.rename(set.name)
	}
	if err != nil {
		return err
	}
	report, err := createReport(set.report)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, report.Close()) }()
	m := &mover{from: from, client: to, out: out}
	work := m.move
	if set.dryRun {
		work = m.rehearse
	}
	err = errors.Join(work(ctx), writeReport(report, m.everybody, set.dryRun))
	if err == nil && set.twice {
		out.line("\nOnce more: this is to double nobody and no note.")
		err = (&mover{from: from, client: to, out: out}).move(ctx)
	}
	return err
}

func parseArgs(args []string, stdout io.Writer) (set settings, err error) {
	set.people = 3000
	flags := flag.NewFlagSet("switch", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&set.from, "from", "nexadesk", "where the contacts are: nexadesk or orgcrm")
	flags.StringVar(&set.name, "name", "", "what to call the source in Cuedesk, always the same; needed for a second "+
		"account of nexadesk")
	flags.StringVar(&set.report, "report", "", "a new CSV `file`, for what became of each contact")
	flags.BoolVar(&set.dryRun, "dry-run", false, "say what would become of everybody, and send nothing")
	flags.BoolVar(&set.twice, "twice", false, "move everybody a second time, which changes nothing")
	flags.BoolVar(&set.faults, "faults", false, "between the fakes: let requests fail in many ways")
	err = flags.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		flags.SetOutput(stdout)
		fmt.Fprint(stdout, usage)
		flags.PrintDefaults()
	case err != nil:
		err = fmt.Errorf("%w; see -help", err)
	case flags.NArg() > 0:
		err = fmt.Errorf("unexpected argument %q; see -help", flags.Arg(0))
	case set.dryRun && set.twice:
		err = errors.New("-dry-run and -twice exclude each other; see -help")
	}
	return set, err
}

const usage = `Switch moves the contacts of another contact system to Cuedesk. The environment
says where they are:

  NEXADESK_TOKEN                              -from nexadesk, at NEXADESK_BASE_URL if that is set
  ORGCRM_BASE_URL ORGCRM_ORG_ID ORGCRM_TOKEN  -from orgcrm
  CUEDESK_TOKEN                               where they go, at CUEDESK_BASE_URL if that is set

Without the last, contacts go to a fake of Cuedesk; without any, made-up ones do.

`

// explain says what an error means to the person who runs the program.
func explain(err error) string {
	switch apiErr, ok := errors.AsType[*cuedesk.Error](err); {
	case errors.Is(err, cuedesk.ErrUnauthorized):
		return err.Error() + "\nThe API does not accept the token."
	case ok && apiErr.Explain() != "":
		return err.Error() + "\n" + apiErr.Explain()
	}
	return err.Error()
}
