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

	"github.com/cuedesk/cuedesk-go"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Getenv, os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "switch:", explain(err))
		os.Exit(1)
	}
}

// settings are what the command line says.
type settings struct {
	from   string // the source
	report string // the file to write the report to; empty: none
	twice  bool   // move everybody a second time
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
	out := newPrinter(stdout)
	from, to, err := connect(ctx, set.from, getenv, out)
	if err != nil {
		return err
	}
	err = move(ctx, from, to, out, set.report)
	if err == nil && set.twice {
		out.line("\nOnce more: this is to double nobody and no note.")
		err = move(ctx, from, to, out, set.report)
	}
	return err
}

func parseArgs(args []string, stdout io.Writer) (set settings, err error) {
	flags := flag.NewFlagSet("switch", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&set.from, "from", "nexadesk", "where the contacts are: nexadesk or orgcrm")
	flags.StringVar(&set.report, "report", "", "a CSV file to write, with what became of each contact")
	flags.BoolVar(&set.twice, "twice", false, "move everybody a second time, which changes nothing")
	err = flags.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		flags.SetOutput(stdout)
		flags.PrintDefaults()
	}
	if err == nil && flags.NArg() > 0 {
		err = fmt.Errorf("unexpected argument %q; see -help", flags.Arg(0))
	}
	return set, err
}

// explain says what an error means to the person who runs the program.
func explain(err error) string {
	switch apiErr, ok := errors.AsType[*cuedesk.Error](err); {
	case errors.Is(err, context.Canceled):
		return "interrupted; run it again when you like, nothing will be doubled"
	case errors.Is(err, cuedesk.ErrUnauthorized):
		return err.Error() + "\nThe API does not accept the token."
	case ok && apiErr.Explain() != "":
		return err.Error() + "\n" + apiErr.Explain()
	}
	return err.Error()
}
