package imports

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/program"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/workspace"
	"github.com/cuedesk/cuedesk-go/contactfile"
	"github.com/cuedesk/cuedesk-go/importer"
)

// send imports the rows.
func (l *load) send(ctx context.Context) error {
	journal, err := l.openJournal(ctx)
	if err != nil {
		return err
	}
	options := importer.Options{
		MatchOn: l.matchOn, MergeType: l.merge, Distinguish: l.distinguish,
		Each: l.take, Progress: l.showProgress(), Total: l.file.Total(),
	}
	if journal != nil { // an interface with a nil pointer would not be nil
		options.Journal = journal
		defer journal.Close()
	}
	if err := l.prepare(ctx, &options); err != nil {
		return err
	}
	running, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	l.stop = stop
	run := l.importHere
	if l.cluster != "" {
		run = l.importByWorkers
	}
	report, runErr := run(running, options)
	l.end()
	err = errors.Join(l.verdict(ctx, report, runErr), l.finishTables())
	ended := runErr == nil && report.Counts[importer.Unfinished] == 0
	if ended || program.Code(err) == program.NothingSent && !l.resume {
		err = errors.Join(err, l.removeJournal(journal))
	}
	return errors.Join(err, l.print(report, err))
}

// importHere imports the rows in this process.
func (l *load) importHere(ctx context.Context, options importer.Options) (*importer.Report, error) {
	return importer.Run(ctx, l.client, l.rows(), options)
}

// prepare creates what the rows need, as far as it was asked for.
func (l *load) prepare(ctx context.Context, options *importer.Options) error {
	missing, err := workspace.MissingFields(ctx, l.client, l.customFields())
	if err != nil {
		return err
	}
	if len(missing) > 0 && !l.createFields {
		return errMissing(missing[0])
	}
	if err := workspace.CreateFields(ctx, l.client, missing); err != nil {
		return err
	}
	if l.list == "" {
		return nil
	}
	list, err := l.client.Lists.Ensure(ctx, cuedesk.ListCreate{Name: l.list})
	if err != nil {
		return fmt.Errorf("the list %q: %w", l.list, err)
	}
	options.ListID = list.List.ID
	return nil
}

// take takes in what became of a row.
func (l *load) take(r importer.Result) {
	if r.State.IsIn() || r.State == importer.Unfinished {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if r.State == importer.Skipped || r.State == importer.Duplicate {
		return
	}
	row, _ := r.Row.Source.(*contactfile.Row)
	l.failures.add(r.Row.Line, r.State.String()+": "+whyFailed(r, row), row.Original)
	l.countFailure()
}

// whyFailed says in a line why a row is not in.
func whyFailed(r importer.Result, row *contactfile.Row) string {
	if r.Reason == importer.ReasonNoMatchValue { // its fields are those of --match-on
		return strings.Join(append([]string{program.Reason(r.Reason)}, leftOut(row)...), "; ")
	}
	return program.Why(r)
}

// errTooMany stops an import of which too many rows have failed.
var errTooMany = errors.New("more rows have failed than --max-failed allows")

// countFailure counts a row that is not in. The caller holds the lock.
func (l *load) countFailure() {
	l.failed++
	if l.maxFailed >= 0 && l.failed > l.maxFailed && l.stop != nil {
		l.stop(errTooMany)
	}
}

// showProgress returns what shows how far the import is.
func (l *load) showProgress() func(importer.Progress) {
	bar := l.log.NewBar(l.file.Total())
	return func(p importer.Progress) {
		note := fmt.Sprintf("%d in flight", p.InFlight)
		if bad := p.Counts[importer.Failed] + p.Counts[importer.Invalid] + p.Counts[importer.Unknown]; bad > 0 {
			note += fmt.Sprintf(", %d failed", bad)
		}
		bar.Show(p.Counts.Total(), note)
	}
}
