// Package move is the command cuedesk switch: the contacts of another contact system go to Cuedesk, with their tags as
// contact lists and their notes, and each of them is accounted for.
package move

import (
	"context"
	"errors"

	"github.com/spf13/pflag"

	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/program"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/screen"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/sheet"
)

const help = `Usage: cuedesk switch [flags]

Moves the contacts of another contact system to Cuedesk, with tags as contact
lists and with notes. The source is only read. A second run repeats nothing.

Environment
  NEXADESK_TOKEN, and NEXADESK_BASE_URL if needed    the source nexadesk
  ORGCRM_BASE_URL, ORGCRM_ORG_ID and ORGCRM_TOKEN    the source orgcrm
  CUEDESK_TOKEN, and CUEDESK_BASE_URL if needed      where the contacts go
Without the last, they go to a fake of Cuedesk in this process: a rehearsal.
Without any, made-up contacts do.

Flags
  --from SOURCE      nexadesk or orgcrm (nexadesk)
  --name NAME        what to call the source in Cuedesk, always the same; needed
                     for a second account of nexadesk
  --dry-run          say what would become of each contact, and send nothing
  --report-out FILE  CSV with what became of each contact, written at the end
  --twice            move all contacts a second time, which changes nothing
  --faults           between the fakes: let requests fail in many ways

Exit codes: 0 all moved, 1 some not, or not with everything, 2 usage, 3 nothing
was sent, 4 interrupted: run it again.
`

// settings are what the command line says.
type settings struct {
	from      string // the source
	name      string // of the source; empty: as it comes
	report    string // the file to write the report to; empty: none
	moveTwice bool   // move all contacts a second time
	dryRun    bool   // send nothing
	faults    bool   // let requests fail
	people    int    // how many to make up
}

// Run moves contacts as the arguments say.
func Run(ctx context.Context, env program.Env, args []string) error {
	set, err := parseArgs(args)
	if errors.Is(err, pflag.ErrHelp) {
		return env.ShowHelp(help)
	}
	if err != nil {
		return program.UsageError("%w; see cuedesk switch --help", err)
	}
	return set.run(ctx, env)
}

// run does what the settings say.
func (set settings) run(ctx context.Context, env program.Env) (err error) {
	out := screen.New(env.Stdout)
	from, to, err := connect(ctx, set, env, out)
	if err == nil {
		err = from.rename(set.name)
	}
	if err != nil {
		return program.WithCode(program.Usage, err)
	}
	report, err := sheet.Create(set.report, false)
	if err != nil {
		return program.UsageError("--report-out: %w", err)
	}
	defer report.Drop()
	m := &mover{from: from, client: to, out: out, report: report}
	work := m.move
	if set.dryRun {
		work = m.rehearse
	}
	err = errors.Join(work(ctx), writeReport(report, m.people, set.dryRun))
	if path := report.Path(); path != "" {
		out.Line("\n%s is written", path)
	}
	if err == nil && set.moveTwice {
		out.Line("\nOnce more: this doubles no contact and no note.")
		err = (&mover{from: from, client: to, out: out}).move(ctx)
	}
	return err
}

func parseArgs(args []string) (set settings, err error) {
	set.people = 3000
	flags := declareFlags(&set)
	err = flags.Parse(args)
	switch {
	case err != nil:
	case flags.NArg() > 0:
		err = program.UsageError("unexpected argument %q", flags.Arg(0))
	case set.dryRun && set.moveTwice:
		err = errors.New("--dry-run and --twice exclude each other")
	}
	return set, err
}

// declareFlags declares the flags; what they mean is in the help.
func declareFlags(set *settings) *pflag.FlagSet {
	flags := pflag.NewFlagSet("switch", pflag.ContinueOnError)
	flags.Usage = func() {}
	flags.StringVar(&set.from, "from", "nexadesk", "")
	flags.StringVar(&set.name, "name", "", "")
	flags.StringVar(&set.report, "report-out", "", "")
	flags.BoolVar(&set.dryRun, "dry-run", false, "")
	flags.BoolVar(&set.moveTwice, "twice", false, "")
	flags.BoolVar(&set.faults, "faults", false, "")
	return flags
}
