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
	options := importer.Options{
		MatchOn: l.matchOn, MergeType: l.merge, Distinguish: l.distinguish, Reading: l.readingFlags(),
		Each: l.addResult, Total: l.file.Total(),
	}
	if l.ledger.File != nil { // an interface with a nil pointer would not be nil
		options.Journal = l.ledger.File
	}
	if err := l.prepare(ctx, &options); err != nil {
		return l.withCreated(err)
	}
	l.ledger.keep = true
	running, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	l.stop = stop
	run := l.importHere
	if l.cluster != "" {
		run = l.importByWorkers
	}
	report, runErr := run(running, options)
	l.end()
	verdict := l.withCreated(l.verdict(ctx, report, runErr))
	code := program.Code(verdict)
	isOver := runErr == nil && report.Counts[importer.Unfinished] == 0
	l.ledger.keep = !isOver && (code != program.NothingSent || l.ledger.resumed)
	err := errors.Join(verdict, l.finishTables(code))
	return errors.Join(err, withCode(program.SomeFailed, l.print(report, err)))
}

// withCode gives an error, if there is one, a code.
func withCode(code int, err error) error {
	if err == nil {
		return nil
	}
	return program.WithCode(code, err)
}

// importHere imports the rows in this process.
func (l *load) importHere(ctx context.Context, options importer.Options) (*importer.Report, error) {
	bar := l.log.NewBar(l.file.Total())
	defer bar.Keep()()
	options.Progress = func(p importer.Progress) { bar.Show(p.Counts.Total(), describe(p)) }
	return importer.Run(ctx, l.client, l.rows(), options)
}

// prepare creates what the rows need, as far as it was asked for. An import that goes on has done that.
func (l *load) prepare(ctx context.Context, options *importer.Options) error {
	missing, err := l.missingFields(ctx)
	if err != nil {
		return err
	}
	if len(missing) > 0 && (!l.createFields || l.ledger.resumed) {
		return l.errMissing(missing[0])
	}
	for _, field := range missing {
		if err := workspace.CreateField(ctx, l.client, field); err != nil {
			return err
		}
		l.created = append(l.created, fmt.Sprintf("the custom field %q", field.FieldKey))
	}
	if l.list == "" {
		return nil
	}
	list, err := l.ensureList(ctx)
	if err == nil {
		options.ListID = list.ID
	}
	return err
}

// ensureList returns the list of --list.
func (l *load) ensureList(ctx context.Context) (*cuedesk.List, error) {
	if l.ledger.resumed {
		list, err := workspace.FindList(ctx, l.client, l.list)
		if err == nil && list == nil {
			err = fmt.Errorf("--list: there is no list %q, and %s is of an import that goes on", l.list, l.ledger.path)
		}
		return list, err
	}
	ensured, err := l.client.Lists.Ensure(ctx, cuedesk.ListCreate{Name: l.list})
	if err != nil {
		return nil, fmt.Errorf("the list %q: %w", l.list, err)
	}
	if ensured.Created {
		l.created = append(l.created, fmt.Sprintf("the list %q", l.list))
	}
	workspace.ReportTwin(l.log, ensured)
	return ensured.List, nil
}

// withCreated adds to an error after which nothing was sent what was created before.
func (l *load) withCreated(err error) error {
	if len(l.created) == 0 || program.Code(err) != program.NothingSent {
		return err
	}
	return fmt.Errorf("%w; created: %s", err, strings.Join(l.created, ", "))
}

// addResult takes in what became of a row.
func (l *load) addResult(r importer.Result) {
	if r.State.IsIn() || r.State == importer.Unfinished && r.Reason != importer.ReasonExpired {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if r.State == importer.Skipped || r.State == importer.Duplicate {
		return
	}
	row, _ := r.Row.Source.(*contactfile.Row)
	l.failures.add(positionOf(row), r.State.String()+": "+failureText(r, row), row.Original)
	l.countFailure()
}

// failureText says in a line why a row is not in.
func failureText(r importer.Result, row *contactfile.Row) string {
	if r.Reason == importer.ReasonNoMatchValue { // its fields are those of --match-on
		return strings.Join(append([]string{program.Reason(r.Reason)}, leftOutValues(row)...), "; ")
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

// describe says in a few words what an import does.
func describe(p importer.Progress) string {
	note := fmt.Sprintf("%d in flight", p.InFlight)
	if p.Settling > 0 {
		note += ", looking up what became of them"
	}
	if bad := p.Counts[importer.Failed] + p.Counts[importer.Invalid] + p.Counts[importer.Unknown]; bad > 0 {
		note += fmt.Sprintf(", %d failed", bad)
	}
	return note
}
