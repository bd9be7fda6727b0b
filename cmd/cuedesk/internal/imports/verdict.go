package imports

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/program"
	"github.com/cuedesk/cuedesk-go/importer"
)

// verdict says in a sentence how the import ended, unless everything is in, with the code to exit with.
func (l *load) verdict(ctx context.Context, report *importer.Report, err error) error {
	if told, ok := errors.AsType[explainedError](err); ok { // without what package importer says about it
		err = told
	}
	counts := report.Counts
	in, open := counts.In(), counts[importer.Unfinished]
	failed := counts[importer.Failed] + counts[importer.Invalid] + counts[importer.Unknown] + l.unreadable
	sent := counts.Total() - counts[importer.Invalid] - notSentYet(report, err)
	isIn := areIn(in, max(report.Read+l.unreadable, l.file.Total()))
	switch {
	case ctx.Err() != nil:
		return program.WithCode(program.Interrupted, fmt.Errorf("interrupted: %s; %s", isIn, l.resumeCommand()))
	case errors.Is(err, errExpired):
		return program.WithCode(program.SomeFailed, fmt.Errorf("%w; %s", err, isIn))
	case errors.Is(err, errTooMany) && sent > 0:
		err = fmt.Errorf("%w: %s; mend the rows, or raise it and %s", l.tooManyFailures(), isIn, l.resumeCommand())
		return program.WithCode(program.SomeFailed, err)
	case errors.Is(err, errTooMany):
		return program.WithCode(program.NothingSent, fmt.Errorf("nothing was sent: %w", l.tooManyFailures()))
	case errors.Is(err, importer.ErrSourceChanged):
		return l.errSourceChanged(ctx, err)
	case errors.Is(err, importer.ErrJournal) && sent == 0:
		return program.WithCode(program.NothingSent, fmt.Errorf("nothing was sent: %w", l.explainJournal(err)))
	case err != nil && sent == 0:
		return program.WithCode(program.NothingSent, fmt.Errorf("nothing was sent: %w", err))
	case err != nil && open > 0:
		return program.WithCode(program.Interrupted, fmt.Errorf("%w; %s; %s", err, isIn, l.resumeCommand()))
	case err != nil:
		return program.WithCode(program.SomeFailed, fmt.Errorf("%w; %s, and what comes after is not read", err, isIn))
	case report.Read+l.unreadable == 0:
		return l.errNoRows()
	case sent == 0:
		return errNoneSent(failed)
	case failed > 0:
		return program.WithCode(program.SomeFailed, fmt.Errorf("%s failed; %s", program.Count(failed, "row"), isIn))
	}
	return nil
}

// tooManyFailures says where more rows have failed than are allowed.
func (l *load) tooManyFailures() error {
	where := "the table says which"
	if l.failedOut != "" {
		where = l.failedOut + " has them"
	}
	return fmt.Errorf("%w, %d: %s", errTooMany, l.maxFailed, where)
}

// errSourceChanged is the error of a file that is another one than that of the journal.
func (l *load) errSourceChanged(ctx context.Context, err error) error {
	text := strings.Replace(err.Error(), "give the same rows, or another journal to begin anew",
		"give it the file as it was, or delete "+l.ledger.path+" to begin anew", 1)
	err = explainedError{text, err}
	if !l.ledger.hasGrown(ctx) {
		return program.WithCode(program.NothingSent, fmt.Errorf("nothing was sent: %w", err))
	}
	return program.WithCode(program.Interrupted, err)
}

// areIn says how many rows are in.
func areIn(in, rows int) string {
	verb := "are"
	if in == 1 || rows == 1 {
		verb = "is"
	}
	return fmt.Sprintf("%d of %s %s in", in, program.Count(rows, "row"), verb)
}

// notSentYet returns how many rows of those that are not finished were not sent: a request that was denied was not
// applied.
func notSentYet(report *importer.Report, err error) int {
	denied := errors.Is(err, cuedesk.ErrUnauthorized) || errors.Is(err, cuedesk.ErrForbidden)
	accepted := slices.ContainsFunc(report.InFlight, func(in importer.InFlight) bool { return !in.ImportID.IsZero() })
	n := 0
	for _, g := range report.Groups {
		if g.Reason == importer.ReasonNotSent || g.Reason == importer.ReasonInFlight && denied && !accepted {
			n += g.Rows
		}
	}
	return n
}

func (l *load) errNoRows() error {
	return program.WithCode(program.NothingSent, fmt.Errorf("%s has no rows: nothing was sent", l.name()))
}

func errNoneSent(rows int) error {
	text := fmt.Sprintf("none of %d rows can be", rows)
	if rows == 1 {
		text = "its one row cannot be"
	}
	return program.WithCode(program.NothingSent, errors.New("nothing was sent: "+text))
}
