package imports

import (
	"errors"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/program"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/screen"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/sheet"
	"github.com/cuedesk/cuedesk-go/contactfile"
	"github.com/cuedesk/cuedesk-go/importer"
)

// createTables creates the files that were asked for.
func (l *load) createTables() error {
	columns := make([]string, len(l.columns))
	for i, column := range l.columns {
		columns[i] = column.Name
	}
	failed, err := sheet.Create(l.failedOut, l.ledger.resumed)
	if err != nil {
		return program.UsageError("--failed-out: %w", err)
	}
	extra := func() []contactfile.Column { return l.columns }
	if l.file.Format() != contactfile.NDJSON {
		extra = nil
	}
	l.failures = newTable(failed, columns, l.reading.SkipBadRows, extra)
	changed, err := sheet.Create(l.changesOut, l.ledger.resumed)
	if err != nil {
		failed.Drop()
		return program.UsageError("--changes-out: %w", err)
	}
	l.changed = newTable(changed, []string{"column"}, false, nil)
	return nil
}

// finishTables gives the files their names, unless those of an earlier call say more, or the same command goes on,
// which replaces none.
func (l *load) finishTables(code int) error {
	if code == program.NothingSent && l.ledger.resumed || code == program.Interrupted && l.cluster != "" {
		l.dropTables()
		return nil
	}
	return withCode(program.SomeFailed, errors.Join(l.failures.Commit(), l.changed.Commit()))
}

func (l *load) dropTables() {
	l.failures.Drop()
	l.changed.Drop()
}

// collect takes the groups of a report.
func (l *load) collect(report *importer.Report) {
	known := 0
	for _, g := range report.Groups {
		why := program.Reason(g.Reason)
		if g.Field != "" && g.Reason != importer.ReasonNoMatchValue {
			why += ": " + g.Field
		}
		l.outcomes.addGroup(group{g.State.String(), why, g.Rows, g.Lines})
		if g.State == importer.Unfinished {
			known += g.Rows
		}
	}
	if l.pending = report.Counts[importer.Unfinished]; l.pending > known {
		l.outcomes.addGroup(group{importer.Unfinished.String(), "its workers have not come to them", l.pending - known, nil})
	}
}

// print says what became of the rows, for people or for programs.
func (l *load) print(report *importer.Report, verdict error) error {
	l.collect(report)
	if l.report == "json" {
		return l.printJSON(report, verdict)
	}
	l.log.Finish("%s read in %s", program.Count(report.Read+l.unreadable, "row"), report.Elapsed.Round(time.Millisecond))
	l.outcomes.show(l.out, "state")
	for _, state := range []importer.State{importer.Created, importer.Updated, importer.Imported} {
		if n := report.Counts[state]; n > 0 {
			l.out.Line("%8d  %s", n, state)
		}
	}
	l.printStrays(report.Strays)
	l.printChanges()
	return l.out.Err()
}

// printStrays says which contacts there may be that are no row's.
func (l *load) printStrays(strays []importer.Stray) {
	if len(strays) == 0 {
		return
	}
	var some []string
	for _, s := range strays[:min(len(strays), maxLines)] {
		some = append(some, s.String())
	}
	if len(strays) > len(some) {
		some = append(some, "…")
	}
	l.out.Wrap(indent, program.Count(len(strays), "contact")+
		" made, or perhaps made, by asking why rows have failed; delete what there is:", screen.Separate(some, ";"))
}

// printChanges says which values are not as they are in the file.
func (l *load) printChanges() {
	if len(l.warnings.groups) > 0 {
		l.out.Line("\nLook at these cells:")
		l.warnings.show(l.out, "column")
	}
	if len(l.changes.groups) > 0 {
		l.changes.sort()
		l.out.Line("\nValues that were changed or left out:")
		l.changes.show(l.out, "column")
	}
	for _, t := range []*table{l.failures, l.changed} {
		l.printTable(t)
	}
}

// printTable says what is in a file.
func (l *load) printTable(t *table) {
	switch path := t.Path(); {
	case path != "" && l.pending > 0:
		l.out.Line("%s is written, without the rows that are not finished", path)
	case path != "":
		l.out.Line("%s is written", path)
	case t.IsEmpty():
		l.out.Line("%s is not written: it would have no rows", t.Name())
	}
}

// document is the report as JSON.
type document struct {
	File     string         `json:"file"`
	DryRun   bool           `json:"dry_run"`
	Read     int            `json:"read"`
	States   map[string]int `json:"states"`
	Groups   []*group       `json:"groups"`   // rows that are not in; of a dry run, all
	Changes  []*group       `json:"changes"`  // by column and kind
	Warnings []*group       `json:"warnings"` // cells to look at
	Unmapped []string       `json:"unmapped"` // columns
	Notices  []string       `json:"notices"`  // of the file
	Exit     int            `json:"exit"`
	Error    string         `json:"error,omitzero"`
	Resumed  int            `json:"batches_resumed,omitzero"`
	Seconds  float64        `json:"seconds,omitzero"`
	Strays   []stray        `json:"strays,omitzero"` // contacts that asking why rows have failed may have made
}

// stray is a contact that is no row's.
type stray struct {
	ContactID string `json:"contact_id,omitzero"` // none: not known, and there may be no such contact
	Line      int    `json:"line"`                // of the row whose names and custom values it has
}

func (l *load) printJSON(report *importer.Report, verdict error) error {
	states := map[string]int{}
	for state, n := range report.Counts {
		if n > 0 {
			states[importer.State(state).String()] = n
		}
	}
	if l.unreadable > 0 {
		states[notRead] = l.unreadable
	}
	var strays []stray
	for _, s := range report.Strays {
		one := stray{Line: s.Line}
		if !s.ContactID.IsZero() {
			one.ContactID = s.ContactID.String()
		}
		strays = append(strays, one)
	}
	return l.writeDocument(document{
		States: states, Resumed: report.Resumed, Seconds: report.Elapsed.Seconds(), Strays: strays,
	}, verdict)
}

// writeDocument writes the report with what all reports have.
func (l *load) writeDocument(d document, verdict error) error {
	l.reported = true
	d.File, d.DryRun, d.Exit = l.name(), l.dryRun, program.Code(verdict)
	for _, n := range d.States {
		d.Read += n
	}
	d.Groups, d.Changes, d.Warnings = l.outcomes.groups, l.changes.groups, l.warnings.groups
	if l.file != nil { // it may be one that cannot be read
		for _, notice := range l.file.Notices() {
			d.Notices = append(d.Notices, explainNotice(notice))
		}
	}
	d.Unmapped = l.unmapped()
	if verdict != nil {
		d.Error = program.Text(verdict)
	}
	if err := json.MarshalWrite(l.env.Stdout, d, json.Deterministic(true), jsontext.WithIndent("  ")); err != nil {
		return err
	}
	_, err := l.env.Stdout.Write([]byte("\n"))
	return err
}
