// Quickstart loads a CSV file of contacts into a Cuedesk workspace and accounts
// for every row of it. Without CUEDESK_TOKEN it does so in a fake of the API that
// lives in this process.
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
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Getenv, os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "quickstart:", printable(explain(err)))
		os.Exit(1)
	}
}

// run is the program without its process.
func run(ctx context.Context, args []string, getenv func(string) string, stdout io.Writer) error {
	file, cleanup, err := parseArgs(args, stdout)
	if errors.Is(err, flag.ErrHelp) {
		return nil
	}
	if err != nil {
		return err
	}
	out := newPrinter(stdout)
	client, err := connect(getenv, out)
	if err != nil {
		return err
	}
	return load(ctx, client, out, file, cleanup)
}

func parseArgs(args []string, stdout io.Writer) (file string, cleanup bool, err error) {
	flags := flag.NewFlagSet("quickstart", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&file, "file", defaultFile, "the CSV file to load")
	flags.BoolVar(&cleanup, "cleanup", false, "delete at the end what this run has created, contacts excepted")
	err = flags.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		flags.SetOutput(stdout)
		flags.PrintDefaults()
	}
	if err == nil && flags.NArg() > 0 {
		err = fmt.Errorf("unexpected argument %q; see -help", flags.Arg(0))
	}
	return file, cleanup, err
}

// connect returns a client of the API, or of a fake if there is no token.
func connect(getenv func(string) string, out *printer) (*cuedesk.Client, error) {
	token := getenv("CUEDESK_TOKEN")
	if token == "" {
		out.line("No CUEDESK_TOKEN: this runs against a fake of the API in this process; nothing leaves it.")
		return cuedesktest.NewServer().Client(), nil
	}
	var opts []cuedesk.Option
	if base := getenv("CUEDESK_BASE_URL"); base != "" {
		opts = append(opts, cuedesk.WithBaseURL(base))
	}
	out.line("Using the Cuedesk API with the token in CUEDESK_TOKEN.")
	return cuedesk.NewClient(token, opts...)
}

// explain says what an error means to the person who runs the program.
func explain(err error) string {
	apiErr := (*cuedesk.Error)(nil)
	switch {
	case errors.Is(err, context.Canceled):
		return "interrupted; run it again when you like, nothing will be doubled"
	case errors.Is(err, cuedesk.ErrUnauthorized):
		return "the API does not accept the token in CUEDESK_TOKEN"
	case errors.As(err, &apiErr) && apiErr.Explain() != "":
		return err.Error() + "\n" + apiErr.Explain()
	}
	return err.Error()
}
