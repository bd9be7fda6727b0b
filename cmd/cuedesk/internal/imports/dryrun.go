package imports

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/program"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/workspace"
	"github.com/cuedesk/cuedesk-go/contactfile"
)

// rehearse says what would become of the rows. It only reads.
func (l *load) rehearse(ctx context.Context) error {
	err := l.predictAll(ctx)
	if ctx.Err() != nil {
		return program.WithCode(program.Interrupted, errors.New("interrupted; a dry run sends nothing"))
	}
	return err
}

func (l *load) predictAll(ctx context.Context) error {
	if err := l.reportMissing(ctx); err != nil {
		return err
	}
	r := newRehearsal(l.options, &l.outcomes)
	if err := l.findDates(ctx, r); err != nil {
		return err
	}
	if err := l.readContacts(ctx, r); err != nil {
		return fmt.Errorf("reading the workspace failed: %w", err)
	}
	for row, err := range l.rows() {
		if err != nil {
			return err
		}
		outcome := r.predict(row)
		if outcome.what == wouldFail || outcome.what == notSent {
			source, _ := row.Source.(*contactfile.Row)
			l.failures.add(positionOf(source), outcome.what+": "+outcome.why, source.Original)
		}
	}
	states := l.outcomes.count()
	verdict := l.forecast(states)
	err := errors.Join(verdict, l.finishTables(program.Code(verdict)))
	return errors.Join(err, withCode(program.SomeFailed, l.printForecast(states, err)))
}

// findDates finds which of the columns are for custom fields of dates, and of which type these are or would be.
func (l *load) findDates(ctx context.Context, r *rehearsal) error {
	r.dates = map[string]cuedesk.FieldType{}
	for _, column := range l.columns {
		if key, t, ok := column.Field.Custom(); ok && t == contactfile.Date {
			r.dates[key] = cuedesk.FieldDate
		}
	}
	if len(r.dates) == 0 {
		return nil
	}
	known, err := workspace.FieldTypes(ctx, l.client)
	for key := range r.dates {
		r.dates[key] = cmp.Or(known[key], r.dates[key])
	}
	return err
}

// readContacts reads which values the contacts of the workspace have.
func (l *load) readContacts(ctx context.Context, r *rehearsal) error {
	n := 0
	for c, err := range l.client.Contacts.Scan(ctx, cuedesk.Where()) {
		if err != nil {
			return err
		}
		n++
		r.addContact(n, c)
		l.log.Progress("%s of the workspace read", program.Count(n, "contact"))
	}
	l.log.Finish("the workspace has %s", program.Count(n, "contact"))
	return nil
}

// reportMissing says what would be created beside contacts, and refuses what the import would refuse.
func (l *load) reportMissing(ctx context.Context) error {
	missing, err := l.missingFields(ctx)
	if err != nil {
		return err
	}
	for _, field := range missing {
		if !l.createFields {
			return l.errMissing(field)
		}
		l.log.Line("would create the custom field %q (%s)", field.FieldKey, field.FieldType)
	}
	if l.list == "" {
		return nil
	}
	list, err := workspace.FindList(ctx, l.client, l.list)
	if err == nil && list == nil {
		l.log.Line("would create the list %q", l.list)
	}
	return err
}

// forecast is the verdict of a dry run.
func (l *load) forecast(states map[string]int) error {
	rows, bad := 0, states[wouldFail]+states[notSent]+states[notRead]
	for _, n := range states {
		rows += n
	}
	switch {
	case rows == 0:
		return l.errNoRows()
	case rows == states[notSent]+states[notRead]:
		return errNoneSent(rows)
	case bad > 0:
		return program.WithCode(program.SomeFailed, fmt.Errorf("%d of %s would fail", bad, program.Count(rows, "row")))
	}
	return nil
}

func (l *load) printForecast(states map[string]int, verdict error) error {
	l.outcomes.sort()
	if l.report == "json" {
		return l.writeDocument(document{States: states}, verdict)
	}
	l.out.Line("A dry run: nothing was sent.")
	l.outcomes.show(l.out, "outcome")
	l.printChanges()
	return l.out.Err()
}
