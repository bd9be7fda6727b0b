// Export writes the contacts of a workspace, a search or a list to a CSV or NDJSON
// file. After a crash, the same command continues without a missing or doubled row.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/exporter"
)

func main() {
	opts := exporter.Options{Progress: showProgress}
	output := flag.String("o", "contacts.csv", "the `file` to write; - is standard output, which cannot be resumed")
	search := flag.String("search", "", "only contacts that a free-text search for this `text` finds")
	columns := flag.String("columns", "", "the columns of CSV, separated by commas, instead of all")
	flag.TextVar(&opts.Format, "format", exporter.Format(""), "csv or ndjson; default: as the name of the file says")
	flag.TextVar(&opts.ListID, "list", cuedesk.ListID{}, "only contacts of the list with this `ID`; not with -search")
	flag.BoolVar(&opts.RawCells, "raw", false, "leave CSV cells as they are, although they may be formulas")
	flag.BoolVar(&opts.Restart, "restart", false, "begin again, and drop what an earlier run has left unfinished")
	flag.DurationVar(&opts.Every, "every", 2*time.Second, "the `time` between checkpoints, and between lines of progress")
	flag.Parse()
	if flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	if opts.Query = cuedesk.Where().Text(*search); *columns != "" {
		opts.Columns = strings.Split(*columns, ",")
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := export(ctx, *output, opts); err != nil {
		fmt.Fprintln(os.Stderr, "export:", err)
		os.Exit(1) //nolint:gocritic // stop need not be called then
	}
}

// export writes the file, and prints what it has written.
func export(ctx context.Context, output string, opts exporter.Options) error {
	client, err := connect(ctx)
	if err != nil {
		return err
	}
	var report *exporter.Report
	if output == "-" {
		opts.Printable = isTerminal(os.Stdout)
		report, err = exporter.Write(ctx, client, os.Stdout, opts)
	} else {
		report, err = exporter.Run(ctx, client, output, opts)
	}
	switch {
	case errors.Is(err, exporter.ErrOtherExport):
		return fmt.Errorf("%w\nWith -restart it begins again", err)
	case err != nil && report.Rows > 0 && output != "-":
		return fmt.Errorf("%w\nThe same command goes on after %d contacts", err, report.Rows)
	case err != nil:
		return err
	}
	fmt.Fprintf(os.Stderr, "%s: %s\n", output, report)
	return nil
}

// connect returns a client of the API, or of a fake if there is no token.
func connect(ctx context.Context) (*cuedesk.Client, error) {
	if os.Getenv("CUEDESK_TOKEN") != "" {
		return cuedesk.NewClientFromEnv()
	}
	fmt.Fprintln(os.Stderr, "No CUEDESK_TOKEN: this exports 400 made-up contacts from a fake of the API in this process.")
	srv := cuedesktest.NewServer()
	for n := range 400 { // the same ones each time, so that an export of them can be resumed
		created := time.Date(2026, 1, 1, 0, n, 0, 0, time.UTC)
		srv.AddContact(cuedesktest.Contact{LastName: "Doe", CreatedAt: created, CustomFields: map[string]any{"seats": n}})
	}
	client := srv.Client()
	_, err := client.CustomFields.Create(ctx, cuedesk.CustomFieldCreate{Name: "Seats", FieldType: cuedesk.FieldInteger})
	return client, err
}

// showProgress shows how far the export is, on one line of a terminal.
func showProgress(p exporter.Progress) {
	end := "\n"
	if isTerminal(os.Stderr) {
		end = "\r"
	}
	fmt.Fprintf(os.Stderr, "%d of %d contacts, %.0f a second, %s to go %s", p.Rows, p.Total, p.Rate,
		p.Remaining.Round(time.Second), end)
}

func isTerminal(file *os.File) bool {
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
