package imports

import (
	"errors"
	"iter"

	"github.com/cuedesk/cuedesk-go/contactfile"
	"github.com/cuedesk/cuedesk-go/importer"
)

// rows yields the rows of the file, and notes those that cannot be read and what was changed in values.
func (l *load) rows() iter.Seq2[importer.Row, error] {
	return func(yield func(importer.Row, error) bool) {
		if !l.begin() {
			return
		}
		defer close(l.done)
		for row, err := range l.file.Rows() {
			if err != nil && l.reading.SkipBadRows && errors.Is(err, contactfile.ErrRow) {
				l.addUnreadable(err)
				continue
			}
			if err != nil {
				yield(importer.Row{}, l.explainFileError(err))
				return
			}
			l.addChanges(row)
			if !yield(importer.Row{Line: row.Line, Contact: row.Contact, Source: row}, nil) {
				return
			}
		}
	}
}

// addUnreadable notes a row that cannot be read.
func (l *load) addUnreadable(err error) {
	line, why, original := 0, err.Error(), ""
	if known, ok := errors.AsType[*contactfile.Error](err); ok {
		line, why, original = known.Line, known.Problem, known.Original
	}
	counts := l.file.Counts()
	read := counts.Rows + counts.Bad
	l.accept(func() {
		l.unreadable++
		l.outcomes.add(key{notRead, why}, line)
		l.failures.addUnread(position{read, line}, why, original)
		l.countFailure()
	})
}

// addChanges notes what is not as it is in the file.
func (l *load) addChanges(row *contactfile.Row) {
	l.accept(func() {
		if len(row.Original) > len(l.columns) {
			l.columns = l.file.Columns()
		}
		for _, change := range row.Changes {
			l.addChange(&l.changes, row, change)
		}
		for _, warning := range row.Warnings {
			l.addChange(&l.warnings, row, warning)
		}
	})
}

func (l *load) addChange(to *tally, row *contactfile.Row, change contactfile.Change) {
	what := explainChange(change)
	to.add(key{change.Column, what}, change.Line)
	l.changed.add(positionOf(row), what, []string{change.Column})
}

// positionOf is where a row of the file is.
func positionOf(row *contactfile.Row) position { return position{row.Number, row.Line} }

// leftOutValues says which values of a row were left out, for a row that lacks them.
func leftOutValues(row *contactfile.Row) []string {
	var parts []string
	for _, change := range row.Changes {
		if change.Kind == contactfile.LeftOut {
			parts = append(parts, change.Column+" left out: "+change.Detail)
		}
	}
	return parts
}
